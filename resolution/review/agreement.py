"""How far two people who judged the same pairs agree, beyond chance: Cohen's kappa."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from sqlalchemy.orm import Session

from store.judgements import Verdict, in_force


class Agreement(NamedTuple):
    """Two actors on the pairs that both judged; kappa is None where chance alone explains everything."""

    one: str
    other: str
    pairs: int
    agreed: int
    kappa: float | None
    low: float | None
    high: float | None


def kappa(answers: Sequence[tuple[str, str]]) -> tuple[float, float] | None:
    """Return Cohen's kappa and its standard error (Cohen 1960), or None where both said one thing only."""
    size = len(answers)
    if not size:
        return None
    left, right = Counter(a for a, _ in answers), Counter(b for _, b in answers)
    observed = sum(a == b for a, b in answers) / size
    chance = sum(left[v] * right[v] for v in sorted(left)) / size**2
    if chance == 1:
        return None
    value = (observed - chance) / (1 - chance)
    return value, math.sqrt(observed * (1 - observed) / (size * (1 - chance) ** 2))


def agreements(session: Session) -> list[Agreement]:
    """Return the agreement of every two actors who judged some pair both; a split counts as different."""
    said: dict[str, dict[tuple[str, str], str]] = {}
    for row in in_force(session):
        verdict = Verdict.CANNOT_LINK if row.decision == Verdict.SPLIT else row.decision
        said.setdefault(row.actor, {})[(row.mention, row.entity)] = str(verdict)
    found = []
    for one, other in combinations(sorted(said), 2):
        pairs = sorted(said[one].keys() & said[other].keys())
        if not pairs:
            continue
        answers = [(said[one][p], said[other][p]) for p in pairs]
        agreed, rated = sum(a == b for a, b in answers), kappa(answers)
        value, error = rated if rated is not None else (None, None)
        bounds: tuple[float | None, float | None] = (None, None)
        if value is not None and error is not None:
            bounds = (max(-1.0, value - 1.96 * error), min(1.0, value + 1.96 * error))
        found.append(Agreement(one, other, len(pairs), agreed, value, *bounds))
    return found
