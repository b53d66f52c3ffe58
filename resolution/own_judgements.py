"""Stewards' decisions on firms that no registry holds: which mentions share an entity of their own."""

from typing import Final

import duckdb
import pyarrow as pa

from core.ids import canonical_id
from resolution.normalise import TEXT, load
from resolution.reasons import Decision, Reason
from resolution.regroup import Grouping, pairs
from resolution.settle import replace_decisions
from resolution.sql import sql

ANCHOR: Final = pa.schema([("mention_id", TEXT), ("anchor", TEXT)])
MADE: Final = pa.schema([("anchor", TEXT), ("entity_id", TEXT)])
APPLY: Final = sql("judgements_own")
CLASHES: Final = (
    "SELECT o.mention_id FROM own o JOIN own_ids i USING (anchor) SEMI JOIN entity e USING (entity_id)"
)
MUST: Final = "SELECT mention_id, entity_id FROM must_link SEMI JOIN mention USING (mention_id) ORDER BY ALL"
LISTED: Final = "SELECT entity_id, kind FROM entity SEMI JOIN merged_all ON new = entity_id"


def reanchor(con: duckdb.DuckDBPyConnection) -> None:
    """Let the judgements rule over `own` and `own_ids`; needs what `load_judgements` makes.

    No entity of its own may bear the id of a registered one: a mention taken from the firm whose code it
    carries gets another.
    """
    clashes = [m for (m,) in con.execute(CLASHES).fetchall()]
    if not clashes and not con.execute("SELECT 1 FROM judged LIMIT 1").fetchall():
        return
    own = Grouping(
        con,
        dict(pairs(con, "SELECT mention_id, anchor FROM own ORDER BY mention_id")),
        dict(pairs(con, "SELECT anchor, entity_id FROM own_ids ORDER BY anchor")),
        dict(con.execute("SELECT mention_id, rows FROM own").fetchall()),
    )
    for mention in sorted(clashes):
        own.by_id.pop(own.named.get(own.at[mention], ""), None)
        own.split_off(mention)
    _lift(own)
    same = own.join(pairs(con, MUST))
    replace_decisions(con, [(m, None, Decision.NONE, Reason.JUDGED_SAME, None) for m in same])
    own.part()
    _apply(con, own)


def _lift(own: Grouping) -> None:
    """An unregistered entity said to be another: its mentions go there, registered or not."""
    merged = pairs(own.con, "SELECT old, new FROM merged_all ORDER BY ALL")
    listed = dict(pairs(own.con, LISTED))
    members = own.members()
    lifted = [(m, e) for old, e in merged if e in listed for m in members.get(own.by_id.get(old, ""), [])]
    replace_decisions(own.con, [(m, e, Decision.MATCH, Reason.JUDGED_SAME, None) for m, e in lifted])
    for mention, _ in lifted:
        del own.at[mention]
    own.merge(merged)


def _apply(con: duckdb.DuckDBPyConnection, own: Grouping) -> None:
    load(con, "own_moved", ANCHOR, [sorted(own.moved.items())])
    made = sorted(set(own.moved.values()) - own.named.keys())
    load(con, "own_made", MADE, [[(a, canonical_id("ent", a)) for a in made]])
    con.execute(APPLY)
