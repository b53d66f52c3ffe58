"""The city's own registry as the other side of a list: entities of the latest run, the model in use."""

from typing import Final

import duckdb

from core.settings import Settings
from resolution.matching.columns import fields
from resolution.matching.lists import Listing
from resolution.matching.prepare import Scorer
from resolution.sql import sql
from resolution.tables import TABLES, latest
from resolution.versions import arbiter_of, fits, parameters_of
from store import models
from store.ledger import Ledger

CITY: Final = sql("matching_city")


def city_registry(con: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[Listing, Scorer]:
    """Create registry_raw from the registered entities of the latest run; return it and what scores.

    Raises ResolutionError that says to resolve first, or to give --registry, where there is no run.
    """
    ledger = Ledger(settings)
    resolved = latest(settings, ledger)
    resolved.attach(con)
    con.execute(CITY)
    for table in TABLES:
        name = table.name
        con.execute(f"DROP VIEW {name}")
    headers = [*fields(), "industry"]
    rows = con.execute("SELECT count(*) FROM registry_raw").fetchall()[0][0]
    listing = Listing(
        "登记名录",
        resolved.folder,
        "registry_raw",
        headers=headers,
        fields={key: i for i, key in enumerate(headers)},
        rows=int(rows),
    )
    with ledger.session() as session:
        row = models.active(session)
    if row is None or not fits(row):
        return listing, Scorer(ledger=ledger, loosen=False)
    return listing, Scorer(
        parameters_of(row), row.number, arbiter=arbiter_of(row), ledger=ledger, loosen=False
    )
