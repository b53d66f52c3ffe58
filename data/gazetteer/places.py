"""Readers of the gazetteer's tables, tab-separated files with a header that anybody can edit."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent
CITY: Final = "晋江市"
CITY_SHORT: Final = "晋江"
CITY_CODE: Final = "350582"
PREFECTURE: Final = "泉州市"
PROVINCE: Final = "福建省"


class Town(NamedTuple):
    """A town or street (镇、街道): the city's 19 sub-suppliers."""

    code: str  # 12-digit statistical codes start with these 9 digits
    name: str  # 陈埭镇
    short: str  # 陈埭
    kind: str  # 镇 or 街道
    weight: float  # its rough share of the city's enterprises, not normalised
    trades: tuple[str, ...]  # what it is known for
    roads: tuple[str, ...]
    estates: tuple[str, ...]  # 工业区、园区


class Village(NamedTuple):
    """A village or community, without the suffix 村委会 or 居委会."""

    town: str  # 陈埭镇
    name: str  # 江头
    kind: str  # 村, 社区, 回族村 or 畲族村


class Region(NamedTuple):
    """A province with its cities at prefecture level (districts, for the four municipalities)."""

    code: str  # first two digits of the area code
    province: str  # 浙江省
    short: str  # 浙江
    cities: tuple[str, ...]


class Neighbour(NamedTuple):
    """A county, district or county-level city of the province."""

    code: str
    name: str  # 石狮市
    short: str  # 石狮
    relation: str  # its prefecture, or 本市


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@lru_cache(maxsize=1)
def towns() -> tuple[Town, ...]:
    """The 19 towns and streets, in the order of their codes."""
    return tuple(
        Town(
            r["code"],
            r["name"],
            r["short"],
            r["kind"],
            float(r["weight"]),
            tuple(r["trades"].split()),
            tuple(r["roads"].split()),
            tuple(r["estates"].split()),
        )
        for r in _rows("towns.tsv")
    )


@lru_cache(maxsize=1)
def villages() -> tuple[Village, ...]:
    """All villages and communities; a name may occur in several towns (东山, 霞美, 新店)."""
    return tuple(Village(r["town"], r["name"], r["kind"]) for r in _rows("villages.tsv"))


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    """The country's provinces with their cities."""
    return tuple(
        Region(r["code"], r["province"], r["short"], tuple((r["cities"] or "").split()))
        for r in _rows("regions.tsv")
    )


@lru_cache(maxsize=1)
def neighbours() -> tuple[Neighbour, ...]:
    """Counties and districts of the province that firms here deal with, the city itself among them."""
    return tuple(Neighbour(r["code"], r["name"], r["short"], r["relation"]) for r in _rows("neighbours.tsv"))


class Unit(NamedTuple):
    """A province, city or county of the country (GB/T 2260, with the names that ended since 1980)."""

    code: str  # 2, 4 or 6 digits; a name that ended has the code of the unit it became, where that is known
    name: str  # 诸暨市
    short: str  # 诸暨
    bare: str  # alone, inside or never: whether the short name may stand for it in a firm's name


@lru_cache(maxsize=1)
def units() -> tuple[Unit, ...]:
    """Every unit of the country, in the order of the codes."""
    return tuple(Unit(r["code"], r["name"], r["short"], r["bare"]) for r in _rows("china.tsv"))
