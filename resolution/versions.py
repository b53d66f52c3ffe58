"""Model versions of the ledger: which of them fit the program as it is, and training another."""

from importlib.metadata import version
from typing import Final

import duckdb

from core.errors import ResolutionError
from resolution.arbiter.catalogue import names as feature_names
from resolution.arbiter.version import Arbiter, read_arbiter
from resolution.ladder import Ladder
from resolution.model import COMPARISONS, Parameters, first_parameters
from store import models
from store.audit import utc_now
from store.ledger import Ledger
from store.tables import ModelVersion

PACKAGES: Final = ("splink", "duckdb", "sqlglot", "opencc", "pypinyin", "scikit-learn")


def packages() -> dict[str, str]:
    """Return the versions of the packages that a model's outcome hangs on."""
    return {name: version(name) for name in PACKAGES}


def fits(row: ModelVersion | None) -> bool:
    """Whether a saved version can score with today's comparisons."""
    if row is None:
        return False
    saved, arbiter = row.parameters.get("comparisons", {}), row.parameters.get("arbiter")
    if arbiter and tuple(arbiter["boxes"]["shares"]) != feature_names():
        return False
    return {n: len(v) for n, v in saved.items()} == {n: len(v) for n, v in first_parameters().items()}


def parameters_of(row: ModelVersion) -> Parameters:
    """Return the saved m and u of a version; ResolutionError where today's comparisons are others."""
    if not fits(row):
        raise ResolutionError(
            f"模型版本 {row.number} 与现在的比较项不符。", advice="请用 chanye model train 另训一版。"
        )
    return {n: [(m, u) for m, u in row.parameters["comparisons"][n]] for n in COMPARISONS}


def arbiter_of(row: ModelVersion) -> Arbiter | None:
    """Return the arbiter of a version; None where it has none of its own and the shipped one decides."""
    data = row.parameters.get("arbiter")
    return read_arbiter(data) if data else None


def train_version(
    con: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    settings: Ladder,
    names: int,
    data: str,
    *,
    use: bool = True,
) -> ModelVersion:
    """Train a new version on the connection's mentions and registry, in use or not."""
    from resolution.arbiter.learn import learn
    from resolution.train import train

    parameters = train(con, settings, names)
    arbiter = learn(con, settings, parameters)
    saved = {"comparisons": parameters, "arbiter": arbiter.to_data() if arbiter else None}
    at = utc_now()
    with ledger.session() as session:
        return models.add(session, saved, data, packages(), at, use=use)


def model_version(
    con: duckdb.DuckDBPyConnection, ledger: Ledger, settings: Ladder, names: int, data: str, *, retrain: bool
) -> ModelVersion:
    """Return the active model, or a new one where none fits or `retrain` asks for it."""
    with ledger.session() as session:
        row = models.active(session)
    if row is not None and fits(row) and not retrain:
        return row
    return train_version(con, ledger, settings, names, data)
