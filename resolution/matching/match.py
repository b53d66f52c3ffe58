"""A list against a registry through the ladder of the city: normal forms, tiers, candidates, model."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import duckdb

from core.progress import console, stage
from resolution import judgements, tiers
from resolution.engine import score_and_decide
from resolution.ladder import ladder
from resolution.matching.columns import fields
from resolution.matching.lists import Listing
from resolution.matching.settings import Limits, limits
from resolution.mentions import mentions_of_tuples
from resolution.model import Parameters
from resolution.normalise import normalise
from resolution.reasons import CAPTIONS
from resolution.registry import PARENTS
from resolution.sql import sql
from store.ledger import Ledger

TIDY: Final = sql("matching_tidy")
VALUES: Final = sql("matching_values")
VARIANTS: Final = sql("matching_variants")
TUPLES: Final = sql("matching_tuples")
LOOSEN: Final = sql("matching_loosen")
REGISTRY: Final = sql("matching_registry")
CODES: Final = sql("matching_codes")
SHARED_CODE: Final = sql("matching_shared_code")
CONFLICT: Final = sql("matching_conflict")
ROWS: Final = sql("matching_rows")
SHOWN: Final = sql("matching_shown")
RESULT: Final = sql("matching_result")

PLACES: Final = "SELECT count(*), min(file_row) FROM registry_raw WHERE row_no IN ({rows})"
UNUSED: Final = "SELECT row_no FROM registry_value ANTI JOIN registry_row USING (row_no)"
SAME_ID: Final = (
    "SELECT row_no FROM registry_value QUALIFY id IS NOT NULL AND count(*) OVER (PARTITION BY id) > 1"
)
REPEATED: Final = """
SELECT coalesce(sum(n), 0) FROM (
  SELECT count(*) AS n FROM list_raw
  WHERE nullif({column}, '') IS NOT NULL GROUP BY {column} HAVING count(*) > 1)
"""
SAME_CODE: Final = "SELECT row_no FROM registry_row SEMI JOIN shared_code USING (code)"

CAPTION_TABLE: Final = "CREATE OR REPLACE TABLE reason_caption (reason_key VARCHAR, reason VARCHAR)"

NO_JUDGEMENTS: Final = """
CREATE OR REPLACE TABLE judged (mention_id VARCHAR, entity_id VARCHAR, verdict VARCHAR);
CREATE OR REPLACE TABLE cannot_link (mention_id VARCHAR, entity_id VARCHAR);
CREATE OR REPLACE TABLE must_link (mention_id VARCHAR, entity_id VARCHAR)
"""
# The entity of a registry row: named by its first row, or by the id that the city gave it.
BY_ROW: Final = "'r' || lpad(min(one) OVER (PARTITION BY first_row)::VARCHAR, 9, '0')"
BY_ID: Final = "id"


class Scorer(NamedTuple):
    """What scores: Splink's parameters and their version; and the judgements that bind, of a city."""

    parameters: Parameters | None = None  # None: as shipped
    version: int = 0
    ledger: Ledger | None = None  # whose judgements bind; its registry's ids are the city's


class Outcome(NamedTuple):
    """What became of the rows of a list; list_result holds each."""

    rows: int
    decisions: dict[str, int]
    tiers: list[tuple[str, str, str, int]]  # tier, decision, reason, rows
    unusable: int  # rows without a usable name and code
    notes: list[str]


def values(con: duckdb.DuckDBPyConnection, listing: Listing, table: str, after: int, upto: int) -> None:
    """Create `table` with the fields of the rows `after` < row_no ≤ `upto`, the id as the file has it."""
    columns = {key: listing.text(key) for key in fields()}
    columns["id"] = f"c{listing.fields['id']}" if "id" in listing.fields else "NULL::BIGINT"
    con.execute(VALUES.format(table=table, source=listing.table, **columns), {"after": after, "upto": upto})


def id_type(con: duckdb.DuckDBPyConnection, listing: Listing) -> str:
    """Return BIGINT where the registry's ids are whole numbers by type or row numbers, else VARCHAR."""
    if "id" not in listing.fields:
        return "BIGINT"
    column = f"c{listing.fields['id']}"
    types = dict(
        con.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [listing.table]
        ).fetchall()
    )
    return "BIGINT" if "INT" in types[column] else "VARCHAR"


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


def prepare_registry(con: duckdb.DuckDBPyConnection, registry: Listing, entity_id: str) -> None:
    """Create entity, entity_name, entity_label and shared_code from registry_value and the maps.

    A row without an id is known by its row number: as such where no row has one, else written 第12行.
    """
    own = "'第' || r.row_no || '行'" if "id" in registry.fields else "r.row_no::VARCHAR"
    con.execute(REGISTRY.format(own_id=own, entity_id=entity_id))
    con.execute(PARENTS)


def match_lists(
    con: duckdb.DuckDBPyConnection, listing: Listing, registry: Listing, scorer: Scorer | None = None
) -> Outcome:
    """Decide every row of a list against a registry, both read by `read_list`; creates list_result.

    A long list is matched part by part, so that memory hangs on the registry and the part. The outcome hangs
    on the row, the registry and the scorer alone: not on row order, threads, parts or other rows.
    """
    known, scorer = limits(), scorer or Scorer()
    con.execute(TIDY)
    con.execute(CAPTION_TABLE)
    con.executemany("INSERT INTO reason_caption VALUES (?, ?)", [(str(r), c) for r, c in CAPTIONS.items()])
    values(con, registry, "registry_value", 0, registry.rows)
    con.execute(
        VARIANTS.format(table="registry_variant", source="registry_value"), {"longest": known.longest_name}
    )
    starts = range(0, listing.rows, known.batch)
    for number, start in enumerate(starts, 1):
        if len(starts) > 1:
            console.print(f"第 {number} 批，共 {len(starts)} 批", highlight=False)
        values(con, listing, "list_value", start, start + known.batch)
        _match_part(con, listing, registry, scorer)
        query = (
            "CREATE TABLE list_result AS FROM part_result"
            if not start
            else "INSERT INTO list_result FROM part_result"
        )
        con.execute(query)
    notes = _registry_notes(con, registry, known.longest_name) + _list_notes(con, listing)
    return _outcome(con, [*listing.notes, *registry.notes, *notes])


def _match_part(con: duckdb.DuckDBPyConnection, listing: Listing, registry: Listing, scorer: Scorer) -> None:
    """Decide the rows of list_value; creates part_result."""
    known = limits()
    con.execute(VARIANTS.format(table="list_variant", source="list_value"), {"longest": known.longest_name})
    con.execute(TUPLES)
    with stage(f"规范化 {min(listing.rows, known.batch):,} 行名单与 {registry.rows:,} 行登记名录"):
        normalise(con, "match_value")
        con.execute(LOOSEN)
        prepare_registry(con, registry, BY_ID if scorer.ledger else BY_ROW)
        mentions_of_tuples(con)
        con.execute(CODES, {"coded": known.coded_share})
    _decide(con, scorer)
    _results(con, known, id_type(con, registry))


def _judgements(con: duckdb.DuckDBPyConnection, ledger: Ledger | None) -> None:
    """Create the tables of judgements: the ledger's in force, or none."""
    if ledger is not None:
        judgements.load_judgements(con, ledger)
        return
    con.execute(NO_JUDGEMENTS)


def _decide(con: duckdb.DuckDBPyConnection, scorer: Scorer) -> None:
    _judgements(con, scorer.ledger)
    with stage("代码与名称一致的先定"):
        tiers.prepare(con)
        if scorer.ledger is not None:
            judgements.bind(con)
        con.execute(SHARED_CODE)
        tiers.run_tiers(con)
        if scorer.ledger is not None:
            judgements.release(con)
        con.execute(CONFLICT)
    with stage("生成候选、打分与裁定"):
        score_and_decide(con, ladder(), parameters=scorer.parameters, version=scorer.version)
        con.execute(CONFLICT)


def _results(con: duckdb.DuckDBPyConnection, known: Limits, type_of_id: str) -> None:
    con.execute(ROWS)
    held = [row[0] for row in con.execute("SELECT * FROM candidate LIMIT 0").description]
    probability = "probability" if "probability" in held else "1 / (1 + pow(2.0, -weight))"
    con.execute(SHOWN.format(probability=probability), {"kept": known.candidates_shown})
    con.execute(RESULT.format(id_type=type_of_id), {"certain": known.certain, "longest": known.longest_name})


def _outcome(con: duckdb.DuckDBPyConnection, notes: list[str]) -> Outcome:
    counted = con.execute(
        "SELECT tier, decision, coalesce(c.reason, reason_key), count(*) FROM list_result "
        "LEFT JOIN reason_caption c USING (reason_key) GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3"
    ).fetchall()
    decisions: dict[str, int] = dict.fromkeys(("match", "review", "none", "ambiguous"), 0)
    for _, decision, _, count in counted:
        decisions[decision] += count
    unusable = con.execute(
        "SELECT count(*) FROM list_result WHERE reason_key IN ('empty', 'name_too_long')"
    ).fetchall()[0][0]
    return Outcome(sum(decisions.values()), decisions, counted, int(unusable), notes)


def summary(outcome: Outcome) -> list[Mapping[str, Any]]:
    """Return the counts as rows for printing: decision, tier, reason, rows, share."""
    return [
        {"decision": d, "tier": t, "reason": r, "rows": n, "share": n / max(outcome.rows, 1)}
        for t, d, r, n in outcome.tiers
    ]
