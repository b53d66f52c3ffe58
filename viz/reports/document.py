"""What a report says before it is a file: sections of text, tables and charts, each with where it comes from.

A report's content is made by one module a report; `word.py` and `workbook.py` write any of them. Values stay
numbers (yuan, counts, shares) until a writer puts them into the unit of their column.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | int | float | Decimal | date | None

NO_DATA = "无数据"  # the 54 data sets cannot tell; None is "does not apply" and shown as a dash


class Kind(StrEnum):
    """How the cells of a column are written; money and shares are given in yuan and as a fraction of 1."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `unit` is shown behind the caption (money: 元, 万元 or 亿元)."""

    caption: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    places: int = 2


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table, chart or sentence comes from: data sets, the day they reach, how to open it."""

    datasets: tuple[str, ...]  # Chinese titles, as in `chanye catalogue list`
    until: date | str  # the last day or period that is in
    command: str = ""  # gives the same figures with their source rows
    note: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph."""

    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """Numbered short statements: findings, measures asked for."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `keys` holds for each row the keys of its source rows (for `chanye trace`)."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: Source
    keys: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    total: bool = False  # the last row is a total
    most: int = 0  # so many rows stand in the document, all in the workbook; 0: all in both

    def __post_init__(self) -> None:
        """Refuse rows that do not fit their columns: a defect of the report, never of its data."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of {self.title} does not fit its columns")
        if self.keys and len(self.keys) != len(self.rows):
            raise ValueError(f"the keys of {self.title} do not fit its rows")


class Shape(StrEnum):
    """How series are drawn."""

    LINE = "line"
    BAR = "bar"  # upright, beside one another
    RANK = "rank"  # lying, longest on top: for names
    STACK = "stack"
    SHARE = "share"  # parts of one whole


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one colour of bars; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures; `alt` is what it shows, in one sentence, for who cannot see it."""

    title: str
    shape: Shape
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    source: Source
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """One node of a map: a chain's link, a step of a way."""

    key: str
    name: str
    stage: str  # its column on the map, e.g. 上游
    grade: str = ""  # A, B, C, 缺 or empty; decides the colour
    note: str = ""  # a second, smaller line: how many firms


@dataclass(frozen=True, slots=True)
class Map:
    """A picture of stations by stage and the ways between them (产业链全景图)."""

    title: str
    stages: tuple[str, ...]
    stations: tuple[Station, ...]
    ways: tuple[tuple[str, str], ...]  # keys: from, to
    source: Source
    legend: tuple[tuple[str, str], ...] = ()  # grade, what it means
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a reader expects here and the data sets cannot tell, and why; shown as 无数据, never left out."""

    what: str
    why: str


Block: TypeAlias = Text | Items | Table | Chart | Map | Missing


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (numbered by its place: 一、 （一） 1.) and what stands under it."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. Nothing in it depends on the clock: `made` is given."""

    kind: str  # 通报, 一企一档 …
    title: str
    subject: str  # whom or what it is about: a year, a firm, a town; part of the file's name
    office: str  # who signs
    as_of: date
    made: date
    sections: tuple[Section, ...]
    known_on: datetime | None = None
    summary: str = ""  # the paragraph before the first heading
    caveats: tuple[str, ...] = field(default=())  # how to read the figures; the last section of the document

    def blocks(self) -> Iterator[tuple[Section, Block]]:
        """Give every block with the section it stands in, in the order of the document."""
        pending = list(reversed(self.sections))
        while pending:
            section = pending.pop()
            yield from ((section, block) for block in section.blocks)
            pending.extend(reversed(section.sections))
