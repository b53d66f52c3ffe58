"""Working days in China: weekends, public holidays, and weekend days worked in exchange (调休)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from core.errors import RulesError
from core.settings import Settings
from governance.rulebook import SHIPPED, Strict, read_rules, rule_file

DAY = timedelta(days=1)


class Holiday(Strict):
    """Days off on end, the first and the last included."""

    name: str
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]


class HolidayTable(Strict):
    """One year's notice of the State Council (国务院办公厅关于部分节假日安排的通知)."""

    year: int
    source: str
    holidays: tuple[Holiday, ...]
    working_days: tuple[date, ...]

    @model_validator(mode="after")
    def check_days_lie_in_the_year_and_working_days_on_weekends(self) -> "HolidayTable":
        """A slip of the pen in a date would shift deadlines without anybody noticing."""
        for holiday in self.holidays:
            if not date(self.year, 1, 1) <= holiday.first <= holiday.last <= date(self.year, 12, 31):
                raise ValueError(f"{holiday.name}的起止日期不在 {self.year} 年内或先后颠倒")
        for day in self.working_days:
            if day.year != self.year or day.weekday() < 5 or day in self.days_off():
                raise ValueError(f"调休上班日 {day} 不在 {self.year} 年的周末，或同时列为放假")
        return self

    def days_off(self) -> frozenset[date]:
        """Every day of every holiday."""
        spans = ((h.first, (h.last - h.first).days + 1) for h in self.holidays)
        return frozenset(first + DAY * n for first, length in spans for n in range(length))


@lru_cache(maxsize=64)
def _table(path: Path) -> tuple[frozenset[date], frozenset[date]]:
    table = read_rules(path, HolidayTable)
    if path.stem != str(table.year):
        raise RulesError(f"节假日表 {path} 写的是 {table.year} 年，与文件名不符。")
    return table.days_off(), frozenset(table.working_days)


def is_working_day(settings: Settings, day: date) -> bool:
    """Whether offices work on a day; RulesError names the file where its year has no table."""
    path = rule_file(settings, f"holidays/{day.year}.yaml")
    if not path.is_file():
        raise RulesError(
            f"没有 {day.year} 年的节假日表：{path}。",
            advice=f"请按国务院办公厅当年的放假通知补上 holidays/{day.year}.yaml，写法同其他年份。",
        )
    off, on = _table(path)
    return day in on or (day.weekday() < 5 and day not in off)


def next_working_day(settings: Settings, day: date) -> date:
    """Return the day itself if it is a working day, else the first that follows."""
    while not is_working_day(settings, day):
        day += DAY
    return day


def planned_working_day(settings: Settings, day: date) -> tuple[date, bool]:
    """Return the day or the first working day after it, and whether only weekends are known of its year.

    The notice of a year comes out in the autumn before, and deadlines in it are asked for earlier: a year
    later than the last table has weekends alone. One before or between the tables is an error, as everywhere.
    """
    while True:
        coming = _is_coming(settings, day.year)
        if day.weekday() < 5 if coming else is_working_day(settings, day):
            return day, coming
        day += DAY


def _is_coming(settings: Settings, year: int) -> bool:
    if rule_file(settings, f"holidays/{year}.yaml").is_file():
        return False
    folders = [f / "holidays" for f in (SHIPPED, settings.governance) if f is not None]
    known = [int(p.stem) for f in folders for p in f.glob("[0-9][0-9][0-9][0-9].yaml")]
    return year > max(known, default=year)


def planned_after(settings: Settings, day: date, count: int) -> date:
    """Return the day that is `count` working days after `day`, which itself does not count.

    It may run into a coming year, of which weekends alone are known (see `planned_working_day`).
    """
    for _ in range(count):
        day, _ = planned_working_day(settings, day + DAY)
    return day


def planned_days_between(settings: Settings, start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and including `end`; 0 where none does.

    Of a coming year weekends alone are known, as in `planned_after`.
    """
    return sum(planned_working_day(settings, d)[0] == d for d in _days(start, end))


def _days(start: date, end: date) -> Iterator[date]:
    while start < end:
        start += DAY
        yield start
