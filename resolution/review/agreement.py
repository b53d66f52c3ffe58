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
    """Return Cohen's kappa (1960) and its standard error for an interval (Fleiss, Cohen and Everitt 1969).

    None where both said one thing only.
    """
    size = len(answers)
    if not size:
        return None
    left, right = ({v: n / size for v, n in Counter(side).items()} for side in zip(*answers, strict=True))
    cells = {pair: n / size for pair, n in sorted(Counter(answers).items())}
    observed = sum(share for (a, b), share in cells.items() if a == b)
    chance = sum(left[v] * right.get(v, 0.0) for v in sorted(left))
    if chance >= 1:
        return None
    value = (observed - chance) / (1 - chance)
    spread = sum(
        share * (int(a == b) - (right.get(a, 0.0) + left.get(b, 0.0)) * (1 - value)) ** 2
        for (a, b), share in cells.items()
    )
    variance = (spread - (value - chance * (1 - value)) ** 2) / (size * (1 - chance) ** 2)
    return value, math.sqrt(max(variance, 0.0))


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
