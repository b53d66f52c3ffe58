"""How two places of names relate: one city, one within the other, or two different cities."""

import re
from enum import IntEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final

from data.gazetteer import CITY_SHORT, PREFECTURE, PROVINCE, neighbours, regions, towns
from resolution.places import WIDER, shorten


class Placing(IntEnum):
    """Relation of the mention's place to the registered name's, from against to for."""

    OTHER = 0  # two places neither of which holds the other
    ONLY_MENTION = 1  # the mention names a place, the registered name none
    NARROWER = 2  # the mention's place lies within the registered name's
    WIDER = 3
    ONLY_REGISTRY = 4
    NEITHER = 5
    SAME = 6


# The one-character names of provinces and great cities, as short names use them (攀渝钛业, 沪宁高速).
_ALIASES: Final = (
    "京北京 津天津 沪上海 申上海 渝重庆 冀河北 晋山西 辽辽宁 吉吉林 黑黑龙江 苏江苏 浙浙江 皖安徽 闽福建 "
    "赣江西 鲁山东 豫河南 鄂湖北 湘湖南 粤广东 琼海南 川四川 蜀四川 贵贵州 黔贵州 云云南 滇云南 陕陕西 "
    "秦陕西 甘甘肃 陇甘肃 青青海 蒙内蒙古 桂广西 藏西藏 宁宁夏 新新疆 穗广州 深深圳 蓉成都 杭杭州 甬宁波 "
    "汉武汉 榕福州 厦厦门 泉泉州 港香港 澳澳门 台台湾 "
)
ALIASES: Final = {word[0]: word[1:] for word in _ALIASES.split()}


_ABOLISHED: Final = re.compile(r"^\[\d*-\d{4}\].*地区$")  # 晋江地区 held 泉州 once; today 泉州 holds 晋江


@lru_cache(maxsize=1)
def _holders() -> dict[str, frozenset[str]]:
    """Return for each place's short name all places that hold it; several of one name pool theirs."""
    found: dict[str, set[str]] = {}

    def add(place: str, *holders: str) -> None:
        found.setdefault(place, set()).update(h for h in holders if h and h != place)

    text = files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8")
    province, prefecture = "", ""
    for line in text.splitlines():
        if '"' not in line or line.startswith("#"):
            continue
        listed = [n for n in line.split('"')[1].split(",") if not _ABOLISHED.match(n)]
        code, names = line.split()[0], [n.rpartition("]")[2] for n in listed] or ["县"]
        if not line.startswith(" "):
            province, prefecture = (
                next((r.short for r in regions() if r.code == code), shorten(names[-1])),
                "",
            )
            continue
        if code.endswith("00"):
            prefecture = shorten(names[-1]) if names[-1] not in ("市辖区", "县") else ""
        for name in names:
            add(shorten(name), province, prefecture)
    for region in regions():
        for city in region.cities:
            add(shorten(city), region.short)
    province, prefecture = shorten(PROVINCE), shorten(PREFECTURE)
    for n in neighbours():
        add(n.short, province, prefecture if n.relation == "本市" else shorten(n.relation))
    for town in towns():
        add(town.short, CITY_SHORT, prefecture, province)
    return {place: frozenset(holders) for place, holders in found.items()}


@lru_cache(maxsize=1 << 16)
def relate(mention: str, registry: str) -> Placing:
    """Return how the mention's place relates to the registered name's; short names, or ""."""
    if mention == registry:
        return Placing.SAME if mention else Placing.NEITHER
    if not registry or registry in WIDER:
        return Placing.ONLY_MENTION
    if not mention or mention in WIDER:
        return Placing.ONLY_REGISTRY
    holders = _holders()
    if registry in holders.get(mention, ()):
        return Placing.NARROWER
    return Placing.WIDER if mention in holders.get(registry, ()) else Placing.OTHER
