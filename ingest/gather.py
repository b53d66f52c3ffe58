"""From sheets to parts: which data set, supplier and period each one is, or why it cannot be told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow.compute as pc

from core.errors import DeliveryError
from ingest import headers, lines, periods, recognise, register
from ingest.contract import Catalogue, DatasetSpec, UnitSpec
from ingest.grid import Grid
from ingest.headers import Header
from ingest.recognise import Context, Declared

Ask = Callable[[str, Sequence[tuple[str, str]]], str | None]
"""Asks a person: a question and (value, caption) to choose from, none for free text; None is no answer."""
COVER = 8  # a sheet of at most so many filled rows beside real ones is a cover or a note


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who delivers says about the files."""

    dataset: str | None = None
    period: str | None = None
    supplier: str | None = None
    received_at: datetime | None = None
    dry_run: bool = False
    append: bool = False  # another part of what is there: nothing is replaced
    again: bool = False  # accept anew what was withdrawn
    ask: Ask | None = None
    register: Mapping[str, datetime] = field(default_factory=dict)  # when each file came, by its name

    def came(self, name: str) -> datetime | None:
        """Return when a file came: as the register says, else as given for all."""
        return register.received(self.register, name) or self.received_at


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet that is a data set (or says that there is none)."""

    grid: Grid
    spec: DatasetSpec
    unit: UnitSpec
    header: Header | None  # None: a nil return without a header
    certainty: float
    context: Context
    declared: Declared | None
    supplier: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """One sheet that could not be taken for a data set, and why."""

    sheet: str
    error: DeliveryError
    harmless: bool = False  # a cover, a note


def parts_of(
    catalogue: Catalogue, path: str, grids: Sequence[Grid], options: Options
) -> list[Part | Unknown]:
    """Return what each sheet of a file is."""
    found: list[Part | Unknown] = []
    for grid in grids:
        try:
            found.append(_part(catalogue, path, grid, options))
        except DeliveryError as error:
            found.append(Unknown(grid.name, error, _filled(grid) <= COVER))
    if any(isinstance(p, Part) for p in found):
        return found
    return [Unknown(p.sheet, p.error) for p in found if isinstance(p, Unknown)]


def _filled(grid: Grid) -> int:
    return int(pc.sum(pc.is_valid(lines.first_cells(grid))).as_py() or 0)


def _part(catalogue: Catalogue, path: str, grid: Grid, options: Options) -> Part:
    spec, header, certainty = _dataset(catalogue, path, grid, options)
    unit = catalogue.unit_of(spec.key)
    context = recognise.context_of(path, grid, header.row if header else grid.rows)
    declared = _declared(spec, context, options)
    return Part(
        grid,
        spec,
        unit,
        header,
        certainty,
        context,
        declared,
        _supplier(unit, grid, header, context, options),
    )


def _dataset(
    catalogue: Catalogue, path: str, grid: Grid, options: Options
) -> tuple[DatasetSpec, Header | None, float]:
    if options.dataset:
        spec = catalogue.dataset(options.dataset)
        header = headers.find(spec, grid)
        if header is None and lines.nil_note(grid) is None:
            raise DeliveryError(
                f"前 {headers.SEARCHED} 行里没有“{spec.label}”的表头。",
                advice="请核对 --dataset，或补上表头。",
            )
        return spec, header, 1.0
    found = recognise.recognise(catalogue, path, grid)
    if found is None:
        return _nil(catalogue, path, grid)
    if found.rival is not None:
        chosen = _choose(found.spec, found.rival, grid, options)
        header = headers.find(chosen, grid)
        return chosen, header, found.certainty
    return found.spec, found.header, found.certainty


def _choose(spec: DatasetSpec, rival: DatasetSpec, grid: Grid, options: Options) -> DatasetSpec:
    question = f"{grid.name or '本文件'} 是哪一个数据集？"
    if options.ask is not None:
        answer = options.ask(question, [(s.key, s.label) for s in (spec, rival)])
        if answer is not None:
            return spec if answer == spec.key else rival
    raise DeliveryError(
        f"分不清是“{spec.label}”还是“{rival.label}”。",
        advice=f"请用 --dataset {spec.key} 或 --dataset {rival.key} 指明，或在文件名里写明数据集名称。",
    )


def _nil(catalogue: Catalogue, path: str, grid: Grid) -> tuple[DatasetSpec, None, float]:
    """A sheet without a header may still say 本月无数据 about the data set that its names tell."""
    if lines.nil_note(grid) is not None:
        named = recognise.named(recognise.context_of(path, grid, grid.rows))
        if named is not None:
            return catalogue.dataset(named), None, 0.8
    raise DeliveryError(
        f"前 {headers.SEARCHED} 行里没有任何数据集的表头，认不出是什么数据。",
        advice="请核对是否发错文件；表头应含数据目录规定的列名，也可用 --dataset 指明数据集。",
    )


def _declared(spec: DatasetSpec, context: Context, options: Options) -> Declared | None:
    if options.period:
        first, _, last = options.period.partition("..")
        return Declared(periods.parse(first), periods.parse(last or first), "指定")
    return recognise.period_of(spec, context)


def _supplier(unit: UnitSpec, grid: Grid, header: Header | None, context: Context, options: Options) -> str:
    """Return the unit, or for sets that every town owes the town."""
    if not unit.suppliers:
        return unit.name
    if options.supplier:
        named = recognise.town_named(unit, options.supplier)
        if named is None:
            raise DeliveryError(
                f"{unit.name}中没有“{options.supplier}”。", advice=f"可选：{'、'.join(unit.suppliers)}。"
            )
        return named
    named = recognise.town_of(unit, context)
    if named is None and header is not None:
        named = _town_in_rows(unit, grid, header)
    if named:
        return named
    if options.ask is not None and (
        answer := options.ask("由哪个镇（街道）报送？", [(s, s) for s in unit.suppliers])
    ):
        return answer
    raise DeliveryError("看不出由哪个镇（街道）报送。", advice="请用 --supplier 指明，或在文件名里写明。")


def _town_in_rows(unit: UnitSpec, grid: Grid, header: Header) -> str | None:
    """Return the one town that a column of towns names in every row."""
    start = max(header.row, 0) + header.depth
    for place, target in enumerate(header.places):
        if "街道" in target.header or "镇" in target.header or "地区" in target.header:
            texts = set(grid.columns[place].text.slice(start).drop_null().unique().to_pylist())
            towns = {recognise.town_named(unit, t) for t in texts} - {None}
            if len(towns) == 1:
                return towns.pop()
    return None
