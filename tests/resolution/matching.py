"""Lists for tests of matching: written in any format, matched through the whole engine, read back."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from python_calamine import load_workbook

from core.settings import Settings
from resolution.matching.files import Request, match_files
from resolution.matching.match import Outcome

REGISTRY = """\
编号,企业名称,曾用名,统一社会信用代码,法定代表人,联系电话,镇街,地址
E1,晋江市恒盛鞋业有限公司,晋江恒发鞋塑有限公司,91350582MA2XN12340,张三丰,13800000001,陈埭镇,
E2,泉州宏达机械有限公司,,91350582MA2XN12341,李四光,13800000002,,
E3,晋江鸿运食品有限公司,,,,,,
E4,北京鸿运食品有限公司,,,,,,
E5,晋江市顺发商行,,,王小明,,,
E6,晋江市顺发商行,,,赵大海,,,
"""


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text file and return its path."""
    path.write_bytes(text.encode(encoding))
    return path


def names(path: Path, *found: str, header: str = "name") -> Path:
    """Write a csv of one column."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([[header], *([n] for n in found)])
    return write(path, stream.getvalue())


def run(
    folder: Path,
    listed: Path,
    registry: Path,
    *,
    out: str = "out.csv",
    mapped: Mapping[str, str] | None = None,
    registry_mapped: Mapping[str, str] | None = None,
    sheet: str | None = None,
    learn: bool = True,
) -> tuple[Outcome, list[dict[str, Any]]]:
    """Match and return the outcome with the rows of the answer, cells of csv as text."""
    settings = Settings(home=folder / "home")
    request = Request(listed, folder / out, registry, mapped or {}, registry_mapped or {}, sheet, learn=learn)
    outcome = match_files(settings, request)
    return outcome, read(folder / out)


def read(path: Path) -> list[dict[str, Any]]:
    """Read an answer of any of the three formats."""
    if path.suffix == ".parquet":
        return list(pq.read_table(path).to_pylist())
    if path.suffix == ".xlsx":
        head, *rows = load_workbook(path).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def decided(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return (decision, match_id) of each row."""
    return [(str(r["decision"]), str(r["match_id"])) for r in rows]


def candidates(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the candidates of a row."""
    found = json.loads(row["candidates"])
    assert isinstance(found, list)
    return found
