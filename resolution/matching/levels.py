"""Headers of several rows: what stands above a blank one, and the rows that a merged one reaches over."""

from collections.abc import Mapping, Sequence

from ingest.grid import Grid
from resolution.matching.columns import Head, head_of, told_by

Rows = Sequence[Sequence[str]]


def with_above(rows: Rows, at: int) -> list[str]:
    """Return the header in row `at`, its blanks filled from the row above where that is no mere title."""
    row = list(rows[at])
    above = list(rows[at - 1]) if at else []
    if sum(bool(text.strip()) for text in above) < 2:
        return row
    above += [""] * (len(row) - len(above))
    return [text if text.strip() else above[i] for i, text in enumerate(row)]


def bottom_of(grid: Grid, head: Head) -> int:
    """Return the last row of the header: the name's cell may be merged over the rows below it."""
    name = head.fields["name"]
    ends = [b for top, left, b, right in grid.merged if top == head.row and left <= name <= right]
    return min(max(ends, default=head.row), grid.rows - 1)


def levels(grid: Grid, head: Head, wanted: Mapping[str, str]) -> tuple[Head, list[str], int]:
    """Return the header of a sheet read over all its rows, its texts, and the row where data begin."""
    bottom = bottom_of(grid, head)
    rows = grid.top(bottom + 1)
    texts = with_above(rows, head.row)
    if bottom > head.row:
        spread = {
            c: left for top, left, _, right in grid.merged if top == head.row for c in range(left, right + 1)
        }
        texts = [texts[spread.get(i, i)] for i in range(len(texts))]
        lower = ["".join(row[i] for row in rows[head.row + 1 :]) for i in range(len(texts))]
        texts = [
            told_by((f"{u}{low}", low)) if low.strip() and low != u else u
            for u, low in zip(texts, lower, strict=True)
        ]
    return head_of(texts, head.row, wanted) or head, texts, bottom + 1
