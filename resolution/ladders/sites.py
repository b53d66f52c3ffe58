"""Where a project, parcel or building stands: town, village, road and side, without houses and rooms."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from data.gazetteer import CITY, CITY_SHORT, PREFECTURE, PROVINCE, villages
from resolution.addresses import read_address
from resolution.places import place_at

_HEADS: Final = (PROVINCE, "福建", PREFECTURE, "泉州", CITY, CITY_SHORT)
_ROOM: Final = re.compile(r"第?[A-Z]?[\d一二三四五六七八九十]+(?:幢|栋|座|号楼|单元|梯|室|层|楼).*$")
_VILLAGE: Final = re.compile(r"^(.{2,4}?)(?:居委会|村委会|社区|村)")
_ROAD: Final = re.compile(
    r"^(.{1,8}?(?:大道|路|街|巷|国道|工业园区|工业区|工业园|科技园区|科技园|产业园区|产业园|园区|开发区))"
)
_NUMBER: Final = re.compile(r"^(\d+)(?:-\d+)?号")


class Site(NamedTuple):
    """The parts of a site; what cannot be told is empty."""

    core: str  # all after the town, without room: equal cores in one town are one place
    town: str
    village: str
    road: str
    number: str
    place: str  # what follows road and number: 东侧, 示例花园


@lru_cache(maxsize=1)
def _villages() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for v in villages():
        found.setdefault(v.name.removesuffix("村"), set()).add(v.town)
    return {name: frozenset(places) for name, places in found.items()}


@lru_cache(maxsize=1 << 19)
def read_site(raw: str | None) -> Site:
    """Take a site apart; what is written of city and province, and of blocks and rooms, is left out."""
    text = _ROOM.sub("", read_address(raw or "").norm)
    for head in _HEADS:
        text = text.removeprefix(head)
    town = ""
    found = place_at(text)
    if found is not None and found[0].town:
        town, text = found[0].town, text[found[1] :]
    village = _VILLAGE.match(text)
    name = village.group(1) if village else ""
    rest = text[village.end() :] if village else text
    road = _ROAD.match(rest)
    rest = rest[road.end() :] if road else rest
    number = _NUMBER.match(rest)
    rest = rest[number.end() :] if number else rest
    if not town and len(_villages().get(name, ())) == 1:
        town = min(_villages()[name])
    return Site(text, town, name, road.group(1) if road else "", number.group(1) if number else "", rest)


def site_agreement(a: Site, b: Site) -> str:
    """Say how two sites agree: same, near (village or road in common), other, or "" (cannot be told)."""
    if a.town and b.town and a.town != b.town:
        return "other"
    if a.core and a.core == b.core and (a.village or a.road):
        return "same"
    if a.road and a.road == b.road and a.number and a.number == b.number:
        return "same"
    villages_differ = bool(a.village and b.village and a.village != b.village)
    roads_differ = bool(a.road and b.road and a.road != b.road)
    if (a.village and a.village == b.village and not roads_differ) or (
        a.road and a.road == b.road and not villages_differ
    ):
        return "near"
    return "other" if villages_differ or roads_differ else ""
