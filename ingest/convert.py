"""Whole columns from text to the lake's types: fast where cells are clean, one by one where they are not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest import cells
from ingest.cells import CellError
from ingest.contract import FieldSpec, FieldType
from ingest.grid import NUMBER, Column
from ingest.lake import column_type

CLEAN: Final = r"^-?[0-9]{1,13}(\.[0-9]{1,6})?$"
SUSPECT: Final = (
    r"""(?i)^["'=`]|^[0-9](\.[0-9]+)?E\+?[0-9]+$|\x{200b}|"""
    r"^(-+|—+|/|\\|无|暂无|空|n/a|na|null|none|nan|#n/a)$"
)
SCALED: Final = pa.decimal128(20, 6)
CODES: Final = {FieldType.CODE, FieldType.USCC, FieldType.ORG_CODE, FieldType.PHONE}
NUMBERS: Final = {FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.AREA}
PERIODS: Final = {FieldType.MONTH, FieldType.QUARTER, FieldType.YEAR}
LARGEST: Final = 10**15


@dataclass(slots=True)
class Converted:
    """A column in the lake's type, and what was wrong: row → reason."""

    values: pa.Array
    failures: dict[int, str] = field(default_factory=dict)


def convert(
    column: Column, spec: FieldSpec, scale: Fraction, years: pa.StringArray | None = None
) -> Converted:
    """Convert a column; `scale` is one supplied unit in the lake's, `years` completes quarters and months."""
    if spec.type in NUMBERS:
        return _numbers(column, spec, scale)
    if spec.type is FieldType.DATE:
        return _distinct(column, None, cells.parse_date, pa.date32())
    if spec.type in PERIODS:
        return _periods(column, spec, years)
    if spec.type in CODES:
        return _codes(column, spec)
    return Converted(_texts(column.text))


def trimmed(text: pa.StringArray) -> pa.StringArray:
    """Return texts without blanks at the ends (also full-width ones); nothing left is null."""
    text = pc.utf8_trim(text, " \t\r\n\u3000\u00a0\ufeff")
    return pc.if_else(pc.equal(pc.utf8_length(text), 0), pa.scalar(None, pa.string()), text)


def _texts(text: pa.StringArray) -> pa.StringArray:
    found = trimmed(text)
    if pc.any(pc.match_substring_regex(found, r"[\r\n\t]")).as_py():
        found = pc.replace_substring_regex(found, r"\s*[\r\n\t]+\s*", " ")
    return found


def _distinct(
    column: Column,
    years: pa.StringArray | None,
    parse: Callable[..., Any],
    target: pa.DataType,
    extra: tuple[Any, ...] = (),
) -> Converted:
    """Parse each distinct (text, kind, year) once and spread the results."""
    encoded = column.text.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    kinds = np.ones(len(codes), np.int64) if column.kinds is None else column.kinds.astype(np.int64)
    year_codes, year_texts = _year_codes(years, len(codes))
    combined = (codes + 1) * 4 + kinds
    combined = combined * (len(year_texts) + 1) + year_codes
    unique, inverse = np.unique(combined, return_inverse=True)
    values: list[Any] = []
    reasons: dict[int, str] = {}
    for number, key in enumerate(unique.tolist()):
        rest, year_code = divmod(key, len(year_texts) + 1)
        code, kind = rest // 4 - 1, rest % 4
        value = None
        if code >= 0 and not cells.is_nothing(texts[code]):
            try:
                arguments = (
                    extra
                    if years is None
                    else (year_texts[year_code] if year_code < len(year_texts) else None,)
                )
                value = parse(texts[code], kind, *arguments)
            except CellError as error:
                reasons[number] = str(error)
        values.append(value)
    array = pa.array(values, target).take(pa.array(inverse))
    failures: dict[int, str] = {}
    if reasons:
        bad = np.isin(inverse, list(reasons))
        failures = {int(i): reasons[int(inverse[i])] for i in np.flatnonzero(bad)}
    return Converted(array, failures)


def _year_codes(years: pa.StringArray | None, size: int) -> tuple[Any, list[str]]:
    if years is None:
        return np.zeros(size, np.int64), []
    encoded = years.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    return encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.int64), texts


def _periods(column: Column, spec: FieldSpec, years: pa.StringArray | None) -> Converted:
    if spec.type is FieldType.YEAR:
        return _distinct(column, None, cells.parse_year, pa.string())
    parse = cells.parse_month if spec.type is FieldType.MONTH else cells.parse_quarter
    return _distinct(column, years, parse, pa.string())


def _codes(column: Column, spec: FieldSpec) -> Converted:
    """Codes trimmed, half-width, in capitals; a wrong check digit is for resolution to see."""
    text = trimmed(pc.utf8_normalize(column.text, form="NFKC"))
    upper = spec.type in (FieldType.USCC, FieldType.ORG_CODE)
    suspect = pc.fill_null(pc.match_substring_regex(text, SUSPECT), False)
    if column.kinds is not None:
        numeric = pa.array(column.kinds == NUMBER)
        suspect = pc.or_(suspect, pc.and_(numeric, pc.fill_null(pc.greater(pc.utf8_length(text), 15), False)))
    rows = np.flatnonzero(suspect.to_numpy(zero_copy_only=False))
    failures: dict[int, str] = {}
    fixed: dict[int, str | None] = {}
    for row in rows.tolist():
        shown = text[row].as_py()
        try:
            fixed[row] = None if cells.is_nothing(shown) else cells.check_code(shown, column.kind(row))
        except CellError as error:
            fixed[row] = None
            failures[row] = str(error)
    values = _with(text, fixed)
    return Converted(pc.utf8_upper(values) if upper else values, failures)


def _with(text: pa.StringArray, fixed: dict[int, Any]) -> pa.Array:
    if not fixed:
        return text
    mask = np.zeros(len(text), bool)
    mask[list(fixed)] = True
    return pc.replace_with_mask(text, pa.array(mask), pa.array([fixed[r] for r in sorted(fixed)], text.type))


def _numbers(column: Column, spec: FieldSpec, scale: Fraction) -> Converted:
    text = trimmed(column.text)
    clean = pc.match_substring_regex(text, CLEAN)
    decimal = pc.if_else(clean, text, pa.scalar(None, pa.string())).cast(SCALED)
    target = column_type(spec)
    digits = 0 if spec.type is FieldType.INTEGER else target.scale
    values = _scaled(decimal, scale, digits)
    failures: dict[int, str] = {}
    if spec.type is FieldType.INTEGER:
        whole = pc.equal(pc.round(_scaled(decimal, scale, 4), 0), _scaled(decimal, scale, 4))
        broken = np.flatnonzero(pc.invert(pc.fill_null(whole, True)).to_numpy(zero_copy_only=False))
        failures |= {int(r): f"应为整数：{text[int(r)].as_py()[:20]}" for r in broken}
    values = values.cast(pa.decimal128(18, digits)).cast(target) if digits == 0 else values.cast(target)
    unclean = pc.and_(pc.is_valid(text), pc.invert(pc.fill_null(clean, False)))
    rows = np.flatnonzero(unclean.to_numpy(zero_copy_only=False))
    if not len(rows):
        return Converted(values, failures)
    slow = _distinct(Column(text.take(pa.array(rows))), None, _slow_number(spec, scale, digits), target)
    failures |= {int(rows[r]): reason for r, reason in slow.failures.items()}
    mask = np.zeros(len(text), bool)
    mask[rows] = True
    return Converted(pc.replace_with_mask(values, pa.array(mask), slow.values), failures)


def _scaled(values: pa.Array, scale: Fraction, digits: int) -> pa.Array:
    """Return values × scale, rounded half away from zero."""
    if scale.numerator != 1:
        values = pc.multiply(
            values, pa.scalar(Decimal(scale.numerator), pa.decimal128(len(str(scale.numerator)), 0))
        )
    if scale.denominator != 1:
        # Scaling 20.6 digits by at most 8 more leaves room for 6 decimals of the quotient in 38 digits.
        exact = [
            None if v is None else _round(Fraction(v) / scale.denominator, digits) for v in values.to_pylist()
        ]
        return pa.array(exact, pa.decimal128(34, digits))
    return pc.round(values, ndigits=digits, round_mode="half_towards_infinity").cast(
        pa.decimal128(34, digits)
    )


def _round(value: Fraction, digits: int) -> Decimal:
    """Round half away from zero to `digits` decimals."""
    shifted = abs(value) * 10**digits
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-digits)


def _slow_number(spec: FieldSpec, scale: Fraction, digits: int) -> Callable[..., Any]:
    def parse(text: str, kind: int) -> Decimal | int:
        value = cells.parse_number(text, spec.unit, scale)
        if abs(value) >= LARGEST:
            raise CellError(f"数字过大：{text.strip()[:20]}")
        rounded = _round(value, digits)
        if spec.type is not FieldType.INTEGER:
            return rounded
        if value.denominator != 1:
            raise CellError(f"应为整数：{text.strip()[:20]}")
        return int(rounded)

    return parse
