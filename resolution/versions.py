"""Model versions of the ledger: which of them fit the program as it is, and training another."""

from importlib.metadata import version
from typing import Final

import duckdb

from core.errors import ResolutionError
from resolution.arbiter.version import Arbiter, read_arbiter, reads_today, shipped
from resolution.ladder import Ladder
from resolution.model import COMPARISONS, Parameters, first_parameters
from resolution.panel.weights import Weights, from_data
from store import models
from store.audit import utc_now
from store.ledger import Ledger
from store.tables import ModelVersion

PACKAGES: Final = (
    "splink", "duckdb", "sqlglot", "opencc", "pypinyin", "scikit-learn", "numpy", "scipy", "rapidfuzz",
    "pyarrow",
)  # fmt: skip


def packages() -> dict[str, str]:
    """Return the versions of the packages that a model's outcome hangs on."""
    return {name: version(name) for name in PACKAGES}


def fits(row: ModelVersion | None) -> bool:
    """Whether a saved version can score with today's comparisons and features."""
    if row is None:
        return False
    saved, arbiter = row.parameters.get("comparisons", {}), row.parameters.get("arbiter")
    if not arbiter or not reads_today(arbiter):
        return False
    return {n: len(v) for n, v in saved.items()} == {n: len(v) for n, v in first_parameters().items()}


def parameters_of(row: ModelVersion) -> Parameters:
    """Return the saved m and u of a version; ResolutionError where today's comparisons are others."""
    if not fits(row):
        raise ResolutionError(
            f"模型版本 {row.number} 与现在的比较项不符。", advice="请用 chanye model train 另训一版。"
        )
    return {n: [(m, u) for m, u in row.parameters["comparisons"][n]] for n in COMPARISONS}


def arbiter_of(row: ModelVersion) -> Arbiter:
    """Return the saved arbiter of a version that fits."""
    return read_arbiter(row.parameters["arbiter"])


def panel_of(row: ModelVersion) -> Weights:
    """Return what a version learned of the city's series; a version of before panel evidence has nothing."""
    return from_data(row.parameters.get("panel"))


def is_shipped(row: ModelVersion) -> bool:
    """Whether a version took the model that ships with the product, for want of names to learn from."""
    return bool(row.parameters.get("shipped"))


def train_version(
    con: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    settings: Ladder,
    names: int,
    data: str,
    *,
    use: bool = True,
) -> ModelVersion:
    """Train a new version on the connection's mentions and registry, in use or not.

    Where too few names say who they are, the version holds a copy of the shipped model, both its stages: what
    decides stays in the ledger when the product is renewed.
    """
    from resolution.arbiter.learn import learn
    from resolution.panel.weights import learn as learn_panel
    from resolution.train import train

    parameters = train(con, settings, names)
    arbiter = learn(con, settings, parameters)
    saved = {
        "comparisons": parameters if arbiter else first_parameters(),
        "arbiter": (arbiter or shipped()).to_data(),
        "shipped": arbiter is None,
        "panel": [list(w) for w in learn_panel(con)],
    }
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
