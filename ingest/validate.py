"""The rows of one sheet: good or rejected, each with its place; nothing is lost and everything is counted."""

import dataclasses
import json
import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.errors import DeliveryError
from ingest import convert, lines, units
from ingest.contract import DatasetSpec, FieldSpec, FieldType
from ingest.convert import Converted
from ingest.grid import Column, Grid, filled_down
from ingest.headers import SERIAL, Header, normalise
from ingest.lake import column_type
from ingest.lines import Ignored, Rows

PHONE: Final = re.compile(r"(?:\+?86[- ]?)?1\d{10}|(?:\(?0\d{2,3}\)?[- ]?)?\d{7,8}(?:转\d+)?")
SHOWN: Final = 5  # rows that a finding names


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a delivery that refuses nothing."""

    kind: str
    text: str
    count: int = 0

    def plain(self) -> dict[str, Any]:
        """Return it as the ledger keeps it."""
        return {"kind": self.kind, "text": self.text, "count": self.count}


@dataclass(frozen=True, slots=True)
class Rejected:
    """One refused row: where it stood, its cells as supplied, and what is wrong with which column."""

    sheet: str
    row: int
    cells: tuple[str, ...]
    reasons: tuple[tuple[int | None, str], ...]

    def said(self, header: Header) -> str:
        """Return the reasons in one line."""
        return "；".join(
            f"{header.places[p].header.strip()}：{text}" if p is not None else text
            for p, text in self.reasons
        )


@dataclass(slots=True)
class Checked:
    """One sheet after checking: `table` has the data set's columns, `src_sheet`, `src_row` and `extra`."""

    spec: DatasetSpec
    sheet: str
    header: Header
    table: pa.Table
    rejected: list[Rejected] = dataclasses.field(default_factory=list)
    ignored: Counter[Ignored] = dataclasses.field(default_factory=Counter)
    findings: list[Finding] = dataclasses.field(default_factory=list)
    scales: dict[int, str] = dataclasses.field(
        default_factory=dict
    )  # place → unit that the header does not say
    nil: bool = False


def check(grid: Grid, spec: DatasetSpec, header: Header, year: str | None = None) -> Checked:
    """Convert and judge every row of a sheet; `year` completes months and quarters that come without one.

    Raises DeliveryError where a required column is missing.
    """
    _require_columns(spec, header, grid)
    start = 0 if grid.headers is not None else header.row + header.depth
    filled = filled_down(grid, start)
    rows, ignored = lines.sort_out(grid, header, start)
    whole = len(rows) == grid.rows
    columns = [c if whole else c.take(rows) for c in grid.columns]
    titles = [t for row in grid.top(max(header.row, 0)) for t in row if t]
    found = Checked(spec, grid.name, header, pa.table({}), ignored=ignored, nil=len(rows) == 0)
    values, failures = _convert(columns, found, units.stated(titles), year)
    if filled:
        found.findings.append(Finding("merged", "合并单元格已按每一行填满", filled))
    _split(spec, header, values, columns)
    _judge(grid, found, rows, columns, values, failures)
    found.findings += _about_columns(found)
    return found


def nothing(grid: Grid, spec: DatasetSpec, note: str) -> Checked:
    """Return a sheet that holds no rows but says so: a nil return."""
    held = int(pc.sum(pc.is_valid(lines.first_cells(grid))).as_py() or 0)
    found = Checked(spec, grid.name, Header(-1, 0, ()), empty_table(spec), nil=True)
    found.ignored = Counter({Ignored.NIL: 1, Ignored.TITLE: held - 1, Ignored.BLANK: grid.rows - held})
    found.findings.append(Finding("nil", f"零报告：{note.strip()[:30]}"))
    return found


def empty_table(spec: DatasetSpec) -> pa.Table:
    """Return a checked table without rows."""
    columns = {f.key: pa.array([], column_type(f)) for f in spec.fields}
    source = {"src_sheet": pa.string(), "src_row": pa.int64(), "extra": pa.string()}
    return pa.table(columns | {n: pa.array([], t) for n, t in source.items()})


def _require_columns(spec: DatasetSpec, header: Header, grid: Grid) -> None:
    held = set(header.fields)
    held |= {k for f in spec.fields if f.key in held for k in f.splits_into}
    missing = [f.label for f in spec.fields if f.required and f.key not in held]
    if missing:
        where = f"第 {header.row + 1} 行表头" if header.row >= 0 else "字段"
        raise DeliveryError(
            f"{where}缺少必需的列：{'、'.join(missing)}（按“{spec.label}”读取）。",
            advice="请补上这些列；如是别的数据集，请用 --dataset 指明。",
        )


def _convert(
    columns: list[Column], found: Checked, title_units: list[str], year: str | None
) -> tuple[dict[str, pa.Array], list[tuple[int, Converted]]]:
    """Return field → values, and (place, conversion) of the columns that had failures."""
    spec, size = found.spec, len(columns[0].text) if columns else 0
    values: dict[str, pa.Array] = {}
    failed: list[tuple[int, Converted]] = []
    years = pa.array([year] * size, pa.string()) if year else None
    order = sorted(enumerate(found.header.places), key=lambda p: not _is_year(spec, p[1].field))
    for place, target in order:
        if target.field is None or target.repeat:
            continue
        field = spec.field(target.field)
        scale, given = units.scale(field, target.unit, title_units)
        if given and not target.unit and scale != 1:
            found.scales[place] = given
        result = convert.convert(columns[place], field, scale, years)
        if _is_year(spec, field.key):
            years = pc.coalesce(result.values, years) if years is not None else result.values
        values[field.key] = result.values
        if result.failures:
            failed.append((place, result))
    for place, target in enumerate(found.header.places):
        if target.repeat and target.field:
            _merge_repeat(columns[place], spec.field(target.field), values, found)
    return values, sorted(failed, key=lambda f: f[0])


def _is_year(spec: DatasetSpec, key: str | None) -> bool:
    return key is not None and spec.field(key).type is FieldType.YEAR


def _merge_repeat(column: Column, field: FieldSpec, values: dict[str, pa.Array], found: Checked) -> None:
    """A second column of a field fills what the first left empty; `extra` keeps what differs."""
    second = convert.convert(column, field, Fraction(1)).values
    first = values[field.key]
    differs = pc.fill_null(pc.not_equal(first, second), False)
    count = pc.sum(differs).as_py() or 0
    values[field.key] = pc.coalesce(first, second)
    if count:
        text = f"“{field.label}”列了两次，有 {count} 行不同；第二列保留在附加列"
        found.findings.append(Finding("repeated_column", text, count))


def _split(spec: DatasetSpec, header: Header, values: dict[str, pa.Array], columns: list[Column]) -> None:
    """Read the fields that share one column out of it; a column of their own counts first."""
    for field in spec.fields:
        if not field.splits_into or field.key not in values:
            continue
        place = next(i for i, p in enumerate(header.places) if p.field == field.key and not p.repeat)
        unit = header.places[place].unit
        parts = [spec.field(k) for k in field.splits_into]
        pieces = [_pieces(t, parts) for t in columns[place].text.to_pylist()]
        for number, part in enumerate(parts):
            scale, _ = units.scale(part, unit, [])
            text = pa.array([p[number] for p in pieces], pa.string())
            own = convert.convert(Column(text), part, scale).values
            values[part.key] = pc.coalesce(values[part.key], own) if part.key in values else own


def _pieces(text: str | None, parts: list[FieldSpec]) -> list[str | None]:
    """Return the pieces of a cell in the order of the fields; a telephone number is found by its shape."""
    if not text:
        return [None] * len(parts)
    phone = next((i for i, p in enumerate(parts) if p.type is FieldType.PHONE), None)
    if phone is not None and (match := PHONE.search(text)):
        rest = re.sub(
            r"^[\s/、,，;；:：()（）]+|[\s/、,，;；:：()（）]+$", "", text.replace(match[0], " ", 1)
        )
        return [match[0] if i == phone else (rest or None) for i in range(len(parts))]
    pieces = [p.strip() or None for p in re.split(r"[/／、,，;；|\n]", text, maxsplit=len(parts) - 1)]
    return [*pieces, *[None] * (len(parts) - len(pieces))]


def _judge(
    grid: Grid,
    found: Checked,
    rows: Rows,
    columns: list[Column],
    values: dict[str, pa.Array],
    failed: list[tuple[int, Converted]],
) -> None:
    """Set the refused rows apart and build the table of the good ones."""
    spec, places = found.spec, found.header.places
    reasons: dict[int, list[tuple[int | None, str]]] = {}
    for place, result in failed:
        target = places[place].field
        if target is not None and spec.field(target).type is FieldType.PHONE:
            text = f"“{places[place].header.strip()}”有号码被表格软件改成数字，已留空"
            found.findings.append(Finding("lost_phone", text, len(result.failures)))
            continue
        for row, reason in result.failures.items():
            reasons.setdefault(row, []).append((place, reason))
    for field in spec.fields:
        if field.required:
            _require_value(field, found, values, reasons)
    good = np.ones(len(rows), bool)
    if reasons:
        good[list(reasons)] = False
    numbers = rows + grid.first_row
    for row in sorted(reasons):
        cells = tuple(c.text[row].as_py() or "" for c in columns)
        found.rejected.append(Rejected(grid.name, int(numbers[row]), cells, tuple(reasons[row])))
    table = pa.table(
        {f.key: _typed(values.get(f.key), f, len(rows)) for f in spec.fields}
        | {
            "src_sheet": pa.array([grid.name] * len(rows), pa.string()),
            "src_row": pa.array(numbers, pa.int64()),
            "extra": _extra(found, columns, values, len(rows)),
        }
    )
    found.table = table if good.all() else table.filter(pa.array(good))


def _require_value(
    field: FieldSpec,
    found: Checked,
    values: dict[str, pa.Array],
    reasons: dict[int, list[tuple[int | None, str]]],
) -> None:
    place = next((i for i, p in enumerate(found.header.places) if p.field == field.key), None)
    empty = np.flatnonzero(pc.is_null(values[field.key]).to_numpy(zero_copy_only=False))
    for row in empty.tolist():
        known = reasons.setdefault(row, [])
        if not any(p == place for p, _ in known):
            known.append((place, "必填，不能为空" if place is not None else f"缺少必填项“{field.label}”"))


def _typed(values: pa.Array | None, field: FieldSpec, size: int) -> pa.Array:
    target = column_type(field)
    if values is None:
        return pa.nulls(size, target)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values.cast(target)


def _extra(found: Checked, columns: list[Column], values: dict[str, pa.Array], size: int) -> pa.Array:
    """Return the unknown columns of each row as JSON, null where they hold nothing."""
    kept: list[tuple[str, list[str | None]]] = []
    seen: Counter[str] = Counter()
    for place, target in enumerate(found.header.places):
        name = target.header.strip() or f"第{place + 1}列"
        if (target.field and not target.repeat) or normalise(name) in SERIAL:
            continue
        seen[name] += 1
        text = columns[place].text
        if target.repeat and target.field:
            own = convert.convert(columns[place], found.spec.field(target.field), Fraction(1)).values
            same = pc.fill_null(pc.equal(own, values[target.field]), True)
            text = pc.if_else(same, pa.scalar(None, pa.string()), text)
            name = f"{name}_2"
        elif seen[name] > 1:
            name = f"{name}_{seen[name]}"
        if text.null_count < len(text):
            kept.append((name, text.to_pylist()))
    if not kept:
        return pa.nulls(size, pa.string())
    names = [n for n, _ in kept]
    rows = zip(*(t for _, t in kept), strict=True)
    made = [{n: v for n, v in zip(names, row, strict=True) if v is not None} for row in rows]
    return pa.array([json.dumps(m, ensure_ascii=False) if m else None for m in made], pa.string())


def _about_columns(found: Checked) -> list[Finding]:
    unknown = [u for u in found.header.unknown if normalise(u) not in SERIAL]
    made = (
        [Finding("unknown_column", f"目录中没有的列，已保留：{'、'.join(unknown)}", len(unknown))]
        if unknown
        else []
    )
    held = set(found.header.fields)
    missing = [
        f.label
        for f in found.spec.fields
        if f.key not in held
        and not f.splits_into
        and not any(f.key in o.splits_into for o in found.spec.fields)
    ]
    if missing:
        made.append(Finding("missing_column", f"没有报送的列：{'、'.join(missing)}", len(missing)))
    if found.scales:
        names = [f"{found.header.places[p].header.strip()}（{u}）" for p, u in sorted(found.scales.items())]
        made.append(Finding("assumed_unit", f"表头没有写明单位，读作：{'、'.join(names)}", len(names)))
    return made
