"""How cases of help stand on a day: who has them, until when, how much over; of which firm, where it lies."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from core.errors import ResolutionError, UsageError
from core.settings import Settings
from governance.calendar.workdays import planned_days_between
from governance.help.registry import Asked, Fate, fates
from governance.help.rules import HelpRules, load_rules, unit_named
from governance.help.seats import UNKNOWN, Seat, seats
from store import cases
from store.cases import IN_HAND, SIGNAL_SOURCE, Case, State, Step
from store.ledger import Ledger
from store.steps import known_until

OPEN: Final = "open"
ENDED: Final = (State.SETTLED.value, State.DISMISSED.value, State.WITHDRAWN.value)
NOWHERE: Final = Seat(None, "企业不在最近一次归一结果中", False, None, "企业不在最近一次归一结果中", False)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a case stands on a day; days are working days."""

    case: Case
    caption: str
    fate: Fate
    seat: Seat
    due: date | None
    overdue: int  # past the due date without an answer
    answered: date | None
    settled: date | None

    @property
    def state(self) -> State:
        """Return the state."""
        return self.case.state

    def plain(self) -> dict[str, Any]:
        """Return it for printing and for programs; contact and telephone are personal data."""
        own, firm = self.case.row, self.fate.firm
        return {
            "id": own.id, "kind": own.kind, "caption": self.caption, "state": self.state.value,
            "state_text": cases.STATES[self.state], "firm": firm.id if firm else self.case.firm,
            "firm_name": firm.name if firm else own.firm_name, "entered_as": own.firm_name,
            "firm_notes": list(self.fate.notes), **self.seat.plain(), "text": own.text, "source": own.source,
            "contact": own.contact, "phone": own.phone, "received": own.received_on, "unit": self.case.unit,
            "due": self.due, "overdue": self.overdue, "answered": self.answered, "settled": self.settled,
            "satisfaction": self.case.satisfaction, "signals": self.case.signals,
        }  # fmt: skip


def shown(settings: Settings, rules: HelpRules, case: Case, fate: Fate, seat: Seat, as_of: date) -> Shown:
    """Return how a case stands on a day; the clock runs from the day a unit was given it."""
    stint = case.stints[-1] if case.stints else None
    running = stint is not None and case.state is State.ASSIGNED
    overdue = planned_days_between(settings, stint.due, as_of) if stint and running else 0
    ended = case.last(Step.SETTLE)
    answered = stint.answered if stint and case.state in (State.ANSWERED, State.SETTLED) else None
    due = stint.due if stint else case.wished_due
    settled = ended.recorded_at.date() if ended else None
    return Shown(case, rules.of(case.row.kind).caption, fate, seat, due, overdue, answered, settled)


def all_shown(
    settings: Settings,
    ledger: Ledger,
    as_of: date,
    *,
    known_on: datetime | None = None,
    wanted: Callable[[Case], bool] = lambda case: True,
) -> list[Shown]:
    """Return cases as they stand on a day, in the order they were opened; the firm's place is today's."""
    rules = load_rules(settings)
    with ledger.session() as session:
        known = list(cases.cases(session, known_on=known_until(as_of, known_on)).values())
        session.expunge_all()
    found = [c for c in known if c.row.received_on <= as_of and wanted(c)]
    whose = _fates(settings, ledger, found, known_on)
    firms = [f.firm for f in whose if f.firm is not None]
    where = seats(settings, ledger, firms) if firms else {}
    return [
        shown(settings, rules, c, f, where[f.firm.id] if f.firm else NOWHERE, as_of)
        for c, f in zip(found, whose, strict=True)
    ]


def _fates(
    settings: Settings, ledger: Ledger, found: Iterable[Case], known_on: datetime | None
) -> list[Fate]:
    asked = [Asked(c.firm, c.row.firm_code, c.feed) for c in found]
    try:
        return fates(settings, ledger, asked, known_on=known_on) if asked else []
    except ResolutionError as error:  # the cases are in the ledger, whatever became of the lake
        return [Fate(None, (str(error),)) for _ in asked]


def select(
    settings: Settings,
    ledger: Ledger,
    as_of: date,
    *,
    known_on: datetime | None = None,
    unit: str | None = None,
    town: str | None = None,
    department: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    overdue: bool = False,
) -> list[Shown]:
    """Return cases of a unit, town, department, kind or state where given; `open` is all that is in hand.

    Suggestions come with the largest firms first, cases in the order they were opened.
    """
    rules = load_rules(settings)
    key = rules.kind(kind) if kind else None
    states = _states(state)
    who, place, answers = (
        unit_named(text) if text and text != UNKNOWN else text for text in (unit, town, department)
    )
    found = all_shown(
        settings, ledger, as_of, known_on=known_on,
        wanted=lambda c: key in (None, c.row.kind) and c.state in states and who in (None, c.unit or UNKNOWN),
    )  # fmt: skip
    kept = [
        s
        for s in found
        if place in (None, s.seat.town or UNKNOWN)
        and answers in (None, s.seat.department or UNKNOWN)
        and (s.overdue or not overdue)
    ]
    return sorted(kept, key=_weight)


def _states(state: str | None) -> tuple[State, ...]:
    if state is None:
        return tuple(State)
    if state == OPEN:
        return IN_HAND
    by_text = {text: s for s, text in cases.STATES.items()} | {s.value: s for s in State}
    if state not in by_text:
        raise UsageError(f"没有状态“{state}”。", advice=f"可用：{OPEN}、{'、'.join(State)}。")
    return (by_text[state],)


def _weight(one: Shown) -> tuple[bool, float]:
    """Order suggestions behind cases, the firm with most staff first; the rest keeps its order."""
    if one.state is not State.SUGGESTED:
        return False, 0.0
    return True, -max((float(s.get("staff") or 0) for s in one.case.signals), default=0.0)


def is_signal(case: Case) -> bool:
    """Whether a case was suggested by a signal."""
    return case.row.source == SIGNAL_SOURCE


def summary(
    settings: Settings, ledger: Ledger, by: str, as_of: date, *, known_on: datetime | None = None
) -> list[dict[str, Any]]:
    """Return counts of cases by department, town, unit or caption: a help list in figures, the most first."""
    counts: dict[str, dict[str, int]] = {}
    for one in all_shown(settings, ledger, as_of, known_on=known_on):
        name = str(one.plain()[by] or UNKNOWN)
        own = counts.setdefault(name, dict.fromkeys(("suggested", OPEN, "overdue", *ENDED), 0))
        own[OPEN if one.state in IN_HAND else one.state.value] += 1
        own["overdue"] += one.overdue > 0
    rows = [{"name": name, **own} for name, own in counts.items()]
    return sorted(rows, key=lambda r: (-int(r[OPEN]), -int(r["suggested"]), str(r["name"])))
