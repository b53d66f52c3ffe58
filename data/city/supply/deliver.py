"""Delivering the city: every data set of every unit as files, with the truth about each cell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from data.city.frame import Frame
from data.city.settings import CitySettings
from data.city.supply.fill import Order, fill
from data.city.supply.habits import Habit, HabitBook, habit_book
from data.city.supply.naming import OtherNames, Typist
from data.city.supply.outputs import TruthFile, write_deliveries, write_manifest
from data.city.supply.plan import Bundle, bundles, is_first, suited
from data.city.supply.profile import NoiseProfile, Source
from data.city.supply.roles import Desk
from data.city.supply.sheet import Sheet
from data.city.supply.shelf import Shelf
from ingest.contract import Catalogue, DatasetSpec, Mode, UnitSpec

Frames = Callable[[], Iterable[Frame]]
Report = Callable[[str, int], None]
SOURCES: dict[str, Source] = {"market": "registry", "tax": "tax", "town": "town"}


@dataclass(slots=True)
class Office:
    """Everything that the deliveries of one city share."""

    catalogue: Catalogue
    settings: CitySettings
    profile: NoiseProfile
    typist: Typist
    shelf: Shelf
    codes: dict[str, str]
    habits: HabitBook = field(default_factory=habit_book)

    def desk(self, unit: UnitSpec, supplier: str) -> Desk:
        """Return where a supplier fills in its sheets."""
        who = supplier if unit.suppliers else unit.key
        return Desk(who, SOURCES.get(unit.key, "coded"), self.typist, self.codes)

    def habit(self, unit: UnitSpec, spec: DatasetSpec, supplier: str) -> Habit:
        """Return a supplier's habit with a data set."""
        town = unit.suppliers.index(supplier) if supplier in unit.suppliers else None
        return suited(spec, self.habits.habit(unit.key, spec.key, town))


def deliver(
    views: Mapping[str, Frames],
    catalogue: Catalogue,
    settings: CitySettings,
    entities: pd.DataFrame,
    variants: pd.DataFrame,
    profile: NoiseProfile,
    out: Path,
    report: Report = lambda name, rows: None,
) -> Typist:
    """Write supply/, truth/ and manifest.csv below `out`; return the typist, which counted what it did.

    `views` gives the frames of each data set, `entities` and `variants` are `World.entities()` and
    `World.name_variants`; `report` hears (data set, rows) after each.
    """
    typist = Typist(profile, settings.seed, OtherNames.of(variants))
    firms = entities[entities["kind"].eq("ent") & entities["code"].notna()]
    truth = TruthFile(out / "truth")
    shelf = Shelf(out / "supply", truth, profile, settings.seed)
    office = Office(
        catalogue, settings, profile, typist, shelf, dict(zip(firms["true_id"], firms["code"], strict=True))
    )
    for unit in catalogue.units:
        for spec in unit.datasets:
            if spec.key in views:
                report(spec.label, deliver_dataset(office, unit, spec, views[spec.key]))
        shelf.close_books()
    truth.close()
    write_entities(out / "truth" / "truth_entity.parquet", entities, typist)
    write_manifest(out / "manifest.csv", shelf.lines)
    write_deliveries(out / "truth" / "deliveries.parquet", shelf.lines, shelf.withheld)
    return typist


def deliver_dataset(office: Office, unit: UnitSpec, spec: DatasetSpec, frames: Frames) -> int:
    """Deliver one data set; return how many clean rows it had."""
    rows = 0
    if unit.suppliers:
        tables = [f.table for f in frames()]
        for supplier in unit.suppliers:
            own = [t[t["_supplier"].astype("str") == supplier] for t in tables]
            rows += deliver_supplier(office, unit, spec, supplier, own)
        return rows
    return deliver_supplier(office, unit, spec, unit.name, (f.table for f in frames()))


def deliver_supplier(
    office: Office, unit: UnitSpec, spec: DatasetSpec, supplier: str, tables: Iterable[pd.DataFrame]
) -> int:
    """Deliver what one supplier owes of a data set, nil returns included."""
    habit, seen, rows = office.habit(unit, spec, supplier), set[str](), 0
    for bundle in bundles(spec, habit, tables, supplier):
        seen.update(bundle.periods)
        if office.shelf.withholds(spec, bundle):
            continue
        rows += sum(len(t) for parts in bundle.parts.values() for t in parts)
        write_bundle(office, unit, spec, habit, bundle)
    for period in expected(office.settings, spec):
        if period not in seen and not is_first(spec, period):
            write_nil(office, unit, spec, habit, supplier, period)
    office.shelf.close_archives()
    return rows


def expected(settings: CitySettings, spec: DatasetSpec) -> list[str]:
    """Return the periods of which a routine delivery is owed, even an empty one."""
    if spec.mode is not Mode.PERIOD:
        return []
    return {"monthly": settings.periods, "quarterly": settings.quarters}.get(spec.frequency, [])


def write_nil(
    office: Office, unit: UnitSpec, spec: DatasetSpec, habit: Habit, supplier: str, period: str
) -> None:
    """Write a nil return: the empty form."""
    if habit.format in ("json", "parquet"):
        habit = habit.model_copy(update={"format": "xlsx"})
    habit = habit.model_copy(
        update={"zip": "", "book": "", "sheets": "one", "name": habit.name + "（零报告）"}
    )
    empty = pd.DataFrame({f.key: pd.Series(dtype="str") for f in spec.fields if not f.splits_into})
    bundle = Bundle(supplier, first=False, parts={period: [empty]})
    if office.shelf.withholds(spec, bundle):
        return
    order = order_of(office, unit, spec, habit, bundle, [period])
    office.shelf.put(spec, habit, bundle, [fill(order)], order, kind="nil")


def order_of(
    office: Office,
    unit: UnitSpec,
    spec: DatasetSpec,
    habit: Habit,
    bundle: Bundle,
    periods: list[str],
    tag: str = "",
) -> Order:
    """Return the order for a sheet of some of a bundle's periods."""
    parts = [t for p in periods for t in bundle.parts[p]]
    part = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0].reset_index(drop=True)
    purpose = "/".join((spec.key, bundle.supplier, periods[0], periods[-1], tag))
    desk = office.desk(unit, bundle.supplier)
    return Order(
        spec,
        habit,
        desk,
        unit.name,
        bundle.supplier,
        tuple(periods),
        part,
        purpose,
        first_version=tag == "first",
    )


def write_bundle(office: Office, unit: UnitSpec, spec: DatasetSpec, habit: Habit, bundle: Bundle) -> None:
    """Write the rows of one file, or of several where they are too many for its format."""
    size = max(sum(map(len, parts)) for parts in bundle.parts.values())
    total = sum(len(t) for parts in bundle.parts.values() for t in parts)
    limit = min(habit.mass_rows, 60_000) if habit.format in ("xls", "et") else habit.mass_rows
    if habit.format == "csv" or (total if habit.sheets == "one" else size) <= limit:
        write_file(office, unit, spec, habit, bundle)
    elif spec.mode is Mode.CHANGES and habit.format == "xlsx" and total <= 3 * limit:
        write_slices(office, unit, spec, habit, bundle, limit)
    else:
        mass = {"format": "csv", "encoding": "gb18030", "title": "", "above": (), "below": (), "totals": "",
                "sheets": "one", "lead": 0, "book": ""}  # fmt: skip
        for piece in by_period(bundle) if spec.period_field is None else [bundle]:
            write_file(office, unit, spec, habit.model_copy(update=mass), piece)


def by_period(bundle: Bundle) -> list[Bundle]:
    """Return one bundle per period."""
    return [Bundle(bundle.supplier, bundle.first, {p: bundle.parts[p]}) for p in bundle.periods]


def write_slices(
    office: Office, unit: UnitSpec, spec: DatasetSpec, habit: Habit, bundle: Bundle, limit: int
) -> None:
    """Write a long stock list as several workbooks (第1部分 …)."""
    periods = bundle.periods
    table = pd.concat([t for p in periods for t in bundle.parts[p]], ignore_index=True)
    for number, start in enumerate(range(0, len(table), limit), 1):
        piece = Bundle(bundle.supplier, bundle.first, {periods[-1]: [table.iloc[start : start + limit]]})
        named = habit.model_copy(update={"name": f"{habit.name}第{number}部分"})
        order = order_of(office, unit, spec, named, piece, piece.periods, tag=str(number))
        office.shelf.put(spec, named, piece, [fill(order)], order)


def write_file(office: Office, unit: UnitSpec, spec: DatasetSpec, habit: Habit, bundle: Bundle) -> None:
    """Write one file; some come with errors first and again, corrected."""
    split = habit.sheets == "period" or (habit.book and spec.period_field is None)
    groups = [[p] for p in bundle.periods] if split else [bundle.periods]
    if office.shelf.is_corrected(spec, habit, bundle):
        order = order_of(office, unit, spec, habit, bundle, bundle.periods, tag="first")
        office.shelf.put(spec, habit, bundle, [fill(order)], order)
        order = order_of(office, unit, spec, habit, bundle, bundle.periods)
        office.shelf.put(spec, habit, bundle, [fill(order)], order, kind="corrected")
        return
    if split and habit.book and len(groups) > 1:
        habit = habit.model_copy(update={"sheet": "{dataset}{period}"})
    orders = [order_of(office, unit, spec, habit, bundle, group) for group in groups]
    sheets: list[Sheet] = [fill(order) for order in orders]
    office.shelf.put(spec, habit, bundle, sheets, orders[-1])


def write_entities(path: Path, entities: pd.DataFrame, typist: Typist) -> None:
    """Write truth_entity.parquet: the city's bodies, and the branches that only a clerk's pen made."""
    columns = ["true_id", "kind", "code", "name", "registered", "person_id"]
    known = entities.reindex(columns=columns).assign(parent_id=None)
    branches = sorted(typist.branches.items())
    rows = [(i, "ent", None, name, False, None, parent) for i, (parent, name) in branches]
    made = pd.DataFrame(rows, columns=list(known.columns))
    both = pd.concat([known.astype(object), made.astype(object)], ignore_index=True).astype(
        {"registered": bool}
    )
    both.astype({c: "str" for c in both.columns if c != "registered"}).to_parquet(path, index=False)
