"""The city's registry for single records: the latest run's entities, and the model in use."""

from typing import Final

import duckdb

from core.settings import Settings
from resolution import judgements
from resolution.arbiter.version import Arbiter
from resolution.model import Parameters
from resolution.normalise import normalise
from resolution.sql import sql
from resolution.tables import TABLES, latest
from resolution.versions import arbiter_of, fits, parameters_of
from store import models
from store.ledger import Ledger

VALUES: Final = sql("live_city_values")
CITY: Final = sql("live_city")


def city_tables(con: duckdb.DuckDBPyConnection, settings: Settings, ledger: Ledger) -> None:
    """Create entity, entity_name, anatomy and the tables of judgements from the latest run."""
    latest(settings, ledger).attach(con)
    con.execute(VALUES)
    for table in TABLES:
        con.execute(f"DROP VIEW {table.name}")
    normalise(con, "city_value")
    con.execute(CITY)
    judgements.load_judgements(con, ledger)


def model_in_use(ledger: Ledger) -> tuple[Parameters | None, Arbiter | None]:
    """Return the parameters and the arbiter of the active version; None where the shipped ones decide."""
    with ledger.session() as session:
        row = models.active(session)
    if row is None or not fits(row):
        return None, None
    return parameters_of(row), arbiter_of(row)
