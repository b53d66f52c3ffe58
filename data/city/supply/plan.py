"""Which files a data set arrives in (history whole, per year, per month; then one a period), and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from data.city.frame import PERIOD, SUPPLIER
from data.city.supply import draws
from data.city.supply.formats import WORKBOOKS
from data.city.supply.habits import Habit
from data.city.supply.periods import month_end
from ingest.contract import DatasetSpec, Deadline

FIRST_DUE = date(2023, 6, 30)  # the office's date for the first collection


@dataclass(slots=True)
class Bundle:
    """The rows that go into one file (before it is split or put beside others)."""

    supplier: str
    first: bool  # of the first collection
    parts: dict[str, list[pd.DataFrame]] = field(default_factory=dict)  # period → rows

    @property
    def periods(self) -> list[str]:
        """Periods in order."""
        return sorted(self.parts, key=lambda p: (month_end(p), p))


def is_first(spec: DatasetSpec, period: str) -> bool:
    """Say whether a period belongs to the first collection."""
    return month_end(period) <= month_end(spec.first_until)


def suited(spec: DatasetSpec, habit: Habit) -> Habit:
    """Return the habit, changed where rows without a date would lose their period."""
    if spec.period_field is not None or habit.sheets == "period" or habit.book:
        return habit
    if habit.format in WORKBOOKS and habit.history != "month":
        return habit.model_copy(update={"sheets": "period", "sheet": "{period}"})
    return habit.model_copy(update={"history": "month"})


def bundle_key(spec: DatasetSpec, habit: Habit, period: str) -> str:
    """Return which file a period goes into: `first`, a year, or the period itself; ordered as time."""
    if not is_first(spec, period) or habit.history == "month":
        return period
    return period[:4] if habit.history == "year" else "first"


def bundles(spec: DatasetSpec, habit: Habit, tables: Iterable[pd.DataFrame], owner: str) -> Iterator[Bundle]:
    """Group clean rows into files; a file is yielded as soon as no later table can add to it.

    Tables come in order of their periods. `owner` is the supplier where a table names none.
    """
    open_: dict[tuple[str, str], Bundle] = {}
    for table in tables:
        if table.empty:
            continue
        earliest = min(map(month_end, table[PERIOD].unique()))
        for key in [k for k, b in open_.items() if is_closed(spec, habit, b, earliest)]:
            yield open_.pop(key)
        for supplier, period, rows in pieces(table, owner):
            key = (bundle_key(spec, habit, period), supplier)
            bundle = open_.setdefault(key, Bundle(supplier, is_first(spec, period)))
            bundle.parts.setdefault(period, []).append(rows)
    yield from (open_[k] for k in sorted(open_))


def is_closed(spec: DatasetSpec, habit: Habit, bundle: Bundle, earliest: str) -> bool:
    """Say whether rows from `earliest` on cannot belong to this file."""
    last = bundle.periods[-1]
    if bundle.first and habit.history == "whole":
        return earliest > month_end(spec.first_until)
    if bundle.first and habit.history == "year":
        return earliest[:4] > last[:4]
    return earliest > month_end(last)


def pieces(table: pd.DataFrame, owner: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Split a table by supplier and period."""
    suppliers = (
        table[SUPPLIER].astype("str").fillna(owner) if SUPPLIER in table else pd.Series(owner, table.index)
    )
    for (supplier, period), rows in table.groupby(
        [suppliers, table[PERIOD].astype("str")], sort=True, observed=True
    ):
        yield str(supplier), str(period), rows


def due(deadline: Deadline, period: str) -> date:
    """Return the day on which a routine delivery of a period is due."""
    year, month = map(int, month_end(period).split("-"))
    after = date(year + month // 12, month % 12 + 1, 1)
    if deadline.rule == "monthly":
        return after.replace(day=deadline.day or 15)
    if deadline.rule == "quarterly":
        return after + timedelta(days=(deadline.days or 30) - 1)
    return date(year + 1, deadline.month or 1, deadline.day or 31)


def received(spec: DatasetSpec, bundle: Bundle, late: float, salt: int) -> tuple[date, bool]:
    """Return when a file comes, and whether that is late."""
    day = FIRST_DUE if bundle.first else due(spec.deadline, bundle.periods[-1])
    is_late = draws.share(salt, "late") < late
    shift = 1 + draws.salt(salt, "days") % (25 if is_late else 9)
    return (day + timedelta(days=shift) if is_late else day - timedelta(days=shift)), is_late
