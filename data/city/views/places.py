"""Who sits where: occupants of buildings, firms from elsewhere, firms of parks, banks, lenders."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.city.draw import Ints, Text, category, cents, digits, generator, ids, take, text, where
from data.city.frame import ID, Frame
from data.city.views.common import frame, stock_period
from data.city.words import trades
from data.city.world import World
from data.city.world.naming import TradeWords
from data.city.world.places import TOWNS, addresses, draw_villages
from data.gazetteer import towns

PARKS = {
    "晋江经济开发区（五里园）": ("灵源街道", "永和镇"),
    "晋江经济开发区（安东园）": ("东石镇",),
    "晋江经济开发区（新塘园）": ("新塘街道",),
    "晋江经济开发区（金井园）": ("金井镇",),
    "晋江经济开发区（英林园）": ("英林镇",),
    "晋江经济开发区（东海垵园）": ("深沪镇",),
    "晋江经济开发区（内坑园）": ("内坑镇",),
    "安平开发区": ("安海镇",),
    "食品产业园": ("罗山街道",),
    "集成电路产业园": ("新塘街道", "陈埭镇"),
    "泉州综合保税区": ("磁灶镇", "永和镇"),
}


def _spread(world: World, dataset: str, rows: Ints) -> Text:
    """Deliver most of a stock list in the first stock and what was founded later in its year."""
    first = stock_period(dataset, world.settings)
    year = pd.Series(world.bodies["founded"].to_numpy()[rows]).dt.year.astype("str")
    last = max(first, world.settings.years[-1] if world.settings.periods[-1].endswith("-12") else first)
    return where((year <= first).to_numpy(), first, where((year > last).to_numpy(), last, year.array))


def building_occupancy(world: World) -> Iterator[Frame]:
    """Occupants of the offices, markets and standard factories of each town."""
    b, houses = world.bodies, world.buildings[world.buildings["project"] < 0]
    rng = generator(world.settings.seed, "occupancy")
    live = (
        b["kind"].isin(["company", "branch", "bank"]).to_numpy()
        & b["closed"].isna().to_numpy()
        & b["town"].ge(0).to_numpy()
    )
    rows = np.flatnonzero(live & (rng.random(len(b)) < 0.12))
    rows = rows[np.argsort(b["town"].to_numpy()[rows], kind="stable")]
    town = b["town"].to_numpy()[rows]
    start = np.searchsorted(houses["town"].to_numpy(), np.arange(len(TOWNS)))
    count = np.bincount(houses["town"].to_numpy(), minlength=len(TOWNS))
    place = houses.index.to_numpy()[start[town] + (rng.random(len(rows)) ** 1.6 * count[town]).astype(int)]
    used = cents(rng.lognormal(5.2, 0.8, len(rows)).clip(20))
    columns = {
        "name": world.column("name", rows),
        "code": world.column("code", rows),
        "building": world.buildings["name"].array.take(place),
        "used_area": used,
        "use_kind": category(["租赁", "自有", "自用"], rng.integers(0, 3, len(rows))),
        "town": take(TOWNS, town),
        "business_area": cents(used * rng.uniform(0.6, 1.0, len(rows))),
        "industry": world.trade_words("division_name", rows),
        ID + "使用企业": world.body_ids.take(rows),
        ID + "楼宇": ids("b", place),
    }
    yield frame("building_occupancy", _spread(world, "building_occupancy", rows), columns, take(TOWNS, town))


def offsite_firm(world: World) -> Iterator[Frame]:
    """Firms registered elsewhere that work in a town; two towns may claim one, some are local."""
    b = world.bodies
    rng = generator(world.settings.seed, "offsite")
    outside = np.flatnonzero(b["kind"].isin(["supplier", "investor"]))
    home = np.flatnonzero(b["kind"].eq("company") & b["closed"].isna())
    rows = np.concatenate(
        [outside[rng.random(len(outside)) < 0.7], rng.permutation(home)[: max(5, len(home) // 60)]]
    )
    twice = rows[rng.random(len(rows)) < 0.06]
    rows = np.concatenate([rows, twice])
    size = len(rows)
    town = rng.integers(0, len(TOWNS), size)
    place = addresses(rng, town, draw_villages(rng, town), np.zeros(size, dtype=bool))
    scope = world.bodies["scope"].array.take(rows)
    product = TradeWords("products").draw(rng, b["trade"].to_numpy()[rows], 1.0)
    order = np.argsort(town, kind="stable")
    table = pd.DataFrame(
        {
            "name": world.column("name", rows),
            "code": world.column("code", rows),
            "registered_capital": rng.choice([5e5, 1e6, 2e6, 5e6, 1e7, 5e7], size),
            "scope": where(pd.Series(scope).isna().to_numpy(), product, scope),
            "address": place,
            "town": take(TOWNS, town),
            "legal_representative": world.column("contact", rows),
            "phone": world.column("phone", rows),
            ID + "异地办公企业": world.body_ids.take(rows),
        }
    )
    table = table.iloc[order].reset_index(drop=True)
    period = _spread(world, "offsite_firm", rows[order])
    yield frame("offsite_firm", period, table, table["town"].array)


def park_of(world: World, rows: Ints) -> Ints:
    """The park of each firm by its town; -1 where the town has none."""
    by_town = np.full(len(TOWNS), -1)
    names = [t.name for t in towns()]
    for i, places in enumerate(PARKS.values()):
        for t in places:
            if by_town[names.index(t)] < 0:
                by_town[names.index(t)] = i
    chip = np.isin(
        trades()["node"].to_numpy()[world.bodies["trade"].to_numpy()[rows]],
        ["集成电路设计", "集成电路制造", "电子材料"],
    )
    bonded = rows % 29 == 0
    return np.where(chip, 9, np.where(bonded, 10, by_town[world.bodies["town"].to_numpy()[rows]]))


def park_firm(world: World) -> Iterator[Frame]:
    """Firms of the parks."""
    b = world.bodies
    rng = generator(world.settings.seed, "parks")
    making = (trades()["section"] == "C").to_numpy()[b["trade"].to_numpy()] & b["kind"].eq(
        "company"
    ).to_numpy()
    rows = np.flatnonzero(
        making & b["closed"].isna().to_numpy() & (b["staff"].to_numpy() > 12) & (rng.random(len(b)) < 0.45)
    )
    park = park_of(world, rows)
    rows, park = rows[park >= 0], park[park >= 0]
    staff, size = b["staff"].to_numpy()[rows], len(rows)
    own = rng.integers(0, 3, size)
    area = staff * rng.uniform(15, 45, size)
    columns = {
        "name": world.column("name", rows),
        "code": world.column("code", rows),
        "size": category(["微型", "小型", "中型", "大型"], np.searchsorted([20, 300, 1000], staff)),
        "land_use_kind": category(["自有", "租赁", "自有及租赁"], own),
        "rented_area": cents(np.where(own == 0, 0, area * np.where(own == 1, 1.0, 0.4))),
        "site_area": cents(area),
        "park": take(list(PARKS), park),
        "main_business": TradeWords("products").draw(rng, b["trade"].to_numpy()[rows], 1.0) + "生产",
        "revenue": np.round(b["revenue"].to_numpy()[rows] * rng.normal(1.05, 0.1, size).clip(0.5), -2),
        ID + "园区企业": world.body_ids.take(rows),
    }
    yield frame("park_firm", _spread(world, "park_firm", rows), columns)


def park_development(world: World) -> Iterator[Frame]:
    """Parks as a whole, in ㎡ and 元."""
    rng = generator(world.settings.seed, "park areas")
    total = np.round(rng.uniform(1500, 9000, len(PARKS))) * 666.67
    columns = {
        "park": text(list(PARKS)),
        "total_area": cents(total),
        "developed_area": cents(total * rng.uniform(0.5, 0.95, len(PARKS))),
        "tax": np.round(rng.lognormal(18.5, 0.8, len(PARKS)), -4),
    }
    yield frame("park_development", stock_period("park_development", world.settings), columns)


def bank_insurance_firm(world: World) -> Iterator[Frame]:
    """Banks and insurers at work in the city: mostly branches of head offices elsewhere."""
    b = world.bodies
    rows = np.flatnonzero(b["kind"].isin(["bank", "insurer"]) & b["local"].astype(bool))
    rng = generator(world.settings.seed, "bank figures")
    insurer = b["kind"].eq("insurer").to_numpy()[rows]
    life = world.bodies["name"].str.contains("人寿").to_numpy()[rows]
    columns = {
        "name": world.column("name", rows),
        "industry": take(["银行", "财产保险", "人身保险"], np.where(insurer, np.where(life, 2, 1), 0)),
        "revenue": np.round(rng.lognormal(18, 1, len(rows)), -4),
        "town": world.town_names(rows),
        "phone": text(["0595-8"]).take(np.zeros(len(rows), int))
        + digits(rng.integers(2_000_000, 8_999_999, len(rows)), 7),
        "principal": world.column("contact", rows),
        ID + "金融机构": world.body_ids.take(rows),
    }
    yield frame("bank_insurance_firm", stock_period("bank_insurance_firm", world.settings), columns)


def microloan_guarantee_firm(world: World) -> Iterator[Frame]:
    """Small lenders and guarantors; the place of business may differ from the registered one."""
    b = world.bodies
    rows = np.flatnonzero(b["name"].str.contains("小额贷款|融资担保", na=False) & b["kind"].eq("company"))
    columns = {
        "name": world.column("name", rows),
        "legal_representative": world.column("contact", rows),
        "address": world.column("works_address", rows),
        "town": world.town_names(rows),
        ID + "小贷担保机构": world.body_ids.take(rows),
    }
    yield frame("microloan_guarantee_firm", stock_period("microloan_guarantee_firm", world.settings), columns)
