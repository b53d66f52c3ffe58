"""An arbiter of a city's own: from mentions with codes, judgements and mistyped registered names."""

from importlib.metadata import version
from typing import Final

import duckdb

from resolution.arbiter.fit import join, train
from resolution.arbiter.rehearsal import coded, firms, judged, mistyped, rehearse
from resolution.arbiter.version import Arbiter
from resolution.ladder import Ladder
from resolution.model import Parameters

MOST_CODED: Final = 6_000
MISTYPED: Final = 5_000
LEAST_CODED: Final = 1_000  # with fewer mentions that carry codes, the shipped arbiter is the better one
SEED: Final = 1
# Mistyped names are harder than a city's own: at .992 out of fold, .995 and more are right in the end.
PRECISION: Final = 0.992
PACKAGES: Final = ("scikit-learn", "numpy", "splink", "duckdb")


def learn(con: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters) -> Arbiter | None:
    """Return an arbiter trained beside these Splink parameters; None where too few mentions carry codes.

    Needs mention, entity, entity_name, address_map and judged; changes nothing in the connection.
    """
    own = coded(con, MOST_CODED)
    if len(own) < LEAST_CODED:
        return None
    sets = {"coded": own, "judged": judged(con), "mistyped": mistyped(firms(con), MISTYPED, SEED)}
    parts = [rehearse(con, ladder, parameters, labelled) for labelled in sets.values() if labelled]
    about = {
        "labels": {name: len(labelled) for name, labelled in sets.items()},
        "packages": {package: version(package) for package in PACKAGES},
    }
    return train(join(parts), about, PRECISION)
