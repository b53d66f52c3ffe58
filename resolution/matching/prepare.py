"""The working tables of a match: values, mentions and entities of two lists, in the shape of the city's."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

import duckdb

from core.duck import another, one_thread
from resolution.arbiter.version import Arbiter
from resolution.matching.codes import take_codes
from resolution.matching.columns import fields
from resolution.matching.lists import Listing
from resolution.matching.settings import limits
from resolution.mentions import mentions_of_tuples
from resolution.model import Parameters
from resolution.normalise import anatomy, read_maps
from resolution.registry import PARENTS
from resolution.sql import sql

if TYPE_CHECKING:  # a list against a file needs no ledger: that saves opening its packages
    from store.ledger import Ledger

TIDY: Final = sql("matching_tidy")
VALUES: Final = sql("matching_values")
VARIANTS: Final = sql("matching_variants")
TUPLES: Final = sql("matching_tuples")
LOOSEN: Final = sql("matching_loosen")
LOOSEN_TOWNS: Final = sql("matching_loosen_towns")
REGISTRY: Final = sql("matching_registry")
CODES: Final = sql("matching_codes")

NO_JUDGEMENTS: Final = """
CREATE OR REPLACE TABLE judged (mention_id VARCHAR, entity_id VARCHAR, verdict VARCHAR);
CREATE OR REPLACE TABLE cannot_link (mention_id VARCHAR, entity_id VARCHAR);
CREATE OR REPLACE TABLE must_link (mention_id VARCHAR, entity_id VARCHAR)
"""
# The entity of a registry row: named by the first of its rows in their order by content, or by the city's id.
BY_ROW: Final = "'r' || lpad(one::VARCHAR, 9, '0')"
BY_ID: Final = "id"
OWN_ID: Final = """'第' || r.row_no || '行' || CASE WHEN '第' || r.row_no || '行' IN
  (SELECT id::VARCHAR FROM registry_value WHERE id IS NOT NULL) THEN '（无编号）' ELSE '' END"""


class Scorer(NamedTuple):
    """What scores: Splink's parameters and their version; and the judgements that bind, of a city."""

    parameters: Parameters | None = None  # None: as shipped
    version: int = 0
    arbiter: Arbiter | None = None  # None: as shipped
    loosen: bool = True  # whether what reads as a person or a public body is compared like a firm
    learn: bool = True  # whether rows that carry codes may fit the arbiter to the list
    ledger: "Ledger | None" = None  # whose judgements bind; its registry's ids are the city's


def values(con: duckdb.DuckDBPyConnection, listing: Listing, table: str, after: int, upto: int) -> None:
    """Create `table` with the fields of the rows `after` < row_no ≤ `upto`, the id as the file has it."""
    columns = {key: listing.text(key) for key in fields()}
    columns["industry"] = listing.text("industry")
    columns["id"] = "NULL::BIGINT"
    if "id" in listing.fields:  # a csv has '' where a workbook has nothing
        columns["id"] = f"CASE WHEN tidy({listing.text('id')}) IS NOT NULL THEN c{listing.fields['id']} END"
    con.execute(VALUES.format(table=table, source=listing.table, **columns), {"after": after, "upto": upto})


def read_registry_values(con: duckdb.DuckDBPyConnection, registry: Listing) -> None:
    """Create registry_value and registry_variant."""
    con.execute(TIDY)
    values(con, registry, "registry_value", 0, registry.rows)
    query = VARIANTS.format(table="registry_variant", source="registry_value")
    con.execute(query, {"longest": limits().longest_name})


def normalised(con: duckdb.DuckDBPyConnection, registry: Listing, scorer: Scorer) -> None:
    """Create the normal forms, mentions and entities from list_value, registry_value and registry_variant."""
    query = VARIANTS.format(table="list_variant", source="list_value")
    con.execute(query, {"longest": limits().longest_name})
    take_codes(con)
    con.execute(TUPLES)
    read_maps(con, "match_value")
    if scorer.loosen:
        con.execute(LOOSEN_TOWNS)
    if one_thread(con):
        _entities(con, registry, scorer)
        _names(con, scorer)
    else:
        with ThreadPoolExecutor(1) as beside:
            making = beside.submit(_entities, another(con), registry, scorer)
            _names(con, scorer)
            making.result()
    con.execute(PARENTS)
    con.execute(CODES, {"coded": limits().coded_share})


def _names(con: duckdb.DuckDBPyConnection, scorer: Scorer) -> None:
    """Create anatomy and the mentions."""
    anatomy(con)
    if scorer.loosen:
        con.execute(LOOSEN)
    mentions_of_tuples(con)


def _entities(con: duckdb.DuckDBPyConnection, registry: Listing, scorer: Scorer) -> None:
    """Create entity, entity_name, entity_label and shared_code from registry_value and the maps.

    A row without an id is known by its row number: as such where there is no column of ids, else written
    第12行, or 第12行（无编号） where that is the id of another row.
    """
    own = OWN_ID if "id" in registry.fields else "r.row_no::VARCHAR"
    con.execute(REGISTRY.format(own_id=own, entity_id=BY_ID if scorer.ledger else BY_ROW))


def load_judgements(con: duckdb.DuckDBPyConnection, ledger: "Ledger | None") -> None:
    """Create the tables of judgements: the ledger's in force, or none."""
    if ledger is not None:
        from resolution import judgements

        judgements.load_judgements(con, ledger)
        return
    con.execute(NO_JUDGEMENTS)
