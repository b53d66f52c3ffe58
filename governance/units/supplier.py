"""Units and their suppliers by any name that people use for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import NotFoundError
from governance.calendar.obligations import suppliers_of
from ingest.contract import Catalogue, UnitSpec, load_catalogue


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who answers for deliveries: a unit, or one town of the unit 各镇（街道）."""

    unit: str
    name: str
    town: bool


def suppliers(catalogue: Catalogue | None = None) -> Iterator[Supplier]:
    """Yield everybody who supplies, in the document's order."""
    for unit in (catalogue or load_catalogue()).units:
        for name in suppliers_of(unit):
            yield Supplier(unit.key, name, bool(unit.suppliers))


def find_unit(text: str, catalogue: Catalogue | None = None) -> UnitSpec:
    """Return the unit of a key, name or alias; NotFoundError says how to list them."""
    for unit in (catalogue or load_catalogue()).units:
        if text in (unit.key, unit.name, *unit.aliases):
            return unit
    raise NotFoundError(f"没有单位“{text}”。", advice="用 chanye unit list 查看全部单位和镇（街道）。")


def find_supplier(text: str, catalogue: Catalogue | None = None) -> Supplier:
    """Return the supplier of a unit's key, name or alias, or of a town's name.

    The unit 各镇（街道） is nobody in particular: NotFoundError asks for a town.
    """
    known = catalogue or load_catalogue()
    for supplier in suppliers(known):
        if supplier.name == text:
            return supplier
    unit = find_unit(text, known)
    if unit.suppliers:
        raise NotFoundError(
            f"“{unit.name}”由各镇（街道）分别负责。", advice=f"请写明是哪一个：{'、'.join(unit.suppliers)}。"
        )
    return Supplier(unit.key, unit.name, False)


def names_of(text: str, catalogue: Catalogue | None = None) -> frozenset[str]:
    """Return the suppliers that a unit or a town stands for; 各镇（街道） stands for all towns."""
    known = catalogue or load_catalogue()
    if any(s.name == text for s in suppliers(known)):
        return frozenset([text])
    return frozenset(suppliers_of(find_unit(text, known)))
