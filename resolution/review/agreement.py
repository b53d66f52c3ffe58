"""How far two people who judged the same pairs agree, beyond chance: Cohen's kappa."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from resolution.identity import known_redirects
from store.judgements import Verdict, in_force

LEAST: Final = 30
"""Cases from which an interval is given: its error is that of large samples, a rule of thumb."""

Said = dict[str, dict[str, str]]
"""What one actor said: of each case, the verdict on each thing it was held against, in the order said."""


class Agreement(NamedTuple):
    """Two actors on the cases that both judged.

    kappa is None where chance alone explains everything; `note` says in Chinese why kappa or its interval
    is missing.
    """

    one: str
    other: str
    pairs: int
    agreed: int
    kappa: float | None
    low: float | None
    high: float | None
    note: str | None = None


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


def rate(one: str, other: str, answers: Sequence[tuple[str, str]]) -> Agreement:
    """Return the agreement of two actors from their answers case by case."""
    size, agreed, rated = len(answers), sum(a == b for a, b in answers), kappa(answers)
    if rated is None:
        return Agreement(one, other, size, agreed, None, None, None, "两人都只用过同一种答案，κ 无定义")
    value, error = rated
    note = None
    if size < LEAST:
        note = f"共同判过的不到 {LEAST} 个，太少，给不出可信的区间"
    elif agreed == size:
        note = "全部一致，误差按公式为 0，区间没有意义"
    if note is not None:
        return Agreement(one, other, size, agreed, value, None, None, note)
    low, high = max(-1.0, value - 1.96 * error), min(1.0, value + 1.96 * error)
    return Agreement(one, other, size, agreed, value, low, high)


def agreements(session: Session) -> list[Agreement]:
    """Return the agreement of every two actors who judged some case both.

    A case is a mention held against entities, or else a pair of two mentions or of two entities. The
    categories are same, different (a split too) and unsure, one answer per actor and case: see `_answers`.
    """
    said = _said(session)
    found = []
    for one, other in combinations(sorted(said), 2):
        cases = sorted(said[one].keys() & said[other].keys())
        answers = [a for c in cases if (a := _answers(said[one][c], said[other][c])) is not None]
        if answers:
            found.append(rate(one, other, answers))
    return found


def _said(session: Session) -> dict[str, Said]:
    """What each actor's decisions in force say; ids that gave way are followed."""
    moved = {s.old: s.new for s in known_redirects(session)}
    found: dict[str, Said] = {}
    for row in in_force(session):
        verdict = Verdict.CANNOT_LINK if row.decision == Verdict.SPLIT else Verdict(row.decision)
        left, right = moved.get(row.mention, row.mention), moved.get(row.entity, row.entity)
        if left.startswith("m1_") and not right.startswith("m1_"):
            case, thing = left, right
        else:  # two mentions, two entities: being one with this does not forbid being one with that
            case = thing = " ".join(sorted((left, right)))
        found.setdefault(row.actor, {}).setdefault(case, {})[thing] = str(verdict)
    return found


def _answers(one: dict[str, str], other: dict[str, str]) -> tuple[str, str] | None:
    """Return what two actors answer to one question about a case, None where none was put to both.

    The question is "is it this thing?". Who linked the mention elsewhere has answered no: two who link it to
    different firms disagree. Of several questions that both answered, one they differ in counts, else a link.
    """
    links = [[t for t, v in said.items() if v == Verdict.MUST_LINK] for said in (one, other)]
    asked = sorted(one.keys() & other.keys())
    if all(links):
        asked = sorted({*asked, *links[0], *links[1]})
    elsewhere = str(Verdict.CANNOT_LINK)
    pairs = [(one.get(t, elsewhere), other.get(t, elsewhere)) for t in asked]
    return min(pairs, key=lambda p: (p[0] == p[1], Verdict.MUST_LINK not in p), default=None)
