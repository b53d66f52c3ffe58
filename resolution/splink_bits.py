"""Splink's match weight of the blocked pairs, written as one statement from the model's parameters.

Splink trains and explains. Opening its linker to score pairs again would parse and plan for a third of a
second what is a sum: the prior, and log2(m / u) of the level that each comparison meets, u by term frequency
where the level has one. A test holds that the weights are those of `splink_linker.score`.
"""

import re
from collections.abc import Iterator
from math import log2
from typing import Final, NamedTuple

import duckdb

from resolution.model import COMPARISONS, TERM_FREQUENCIES, Comparison, Parameters
from resolution.sql import sql

WEIGHED: Final = sql("predict_weighed")
_SIDED: Final = re.compile(r"\b(\w+)_[lr]\b")
_PART: Final = "WHERE b.mention_key >= $first AND b.mention_key < $end"
_SHARES: Final = ", ".join(f"tf_{c}" for c in TERM_FREQUENCIES)


def _columns() -> list[str]:
    """Return the columns that the conditions of the levels ask of both sides."""
    found = {c for spec in COMPARISONS.values() for c in _SIDED.findall(spec.missing)}
    found |= {c for spec in COMPARISONS.values() for level in spec.levels for c in _SIDED.findall(level.sql)}
    return sorted(found)


_RARE: Final = (
    f"SELECT s.unique_id, {', '.join('s.' + c for c in _columns())}, {_SHARES} FROM registry_side s "
    + " ".join(f"LEFT JOIN tf_{c} ON tf_{c}.{c} = s.{c}" for c in TERM_FREQUENCIES)
)

_ADD: Final = f"CREATE OR REPLACE TABLE registry_rare AS {_RARE}"


def _level(name: str, spec: Comparison) -> str:
    """SQL of the number of the level that a pair meets, NULL where the comparison says nothing."""
    missing = [f"WHEN {spec.missing} THEN NULL"] if spec.missing else []
    cases = [f"WHEN {level.sql} THEN {i}" for i, level in enumerate(spec.levels) if level.sql != "ELSE"]
    return f"CASE {' '.join(missing + cases)} ELSE {len(spec.levels) - 1} END AS {name}_level"


def _terms(name: str, spec: Comparison) -> Iterator[str]:
    """Yield SQL of what a comparison adds: its bits, and what the frequency of the value adds to them."""
    cases = " ".join(f"WHEN {i} THEN ${name}_{i}" for i in range(len(spec.levels)))
    yield f"CASE {name}_level {cases} ELSE 0::DOUBLE END"
    rare = [(i, level.frequency) for i, level in enumerate(spec.levels) if level.frequency]
    if rare:
        cases = " ".join(f"WHEN {i} THEN coalesce(${name}_u{i} - log2(tf_{column}), 0)" for i, column in rare)
        yield f"CASE {name}_level {cases} ELSE 0::DOUBLE END"


def _values(parameters: Parameters) -> Iterator[tuple[str, float]]:
    for name, spec in COMPARISONS.items():
        for i, (level, (m, u)) in enumerate(zip(spec.levels, parameters[name], strict=True)):
            yield f"{name}_{i}", log2(m / u)
            if level.frequency:
                yield f"{name}_u{i}", log2(u)


class Part(NamedTuple):
    """Some of the mentions by their ids, first <= id < end, and the table that their weighed pairs make."""

    made: str
    first: str
    end: str


def weigh_pairs(
    con: duckdb.DuckDBPyConnection, parameters: Parameters, prior: float, part: Part | None = None
) -> str:
    """Weigh the pairs of `blocked`; return the table made: unique_id_l, unique_id_r, match_weight in bits.

    Needs mention_side, registry_side and its term frequencies; for a `part` of the mentions registry_rare.
    """
    columns = ", ".join(f"m.{c} AS {c}_l, r.{c} AS {c}_r" for c in _columns())
    levels = ", ".join(_level(name, spec) for name, spec in COMPARISONS.items())
    terms = " + ".join(term for name, spec in COMPARISONS.items() for term in _terms(name, spec))
    made = part.made if part else "weighed_pair"
    query = WEIGHED.format(
        made=made, columns=columns, levels=levels, terms=terms, shares=_SHARES,
        rare="registry_rare" if part else f"({_RARE})", which=_PART if part else "",
    )  # fmt: skip
    values = {"prior": log2(prior / (1 - prior)), **dict(_values(parameters))}
    con.execute(query, values | ({"first": part.first, "end": part.end} if part else {}))
    return made


def add_frequencies(con: duckdb.DuckDBPyConnection) -> None:
    """Create registry_rare: registry_side with its term frequencies, for who weighs by parts."""
    con.execute(_ADD)
