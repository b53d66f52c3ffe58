"""How commands print data: one table shape, three formats, always on stdout."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

LARGE = 1_000_000
"""From here on a number is an amount: what stands beyond two digits after the point is noise of adding up."""
WIDEST = 40


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def plain(value: Any) -> Any:  # noqa: ANN401  # whatever a database returns
    """Turn a database value into one that JSON can carry."""
    if isinstance(value, float):
        return round(value, 2 if abs(value) >= LARGE else 6)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def text(value: Any) -> str:  # noqa: ANN401  # whatever a database returns
    """Turn a value into the text of a CSV cell; nothing is an empty cell."""
    value = plain(value)
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def shown(value: Any) -> str:  # noqa: ANN401  # whatever a database returns
    """Turn a value into the text that a person reads: 是/否, grouped amounts, lists with 、."""
    value = plain(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) >= 1000 else f"{value:,.4f}".rstrip("0").rstrip(".")
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return "、".join(shown(v) for v in value)
    return text(value)


def write_json(data: Any) -> None:  # noqa: ANN401  # any JSON value
    """Print one JSON document on stdout."""
    json.dump(plain(data), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _width(columns: Sequence[Sequence[str]]) -> int:
    return 1 + sum(3 + min(WIDEST, max(map(cell_len, column), default=0)) for column in columns)


def _table(lines: Sequence[Sequence[str]]) -> Table:
    """A table whose first line is its head."""
    table = Table()
    for caption in lines[0]:
        table.add_column(caption, overflow="fold", max_width=WIDEST)
    for line in lines[1:]:
        table.add_row(*line)
    return table


def write_table(lines: Sequence[Sequence[str]], console: Console) -> None:
    """Print lines as a table; one too wide is turned on its side, or told record by record.

    The first line holds the captions.
    """
    columns = list(zip(*lines, strict=True))
    if _width(columns) <= console.width:
        console.print(_table(lines))
    elif len(lines) > 2 and _width(lines) <= console.width:
        console.print(_table(columns))
    else:
        for number, line in enumerate(lines[1:], 1):
            console.rule(str(number), align="left")
            for caption, cell in zip(lines[0], line, strict=True):
                if cell:
                    console.print(f"{caption}：{cell}", markup=False, highlight=False, soft_wrap=True)


def write_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]], form: Format) -> None:
    """Print rows; `columns` is (key, caption) in order. JSON keeps keys, the others show captions."""
    if form is Format.JSON:
        write_json([dict(r) for r in rows])
    elif form is Format.CSV:
        writer = csv.writer(sys.stdout)
        writer.writerow([caption for _, caption in columns])
        writer.writerows([[text(r.get(key)) for key, _ in columns] for r in rows])
    else:
        lines = [[caption for _, caption in columns], *[[shown(r.get(k)) for k, _ in columns] for r in rows]]
        write_table(lines, Console())
