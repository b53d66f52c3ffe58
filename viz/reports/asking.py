"""What a report asks: named queries, with the data sets and the command that each answer comes from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias

import duckdb
import neo4j

from core.errors import NotFoundError
from ingest.contract import load_catalogue
from queries import run
from viz.reports import values
from viz.reports.document import Cell, Column, Kind, Source, Table

Row: TypeAlias = dict[str, Any]
Pick: TypeAlias = str | Callable[[Row], Any]
PATIENCE: Final = 180.0
"""Seconds that a question of a report may take: nobody waits at a page for it."""

SHOWN: Final = 20
"""Rows of a list that the document shows; the workbook has them all."""

MANY: Final = 7
"""Beyond so many data sets a source names the first and tells how many there are."""

FIGURES: Final = (
    "tax_net_revenue",
    "tax_exempt_offset",
    "tax_declaration",
    "social_insurance",
    "power_consumption",
)
REGISTERS: Final = ("company_registration", "sole_proprietor", "tax_registration")


@dataclass(frozen=True)
class Asking:
    """Graph and lake of an installation; `lake` is a connection of `queries.open_lake`."""

    session: neo4j.Session
    lake: duckdb.DuckDBPyConnection
    _kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def rows(self, name: str, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        """Return the rows of a named query; the same question is put once."""
        asked = f"{name} {sorted(params.items())}"
        if asked not in self._kept:
            self._kept[asked] = run(name, params, self.session, self.lake, PATIENCE).rows
        return self._kept[asked]

    def source(
        self,
        name: str,
        datasets: Iterable[str],
        note: str = "",
        *,
        also: str = "",
        **params: Any,  # noqa: ANN401
    ) -> Source:
        """Return the source of a query's answer: titles of its data sets, how far they reach, the command.

        `also` is a second command, or how to ask for the rest.
        """
        keys = list(dict.fromkeys(datasets))
        known = load_catalogue()
        titles = [known.dataset(k).label for k in keys]
        if len(titles) > MANY:
            titles = [*titles[: MANY - 3], f"{titles[MANY - 3]}等{len(keys)}个数据集"]
        asked = "；".join(filter(None, (command(name, **params), also)))
        return Source(tuple(titles), self.until(keys), asked, note)

    def until(self, datasets: Sequence[str]) -> str:
        """Return the period that all data sets reach, or from which to which they do."""
        reached = {self.reached[k] for k in datasets if k in self.reached}
        if len(reached) < 2:
            return next(iter(reached), "尚无数据")
        ends = sorted(reached, key=_end)
        return f"{values.until(ends[0])}至{values.until(ends[-1])}，各数据集不一"

    @cached_property
    def reached(self) -> dict[str, str]:
        """The newest period delivered of each data set."""
        found = self.lake.execute(
            "SELECT dataset, period FROM delivery_list ORDER BY dataset, period"
        ).fetchall()
        newest: dict[str, str] = {}
        for dataset, period in found:
            last = (period or "").rpartition("..")[2]
            if last[:4].isdigit() and (dataset not in newest or _end(last) > _end(newest[dataset])):
                newest[dataset] = last
        return newest

    @cached_property
    def full_year(self) -> int:
        """The last year of which taxes are in for all twelve months; NotFoundError before there is one."""
        full = [r["year"] for r in self.rows("dev_city") if r["months"] == 12]
        if not full:
            raise NotFoundError(
                "还没有一个完整年份的数据，报告无从比较。", advice="请先收齐一整年的税务净入库信息。"
            )
        return int(max(full))

    @cached_property
    def months(self) -> dict[int, int]:
        """How many months of each year the taxes are in for."""
        return {r["year"]: r["months"] for r in self.rows("dev_city")}


def command(name: str, **params: Any) -> str:  # noqa: ANN401
    """Return the command that gives a query's answer."""
    given = [f"--param '{k}={v}'" for k, v in params.items() if v is not None]
    return " ".join(["chanye query run", name, *given])


def _end(period: str) -> str:
    """Return the last month of a period, for comparing: 2022 → 2022-12, 2023-Q1 → 2023-03."""
    year, _, part = period.partition("-")
    if not part:
        return f"{year}-12"
    return f"{year}-{int(part[1:]) * 3:02}" if part.startswith("Q") else period


def datasets_of(rows: Iterable[Row]) -> list[str]:
    """Return the data sets that the source keys of rows name, in the catalogue's order."""
    found = {key.split("/", 1)[0] for row in rows for key in keys_of(row)}
    return [k for k in load_catalogue().datasets if k in found]


def keys_of(row: Row) -> tuple[str, ...]:
    """Return the keys of the source rows that a row of a query carries."""
    told = row.get("sources") or ([row["source"]] if row.get("source") else [])
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table and what of a query's row stands in it."""

    caption: str
    pick: Pick
    kind: Kind = Kind.TEXT
    unit: str = ""
    places: int = 2

    def of(self, row: Row) -> Cell:
        """Return the cell of a row."""
        return cell(row.get(self.pick) if isinstance(self.pick, str) else self.pick(row))


def text(caption: str, pick: Pick) -> Field:
    """A column of text, names or dates."""
    return Field(caption, pick)


def count(caption: str, pick: Pick, unit: str = "") -> Field:
    """A column of whole numbers."""
    return Field(caption, pick, Kind.COUNT, unit)


def money(caption: str, pick: Pick, unit: str = "万元") -> Field:
    """A column of money, given in yuan."""
    return Field(caption, pick, Kind.MONEY, unit)


def percent(caption: str, pick: str) -> Field:
    """A column of shares that the query gives as per cent."""
    return Field(caption, lambda r: None if r.get(pick) is None else r[pick] / 100, Kind.SHARE, "", 1)


def share(caption: str, pick: Pick) -> Field:
    """A column of shares, given as a fraction of 1."""
    return Field(caption, pick, Kind.SHARE, "", 1)


def number(caption: str, pick: Pick, unit: str = "", places: int = 2) -> Field:
    """A column of other numbers."""
    return Field(caption, pick, Kind.NUMBER, unit, places)


def day(caption: str, pick: Pick) -> Field:
    """A column of days or periods, written as people do."""

    def told(row: Row) -> Cell:
        value = cell(row.get(pick) if isinstance(pick, str) else pick(row))
        return values.until(value) if isinstance(value, str | date) and value else None

    return Field(caption, told)


def cell(value: Any) -> Cell:  # noqa: ANN401  # whatever a query returns
    """Return a query's value as a cell: lists joined, truth as 是 or 否, days of the graph as days."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(str(cell(v)) for v in value if v is not None) or None
    if isinstance(value, float) and value != value:  # NaN
        return None
    if isinstance(value, str):
        return tidy(value)
    native = getattr(value, "to_native", None)
    told: Cell = native() if native else value
    return told


def tidy(written: str) -> str | None:
    """Return a text without the spaces and line ends that slipped between Chinese signs."""
    parts = written.split()
    out = parts[0] if parts else ""
    for part in parts[1:]:
        between = " " if out[-1].isascii() and part[0].isascii() else ""
        out += between + part
    return out or None


def table(
    title: str,
    fields: Sequence[Field],
    rows: Sequence[Row],
    source: Source,
    *,
    most: int = SHOWN,
    note: str = "",
    total: bool = False,
) -> Table:
    """Return a table of a query's rows with the keys of each."""
    keys = tuple(keys_of(r) for r in rows)
    return Table(
        title,
        tuple(Column(f.caption, f.kind, f.unit, f.places) for f in fields),
        tuple(tuple(f.of(r) for f in fields) for r in rows),
        source,
        keys if any(keys) else (),
        note,
        total,
        most if len(rows) > most else 0,
    )


def years_told(years: Iterable[int]) -> str:
    """Say years: 2021—2022年, 2021年, none: 无."""
    found = sorted(years)
    if not found:
        return "无"
    whole = found[-1] - found[0] == len(found) - 1 and len(found) > 1
    return f"{found[0]}—{found[-1]}年" if whole else "、".join(map(str, found)) + "年"


def year_told(year: int, months: int) -> str:
    """Say a year, with its months where it is not over."""
    if months == 12:
        return f"{year}年"
    return f"{year}年1月" if months == 1 else f"{year}年1—{months}月"


def size_told(size: str) -> str:
    """Say a size class by revenue: 300万以下 → 300万元以下, 1亿至4亿 → 1亿至4亿元."""
    for end in ("以下", "以上"):
        if size.endswith(end):
            return f"{size.removesuffix(end)}元{end}"
    return f"{size}元"


def against(now: float | None, then: float | None) -> str:
    """Say how a figure moved against the year before; where there is no base, that there is none."""
    return f"比上年{values.change(now, then)}" if values.growth(now, then) is not None else "上年无可比基数"


def joined(parts: Iterable[str], end: str = "。") -> str:
    """Join clauses to a sentence, empty ones left out."""
    return "；".join(p for p in parts if p) + end
