"""Decisions that cannot all hold, or that hold for nobody any more: shown, never swallowed."""

from typing import Any, Final

import duckdb
import pyarrow as pa

from resolution.constraints import BOTH_WAYS, TWO_ENTITIES, TWO_TARGETS, Bond, close
from resolution.identity import known_redirects
from resolution.normalise import TEXT, load
from resolution.reasons import Reason
from resolution.review.decide import CAPTIONS
from store.judgements import Verdict, in_force
from store.ledger import Ledger
from store.tables import Judgement

KINDS: Final = {
    TWO_TARGETS: "一个提及被认定为几个主体",
    BOTH_WAYS: "连起来相同，又被认定不同",
    TWO_ENTITIES: "两个主体被认定相同，又被认定不同",
    "data": "认定相同的提及，代码等硬依据指向几个主体",
    "gone": "所判的提及或主体已不在数据中",
}
NAMES: Final = """
SELECT t.id, coalesce(n.name, e.name) FROM named_thing t
LEFT JOIN mention n ON n.mention_id = t.id LEFT JOIN entity e ON e.entity_id = t.id
WHERE n.mention_id IS NOT NULL OR e.entity_id IS NOT NULL
"""
TORN: Final = "SELECT mention_id, entity_id, runner_up FROM match WHERE reason = ? ORDER BY mention_id"


def contradictions(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> list[dict[str, Any]]:
    """Return what is wrong with the decisions in force: kind, the things with names, the decisions in words.

    Needs the newest run's tables. `numbers` are what `chanye review undo` takes.
    """
    with ledger.session() as session:
        rows = [j for j in in_force(session) if j.decision != Verdict.UNSURE]
        moved = {s.old: s.new for s in known_redirects(session)}
    said = {j.id: j for j in rows}
    found = close((Bond(j.mention, j.entity, j.decision, j.id) for j in rows), moved).contradictions
    listed = [(KINDS[c.kind], list(c.things), list(c.numbers)) for c in found]
    told = {thing for c in found for thing in c.things}
    torn = con.execute(TORN, [Reason.JUDGED_CONTRADICTORY]).fetchall()
    for mention, *entities in torn:
        if mention not in told:
            numbers = [j.id for j in rows if mention in (j.mention, j.entity)]
            listed.append((KINDS["data"], [mention, *(e for e in entities if e)], numbers))
    names = _names(con, [moved.get(i, i) for j in rows for i in (j.mention, j.entity)] + sorted(told))
    for j in rows:
        lost = [i for i in (j.mention, j.entity) if moved.get(i, i) not in names]
        if lost:
            listed.append((KINDS["gone"], lost, [j.id]))
    return [
        {
            "kind": kind,
            "things": [f"{names.get(i) or _kept(rows, i)}（{i}）" for i in things],
            "numbers": numbers,
            "decisions": [in_words(said[n]) for n in numbers],
        }
        for kind, things, numbers in listed
    ]


def in_words(judgement: Judgement) -> str:
    """Return a decision as one line: number, who, when, what, why."""
    caption = CAPTIONS.get(Verdict(judgement.decision), "撤销")
    why = f"：{judgement.reason}" if judgement.reason else ""
    return f"第 {judgement.id} 条 {judgement.actor} {judgement.decided_at:%Y-%m-%d} {caption}{why}"


def _kept(rows: list[Judgement], thing: str) -> str:
    """The name that a decision kept of a mention that is gone."""
    return next(
        (str(j.about["name"]) for j in rows if j.mention == thing and j.about.get("name")), "名称不详"
    )


def _names(con: duckdb.DuckDBPyConnection, things: list[str]) -> dict[str, str]:
    load(con, "named_thing", pa.schema([("id", TEXT)]), [[(i,) for i in sorted(set(things))]])
    return dict(con.execute(NAMES).fetchall())
