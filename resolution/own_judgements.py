"""Stewards' decisions on firms that no registry holds: which mentions share an entity of their own."""

from collections.abc import Iterable
from typing import Final

import duckdb
import pyarrow as pa

from core.ids import canonical_id
from resolution.normalise import TEXT, load
from resolution.reasons import Decision, Reason
from resolution.settle import Decided, replace_decisions
from resolution.sql import sql

ANCHOR: Final = pa.schema([("mention_id", TEXT), ("anchor", TEXT)])
APPLY: Final = sql("judgements_own")
CLASHES: Final = (
    "SELECT o.mention_id FROM own o JOIN own_ids i USING (anchor) SEMI JOIN entity e USING (entity_id)"
)


class _Own:
    """The anchors of the mentions that judgements speak of, and of all that share an anchor with them."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.named = _pairs(con, "SELECT anchor, entity_id FROM own_ids ORDER BY anchor")
        self.by_id = {i: a for a, i in self.named.items()}
        self.at = _pairs(con, "SELECT mention_id, anchor FROM own ORDER BY mention_id")
        self.rows = dict(con.execute("SELECT mention_id, rows FROM own").fetchall())
        self.moved: dict[str, str] = {}
        self.group: dict[str, list[str]] = {}
        for mention, group in con.execute(
            "SELECT mention_id, group_id FROM together ORDER BY ALL"
        ).fetchall():
            self.group.setdefault(group, []).append(mention)
        self.first = {m: min(members) for members in self.group.values() for m in members}

    def put(self, mention: str, anchor: str) -> None:
        self.at[mention] = self.moved[mention] = anchor

    def split_off(self, mention: str) -> None:
        """Give a mention an anchor of its own, the same for all that are said to be the same."""
        base = self.at[mention].split("|m1_")[0]
        self.put(mention, f"{base}|{self.first.get(mention, mention)}")

    def members(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for mention, anchor in sorted(self.at.items()):
            found.setdefault(anchor, []).append(mention)
        return found


def _pairs(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    return dict(con.execute(query).fetchall())


def _merge(own: _Own) -> None:
    """An unregistered entity said to be another: its mentions go there, registered or not."""
    lifted: list[Decided] = []
    members = own.members()
    merged = own.con.execute("SELECT old, new FROM merged_all ORDER BY ALL").fetchall()
    listed = {
        i
        for (i,) in own.con.execute(
            "SELECT entity_id FROM entity SEMI JOIN merged_all ON new = entity_id"
        ).fetchall()
    }
    for old, new in merged:
        for mention in members.get(own.by_id.get(old, ""), []):
            if new in listed:
                lifted.append((mention, new, Decision.MATCH, Reason.JUDGED_SAME, None))
                del own.at[mention]
            elif new in own.by_id:
                own.put(mention, own.by_id[new])
    replace_decisions(own.con, lifted)


def _join(own: _Own, cannot: set[tuple[str, str]]) -> None:
    """What must be an unregistered entity is; mentions said to be the same share one."""
    decided: list[Decided] = []
    for mention, entity in own.con.execute(
        "SELECT mention_id, entity_id FROM must_link SEMI JOIN mention USING (mention_id) ORDER BY ALL"
    ).fetchall():
        if entity in own.by_id:
            own.put(mention, own.by_id[entity])
            decided.append((mention, None, Decision.NONE, Reason.JUDGED_SAME, None))
    replace_decisions(own.con, decided)
    for members in own.group.values():
        here = [m for m in members if m in own.at]
        free = [
            a
            for a in sorted({own.at[m] for m in here})
            if not any((m, own.named.get(a, "")) in cannot for m in here)
        ]
        for mention in here if free else []:
            if own.at[mention] != free[0]:
                own.put(mention, free[0])


def _part(own: _Own, cannot: set[tuple[str, str]]) -> None:
    """What must not share an entity is split off; the entity itself stays with whoever is left."""
    forbidden = {m for m, e in cannot if m in own.at and own.named.get(own.at[m]) == e}
    for members in own.members().values():
        out = [m for m in members if m in forbidden]
        stays = members if len(out) == len(members) and out else []
        keeper = own.first.get(stays[0], stays[0]) if stays else ""
        for mention in out:
            if own.first.get(mention, mention) != keeper:
                own.split_off(mention)
    pairs = own.con.execute("SELECT mention_id, other_id FROM apart ORDER BY ALL").fetchall()
    for a, b in pairs:
        if a in own.at and own.at[a] == own.at.get(b):
            heads = {x: own.first.get(x, x) for x in (a, b)}
            own.split_off(min((a, b), key=lambda x: (own.rows.get(heads[x], 0), heads[x])))


def reanchor(con: duckdb.DuckDBPyConnection) -> None:
    """Let the judgements rule over `own` and `own_ids`; needs what `load_judgements` makes.

    No entity of its own may bear the id of a registered one: a mention taken from the firm whose code it
    carries gets another.
    """
    clashes = [m for (m,) in con.execute(CLASHES).fetchall()]
    spoken = con.execute("SELECT count(*) FROM judged").fetchall()[0][0]
    if not spoken and not clashes:
        return
    own = _Own(con)
    cannot = set(con.execute("SELECT mention_id, entity_id FROM cannot_link").fetchall())
    _merge(own)
    _join(own, cannot)
    _part(own, cannot)
    for mention in sorted(clashes):
        if mention in own.at and mention not in own.moved:
            own.split_off(mention)
    _apply(con, own)


def _apply(con: duckdb.DuckDBPyConnection, own: _Own) -> None:
    load(con, "own_moved", ANCHOR, [sorted(own.moved.items())])
    made: Iterable[str] = sorted(set(own.moved.values()) - own.named.keys())
    load(
        con,
        "own_made",
        pa.schema([("anchor", TEXT), ("entity_id", TEXT)]),
        [[(a, canonical_id("ent", a)) for a in made]],
    )
    con.execute(APPLY)
