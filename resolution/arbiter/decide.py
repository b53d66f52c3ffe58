"""From scores to decisions: the best candidate, its lead, and what stands in its way."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.catalogue import names
from resolution.arbiter.pairs import Pairs
from resolution.arbiter.version import Arbiter, Thresholds, raw_probability
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


def confidence(p: Sequence[float]) -> float:
    """Return p of the best times 1 - p of the second; probabilities of the candidates, the best first."""
    return p[0] * (1 - p[1]) if len(p) > 1 else p[0]


def rivals(rows: Sequence[int], minor: Sequence[bool]) -> list[int]:
    """Return the best row and those that compete with it, in their order."""
    return [rows[0], *(i for i in rows[1:] if not minor[i])]


def ranked(pairs: Pairs, scores: Matrix) -> list[list[int]]:
    """Return the rows of each mention, the best score first; of equals the first entity id."""
    order = np.lexsort((np.arange(len(scores)), -scores, pairs.mention)).tolist()
    bounds = np.append(pairs.starts, len(scores))
    return [order[a:b] for a, b in pairwise(bounds.tolist())]


Row = Sequence[float]  # the features of one pair


def _supported(row: Row) -> bool:
    """Whether something beside the name speaks for the pair."""
    return bool(max(row[COLUMN[c]] for c in ("person", "phone", "address", "code")) > 0)


def _doubt(row: Row) -> Reason | None:
    """What in the names stands in the way, for people to read; None where nothing does in particular."""
    if row[COLUMN["placing"]] == Placing.OTHER:
        return Reason.OTHER_PLACE
    if row[COLUMN["brand"]] >= 5 and row[COLUMN["trade"]] == 0:
        return Reason.OTHER_TRADE
    if row[COLUMN["held"]] and row[COLUMN["trade"]] == 3 and row[COLUMN["form"]] in (2, 3):
        return Reason.NAME_TOO_SHORT
    if row[COLUMN["cost"]] == 0 and (row[COLUMN["form"]] == 0 or row[COLUMN["placing"]] != Placing.SAME):
        return Reason.FORM_OR_PLACE_DIFFERS
    return Reason.NAME_DIFFERS if row[COLUMN["brand"]] <= 1 and _supported(row) else None


class _Front(NamedTuple):
    """The best candidate of a mention beside those that compete with it."""

    sure: float  # confidence
    alone: float  # probability of the best
    lead: float | None  # bits before the second; None where there is none
    twins: bool  # the second bears the same name, and nothing tells them apart


def _verdict(thresholds: Thresholds, front: _Front, row: Row) -> tuple[str, Reason]:
    sure, alone, lead, twins = front
    conflict = row[COLUMN["placing"]] == Placing.OTHER and not _supported(row)
    if sure >= thresholds.match and not conflict:
        return Decision.MATCH, Reason.MODEL_ABOVE
    if twins and alone >= thresholds.review:
        return Decision.AMBIGUOUS, Reason.NAME_SHARED
    if sure >= thresholds.review:
        tie = lead is not None and lead < TIE_BITS
        doubt = _doubt(row)
        told = doubt if doubt == Reason.NAME_TOO_SHORT or not tie else Reason.NEAR_TIE
        return Decision.REVIEW, told or Reason.MODEL_BETWEEN
    if alone >= thresholds.review and lead is not None:
        return Decision.REVIEW, Reason.NEAR_TIE
    other = row[COLUMN["placing"]] == Placing.OTHER and row[COLUMN["brand"]] >= 4
    return Decision.NONE, Reason.OTHER_PLACE if other else Reason.MODEL_BELOW


def decide(pairs: Pairs, matrix: Matrix, arbiter: Arbiter, kept: int) -> tuple[list[Ruling], list[Shown]]:
    """Return a ruling for each mention with candidates, and the candidates to show, at most `kept` each."""
    found = arbiter.boxes.score(matrix)
    groups, minor = ranked(pairs, found), pairs.minor.tolist()
    scores, probability = found.tolist(), arbiter.pair_probability(found).tolist()
    raw = raw_probability(found).tolist()
    against = [rivals(rows, minor) for rows in groups]
    sure = [confidence([raw[i] for i in rows[:2]]) for rows in against]
    calibrated = arbiter.first_probability(np.array(sure)).tolist()
    features = matrix[[rows[0] for rows in groups]].tolist()
    rulings, shown = [], []
    for rows, front, row, certain, chance in zip(groups, against, features, sure, calibrated, strict=True):
        first = rows[0]
        mention = pairs.mention_id[first]
        second = front[1] if len(front) > 1 else None
        lead = None if second is None else scores[first] - scores[second]
        twins = second is not None and lead is not None and _twins(pairs, lead, first, second)
        decision, reason = _verdict(arbiter.thresholds, _Front(certain, raw[first], lead, twins), row)
        mine = pairs.entity_id[first]
        named = decision in (Decision.MATCH, Decision.REVIEW)
        other = pairs.entity_id[second] if second is not None else None
        margin = None if lead is None else round(lead, 4)
        rulings.append(
            Ruling(mention, mine if named else None, decision, reason, scores[first], margin, chance,
                   other if named else mine)
        )  # fmt: skip
        shown += [
            Shown(mention, pairs.entity_id[i], n, scores[i], probability[i], pairs.registry_key[i])
            for n, i in enumerate(rows[:kept], start=1)
        ]
    return rulings, shown


def _twins(pairs: Pairs, lead: float, first: int, second: int) -> bool:
    """Whether two candidates bear one name and nothing tells them apart."""
    one, other = (pairs.registered[int(pairs.registry[i])] for i in (first, second))
    return lead < SAME_BITS and one.core == other.core
