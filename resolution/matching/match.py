"""A list against a registry through the ladder of the city: normal forms, tiers, candidates, model."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import duckdb

from core.duck import another, one_thread
from core.errors import DeliveryError
from core.progress import console, stage
from resolution import tiers
from resolution.arbiter.adapt import Adapted
from resolution.engine import Registered, Scored, score_and_decide
from resolution.halves import ready
from resolution.ladder import Ladder, ladder
from resolution.matching.bare import decide_bare
from resolution.matching.learn import Judge, coded_values, judge_of, may_teach, taught
from resolution.matching.lists import Listing
from resolution.matching.prepare import (
    Scorer,
    load_judgements,
    normalised,
    read_registry_values,
    values,
)
from resolution.matching.results import add_results
from resolution.matching.settings import limits
from resolution.panel.fits import suggest
from resolution.reasons import CAPTIONS
from resolution.sides import count_frequencies, make_registry_side
from resolution.sql import sql
from resolution.wide import Wide

SHARED_CODE: Final = sql("matching_shared_code")
CONFLICT: Final = sql("matching_conflict")

PLACES: Final = "SELECT count(*), min(file_row) FROM registry_raw WHERE row_no IN ({rows})"
UNUSED: Final = "SELECT row_no FROM registry_value ANTI JOIN registry_row USING (row_no)"
SAME_ID: Final = (
    "SELECT row_no FROM registry_value QUALIFY id IS NOT NULL AND count(*) OVER (PARTITION BY id) > 1"
)
REPEATED: Final = """
SELECT coalesce(sum(n), 0) FROM (
  SELECT count(*) AS n FROM list_raw
  WHERE nullif(trim({column}), '') IS NOT NULL GROUP BY {column} HAVING count(*) > 1)
"""
SAME_CODE: Final = "SELECT row_no FROM registry_row SEMI JOIN shared_code USING (code)"

ROW_MENTIONS: Final = """
SELECT min(i.mention_id) FROM list_value v LEFT JOIN list_tuple t ON t.row_no = v.row_no AND t.variant = 0
LEFT JOIN mention_tuple i ON i.raw_id = t.raw_id AND i.part_no = 0 GROUP BY v.row_no ORDER BY v.row_no
"""

CAPTION_TABLE: Final = "CREATE OR REPLACE TABLE reason_caption (reason_key VARCHAR, reason VARCHAR)"


class Outcome(NamedTuple):
    """What became of the rows of a list; list_result holds each."""

    rows: int
    decisions: dict[str, int]
    tiers: list[tuple[str, str, str, int]]  # tier, decision, reason, rows
    unusable: int  # rows without a usable name and code
    notes: list[str]
    judge: Judge


def id_type(con: duckdb.DuckDBPyConnection, listing: Listing) -> str:
    """Return BIGINT where the registry's ids are whole numbers by type or row numbers, else VARCHAR."""
    if "id" not in listing.fields:
        return "BIGINT"
    column, table = f"c{listing.fields['id']}", listing.table
    query = f"SELECT min(typeof({column})), count(*) = count({column}) FROM {table}"
    kind, filled = con.execute(query).fetchall()[0]
    return "BIGINT" if "INT" in kind and filled else "VARCHAR"


def _registry_notes(con: duckdb.DuckDBPyConnection, registry: Listing, longest: int) -> list[str]:
    """Say what in the registry could not be used or stands twice, with the first row of each."""
    checks = (
        (UNUSED, f"没有可用的名称（空白或超过 {longest} 个字）也没有有效代码，没有使用"),
        (
            SAME_ID,
            "编号重复，同一编号按同一家处理；编号列若不是编号，请用 --registry-map id= 取消",
        ),
        (SAME_CODE, "统一社会信用代码重复而名称不同，这些代码不单独作为依据"),
    )
    notes = []
    for rows, text in checks:
        count, first = con.execute(PLACES.format(rows=rows)).fetchall()[0]
        if count:
            notes.append(f"{registry.place}：{count} 行{text}（第一处在第 {first} 行）。")
    return notes


def _list_notes(con: duckdb.DuckDBPyConnection, listing: Listing) -> list[str]:
    """Say how many rows of the list share an id."""
    if "id" not in listing.fields:
        return []
    count = con.execute(REPEATED.format(column=listing.text("id"))).fetchall()[0][0]
    return [f"{listing.place}：{count} 行的编号与别的行重复，每行照样各有一个结果。"] if count else []


def match_lists(
    con: duckdb.DuckDBPyConnection, listing: Listing, registry: Listing, scorer: Scorer | None = None
) -> Outcome:
    """Decide every row of a list against a registry, both read by `read_list`; creates list_result.

    A long list is matched part by part, so that memory hangs on the registry and the part. The outcome hangs
    on the row, the registry and the scorer alone, and on what the rows with codes teach together: not on row
    order, threads or parts.
    """
    known, scorer = limits(), scorer or Scorer()
    con.execute(CAPTION_TABLE)
    con.executemany("INSERT INTO reason_caption VALUES (?, ?)", [(str(r), c) for r, c in CAPTIONS.items()])
    read_registry_values(con, registry)
    starts = range(0, listing.rows, known.batch)
    teach, found, base = may_teach(con, listing, scorer), None, scorer
    if teach and len(starts) > 1:
        coded_values(con, listing)
        _normalise(con, listing, registry, scorer)
        scorer, found = _learn(con, scorer)
    for number, start in enumerate(starts, 1):
        if len(starts) > 1:
            console.print(f"第 {number} 批，共 {len(starts)} 批", highlight=False)
        values(con, listing, "list_value", start, start + known.batch)
        _normalise(con, listing, registry, scorer)
        if teach and len(starts) == 1:
            scorer, found = _learn(con, scorer)
        _decide(con, scorer)
        add_results(con, start, min(known.batch, listing.rows - start), id_type(con, registry))
    notes = _registry_notes(con, registry, known.longest_name) + _list_notes(con, listing)
    return _outcome(con, [*listing.notes, *registry.notes, *notes], judge_of(base, found))


def _normalise(con: duckdb.DuckDBPyConnection, listing: Listing, registry: Listing, scorer: Scorer) -> None:
    rows = min(listing.rows, limits().batch)
    with stage(f"规范化 {rows:,} 行名单与 {registry.rows:,} 行登记名录"):
        normalised(con, registry, scorer)
    if not con.execute("SELECT count(*) FROM entity").fetchall()[0][0]:
        raise DeliveryError(
            f"{registry.place}：{registry.rows:,} 行都没有可用的名称，也没有有效代码，没有可对的登记主体。",
            advice=f"请核对名称列，或用 {registry.option} name=表头 指明。",
        )


def _learn(con: duckdb.DuckDBPyConnection, scorer: Scorer) -> tuple[Scorer, Adapted | None]:
    with stage("用带代码的行试训裁定模型"):
        return taught(con, scorer)


def weigh_lists(
    con: duckdb.DuckDBPyConnection,
    listing: Listing,
    registry: Listing,
    scorer: Scorer,
    suggested: Sequence[Sequence[str]] = (),
) -> Scored:
    """Score a short list without the certain tiers, so that an exact name too can be taken apart.

    `suggested` are by row entities of the registry that come into question whatever they are called.
    """
    read_registry_values(con, registry)
    values(con, listing, "list_value", 0, listing.rows)
    normalised(con, registry, scorer)
    load_judgements(con, scorer.ledger)
    tiers.prepare(con)
    mentions = con.execute(ROW_MENTIONS).fetchall() if suggested else []
    suggest(con, [(m, e) for (m,), entities in zip(mentions, suggested, strict=True) for e in entities if m])
    return score_and_decide(
        con, ladder(), parameters=scorer.parameters, version=scorer.version, arbiter=scorer.arbiter
    )


def _decide(con: duckdb.DuckDBPyConnection, scorer: Scorer) -> None:
    load_judgements(con, scorer.ledger)
    rules = ladder().model_copy(update={"candidates_weighed": limits().candidates_weighed})
    with stage("代码与名称一致的先定"):
        tiers.prepare(con)
        side = _run_beside_registry(con, rules) if scorer.ledger is None else _run_judged(con, rules)
        decide_bare(con)
        con.execute(CONFLICT)
    with stage("生成候选、打分与裁定"):
        score_and_decide(
            con, rules, parameters=scorer.parameters, version=scorer.version,
            arbiter=scorer.arbiter, registered=side,
        )  # fmt: skip
        con.execute(CONFLICT)


def _registry_side(con: duckdb.DuckDBPyConnection, rules: Ladder) -> Registered:
    make_registry_side(con)
    wide = Wide(con)  # which works on while the tiers decide
    return Registered(count_frequencies(con, rules), wide, ready(con))


def _run_beside_registry(con: duckdb.DuckDBPyConnection, rules: Ladder) -> Registered:
    """Run the tiers while the registry's side is built: neither reads what the other writes."""
    if one_thread(con):
        side = _registry_side(con, rules)
        con.execute(SHARED_CODE)
        tiers.run_tiers(con)
        return side
    with ThreadPoolExecutor(1) as beside:
        building = beside.submit(_registry_side, another(con), rules)
        con.execute(SHARED_CODE)
        tiers.run_tiers(con)
        side = building.result()
    side.wide.con = con
    return side


def _run_judged(con: duckdb.DuckDBPyConnection, rules: Ladder) -> Registered:
    """Run the tiers beside the judgements of a ledger, whose packages are loaded here alone."""
    from resolution import judgements

    side = _registry_side(con, rules)
    judgements.bind(con)
    con.execute(SHARED_CODE)
    tiers.run_tiers(con)
    judgements.release(con)
    return side


def _outcome(con: duckdb.DuckDBPyConnection, notes: list[str], judge: Judge) -> Outcome:
    counted = con.execute(
        "SELECT tier, decision, coalesce(c.reason, reason_key), count(*) FROM list_result "
        "LEFT JOIN reason_caption c USING (reason_key) GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3"
    ).fetchall()
    decisions: dict[str, int] = dict.fromkeys(("match", "review", "none", "ambiguous"), 0)
    for _, decision, _, count in counted:
        decisions[decision] += count
    unusable = con.execute(
        "SELECT count(*) FROM list_result WHERE reason_key IN ('empty', 'name_too_long', 'identity_card')"
    ).fetchall()[0][0]
    return Outcome(sum(decisions.values()), decisions, counted, int(unusable), notes, judge)


def summary(outcome: Outcome) -> list[Mapping[str, Any]]:
    """Return the counts as rows for printing: decision, tier, reason, rows, share."""
    return [
        {"decision": d, "tier": t, "reason": r, "rows": n, "share": n / max(outcome.rows, 1)}
        for t, d, r, n in outcome.tiers
    ]
