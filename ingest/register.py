"""The register of what came when (收文登记): a list of files with the day each was received."""

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from core.errors import UsageError

FILE: Final = ("文件", "file", "deliver")
WHEN: Final = ("收到时间", "收到", "received_at")


def read_register(path: Path) -> dict[str, datetime]:
    """Read a CSV with a column of files (as `ingest` names them, or their archive) and one of times.

    UsageError names file, row and column of the first mistake.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            columns = rows.fieldnames or []
            names = [c for c in FILE if c in columns]
            when = next((c for c in WHEN if c in columns), None)
            if not names or when is None:
                raise UsageError(
                    f"收文登记 {path} 缺少“文件”或“收到时间”一列。", advice="第一行应为列名：文件,收到时间。"
                )
            found: dict[str, datetime] = {}
            for number, row in enumerate(rows, 2):
                moment = _moment(path, number, when, row)
                found |= {row[c]: moment for c in names if row[c]}
            return found
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"收文登记 {path} 无法读取：{error}", advice="应为 UTF-8 编码的 CSV 文件。"
        ) from error


def _moment(path: Path, number: int, column: str, row: Mapping[str, str | None]) -> datetime:
    text = (row.get(column) or "").strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"收文登记 {path} 第 {number} 行“{column}”写的是“{text}”，不是日期。",
            advice="应写成 2023-06-15 或 2023-06-15T09:30:00。",
        ) from error


def received(register: Mapping[str, datetime], name: str) -> datetime | None:
    """Return when a file came: by its own name, or by that of an archive that holds it."""
    parts = name.split("/")
    for size in range(len(parts), 0, -1):
        moment = register.get("/".join(parts[:size]))
        if moment is not None:
            return moment
    return None
