"""Every way in which the supplied rows name an enterprise: distinct mentions, and where each stands."""

from collections.abc import Sequence
from typing import Final

import duckdb

from resolution.normalise import normalise
from resolution.roles import PARTS, Role
from resolution.sql import sql

VERSION: Final = "m1"
EVIDENCE: Final = ("name_norm", "code", "org_code", "person", "phone", "address", "town", "industry")

_COLUMNS: Final = tuple(p.value for p in PARTS)

MENTION_PARTS: Final = sql("mentions_mention_parts")

MENTION_IDS: Final = f"""
CREATE OR REPLACE TABLE mention_tuple AS
SELECT *, '{VERSION}_' || substr(md5(concat_ws(chr(31), 'ent', {", ".join(EVIDENCE)}, code_kind)), 1, 20) AS mention_id
FROM mention_part
"""

MENTIONS: Final = f"""
CREATE OR REPLACE TABLE mention AS
SELECT mention_id, 'ent' AS kind, nullif(max(part), '') AS name, {", ".join(f"nullif({e}, '') AS {e}" for e in EVIDENCE)},
       CAST(sum(rows) AS BIGINT) AS rows, code_kind, nullif(max(former_raw), '') AS former,
       min(first_period) AS first_period, max(last_period) AS last_period, min(known_from) AS known_from
FROM mention_tuple GROUP BY mention_id, code_kind, {", ".join(EVIDENCE)}
ORDER BY mention_id
"""


def _select(role: Role) -> str:
    """One role's columns under the names of their parts."""
    return ", ".join(
        f"nullif(trim({role.columns[c]}), '') AS {c}" if role.columns[c] else f"NULL::VARCHAR AS {c}"
        for c in _COLUMNS
    )


def collect(con: duckdb.DuckDBPyConnection, roles: Sequence[Role]) -> None:
    """Create raw_tuple: the distinct raw ways of naming, over all roles, with counts and periods."""
    con.execute(
        f"CREATE OR REPLACE TABLE raw_role (role_no INTEGER, {', '.join(c + ' VARCHAR' for c in _COLUMNS)}, "
        "rows BIGINT, first_period DATE, last_period DATE, known_from TIMESTAMP)"
    )
    for role in roles:
        con.execute(
            f"INSERT INTO raw_role SELECT {role.number}, {_select(role)}, count(*), min(period_start(src_period)), max(period_end(src_period)), min(known_from) "
            f"FROM history_{role.dataset} GROUP BY ALL HAVING name IS NOT NULL OR code IS NOT NULL OR org_code IS NOT NULL"
        )
    keys = ", ".join(_COLUMNS)
    con.execute(
        f"CREATE OR REPLACE TABLE raw_tuple AS SELECT row_number() OVER (ORDER BY {keys}) AS raw_id, * FROM ("
        f"SELECT {keys}, sum(rows) AS rows, min(first_period) AS first_period, max(last_period) AS last_period, "
        f"min(known_from) AS known_from FROM raw_role GROUP BY ALL)"
    )


def build_mentions(con: duckdb.DuckDBPyConnection, roles: Sequence[Role]) -> None:
    """Create raw_tuple, the normal forms, mention_tuple (raw_id, part_no → mention_id) and mention."""
    collect(con, roles)
    normalise(con, "raw_tuple")
    for sql in (MENTION_PARTS, MENTION_IDS, MENTIONS):
        con.execute(sql)
    con.execute("DROP TABLE mention_part")


def build_sources(con: duckdb.DuckDBPyConnection, roles: Sequence[Role]) -> None:
    """Create mention_source: for every mention where it stands, without a loop over rows."""
    con.execute(
        "CREATE OR REPLACE TABLE mention_source (mention_id VARCHAR, dataset VARCHAR, role VARCHAR, part_no INTEGER, "
        "delivery VARCHAR, sheet VARCHAR, row BIGINT, period VARCHAR, supplier VARCHAR)"
    )
    same = " AND ".join(f"s.{c} IS NOT DISTINCT FROM t.{c}" for c in _COLUMNS)
    for role in roles:
        con.execute(
            f"INSERT INTO mention_source SELECT i.mention_id, ?, ?, i.part_no, s.src_delivery, s.src_sheet, s.src_row, "
            f"s.src_period, s.src_supplier FROM (SELECT {_select(role)}, src_delivery, src_sheet, src_row, src_period, "
            f"src_supplier FROM history_{role.dataset}) s JOIN raw_tuple t ON {same} JOIN mention_tuple i ON i.raw_id = t.raw_id "
            "ORDER BY s.src_delivery, s.src_sheet, s.src_row, i.part_no",
            [role.dataset, role.role],
        )
