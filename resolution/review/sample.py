"""A random clerical sample, drawn blind, and what its answers prove."""

from typing import Any, Final, NamedTuple

import duckdb

from core.errors import UsageError
from resolution.review.cases import shown_cases
from resolution.review.estimate import Estimate, Stratum, estimate
from resolution.review.filled import Answer, Filled
from resolution.review.order import Order
from resolution.sql import sql
from store.judgements import Verdict

MATCHED: Final = "matched"
UNMATCHED: Final = "unmatched"
SIZES: Final = "SELECT stratum, count(*) FROM review_population GROUP BY stratum"
DRAWN: Final = "SELECT mention_id, stratum FROM review_case"
REGISTERED: Final = "SELECT 1 FROM entity WHERE entity_id = ? AND registered"
NOTE: Final = {MATCHED: "自动匹配的提及数", UNMATCHED: "未自动匹配的提及数"}


class Sample(NamedTuple):
    """Cases in random order, which part each stands for, and the notes that the workbook carries."""

    cases: list[dict[str, Any]]
    strata: dict[str, str]
    notes: dict[str, str | int]


class Proof(NamedTuple):
    """What a filled sample proves, and what it rests on."""

    estimate: Estimate
    matched: Stratum
    unmatched: Stratum
    unsure: int


def draw(con: duckdb.DuckDBPyConnection, size: int, seed: int, *, every: bool = False) -> Sample:
    """Draw half from what was matched and half from what was not; needs the newest run's tables.

    By default from mentions that no valid code settles, `every` from all. The draw hangs on seed and
    content alone; the parts are mixed, and nothing shows which is which.
    """
    values = {"seed": str(seed), "size": (size + 1) // 2, "every": every}
    for statement in sql("review_sample").split(";\n"):
        con.execute(statement, {k: v for k, v in values.items() if f"${k}" in statement})
    sizes = dict(con.execute(SIZES).fetchall())
    notes: dict[str, str | int] = {
        "随机种子": seed,
        "范围": "全部提及" if every else "没有有效代码的提及",
        NOTE[MATCHED]: sizes.get(MATCHED, 0),
        NOTE[UNMATCHED]: sizes.get(UNMATCHED, 0),
    }
    cases = shown_cases(con, Order.RANDOM, size, seed)
    shown = {c["mention_id"] for c in cases}
    strata = {m: s for m, s in con.execute(DRAWN).fetchall() if m in shown}
    return Sample(cases, strata, notes)


def prove(con: duckdb.DuckDBPyConnection, filled: Filled) -> Proof:
    """Return precision and recall from a filled sample; UsageError where the workbook is no sample."""
    sizes = {s: filled.notes.get(note) for s, note in NOTE.items()}
    if not filled.strata or None in sizes.values():
        raise UsageError("这不是抽样的工作簿。", advice="请用 chanye review sample 生成的文件填写。")
    judged = {MATCHED: 0, UNMATCHED: 0}
    hits = {MATCHED: 0, UNMATCHED: 0}
    unsure = 0
    for answer in filled.answers:
        stratum = filled.strata.get(answer.mention.id)
        if stratum is None:
            continue
        if answer.verdict is Verdict.UNSURE:
            unsure += 1
            continue
        judged[stratum] += 1
        hits[stratum] += _hit(con, stratum, answer)
    parts = {s: Stratum(int(str(sizes[s])), judged[s], hits[s]) for s in (MATCHED, UNMATCHED)}
    return Proof(estimate(parts[MATCHED], parts[UNMATCHED]), parts[MATCHED], parts[UNMATCHED], unsure)


def _hit(con: duckdb.DuckDBPyConnection, stratum: str, answer: Answer) -> bool:
    """A right match there; here a registered firm that was missed, be it the candidate or another."""
    same = answer.entity if answer.verdict is Verdict.MUST_LINK else answer.right
    if same is None:
        return False
    if stratum == MATCHED:
        return answer.verdict is Verdict.MUST_LINK
    return bool(con.execute(REGISTERED, [same.id]).fetchall())
