"""Training without labels: u by random pairs, m by expectation maximisation over blocks of likely pairs."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import duckdb

from resolution.ladder import Ladder, Training
from resolution.model import (
    COMPARISONS,
    TERM_FREQUENCIES,
    Comparisons,
    Parameters,
    clean,
    first_parameters,
    prior,
    settings,
)
from resolution.splink_linker import open_linker
from resolution.sql import sql

Session = tuple[str, tuple[str, ...]]

# Blocks of likely pairs, and the comparisons that a block holds constant and so cannot teach.
SESSIONS: Final[tuple[Session, ...]] = (
    ("l.core = r.core AND l.core <> ''", ("name",)),
    ("l.person = r.person AND l.town = r.town AND l.person <> '' AND l.town <> ''", ("person", "town")),
    ("l.phone = r.phone AND l.phone <> ''", ("phone",)),
)

SAMPLE: Final = sql("train_sample")
LIKELY: Final = "SELECT count(*) FROM (SELECT 1 FROM {left} l JOIN {right} r ON {rule} LIMIT ?)"

MIN_PAIRS: Final = 50
SEED: Final = 1  # of the random pairs: a model must come out the same again


class Lesson(NamedTuple):
    """What to learn, and from which two tables: `left` and `right` are tables of a connection."""

    left: str
    right: str
    prior: float
    limits: Training
    comparisons: Comparisons = COMPARISONS
    sessions: tuple[Session, ...] = SESSIONS
    frequencies: tuple[str, ...] = TERM_FREQUENCIES


class _NothingToTeachError(Exception):
    """A block of likely pairs that Splink cannot learn from."""


def _session(con: duckdb.DuckDBPyConnection, linker: Any, rule: str, lesson: Lesson) -> bool:  # noqa: ANN401  # Splink's
    """Run one session of expectation maximisation, where the block holds enough pairs to learn from."""
    counting = LIKELY.format(left=lesson.left, right=lesson.right, rule=rule)
    pairs = con.execute(counting, [MIN_PAIRS]).fetchall()[0][0]
    if pairs < MIN_PAIRS:
        return False
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True, max_pairs=lesson.limits.max_pairs
        )
    except ValueError as error:
        # Splink 5 refuses an m of zero: in a small city the block may hold no pair of some level.
        raise _NothingToTeachError(rule) from error
    return True


def _taught(
    con: duckdb.DuckDBPyConnection, lesson: Lesson, sessions: Sequence[Session]
) -> tuple[Any, set[str]]:
    """Return a trained linker and the comparisons it learned.

    A failed session leaves a linker unusable, so the rest begin again without it.
    """
    start = settings(first_parameters(lesson.comparisons), lesson.prior, lesson.comparisons)
    linker = open_linker(con, start, lesson.left, lesson.right, lesson.frequencies)
    linker.training.estimate_u_using_random_sampling(
        max_pairs=lesson.limits.max_pairs, seed=SEED, min_count_per_level=None, num_chunks=1
    )
    taught: set[str] = set()
    for session in sessions:
        rule, constant = session
        try:
            if _session(con, linker, rule, lesson):
                taught |= lesson.comparisons.keys() - set(constant)
        except _NothingToTeachError:
            return _taught(con, lesson, [s for s in sessions if s != session])
    return linker, taught


def _learned(linker: Any, name: str, kind: str) -> list[float | None]:  # noqa: ANN401  # Splink's
    """Return the trained m or u of each level, None where training saw nothing."""
    model = linker.misc.save_model_to_json()
    found = next(c for c in model["comparisons"] if c["output_column_name"] == name)
    levels = [v for v in found["comparison_levels"] if not v.get("is_null_level")]
    values = [v.get(f"{kind}_probability") for v in levels]
    return [float(v) if isinstance(v, int | float) else None for v in values]


def learn(con: duckdb.DuckDBPyConnection, lesson: Lesson) -> Parameters:
    """Return the parameters of a lesson; its tables and those of its frequencies (tf_…) must stand."""
    start = first_parameters(lesson.comparisons)
    linker, taught = _taught(con, lesson, lesson.sessions)
    found: Parameters = {}
    for name in lesson.comparisons:
        m = _learned(linker, name, "m") if name in taught else [None] * len(start[name])
        u = _learned(linker, name, "u")
        found[name] = [_blend(first, (a, b)) for first, a, b in zip(start[name], m, u, strict=True)]
    return clean(found, lesson.limits.rounding)


def train(con: duckdb.DuckDBPyConnection, ladder: Ladder, names: int) -> Parameters:
    """Return parameters learned from the mentions and the registry; needs registry_side and `mention`.

    Before any register came there is nothing to learn from: the first parameters stand.
    """
    if not names:
        return clean(first_parameters(), ladder.training.rounding)
    con.execute(SAMPLE, [ladder.training.max_mentions])
    return learn(con, Lesson("training_side", "registry_side", prior(ladder, names), ladder.training))


def _blend(first: tuple[float, float], learned: tuple[float | None, float | None]) -> tuple[float, float]:
    """Pull what was learned a little to the first value: no unseen level weighs without limit."""
    m, u = (f if v is None else 0.9 * v + 0.1 * f for f, v in zip(first, learned, strict=True))
    return m, u
