"""What is owed: every first collection as one obligation, then every period, for each supplier."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from core.settings import Settings
from governance.calendar.rules import CalendarRules, due_date, load_rules
from governance.calendar.workdays import planned_working_day
from ingest import periods
from ingest.contract import Catalogue, DatasetSpec, Deadline, Frequency, UnitSpec, load_catalogue

FIRST: Final = "first"
"""The period of a first collection."""
WIDTH: Final[dict[Frequency, int]] = {"monthly": 1, "quarterly": 3, "yearly": 12}


class Basis(StrEnum):
    """On what the frequency of an obligation rests."""

    AGREED = "agreed"  # both annexes, or a ruling of the office
    STRICT = "strict"  # the stricter annex alone, not ruled yet: reminded of, not scored
    UNDISPUTED = "undisputed"  # the laxer annex, which the stricter includes: scored


BASES: Final = {Basis.AGREED: "一致", Basis.STRICT: "从严（待裁定）", Basis.UNDISPUTED: "无争议部分"}


@dataclass(frozen=True, slots=True)
class Obligation:
    """One delivery that one supplier owes; days are calendar days, the due date included."""

    unit: str
    supplier: str
    dataset: str
    label: str
    period: str
    starts: date
    ends: date
    due: date
    basis: Basis = Basis.AGREED
    moved: str = ""  # why the due date was moved

    @property
    def key(self) -> str:
        """What names it in statements and calendars: `dataset/supplier/period`."""
        return f"{self.dataset}/{self.supplier}/{self.period}"

    @property
    def scored(self) -> bool:
        """Whether the score counts it."""
        return self.basis is not Basis.STRICT

    @property
    def reminded(self) -> bool:
        """Whether people are reminded of it: the stricter reading, where the annexes disagree."""
        return self.basis is not Basis.UNDISPUTED

    @property
    def period_text(self) -> str:
        """The period as people read it."""
        return "首次采集" if self.period == FIRST else self.period


def suppliers_of(unit: UnitSpec) -> tuple[str, ...]:
    """Return who supplies for a unit: its towns where it has any, else the unit itself."""
    return unit.suppliers or (unit.name,)


def obligations(
    settings: Settings,
    until: date,
    *,
    rules: CalendarRules | None = None,
    catalogue: Catalogue | None = None,
) -> list[Obligation]:
    """Return everything whose period begins up to `until`, in the order of due date, unit, set, supplier."""
    chosen, known = rules or load_rules(settings), catalogue or load_catalogue()
    found = [
        o
        for unit in known.units
        for spec in unit.datasets
        for o in _of_dataset(settings, chosen, unit, spec, until)
    ]
    return sorted(found, key=lambda o: o.due)  # stable: the document's order within a day


def _of_dataset(
    settings: Settings, rules: CalendarRules, unit: UnitSpec, spec: DatasetSpec, until: date
) -> Iterator[Obligation]:
    effective = date.fromisoformat(spec.effective_from)
    for period, starts, ends, due, basis, why in _owed(rules, spec, until):
        if period != FIRST and ends < effective:
            continue
        if spec.effective_to is not None and starts > date.fromisoformat(spec.effective_to):
            continue
        day, coming = planned_working_day(settings, due) if rules.next_working_day else (due, False)
        if coming:
            why = "；".join(filter(None, (why, f"{day.year} 年放假通知未录入，只避开了周末")))
        for supplier in suppliers_of(unit):
            yield Obligation(unit.key, supplier, spec.key, spec.label, period, starts, ends, day, basis, why)


def _owed(
    rules: CalendarRules, spec: DatasetSpec, until: date
) -> Iterator[tuple[str, date, date, date, Basis, str]]:
    last = periods.end(spec.first_until) - timedelta(days=1)
    begins = date(2020, 1, 1) if spec.first_period == "stock" else periods.start(spec.first_period)
    if begins <= until:
        yield FIRST, begins, last, rules.first_due(spec.key), Basis.AGREED, ""
    for frequency, deadline, basis in readings(rules, spec):
        for period in _after(last, frequency, until):
            moved = rules.moved(spec.key, period)
            due = moved.due if moved else due_date(deadline, period)
            ends = periods.end(period) - timedelta(days=1)
            yield period, periods.start(period), ends, due, basis, moved.reason if moved else ""


def readings(rules: CalendarRules, spec: DatasetSpec) -> list[tuple[Frequency, Deadline, Basis]]:
    """Return how often a set is owed: once, or twice over where the annexes disagree and nobody has ruled."""
    own = rules.deadlines.get(spec.key)
    annex2 = (spec.frequency, own or spec.deadline)
    if spec.frequency_annex1 is None or spec.deadline_annex1 is None:
        return [(*annex2, Basis.AGREED)]
    annex1 = (spec.frequency_annex1, own or spec.deadline_annex1)
    ruling = rules.ruling(spec)
    if ruling != "open":
        return [(*(annex1 if ruling == "annex1" else annex2), Basis.AGREED)]
    strict, lax = sorted((annex1, annex2), key=lambda r: WIDTH[r[0]])
    return [(*strict, Basis.STRICT), (*lax, Basis.UNDISPUTED)]


def _after(last: date, frequency: Frequency, until: date) -> Iterator[str]:
    """Yield the periods that begin after `last` and up to `until`."""
    period = periods.of_date(last + timedelta(days=1), frequency)
    if periods.start(period) <= last:
        period = periods.of_date(periods.end(period), frequency)
    while periods.start(period) <= until:
        yield period
        period = periods.of_date(periods.end(period), frequency)
