"""Anatomy of an address: town + village + road + number, enough to say whether two are one place."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from data.gazetteer import CITY, CITY_SHORT, PREFECTURE, PROVINCE
from resolution.cleaning import FOLDED, fold_width, to_simplified
from resolution.places import OTHER, place_at, read_town, village_towns

_ROAD: Final = re.compile(
    r"([\u4e00-\u9fa5]{1,8}?(?:大道|路|街|巷|国道|工业区|工业园|科技园|产业园|创业园|园区|开发区|市场|广场|大厦|中心))"
)
_NUMBER: Final = re.compile(r"(\d+(?:-\d+)*|[A-Z]\d*)(?:号|幢|栋|#)")
_VILLAGE: Final = re.compile(r"^([\u4e00-\u9fa5]{2,4}?)(?:村|社区|居委会)")
_DIGITS: Final = str.maketrans("〇一二三四五六七八九", "0123456789")
_CHINESE_NUMBER: Final = re.compile(r"[〇一二三四五六七八九]{1,4}(?=[号幢栋])")
_ROUGH: Final = re.compile(r"[^\u4e00-\u9fa5A-Z0-9]+")


class Address(NamedTuple):
    """The parts of an address; `norm` is the whole, `spot` town + village or road + number."""

    norm: str
    town: str
    village: str
    road: str
    number: str
    elsewhere: bool  # it names another city

    @property
    def spot(self) -> str:
        """The narrowest place, empty where there is no number: 陈埭镇|江头|鞋都路|12."""
        return "|".join((self.town, self.village, self.road, self.number)) if self.number else ""


@lru_cache(maxsize=1 << 19)
def read_address(raw: str) -> Address:
    """Take an address apart; what cannot be told stays empty."""
    flat = to_simplified(fold_width(raw))
    text = _CHINESE_NUMBER.sub(lambda m: m.group().translate(_DIGITS), flat)
    if not FOLDED.fullmatch(text):
        text = _ROUGH.sub("", text)
    rest, elsewhere = text, False
    for name in (PROVINCE, PREFECTURE, CITY, "福建", "泉州", CITY_SHORT):
        rest = rest.removeprefix(name)
    found = place_at(rest)
    town = ""
    if found is not None:
        elsewhere = found[0].relation == OTHER
        town = found[0].town
        rest = rest[found[1] :]
    match = _VILLAGE.match(rest)
    village = match.group(1) if match else ""
    rest = rest[match.end() :] if match else rest
    road = _ROAD.search(rest)
    number = _NUMBER.search(rest)
    return Address(
        text,
        town or village_towns().get(village, ""),
        village,
        road.group(1) if road else "",
        number.group(1) if number else "",
        elsewhere,
    )


def town_of(raw: str | None) -> str:
    """Return the town that a town cell names (see places.read_town)."""
    return read_town(to_simplified(fold_width(raw))) if raw else ""
