"""Places in names and addresses: which place a text begins with, and how it relates to the city."""

from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from data.gazetteer import CITY, CITY_SHORT, PREFECTURE, PROVINCE, neighbours, regions, towns, villages

LOCAL: Final = "local"
WIDE: Final = "wide"
OTHER: Final = "other"
SUFFIXES: Final = ("特别行政区", "街道办事处", "街道", "地区", "省", "市", "县", "区", "镇", "乡")
WIDER: Final = ("中国", "中华", "华东", "华南", "海西", "闽南", "全国")


class Place(NamedTuple):
    """A place: its short name, and whether it is in the city, holds the city, or is elsewhere."""

    short: str
    relation: str
    town: str  # the full name of the town of this city, or ""


def shorten(name: str) -> str:
    """Return a place's name without its administrative suffix (晋江市 → 晋江), at least two characters."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def _counties() -> list[str]:
    """Every county, district and city of GB/T 2260 with its suffix, from python-stdnum's table."""
    text = files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8")
    names = [line.split('"')[1] for line in text.splitlines() if '"' in line and not line.startswith("#")]
    plain = [n.rpartition("]")[2] for part in names for n in part.split(",")]
    return sorted(
        {n for n in plain if len(n) >= 3 and n.endswith(("市", "县", "区", "省")) and n != "市辖区"}
    )


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, Place]:
    """Return every way of writing a place. Short names only where they are not likely brands."""
    found: dict[str, Place] = {}
    for name in _counties():
        found[name] = Place(shorten(name), OTHER, "")
    for region in regions():
        found[region.province] = found[region.short] = Place(region.short, OTHER, "")
        municipality = region.short in ("北京", "天津", "上海", "重庆")
        for city in region.cities:
            found[city] = Place(shorten(city), OTHER, "")
            if not municipality:
                found[shorten(city)] = found[city]
    for n in neighbours():
        found[n.name] = found[n.short] = Place(n.short, OTHER, "")
    for name in (PROVINCE, PREFECTURE):
        found[name] = found[shorten(name)] = Place(shorten(name), WIDE, "")
    for name in WIDER:
        found[name] = Place(name, WIDE, "")
    found[CITY] = found[CITY_SHORT] = Place(CITY_SHORT, LOCAL, "")
    for town in towns():
        for name in (town.name, town.short + "镇", town.short):
            found[name] = Place(town.short, LOCAL, town.name)
    return found


@lru_cache(maxsize=1)
def village_towns() -> dict[str, str]:
    """Return the town of each village name that occurs in one town only."""
    seen: dict[str, set[str]] = {}
    for v in villages():
        seen.setdefault(v.name, set()).add(v.town)
    return {name: min(places) for name, places in seen.items() if len(places) == 1}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, gazetteer()))


def place_at(text: str, start: int = 0) -> tuple[Place, int] | None:
    """Return the longest place that the text holds at `start`, and its length; None where there is none."""
    table = gazetteer()
    for length in range(min(_longest(), len(text) - start), 1, -1):
        place = table.get(text[start : start + length])
        if place is not None:
            return place, length
    return None


def read_town(text: str | None) -> str:
    """Return the full name of the town that a cell names, or "" (陈埭, 陈埭镇政府 → 陈埭镇)."""
    flat = (text or "").strip().removeprefix(PROVINCE).removeprefix(PREFECTURE).removeprefix(CITY)
    found = place_at(flat.removeprefix(CITY_SHORT))
    return found[0].town if found else ""
