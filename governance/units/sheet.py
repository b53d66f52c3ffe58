"""Sheets that the office fills in about units: found by their header, told by file, sheet, row and column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.errors import UsageError
from ingest.grid import Grid
from ingest.readers import read

Columns = Mapping[str, tuple[str, ...]]
"""The headers of each column, the usual one first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One filled row of a sheet."""

    sheet: str
    row: int  # as a spreadsheet shows it
    cells: dict[str, str]

    def where(self, path: Path) -> str:
        """Name it to people."""
        return f"{path.name}{_of(self.sheet)} 第 {self.row} 行"


def read_lines(path: Path, columns: Columns, needed: Sequence[str], what: str) -> list[Line]:
    """Read every sheet of an xlsx or csv that has the header; UsageError names sheet and missing columns."""
    try:
        grids = read(path.name, path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} 无法打开：{error.strerror}。") from error
    found = [line for grid in grids for line in _lines(path, grid, columns, needed)]
    if not found:
        names = ",".join(names[0] for names in columns.values())
        raise UsageError(f"{path} 里没有{what}。", advice=f"第一行为列名：{names}。")
    return found


def _lines(path: Path, grid: Grid, columns: Columns, needed: Sequence[str]) -> Iterator[Line]:
    texts = [c.text.to_pylist() for c in grid.columns]
    rows = [[(cell or "").strip() for cell in row] for row in zip(*texts, strict=True)]
    head = next((n for n, row in enumerate(rows) if set(row) & set(columns[needed[0]])), None)
    if head is None:
        return
    places = {key: rows[head].index(n) for key, names in columns.items() for n in names if n in rows[head]}
    missing = [columns[key][0] for key in needed if key not in places]
    if missing:
        raise UsageError(f"{path}{_of(grid.name)} 缺少列：{'、'.join(missing)}。")
    for number, row in enumerate(rows[head + 1 :], grid.first_row + head + 1):
        if any(row):
            yield Line(grid.name, number, {key: row[place] for key, place in places.items()})


def _of(sheet: str) -> str:
    return f" 工作表“{sheet}”" if sheet else ""


def cell_day(where: str, column: str, text: str) -> date | None:
    """Return the day that a cell names, None where it is empty; UsageError where it is no day."""
    if not text:
        return None
    try:
        parts = text[:10].replace("/", "-").replace(".", "-").split("-")
        return date(*(int(p) for p in parts))
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"{where}“{column}”写的是“{text}”，不是日期。", advice="应写成 2023-06-01。"
        ) from error
