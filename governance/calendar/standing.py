"""How each obligation stands on a day: on time, late, missing, nil, explained, withdrawn, not yet due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from core.settings import Settings
from governance.calendar.arrivals import Arrival, arrivals, counts_for, months, whole
from governance.calendar.obligations import FIRST, Obligation, obligations
from governance.calendar.rules import CalendarRules, load_rules
from ingest import periods
from ingest.contract import load_catalogue
from store import statements
from store.ledger import Ledger


class State(StrEnum):
    """How an obligation stands."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NIL = "nil"
    EXPLAINED = "explained"
    WITHDRAWN = "withdrawn"
    NOT_DUE = "not_due"


CAPTIONS: Final = {
    State.ON_TIME: "按时",
    State.LATE: "迟报",
    State.MISSING: "未报",
    State.NIL: "零报告",
    State.EXPLAINED: "已说明",
    State.WITHDRAWN: "已撤回",
    State.NOT_DUE: "未到期",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar. `days` is how late it came, or how long it is overdue; 0 in time."""

    obligation: Obligation
    state: State
    received: datetime | None
    days: int
    nil: bool
    deliveries: tuple[str, ...]
    gaps: tuple[str, ...] = ()  # months of a first collection that nothing came for
    explanation: int | None = None

    @property
    def text(self) -> str:
        """The state as people read it."""
        late = f"迟报 {self.days} 天" if self.received else f"逾期 {self.days} 天"
        match self.state:
            case State.LATE:
                return f"零报告，{late}" if self.nil else late
            case State.MISSING:
                return f"未报，{late}"
            case State.EXPLAINED:
                return f"已说明（{late}）" if self.days else "已说明"
            case _:
                return CAPTIONS[self.state]


def standing(
    settings: Settings,
    ledger: Ledger,
    as_of: date,
    *,
    known_on: datetime | None = None,
    until: date | None = None,
) -> list[Entry]:
    """Return how everything stands at the end of a day, by due date; `until` bounds the periods (as_of).

    `known_on` leaves out what the ledger learnt later: deliveries and withdrawals by when they happened,
    statements by when they were made. So last year's calendar can be seen again as it was seen then.
    """
    rules = load_rules(settings)
    owed = obligations(settings, until or as_of, rules=rules)
    end = datetime.combine(as_of, time.max)
    seen = min(end, known_on) if known_on else end
    with ledger.session() as session:
        came = arrivals(session, known_on)
        explained = {
            (s.dataset, s.supplier, s.period): s.id
            for s in statements.in_force(session, statements.EXPLANATION, known_on)
        }
    return [_entry(rules, o, came.get((o.dataset, o.supplier), []), explained, seen, as_of) for o in owed]


def _entry(
    rules: CalendarRules,
    owed: Obligation,
    came: Sequence[Arrival],
    explained: dict[tuple[str, str, str], int],
    seen: datetime,
    as_of: date,
) -> Entry:
    known = [a for a in came if a.received <= seen]
    valid = [a for a in known if a.withdrawn is None or a.withdrawn > seen]
    fulfil = _first_collection if owed.period == FIRST else _period
    used, gaps = fulfil(rules, owed, whole(valid))
    received = max((a.received for a in used), default=None)
    days = max(0, ((received.date() if received else as_of) - owed.due).days)
    nil = bool(used) and all(a.nil for a in used)
    note = explained.get((owed.dataset, owed.supplier, owed.period))
    withdrawn = len(valid) < len(known) and bool(fulfil(rules, owed, known)[0])
    state = _state(received, days, nil, withdrawn, note is not None)
    return Entry(owed, state, received, days, nil, tuple(dict.fromkeys(a.delivery for a in used)), gaps, note)


def _state(received: datetime | None, days: int, nil: bool, withdrawn: bool, explained: bool) -> State:
    if received is not None and not days:
        return State.NIL if nil else State.ON_TIME
    if explained:
        return State.EXPLAINED
    if received is not None:
        return State.LATE
    if withdrawn:
        return State.WITHDRAWN
    return State.MISSING if days else State.NOT_DUE


def _period(
    rules: CalendarRules, owed: Obligation, came: Sequence[Arrival]
) -> tuple[list[Arrival], tuple[str, ...]]:
    """Return the arrivals that first covered the whole period: one file, or its months one by one."""
    needed, used = set(months(owed.period)), list[Arrival]()
    for arrival in came:
        new = needed.intersection(arrival.months)
        if new and counts_for(rules, arrival):
            needed -= new
            used.append(arrival)
            if not needed:
                return used, ()
    return [], ()


def _first_collection(
    rules: CalendarRules, owed: Obligation, came: Sequence[Arrival]
) -> tuple[list[Arrival], tuple[str, ...]]:
    """Return the arrivals that each brought something new of the first collection; none until it is reached.

    Years and months come in files of their own, and a month in which nothing happened has none: so what
    reaches into the last months of the span counts as whole, and gaps are told for the office to judge.
    A file that goes on beyond the span belongs to it if its fullest period does; a later file with a few
    rows of old months does not.
    """
    if nils := [a for a in came if a.period == FIRST]:
        return nils[:1], ()
    end = owed.ends.year * 12 + owed.ends.month
    span = range(owed.starts.year * 12 + owed.starts.month, end + 1)
    covered, used = set[int](), list[Arrival]()
    for arrival in came:
        own = [m for m in arrival.months if m <= end]
        new = set(own) - covered
        if new and periods.end(arrival.main) <= periods.end(f"{owed.ends:%Y-%m}"):
            covered |= new
            used.append(arrival)
    if not covered or max(covered) <= end - rules.first_reach_months:
        return [], ()
    stock = load_catalogue().dataset(owed.dataset).first_period == "stock"
    return used, () if stock else _spans([m for m in span if m not in covered])


def _spans(numbers: Sequence[int]) -> tuple[str, ...]:
    """Write months as `2020-03` and, where several follow each other, `2020-05..2020-08`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return tuple("..".join(dict.fromkeys((_months_text(s[0]), _months_text(s[-1])))) for s in found)


def _months_text(number: int) -> str:
    year, month = divmod(number - 1, 12)
    return f"{year}-{month + 1:02d}"
