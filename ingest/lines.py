"""Lines of a sheet that are no data: titles, headers, totals, notes, blanks, examples."""

from collections import Counter
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ingest.contract import EXAMPLE_MARK
from ingest.grid import Grid
from ingest.headers import Header, normalise

TOTAL: Final = (
    r"^\s*(本[页表期]|\S{0,6}(镇|街道|月份?|季度|年度?|部分))?\s*((合|小|总|共|累)\s*计|总\s*和)"
    r"\s*([（(].{0,10}[)）])?\s*[:：]?\s*$"
)
NOTE: Final = (
    r"^\s*[（(]?\s*(注|备注|说明|填表说明|填报说明|数据来源|制表|制表人|制表日期|填表人|填报人|经办人|审核|审核人|复核|复核人|"
    r"单位负责人|负责人|分管领导|联系人|联系电话|填报单位|报送单位|报送日期|填报日期|填表日期|制表单位|打印日期|导出时间|统计截止|"
    r"单位|盖章)\s*\d?\s*[:：、.）)]"
)
NIL: Final = r"(零报告|(本|当)(期|月|季|季度|年|年度)\s*(无|没有|未发生|未产生)|无数据|没有数据|无新增)"
NOTE_CELLS: Final = 6
"""A note stands alone or beside a few others (制表人：… 审核：… 日期：…)."""


class Ignored(StrEnum):
    """Why a line is no data."""

    TITLE = "标题行"
    HEADER = "表头行"
    BLANK = "空行"
    TOTAL = "合计行"
    NOTE = "说明行"
    EXAMPLE = "示例行"
    REPEATED_HEADER = "重复表头"
    DUPLICATE = "重复行"
    NIL = "零报告说明"
    ACCEPTED = "已收过的行"


Rows = npt.NDArray[np.int64]


def first_cells(grid: Grid) -> pa.StringArray:
    """Return each row's first cell that holds anything, null for blank rows."""
    return pc.coalesce(*[c.text for c in grid.columns])


def _held(grid: Grid, row: int) -> int:
    return sum(c.text[row].is_valid for c in grid.columns)


def _matches(first: pa.StringArray, pattern: str) -> list[int]:
    hits = pc.fill_null(pc.match_substring_regex(first, pattern), False)
    return [int(r) for r in np.flatnonzero(hits.to_numpy(zero_copy_only=False))]


def _repeats_header(grid: Grid, header: Header, row: int) -> bool:
    """Whether a row shows the header again: nearly all of its cells, and at least two, equal it."""
    cells = [
        (normalise(t), normalise(p.header)) for t, p in zip(grid.row(row), header.places, strict=True) if t
    ]
    same = sum(a == b for a, b in cells)
    return same >= 2 and same * 10 >= len(cells) * 8


def sort_out(grid: Grid, header: Header, start: int) -> tuple[Rows, Counter[Ignored]]:
    """Return the rows that are data, counted from 0, and how many lines were ignored for which reason."""
    first = first_cells(grid)
    ignored: Counter[Ignored] = Counter()
    data = pc.is_valid(first).to_numpy(zero_copy_only=False).copy()
    above = data[: max(header.row, 0)]
    ignored[Ignored.TITLE] += int(above.sum())
    ignored[Ignored.HEADER] += start - max(header.row, 0)
    ignored[Ignored.BLANK] += int((~above).sum()) + int((~data[start:]).sum())
    data[:start] = False
    for reason, rows in _suspects(grid, header, first, start):
        fresh = [r for r in rows if data[r]]
        ignored[reason] += len(fresh)
        data[fresh] = False
    return np.flatnonzero(data), +ignored


def _suspects(
    grid: Grid, header: Header, first: pa.StringArray, start: int
) -> list[tuple[Ignored, list[int]]]:
    heads = {t for p in header.places if (t := p.header.strip())}
    again = pc.fill_null(pc.is_in(first, value_set=pa.array(sorted(heads), pa.string())), False)
    repeated = [int(r) for r in np.flatnonzero(again.to_numpy(zero_copy_only=False)) if r >= start]
    few = NOTE_CELLS if len(grid.columns) > NOTE_CELLS else max(1, len(grid.columns) - 1)
    return [
        (Ignored.EXAMPLE, _matches(first, "^" + EXAMPLE_MARK)),
        (Ignored.TOTAL, _matches(first, TOTAL)),
        (Ignored.NIL, [r for r in _matches(first, NIL) if r >= start and _held(grid, r) == 1]),
        (Ignored.NOTE, [r for r in _matches(first, NOTE) if r >= start and _held(grid, r) <= few]),
        (Ignored.REPEATED_HEADER, [r for r in repeated if _repeats_header(grid, header, r)]),
    ]


def nil_note(grid: Grid) -> str | None:
    """Return the note of a small sheet that says there is nothing to deliver, or None."""
    if grid.rows > 60:
        return None
    rows = _matches(first_cells(grid), NIL)
    return grid.row(rows[0])[0] or "零报告" if rows else None
