"""How each unit delivers (habits.yaml): formats, files per year or month, headings, dates, money."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

HABITS = Path(__file__).parent / "habits.yaml"
DateStyle = Literal["native", "iso", "slash", "dots", "chinese", "compact", "serial", "timestamp"]
MonthStyle = Literal["iso", "chinese", "compact", "dots", "slash"]


class Habit(BaseModel):
    """One unit's way with one data set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["xlsx", "xls", "et", "csv", "json", "parquet"] = "xlsx"
    encoding: Literal["utf-8", "utf-8-sig", "gb18030"] = "utf-8-sig"  # csv
    history: Literal["whole", "year", "month"] = "year"  # how many files the first collection takes
    sheets: Literal["one", "period"] = "one"  # a sheet per period, where a file holds several
    mass_rows: int = 100_000  # above this a sheet becomes csv instead
    zip: Literal["", "gbk", "utf-8"] = ""  # the files of one year packed, member names in that encoding
    book: str = ""  # several data sets of the unit as sheets of one workbook of this name; {period}
    folder: str = ""  # a folder below the unit's own; {dataset}, {year}
    name: str = "{unit}_{dataset}_{period}"  # of the file; also {supplier}
    period: MonthStyle = "chinese"  # how the period is written in names and titles
    sheet: str = "Sheet1"  # {dataset}, {period}
    title: str = ""  # above the header; {dataset}, {period}, {unit}, {supplier}
    above: tuple[str, ...] = ()  # lines between title and header
    below: tuple[str, ...] = ()  # lines after the last row
    lead: int = 0  # empty rows before everything
    header_rows: Literal[1, 2] = 1
    wrap: bool = False  # a line break in the header before a unit
    serial: bool = False  # 序号
    totals: Literal["", "合计", "小计"] = ""  # 小计: also every 40 rows
    blanks: int = 0  # an empty row after so many
    aliases: float = 0.0  # share of columns under another name
    reorder: bool = False
    extra: tuple[str, ...] = ()  # columns nobody asked for
    dates: DateStyle = "native"
    months: MonthStyle = "iso"
    money: Literal["given", "yuan", "wan"] = "given"  # given: as the catalogue takes it when nothing is said
    area: Literal["given", "sqm", "mu"] = "given"
    say_unit: bool = True  # 金额（元）; a unit other than the catalogue's is always said
    thousands: bool = False
    parentheses: bool = False  # (1,234.50) for negative amounts
    text_numbers: bool = False
    twice: tuple[str, ...] = ()  # fields that stand in two columns of the same header
    joiner: str = "、"  # between several names in a cell


class HabitBook(BaseModel):
    """All habits; a data set's own words override its unit's, which override the default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: dict[str, Any]
    units: dict[str, dict[str, Any]]
    datasets: dict[str, dict[str, Any]]
    towns: tuple[dict[str, Any], ...]  # each town follows one of these, by its place in the list

    def habit(self, unit: str, dataset: str, town: int | None = None) -> Habit:
        """Return the habit of a unit with a data set; `town` is the place of a town in the list of towns."""
        parts = [self.default, self.units.get(unit, {})]
        if town is not None:
            parts.append(self.towns[town % len(self.towns)])
        parts.append(self.datasets.get(dataset, {}))
        return Habit.model_validate({k: v for part in parts for k, v in part.items()})

    @model_validator(mode="after")
    def check_every_habit_is_sound(self) -> "HabitBook":
        """Each entry alone is a valid habit."""
        for part in (self.default, *self.units.values(), *self.datasets.values(), *self.towns):
            Habit.model_validate(part)
        return self


@lru_cache(maxsize=1)
def habit_book() -> HabitBook:
    """Read the committed habits."""
    return HabitBook.model_validate(yaml.safe_load(HABITS.read_text(encoding="utf-8")))
