"""How commands print data: one table shape, three formats, always on stdout."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.table import Table


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def plain(value: Any) -> Any:  # noqa: ANN401  # whatever a database returns
    """Turn a database value into one that JSON can carry."""
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
    """Turn a value into the text of a table cell; nothing is an empty cell."""
    value = plain(value)
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def write_json(data: Any) -> None:  # noqa: ANN401  # any JSON value
    """Print one JSON document on stdout."""
    json.dump(plain(data), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def write_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]], form: Format) -> None:
    """Print rows; `columns` is (key, caption) in order. JSON keeps keys, the others show captions."""
    if form is Format.JSON:
        write_json([dict(r) for r in rows])
    elif form is Format.CSV:
        writer = csv.writer(sys.stdout)
        writer.writerow([caption for _, caption in columns])
        writer.writerows([[text(r.get(key)) for key, _ in columns] for r in rows])
    else:
        table = Table()
        for _, caption in columns:
            table.add_column(caption, overflow="fold")
        for r in rows:
            table.add_row(*[text(r.get(key)) for key, _ in columns])
        Console().print(table)
