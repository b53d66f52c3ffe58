"""One way of measuring decisions for all: precision, recall, recall at a precision, foreign rejected."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

PRECISION: Final = 0.99
"""The precision at which recall is compared."""


class Answer(NamedTuple):
    """An answer to one row of the list: its best firm ("" for none), how sure, whether it decides."""

    id: str
    best: str
    score: float
    accepted: bool


class Figures(NamedTuple):
    """Measures of one matcher; None where nothing stands under the line of a share."""

    rows: int
    precision: float | None  # of accepted answers
    recall: float | None  # of the rows whose firm the registry lists
    rejected: float | None  # share of foreign rows without an accepted answer
    swept_recall: float | None  # recall at the lowest score with precision ≥ PRECISION; 0 where none has it
    swept_rejected: float | None  # foreign rows rejected at that score; None where no score has it


Truth = Mapping[str, frozenset[str]]
"""The right firms of each row of the list; empty where the registry lists none."""


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def figures(answers: Sequence[Answer], truth: Truth) -> Figures:
    """Measure answers over all rows of the truth; a row without an answer counts as not matched."""
    asked = [a for a in answers if a.best and a.id in truth]
    registered = sum(1 for t in truth.values() if t)
    accepted = [a for a in asked if a.accepted]
    right = sum(a.best in truth[a.id] for a in accepted)
    foreign = len(truth) - registered
    wrong = sum(not truth[a.id] for a in accepted)
    swept = sweep(asked, truth)
    return Figures(
        len(truth),
        _share(right, len(accepted)),
        _share(right, registered),
        _share(foreign - wrong, foreign),
        _share(swept[0], registered) if swept else 0.0,
        _share(foreign - swept[1], foreign) if swept else None,
    )


def _down(asked: Sequence[Answer], truth: Truth) -> Iterator[tuple[int, int, int]]:
    """Yield score by score, the highest first, how many are taken so far, right, and of foreign rows."""
    taken = right = foreign = 0
    for _, group in groupby(sorted(asked, key=lambda a: -a.score), key=lambda a: a.score):
        for answer in group:
            taken += 1
            right += answer.best in truth[answer.id]
            foreign += not truth[answer.id]
        yield taken, right, foreign


def sweep(asked: Sequence[Answer], truth: Truth, precision: float = PRECISION) -> tuple[int, int] | None:
    """Return right answers and accepted foreign rows at the score that finds most at this precision.

    Answers of one score stand or fall together. None where no score reaches the precision.
    """
    best: tuple[int, int] | None = None
    for taken, right, foreign in _down(asked, truth):
        if right and right / taken >= precision and (best is None or right > best[0]):
            best = (right, foreign)
    return best


class AtRecall(NamedTuple):
    """Measures of one matcher at the highest of its scores that finds as much as another does."""

    precision: float
    rejected: float | None  # None where the list has no foreign row


def at_recall(answers: Sequence[Answer], truth: Truth, recall: float | None) -> AtRecall | None:
    """Sweep a score down to a recall; answers of one score stand or fall together.

    None where no score reaches the recall, or there is none to reach.
    """
    registered = sum(1 for t in truth.values() if t)
    foreign = len(truth) - registered
    asked = [a for a in answers if a.best and a.id in truth]
    if not recall:
        return None
    for taken, right, wrong in _down(asked, truth):
        if right / registered >= recall:
            return AtRecall(right / taken, _share(foreign - wrong, foreign))
    return None
