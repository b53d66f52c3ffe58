"""Places in names and addresses: which place a text begins with, and how it relates to the city."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from data.gazetteer import (
    CITY,
    CITY_CODE,
    CITY_SHORT,
    PREFECTURE,
    PROVINCE,
    neighbours,
    regions,
    towns,
    units,
    villages,
)
from data.wordlists import words

LOCAL: Final = "local"
WIDE: Final = "wide"
OTHER: Final = "other"
SUFFIXES: Final = (
    "特别行政区", "街道办事处", "街道", "地区", "林区", "新区",
    "省", "市", "县", "区", "镇", "乡", "盟", "旗",
)  # fmt: skip
WIDER: Final = words().places.wider
ALONE: Final = "alone"
INSIDE: Final = "inside"
_PEOPLES: Final = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|"
    "仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|普米|各"
)
_AUTONOMOUS: Final = re.compile(rf"(.{{2,}}?)(?:(?:(?:{_PEOPLES})族?)*自治[区州县旗]|(?:{_PEOPLES})族区)$")


class Place(NamedTuple):
    """A place: its short name, and whether it is in the city, holds the city, or is elsewhere."""

    short: str
    relation: str
    town: str  # the full name of the town of this city, or ""
    code: str = (
        ""  # of the area: a place holds another where its code begins the other's; "" where none is known
    )
    bare: str = ALONE  # whether this way of writing it may stand alone, or only inside a place that holds it


def shorten(name: str) -> str:
    """Return a place's name without its administrative suffix (晋江市 → 晋江), at least two characters."""
    found = _AUTONOMOUS.match(name)
    if found:
        return found.group(1).removesuffix("族") if len(found.group(1)) > 3 else found.group(1)
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def _relation(code: str) -> str:
    return LOCAL if code.startswith(CITY_CODE) else WIDE if code and CITY_CODE.startswith(code) else OTHER


@lru_cache(maxsize=1)
def _unit_codes() -> dict[str, str]:
    """Return the lowest code of each name, short and full: province before city before county."""
    found: dict[str, str] = {}
    for unit in sorted(units(), key=lambda u: (len(u.code), u.code, u.name)):
        found.setdefault(unit.name, unit.code)
        found.setdefault(unit.short, unit.code)
    return found


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, Place]:
    """Return the sure ways of writing a place: full names, and short ones that are not likely brands."""
    codes = _unit_codes()
    found: dict[str, Place] = {}
    for unit in units():
        if unit.name != unit.short or unit.name.endswith("县"):
            found.setdefault(unit.name, Place(unit.short, OTHER, "", codes[unit.name]))
    for region in regions():
        found[region.province] = found[region.short] = Place(region.short, OTHER, "", region.code)
        municipality = region.short in ("北京", "天津", "上海", "重庆")
        for city in region.cities:
            found[city] = Place(shorten(city), OTHER, "", codes.get(city, ""))
            if not municipality:
                found[shorten(city)] = found[city]
    for name in words().places.countries:
        found[name] = Place(name, OTHER, "", name)
    for n in neighbours():
        found[n.name] = found[n.short] = Place(n.short, OTHER, "", n.code)
    for name in (PROVINCE, PREFECTURE):
        found[name] = found[shorten(name)] = Place(shorten(name), WIDE, "", codes[name])
    for name in WIDER:
        found[name] = Place(name, WIDE, "")
    found[CITY] = found[CITY_SHORT] = Place(CITY_SHORT, LOCAL, "", CITY_CODE)
    for town in towns():
        for name in (town.name, town.short + "镇", town.short):
            found[name] = Place(town.short, LOCAL, town.name, town.code)
    return found


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[Place, ...]]:
    """Return every way of writing a place in a firm's name with all it may mean, the sure one first."""
    found: dict[str, list[Place]] = {name: [place] for name, place in gazetteer().items()}
    for unit in units():
        for name, bare in ((unit.name, ALONE), (unit.short, unit.bare)):
            if bare == "never" or len(name) < 2:
                continue
            place = Place(unit.short, _relation(unit.code), "", unit.code, bare)
            options = found.setdefault(name, [])
            if all(o.code != place.code for o in options):
                options.append(place)
    return {name: tuple(options) for name, options in found.items()}


@lru_cache(maxsize=1)
def _tails() -> dict[str, Place]:
    """Return the places that may stand behind a 字号 (万特制药海南): provinces, cities, the city itself."""
    spoiled = set(words().places.not_behind)
    table = gazetteer()
    sure = {n: p for n, p in table.items() if 2 <= len(p.code) <= 4 and p.code.isdigit()}
    sure |= {n: table[n] for n in (CITY, CITY_SHORT, "中国")}
    return {n: p for n, p in sure.items() if n not in spoiled}


@lru_cache(maxsize=1)
def _tail_ends() -> frozenset[str]:
    """Return the last characters of these places: most texts end in none."""
    return frozenset(name[-1] for name in _tails())


@lru_cache(maxsize=1)
def village_towns() -> dict[str, str]:
    """Return the town of each village name that occurs in one town only."""
    seen: dict[str, set[str]] = {}
    for v in villages():
        seen.setdefault(v.name, set()).add(v.town)
    return {name: min(places) for name, places in seen.items() if len(places) == 1}


@lru_cache(maxsize=1)
def _lengths() -> dict[str, tuple[int, ...]]:
    """Return for each pair of first characters the lengths of the places that begin so, longest first."""
    found: dict[str, set[int]] = {}
    for name in _by_name():
        found.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}


def place_at(text: str, start: int = 0) -> tuple[Place, int] | None:
    """Return the longest sure place that the text holds at `start`, and its length; or None."""
    table = gazetteer()
    for length in _lengths().get(text[start : start + 2], ()):
        place = table.get(text[start : start + length])
        if place is not None and start + length <= len(text):
            return place, length
    return None


def _fitting(name: str, options: tuple[Place, ...], within: str) -> Place | None:
    """Choose among the places of one name: one that the place before holds; a full name needs no holder."""
    if not within:
        return options[0] if options[0].bare == ALONE else None
    held = next((p for p in options if p.code.startswith(within)), None)
    if held is not None or name == options[0].short:
        return held
    return options[0]


def place_in_name(text: str, start: int, within: str) -> tuple[Place, int] | None:
    """Return the longest place of a firm's name at `start` behind a place with the code `within`, or ""."""
    table = _by_name()
    for length in _lengths().get(text[start : start + 2], ()):
        name = text[start : start + length]
        options = table.get(name) if len(name) == length else None
        place = _fitting(name, options, within) if options else None
        if place is not None:
            return place, length
    return None


def place_in_brackets(text: str) -> Place | None:
    """Return the place that a bracket holds, with or without a zone behind it (苏州工业园区), or None."""
    options = _by_name().get(text)
    if options:
        return options[0]
    zone = next((z for z in words().places.zones if text.endswith(z)), "")
    options = _by_name().get(text.removesuffix(zone)) if zone else None
    return options[0] if options else None


def place_behind(text: str) -> tuple[Place, int] | None:
    """Return the place that a text ends with and its length, where at least two characters stand before."""
    if text[-1:] not in _tail_ends():
        return None
    table = _tails()
    for length in range(min(8, len(text) - 2), 1, -1):
        place = table.get(text[-length:])
        if place is not None:
            return place, length
    return None


def places_in(text: str, least: int) -> Iterator[int]:
    """Yield where sure places begin in a text, from position `least` on."""
    return (at for at in range(least, len(text) - 1) if (found := place_at(text, at)) and found[0].code)


def read_town(text: str | None) -> str:
    """Return the full name of the town that a cell names, or "" (陈埭, 陈埭镇政府 → 陈埭镇)."""
    flat = (text or "").strip().removeprefix(PROVINCE).removeprefix(PREFECTURE).removeprefix(CITY)
    found = place_at(flat.removeprefix(CITY_SHORT))
    return found[0].town if found else ""
