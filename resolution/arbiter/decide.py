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
Flags = NDArray[np.bool_]
SAME_BITS: Final = 0.35  # two candidates closer than this have nothing that tells them apart
RIVALS: Final = 4  # the best candidates that share the chance of being right
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


def updated(p: Sequence[float], bits: Sequence[float]) -> float:
    """Return the confidence in the first candidate once each one's evidence of other rows is known.

    `p` are the arbiter's probabilities, `bits` what the other rows add. One candidate is right, or none:
    Bayes' rule over these cases, which leaves `confidence` as it was where nothing is added.
    """
    case = [q * (1 - max((*p[:i], *p[i + 1 :]), default=0.0)) for i, q in enumerate(p)]
    none = max(1 - sum(case), 1e-9)
    weighed: list[float] = [c * 2.0**b for c, b in zip(case, bits, strict=True)]
    return weighed[0] / (none + sum(weighed))


def rivals(rows: Sequence[int], minor: Sequence[bool]) -> list[int]:
    """Return the best row and those that compete with it, in their order."""
    return [rows[0], *(i for i in rows[1:] if not minor[i])]


class Scored(NamedTuple):
    """The pairs of mentions as columns, sorted by mention and entity: all that a decision hangs on.

    `bits` are the arbiter's; whoever knows more of the pairs adds to them before `rule`.
    """

    mention_id: list[str]
    entity_id: list[str]
    registry_key: list[str]
    bits: Matrix
    minor: list[bool]  # no rival (see Pairs.minor)
    conflict: list[bool]  # of another place, and nothing beside the name speaks for it
    elsewhere: list[bool]  # of another place, with the very 字号
    doubt: list[str]  # what in the names stands in the way (a Reason), empty where nothing does in particular
    core: list[str]  # of the registered name


def _doubts(matrix: Matrix, supported: Flags) -> list[str]:
    """What in the names of each pair stands in the way, for people to read."""
    f = {name: matrix[:, i] for name, i in COLUMN.items()}
    cases = (
        (f["placing"] == Placing.OTHER, Reason.OTHER_PLACE),
        ((f["brand"] >= 5) & (f["trade"] == 0), Reason.OTHER_TRADE),
        ((f["held"] != 0) & (f["trade"] == 3) & np.isin(f["form"], (2, 3)), Reason.NAME_TOO_SHORT),
        (
            (f["cost"] == 0) & ((f["form"] == 0) | (f["placing"] != Placing.SAME)),
            Reason.FORM_OR_PLACE_DIFFERS,
        ),
        ((f["brand"] <= 1) & supported, Reason.NAME_DIFFERS),
    )
    found: list[str] = np.select([c for c, _ in cases], [str(r) for _, r in cases], "").tolist()
    return found


def weigh(pairs: Pairs, matrix: Matrix, arbiter: Arbiter) -> Scored:
    """Score pairs by the arbiter, and note of each what a decision will ask."""
    # something beside the name speaks for the pair
    supported = matrix[:, [COLUMN[c] for c in ("person", "phone", "address", "code")]].max(axis=1) > 0
    other = matrix[:, COLUMN["placing"]] == Placing.OTHER
    core = [r.core for r in pairs.registered]
    return Scored(
        pairs.mention_id, pairs.entity_id, pairs.registry_key, arbiter.boxes.score(matrix),
        pairs.minor.tolist(),
        (other & ~supported).tolist(), (other & (matrix[:, COLUMN["brand"]] >= 4)).tolist(),
        _doubts(matrix, supported), [core[i] for i in pairs.registry.tolist()],
    )  # fmt: skip


class _Front(NamedTuple):
    """The best candidate of a mention beside those that compete with it."""

    sure: float  # confidence
    alone: float  # probability of the best
    lead: float | None  # bits before the second; None where there is none
    twins: bool  # the second bears the same name, and nothing tells them apart
    said: float  # confidence by the arbiter alone
    named: float  # the same of the candidate that the arbiter alone put first; 0 where its place conflicts


def _verdict(thresholds: Thresholds, front: _Front, scored: Scored, first: int) -> tuple[str, str]:
    sure, alone, lead, twins, said, named = front
    if sure >= thresholds.match and not scored.conflict[first]:
        return Decision.MATCH, Reason.MODEL_ABOVE if said >= thresholds.match else Reason.PANEL_ABOVE
    if twins and alone >= thresholds.review:
        return Decision.AMBIGUOUS, Reason.NAME_SHARED
    if sure >= thresholds.review:
        doubt = scored.doubt[first]
        if named >= thresholds.match:
            return Decision.REVIEW, Reason.PANEL_AGAINST
        tie = lead is not None and lead < TIE_BITS
        told = doubt if doubt == Reason.NAME_TOO_SHORT or not tie else Reason.NEAR_TIE
        return Decision.REVIEW, told or Reason.MODEL_BETWEEN
    if alone >= thresholds.review and lead is not None:
        return Decision.REVIEW, Reason.NEAR_TIE
    if named >= thresholds.review:
        return Decision.NONE, Reason.PANEL_AGAINST
    return Decision.NONE, Reason.OTHER_PLACE if scored.elsewhere[first] else Reason.MODEL_BELOW


def _ranked(scored: Scored, bits: Matrix) -> list[list[int]]:
    """Return the rows of each mention, the best first; of equals the first entity id."""
    number = np.unique(np.array(scored.mention_id), return_inverse=True)[1]
    order = np.lexsort((np.arange(len(bits)), -bits, number)).tolist()
    starts = np.flatnonzero(np.diff(number, prepend=-1)).tolist()
    return [order[a:b] for a, b in pairwise([*starts, len(bits)])]


def rule(
    scored: Scored, arbiter: Arbiter, kept: int, panel: Matrix | None = None
) -> tuple[list[Ruling], list[Shown]]:
    """Return a ruling for each mention with candidates, and the candidates to show, at most `kept` each.

    `panel` are the bits that the pairs' other rows add to the arbiter's.
    """
    total = scored.bits if panel is None else scored.bits + panel
    groups = _ranked(scored, total)
    scores, raw, before = (
        total.tolist(),
        raw_probability(total).tolist(),
        raw_probability(scored.bits).tolist(),
    )
    probability = arbiter.pair_probability(total).tolist()
    against = [rivals(rows, scored.minor) for rows in groups]
    more = (total - scored.bits).tolist()
    sure = [updated([before[i] for i in rows[:RIVALS]], [more[i] for i in rows[:RIVALS]]) for rows in against]
    calibrated = arbiter.first_probability(np.array(sure)).tolist()
    rulings, shown = [], []
    for rows, front, certain, chance in zip(groups, against, sure, calibrated, strict=True):
        first, second = rows[0], front[1] if len(front) > 1 else None
        lead = None if second is None else scores[first] - scores[second]
        twins = lead is not None and lead < SAME_BITS and scored.core[first] == scored.core[front[1]]
        said = confidence([before[i] for i in front[:2]])
        own = sorted(front, key=lambda i: (-before[i], i))[:2]
        named = 0.0 if scored.conflict[own[0]] else confidence([before[i] for i in own])
        ahead = _Front(certain, raw[first], lead, twins, said, named)
        decision, reason = _verdict(arbiter.thresholds, ahead, scored, first)
        mine, other = scored.entity_id[first], scored.entity_id[second] if second is not None else None
        given = decision in (Decision.MATCH, Decision.REVIEW)
        mention = scored.mention_id[first]
        margin = None if lead is None else round(lead, 4)
        rulings.append(
            Ruling(mention, mine if given else None, decision, reason, scores[first], margin, chance,
                   other if given else mine)
        )  # fmt: skip
        shown += [
            Shown(mention, scored.entity_id[i], n, scores[i], probability[i], scored.registry_key[i])
            for n, i in enumerate(rows[:kept], start=1)
        ]
    return rulings, shown


def decide(pairs: Pairs, matrix: Matrix, arbiter: Arbiter, kept: int) -> tuple[list[Ruling], list[Shown]]:
    """Decide by what stands in the pairs alone: `weigh`, then `rule`."""
    return rule(weigh(pairs, matrix, arbiter), arbiter, kept)
