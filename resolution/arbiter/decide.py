"""From scores to decisions: the best candidate, its lead, and what stands in its way."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.catalogue import names
from resolution.arbiter.pairs import Pairs
from resolution.arbiter.version import Arbiter, raw_probability
from resolution.placing import Placing
from resolution.reasons import Decision, Reason

Matrix = NDArray[np.float64]
SAME_BITS: Final = 0.35  # two candidates closer than this have nothing that tells them apart
TIE_BITS: Final = 3.0  # a lead so small is named as the reason for review
COLUMN: Final = {name: i for i, name in enumerate(names())}


class Shown(NamedTuple):
    """A candidate of a mention, ranked."""

    mention_id: str
    entity_id: str
    rank: int
    weight: float
    probability: float
    registry_key: str


class Ruling(NamedTuple):
    """What the arbiter decided about a mention."""

    mention_id: str
    entity_id: str | None
    decision: str
    reason: str
    weight: float
    margin: float | None
    probability: float
    runner_up: str | None


def confidence(scores: Sequence[float] | Matrix) -> float:
    """Return p of the best times 1 - p of the second; scores in bits, the best first."""
    p = raw_probability(np.asarray(scores[:2], dtype=np.float64))
    return float(p[0] * (1 - p[1])) if len(p) > 1 else float(p[0])


def rivals(rows: Sequence[int], minor: NDArray[np.bool_]) -> list[int]:
    """Return the best row and those that compete with it, in their order."""
    return [rows[0], *(i for i in rows[1:] if not minor[i])]


def ranked(pairs: Pairs, scores: Matrix) -> list[list[int]]:
    """Return the rows of each mention, the best score first; of equals the first entity id."""
    order = np.lexsort((np.arange(len(scores)), -scores, pairs.mention))
    bounds = np.append(pairs.starts, len(scores))
    return [order[a:b].tolist() for a, b in pairwise(bounds.tolist())]


def _supported(row: Matrix) -> bool:
    """Whether something beside the name speaks for the pair."""
    return bool(max(row[COLUMN[c]] for c in ("person", "phone", "address", "code")) > 0)


def _doubt(row: Matrix) -> Reason | None:
    """What in the names stands in the way, for people to read; None where nothing does in particular."""
    if row[COLUMN["placing"]] == Placing.OTHER:
        return Reason.OTHER_PLACE
    if row[COLUMN["brand"]] >= 5 and row[COLUMN["trade"]] == 0:
        return Reason.OTHER_TRADE
    if row[COLUMN["held"]] and row[COLUMN["trade"]] == 3 and row[COLUMN["form"]] == 2:
        return Reason.NAME_TOO_SHORT
    if row[COLUMN["cost"]] == 0 and (row[COLUMN["form"]] == 0 or row[COLUMN["placing"]] != Placing.SAME):
        return Reason.FORM_OR_PLACE_DIFFERS
    return Reason.NAME_DIFFERS if row[COLUMN["brand"]] <= 1 and _supported(row) else None


def _verdict(arbiter: Arbiter, scores: Matrix, row: Matrix, twins: bool) -> tuple[str, Reason]:
    sure = confidence(scores)
    conflict = row[COLUMN["placing"]] == Placing.OTHER and not _supported(row)
    if sure >= arbiter.thresholds.match and not conflict:
        return Decision.MATCH, Reason.MODEL_ABOVE
    alone = float(raw_probability(scores[:1])[0])
    if twins and alone >= arbiter.thresholds.review:
        return Decision.AMBIGUOUS, Reason.NAME_SHARED
    if sure >= arbiter.thresholds.review:
        tie = len(scores) > 1 and scores[0] - scores[1] < TIE_BITS
        doubt = _doubt(row)
        told = doubt if doubt == Reason.NAME_TOO_SHORT or not tie else Reason.NEAR_TIE
        return Decision.REVIEW, told or Reason.MODEL_BETWEEN
    if alone >= arbiter.thresholds.review and len(scores) > 1:
        return Decision.REVIEW, Reason.NEAR_TIE
    other = row[COLUMN["placing"]] == Placing.OTHER and row[COLUMN["brand"]] >= 4
    return Decision.NONE, Reason.OTHER_PLACE if other else Reason.MODEL_BELOW


def decide(pairs: Pairs, matrix: Matrix, arbiter: Arbiter, kept: int) -> tuple[list[Ruling], list[Shown]]:
    """Return a ruling for each mention with candidates, and the candidates to show, at most `kept` each."""
    scores = arbiter.boxes.score(matrix)
    probability = arbiter.pair_probability(scores)
    groups = ranked(pairs, scores)
    minor = pairs.minor
    against = [rivals(rows, minor) for rows in groups]
    sure = np.array([confidence(scores[rows]) for rows in against])
    calibrated = arbiter.first_probability(sure)
    rulings, shown = [], []
    for rows, front, chance in zip(groups, against, calibrated.tolist(), strict=True):
        first = rows[0]
        mention = pairs.mention_id[first]
        second = front[1] if len(front) > 1 else None
        twins = second is not None and _twins(pairs, scores, first, second)
        decision, reason = _verdict(arbiter, scores[front], matrix[first], twins)
        mine = pairs.entity_id[first]
        named = decision in (Decision.MATCH, Decision.REVIEW)
        other = pairs.entity_id[second] if second is not None else None
        margin = None if second is None else round(float(scores[first] - scores[second]), 4)
        rulings.append(
            Ruling(mention, mine if named else None, decision, reason, float(scores[first]), margin, chance,
                   other if named else mine)
        )  # fmt: skip
        shown += [
            Shown(
                mention, pairs.entity_id[i], n, float(scores[i]), float(probability[i]), pairs.registry_key[i]
            )
            for n, i in enumerate(rows[:kept], start=1)
        ]
    return rulings, shown


def _twins(pairs: Pairs, scores: Matrix, first: int, second: int) -> bool:
    """Whether two candidates bear one name and nothing tells them apart."""
    one, other = (pairs.registered[int(pairs.registry[i])] for i in (first, second))
    return bool(scores[first] - scores[second] < SAME_BITS) and one.core == other.core
