"""Every way in which the supplied rows name an enterprise: distinct mentions."""

from collections.abc import Sequence
from typing import Final

import duckdb

from resolution.normalise import normalise
from resolution.roles import PARTS, Role
from resolution.sql import sql

VERSION: Final = "m1"
EVIDENCE: Final = ("name_norm", "code", "org_code", "person", "phone", "address", "town", "industry")

COLUMNS: Final = tuple(p.value for p in PARTS)
"""The parts of a mention as supplied, in the order in which tuples are numbered."""

MENTION_PARTS: Final = sql("mentions_mention_parts")

MENTION_IDS: Final = sql("mentions_mention_ids")
MENTIONS: Final = sql("mentions_mentions")
COLLECT: Final = sql("mentions_collect")
TUPLES: Final = sql("mentions_tuples")


def select(role: Role) -> str:
    """Return SQL of one role's columns under the names of their parts."""
    return ", ".join(
        f"nullif(trim({role.columns[c]}), '') AS {c}" if role.columns[c] else f"NULL::VARCHAR AS {c}"
        for c in COLUMNS
    )


def collect(con: duckdb.DuckDBPyConnection, roles: Sequence[Role]) -> None:
    """Create raw_tuple: the distinct raw ways of naming, over all roles, with counts and periods."""
    con.execute(
        f"CREATE OR REPLACE TABLE raw_role (role_no INTEGER, {', '.join(c + ' VARCHAR' for c in COLUMNS)}, "
        "rows BIGINT, first_period DATE, last_period DATE, known_from TIMESTAMP)"
    )
    for role in roles:
        con.execute(COLLECT.format(number=role.number, columns=select(role), dataset=role.dataset))
    con.execute(TUPLES.format(keys=", ".join(COLUMNS)))


def build_mentions(con: duckdb.DuckDBPyConnection, roles: Sequence[Role]) -> None:
    """Create raw_tuple, the normal forms, mention_tuple (raw_id, part_no → mention_id) and mention."""
    collect(con, roles)
    normalise(con, "raw_tuple")
    mentions_of_tuples(con)


def mentions_of_tuples(con: duckdb.DuckDBPyConnection) -> None:
    """Create mention_tuple and mention from raw_tuple and the maps of `normalise`."""
    con.execute(MENTION_PARTS)
    con.execute(MENTION_IDS.format(version=VERSION, evidence=", ".join(EVIDENCE)))
    filled = ", ".join(f"nullif({e}, '') AS {e}" for e in EVIDENCE)
    con.execute(MENTIONS.format(filled=filled, evidence=", ".join(EVIDENCE)))
    con.execute("DROP TABLE mention_part")
