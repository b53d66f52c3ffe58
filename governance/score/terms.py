"""The terms of the score: what each obligation is worth in each, with the reason.

A term is a function of the scope that returns items, or None where nothing is known of it at all. Another
part of the product feeds a term by handing its own function to `score`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.settings import Settings
from governance.calendar.standing import Entry, State
from governance.help.figures import Part, parts
from governance.help.rules import Worth, load_rules
from governance.quality.figures import Figures
from governance.score.formula import Formula, Term
from governance.tickets.figures import answered_on, in_time, sent_in
from governance.tickets.standing import Shown
from store.ledger import Ledger

HELP: Final = "企业帮扶"
"""What stands for a data set where a case of help is told."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a term is computed from: the obligations that count, and the figures of their deliveries."""

    settings: Settings
    ledger: Ledger
    formula: Formula
    year: int
    as_of: date
    known_on: datetime | None
    entries: Sequence[Entry]
    figures: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Item:
    """One obligation (or ticket, or question) in one term; a credit of None is told but not counted."""

    supplier: str
    dataset: str
    about: str  # the obligation's key, or what names the ticket
    credit: float | None  # 0 to 1
    why: str
    deliveries: tuple[str, ...] = ()


Feed = Callable[[Scope], Iterable[Item] | None]


def timeliness(scope: Scope) -> list[Item]:
    """In time, late by so many days, missing … by the formula's table."""
    return [_item(e, scope.formula.timeliness.worth(e.state, e.days), e.text) for e in scope.entries]


def completeness(scope: Scope) -> list[Item]:
    """The mean share of filled cells; what never came is worth nothing, a nil return has nothing to fill."""
    return [_completeness(scope, e) for e in scope.entries]


def _completeness(scope: Scope, entry: Entry) -> Item:
    if entry.received is None:
        explained = entry.state is State.EXPLAINED
        return _item(entry, None if explained else 0.0, entry.text)
    left_out = scope.formula.completeness.left_out.get(entry.obligation.dataset, ())
    known = [(f.cells.rows, f.cells.share_filled(left_out)) for f in _figures(scope, entry)]
    share = _mean((rows, value) for rows, value in known)
    return _item(entry, share, "没有数据行" if share is None else f"单元格齐全 {share:.2%}")


def correctness(scope: Scope) -> list[Item]:
    """Of what came, as it first came: rows accepted, rows unique, codes and dates possible."""
    return [_correctness(scope, e) for e in scope.entries if e.received is not None]


def _correctness(scope: Scope, entry: Entry) -> Item:
    own = _figures(scope, entry)
    found = {
        "accepted": ("合格行", _mean((f.accepted + f.rejected, f.share_accepted) for f in own)),
        "unique": ("不重复行", _mean((f.rows, f.share_unique) for f in own)),
        "valid": (
            "有效代码和日期",
            _mean((sum(f.cells.checked.values()), f.cells.share_valid()) for f in own),
        ),
    }
    parts = scope.formula.correctness.parts
    said = [(w, *found[name]) for name, w in parts.items() if w > 0]
    credit = _mean((w, value) for w, _, value in said)
    why = "，".join(f"{caption} {value:.2%}" for _, caption, value in said if value is not None)
    return _item(entry, credit, why or "没有数据行")


def _figures(scope: Scope, entry: Entry) -> list[Figures]:
    return [scope.figures[d] for d in entry.deliveries if d in scope.figures]


def _item(entry: Entry, credit: float | None, why: str) -> Item:
    owed = entry.obligation
    return Item(owed.supplier, owed.dataset, owed.key, credit, why, entry.deliveries)


def _mean(values: Iterable[tuple[float, float | None]]) -> float | None:
    """Return the weighted mean of what is known; None where nothing is."""
    known = [(weight, value) for weight, value in values if value is not None and weight > 0]
    total = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / total if total else None


def correction_speed(scope: Scope) -> list[Item] | None:
    """Correction tickets (校核单) sent in the year: answered, or repaired, in time or not.

    What is not yet due is told but not counted, what the office took back is left out.
    """
    found = sent_in(scope.settings, scope.ledger, scope.year, scope.as_of, known_on=scope.known_on)
    return [_ticket(one) for one in found] or None


def _ticket(one: Shown) -> Item:
    own, punctual = one.case.ticket, in_time(one)
    day = answered_on(one)
    said = f"{day} 答复" if day else "未答复"
    why = f"{one.caption}，{one.sent} 发出，期限 {one.due}，{said}"
    credit = None if punctual is None else float(punctual)
    return Item(own.supplier, own.dataset, f"校核单 {own.id}", credit, why)


def use(scope: Scope) -> list[Item] | None:
    """Cases of help (企业帮扶) that a unit had to answer in the year: what governance/rules/help.yaml says.

    What is not yet due is told but not counted; what was handed on or given back by its due date is the
    next unit's.
    """
    worth = load_rules(scope.settings).score
    found = [
        _help(part, worth)
        for part in parts(scope.ledger, scope.as_of, known_on=scope.known_on)
        if part.stint.due.year == scope.year and not (part.in_time is None and part.stint.ended)
    ]
    return found or None


def _help(part: Part, worth: Worth) -> Item:
    own, punctual, day = part.case.row, part.in_time, part.stint.answered
    late = worth.missing if day is None else worth.late
    credit = None if punctual is None else worth.in_time if punctual else late
    said = f"{day} 答复" if day else "未答复"
    why = f"{own.firm_name}：{part.stint.since} 交办，期限 {part.stint.due}，{said}"
    return Item(part.stint.unit, HELP, f"帮扶事项 {own.id}", credit, why)


TERMS: Final[dict[Term, Feed]] = {
    Term.TIMELINESS: timeliness,
    Term.COMPLETENESS: completeness,
    Term.CORRECTNESS: correctness,
    Term.CORRECTION_SPEED: correction_speed,
    Term.USE: use,
}
