"""Places in the city: towns by trade, addresses in the forms that people write."""

from functools import lru_cache

import numpy as np

from data.city.draw import Bools, Floats, Ints, Text, take, text, where
from data.city.words import trades
from data.gazetteer import CITY, PROVINCE, towns, villages

TOWNS = [t.name for t in towns()]
ROADS = [r for t in towns() for r in t.roads]
ESTATES = [e for t in towns() for e in t.estates]


@lru_cache(maxsize=1)
def village_names() -> list[str]:
    """Villages in the order of their places, with 村 or 社区 as addresses write them."""
    return [
        v.name if v.name.endswith("村") else v.name + ("社区" if v.kind == "社区" else "村")
        for v in villages()
    ]


def _spans(counts: list[int]) -> tuple[Ints, Ints]:
    sizes = np.array(counts, dtype=np.int64)
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes


ROAD_AT, ROAD_COUNT = _spans([len(t.roads) for t in towns()])
ESTATE_AT, ESTATE_COUNT = _spans([len(t.estates) for t in towns()])
VILLAGE_AT, VILLAGE_COUNT = _spans([sum(v.town == t.name for v in villages()) for t in towns()])


@lru_cache(maxsize=1)
def town_weights() -> Floats:
    """Shares of the towns for each trade: a town known for a trade has eight times its usual share."""
    base = np.array([t.weight for t in towns()])
    table = np.tile(base, (len(trades()), 1))
    for i, tag in enumerate(trades()["tag"]):
        table[i] *= [8.0 if tag in t.trades else 1.0 for t in towns()]
    out: Floats = table / table.sum(axis=1, keepdims=True)
    return out


def draw_towns(rng: np.random.Generator, trade: Ints) -> Ints:
    """Draw a town for each firm by its trade."""
    edges = np.cumsum(town_weights(), axis=1)[trade]
    out: Ints = (rng.random(len(trade))[:, None] > edges).sum(axis=1).clip(max=len(TOWNS) - 1)
    return out


def draw_villages(rng: np.random.Generator, town: Ints) -> Ints:
    """Draw a village of each town; some villages hold many more firms than others."""
    place = (rng.random(len(town)) ** 1.7 * VILLAGE_COUNT[town]).astype(np.int64)
    return VILLAGE_AT[town] + place


def addresses(rng: np.random.Generator, town: Ints, village: Ints, industrial: Bools) -> Text:
    """Return addresses: town, then village, road and number, or industrial estate, block and floor."""
    size = len(town)
    road = take(ROADS, ROAD_AT[town] + (rng.random(size) * ROAD_COUNT[town]).astype(np.int64))
    estate = take(ESTATES, ESTATE_AT[town] + (rng.random(size) * ESTATE_COUNT[town]).astype(np.int64))
    number = text(rng.integers(1, 900, size).astype(str))
    head = take(
        ["晋江市", "福建省晋江市", "福建省泉州市晋江市", "晋江"], _shares(rng, size, [0.52, 0.2, 0.25, 0.03])
    )
    head = head + take(TOWNS, town)
    place = take(village_names(), village)
    zone = take(["西区", "东区", "南区", "北区", "", ""], rng.integers(0, 6, size))
    by_road = road + number + "号"
    by_village = place + zone + number + "号"
    both = place + road + number + "号"
    works = estate + where(rng.random(size) < 0.5, place, "") + number + "号"
    kind = _shares(rng, size, [0.35, 0.4, 0.25])
    home = where(kind == 0, by_road, where(kind == 1, by_village, both))
    body = where(industrial & (rng.random(size) < 0.55), works, home)
    floor = take([*"一二三四五六", "1"], rng.integers(0, 7, size)) + "楼"
    room = (
        take(["A栋", "B栋", "3号楼", "2幢", "主楼"], rng.integers(0, 5, size))
        + text(rng.integers(101, 1999, size).astype(str))
        + "室"
    )
    tail = _shares(rng, size, [0.6, 0.2, 0.2])
    return head + body + where(tail == 0, "", where(tail == 1, floor, room))


def _shares(rng: np.random.Generator, size: int, shares: list[float]) -> Ints:
    return np.searchsorted(np.cumsum(shares), rng.random(size)).clip(max=len(shares) - 1)


def sites(rng: np.random.Generator, town: Ints, village: Ints) -> Text:
    """Return 坐落 of land: town, village, and the side of a road."""
    size = len(town)
    road = take(ROADS, ROAD_AT[town] + (rng.random(size) * ROAD_COUNT[town]).astype(np.int64))
    side = take(["东侧", "西侧", "南侧", "北侧", "与规划路交叉口", "地块"], rng.integers(0, 6, size))
    return (
        take([CITY, f"{PROVINCE}{CITY}", ""], _shares(rng, size, [0.6, 0.2, 0.2]))
        + take(TOWNS, town)
        + take(village_names(), village)
        + road
        + side
    )
