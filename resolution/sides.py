"""The two tables that Splink compares: open mentions, and the registry's names with their evidence."""

from typing import Final

import duckdb

from resolution.ladder import Ladder
from resolution.model import TERM_FREQUENCIES
from resolution.sql import sql

_GROUP: Final = (
    "CASE WHEN {0} IN ('limited', 'joint_stock', 'group') THEN 'company' ELSE coalesce({0}, '') END"
)
NAME_PARTS: Final = (
    "core, brand, trade, trade_class, place, relation, branch, pinyin, brand_pinyin, sorted_core, dels, form"
)

MENTION_SIDE: Final = f"""
CREATE OR REPLACE TABLE mention_side AS
SELECT mention_id AS unique_id, name_norm AS norm, {NAME_PARTS}, coalesce(name_town, '') AS name_town,
       {_GROUP.format("form_class")} AS form_group,
       coalesce(person, '') AS person, coalesce(phone, '') AS phone, coalesce(address, '') AS address, spot,
       coalesce(nullif(town, ''), name_town, '') AS town, coalesce(industry, '') AS industry
FROM open_mention WHERE core <> ''
ORDER BY unique_id
"""

REGISTRY_SIDE: Final = f"""
CREATE OR REPLACE TABLE registry_side AS
SELECT r.entity_id || '|'
       || row_number() OVER (PARTITION BY r.entity_id ORDER BY r.name_status, r.norm) AS unique_id,
       r.norm, r.name_status, {", ".join("r." + c.strip() for c in NAME_PARTS.split(","))},
       coalesce(r.town, '') AS name_town,
       {_GROUP.format("r.form_class")} AS form_group,
       coalesce(e.person, '') AS person, coalesce(e.phone, '') AS phone, e.address_norm AS address, e.spot,
       coalesce(e.town, '') AS town, coalesce(e.industry, '') AS industry
FROM reg_name r JOIN entity e ON e.entity_id = r.entity_id WHERE r.core <> ''
ORDER BY unique_id
"""

FREQUENCY: Final = sql("sides_frequency")


def build_registry_side(con: duckdb.DuckDBPyConnection, ladder: Ladder) -> int:
    """Create registry_side and the term-frequency tables; return the number of registry names."""
    make_registry_side(con)
    return count_frequencies(con, ladder)


def make_registry_side(con: duckdb.DuckDBPyConnection) -> None:
    """Create registry_side alone, for who has something to begin with it."""
    con.execute(REGISTRY_SIDE)


def count_frequencies(con: duckdb.DuckDBPyConnection, ladder: Ladder) -> int:
    """Create the term-frequency tables of registry_side; return the number of registry names."""
    for column in TERM_FREQUENCIES:
        con.execute(FREQUENCY.format(column=column), [ladder.tf_epsilon])
    rows = con.execute("SELECT count(*) FROM registry_side").fetchall()
    return int(rows[0][0])


def build_mention_side(con: duckdb.DuckDBPyConnection) -> None:
    """Create mention_side from the mentions that no tier has decided."""
    con.execute(MENTION_SIDE)
