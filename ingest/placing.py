"""Which period each row belongs to: the rows' own dates inside what the delivery declares."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from core.errors import DeliveryError
from ingest import periods
from ingest.contract import DatasetSpec, FieldType, Frequency, Mode
from ingest.recognise import Declared
from ingest.validate import Finding

AGREES: Final = 0.5  # share of dated rows that must lie inside a declared period for it to be believed
UNSAID: Final = "看不出这批数据是哪一期的。"
WIDTH: Final = {"monthly": 0, "quarterly": 1, "yearly": 2}


@dataclass(frozen=True, slots=True)
class Placed:
    """The period of every row, the periods that the delivery is about, and what to know about it."""

    periods: pa.StringArray
    first: str
    last: str
    source: str
    findings: tuple[Finding, ...] = ()


def grain(spec: DatasetSpec, declared: Declared | None) -> Frequency:
    """Return how finely a delivery is split: by the finer of two annexes' frequencies where so declared."""
    finer = spec.frequency_annex1
    if finer and declared and WIDTH[finer] < WIDTH[spec.frequency]:
        return (
            finer
            if periods.coarsen(declared.last, finer) and declared.last != declared.last[:4]
            else spec.frequency
        )
    return spec.frequency


def place(spec: DatasetSpec, table: pa.Table, declared: Declared | None, forced: bool) -> Placed:
    """Place every row; raise DeliveryError where nothing tells the period.

    Facts of a period follow their own date inside the declared periods; a row dated outside stays with the
    delivery's nearest period, so that a later delivery of its own period cannot lose it. Lists (changes,
    snapshot) belong as a whole to the last declared period.
    """
    frequency = grain(spec, declared)
    limits = _limits(spec, declared, frequency)
    if spec.mode is not Mode.PERIOD or spec.period_field is None:
        return _whole(spec, table, limits, declared)
    own = _own(spec, table, frequency)
    if limits is None:
        return _by_rows(own)
    inside = pc.sum(pc.and_(pc.greater_equal(own, limits[0]), pc.less_equal(own, limits[1]))).as_py() or 0
    dated = len(own) - own.null_count
    if dated and inside < AGREES * dated and not forced and declared is not None:
        text = f"{declared.source}写的是{declared.first}，行内日期多数不在其中，已按行内日期归期"
        found = _by_rows(own)
        return Placed(
            found.periods, found.first, found.last, "行内日期", (Finding("period", text, dated - inside),)
        )
    placed = pc.fill_null(own, limits[1])
    placed = pc.if_else(pc.less(placed, limits[0]), limits[0], placed)
    placed = pc.if_else(pc.greater(placed, limits[1]), limits[1], placed)
    outside = dated - inside
    notes = (
        (Finding("outside_period", f"有 {outside} 行的日期不在所报期间，已归入最近的一期", outside),)
        if outside
        else ()
    )
    single = limits[0] == limits[1]
    first, last = (
        limits if single else (pc.min(placed).as_py() or limits[0], pc.max(placed).as_py() or limits[1])
    )
    return Placed(placed, first, last, declared.source if declared else "", notes)


def _limits(spec: DatasetSpec, declared: Declared | None, frequency: Frequency) -> tuple[str, str] | None:
    if declared is None:
        return None
    first = periods.coarsen(declared.first, frequency)
    last = periods.coarsen(declared.last, frequency)
    if first is None or last is None:  # a year declared for monthly facts: all its months
        if spec.period_field is None or spec.mode is not Mode.PERIOD:
            return None if spec.mode is Mode.PERIOD else (declared.last, declared.last)
        ends = periods.end(declared.last)
        day = ends.replace(
            year=ends.year - (ends.month == 1), month=12 if ends.month == 1 else ends.month - 1, day=1
        )
        return periods.of_date(periods.start(declared.first), frequency), periods.of_date(day, frequency)
    return first, last


def _whole(
    spec: DatasetSpec, table: pa.Table, limits: tuple[str, str] | None, declared: Declared | None
) -> Placed:
    if limits is None and spec.mode is not Mode.PERIOD and spec.period_field and table.num_rows:
        own = pc.max(_own(spec, table, spec.frequency)).as_py()
        limits = (own, own) if own else None
        declared = Declared(own, own, "行内日期") if own else None
    if limits is None or declared is None:
        raise DeliveryError(UNSAID, advice="请用 --period 指明，例如 --period 2023-04。")
    if limits[0] != limits[1] and spec.mode is Mode.PERIOD:
        raise DeliveryError(
            f"{declared.source}写的是 {limits[0]} 至 {limits[1]} 多期，而各行没有日期，分不清属于哪一期。",
            advice="请分期报送，或每期一张工作表并以期间命名。",
        )
    last = limits[1]
    if (
        spec.mode is not Mode.PERIOD
        and declared.source != "指定"
        and limits[0] < last > spec.first_until > limits[0]
    ):
        last = spec.first_until if periods.end(spec.first_until) < periods.end(last) else last
    return Placed(pa.array([last] * table.num_rows, pa.string()), last, last, declared.source)


def _own(spec: DatasetSpec, table: pa.Table, frequency: Frequency) -> pa.StringArray:
    """Return each row's own period."""
    field = spec.field(spec.period_field or "")
    encoded = table[field.key].combine_chunks().dictionary_encode()
    made: list[str | None] = []
    for value in encoded.dictionary.to_pylist():
        if value is None:
            made.append(None)
        elif field.type is FieldType.DATE:
            made.append(periods.of_date(value, frequency))
        else:
            made.append(periods.coarsen(value, frequency))
    return pa.array(made, pa.string()).take(encoded.indices)


def _by_rows(own: pa.StringArray) -> Placed:
    counts = Counter(own.drop_null().to_pylist()) if len(own) - own.null_count else Counter()
    if not counts:
        raise DeliveryError(UNSAID, advice="请用 --period 指明，例如 --period 2023-04。")
    common = min(counts, key=lambda p: (-counts[p], p))
    placed = pc.fill_null(own, common)
    return Placed(placed, min(counts), max(counts), "行内日期")
