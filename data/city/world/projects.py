"""Projects from the filing to the completed building: whose they are, who builds them, and when."""

import numpy as np
import pandas as pd

from data.city.draw import Bools, Ints, Text, cents, generator, take, text, where
from data.city.settings import CitySettings
from data.city.words import lists, trades
from data.city.world.naming import TradeWords
from data.city.world.places import ROAD_AT, ROAD_COUNT, ROADS, TOWNS, draw_villages, sites, village_names
from data.gazetteer import towns

INDUSTRY = [
    "智能制造产业园",
    "年产{n}万{p}生产线建设项目",
    "生产基地",
    "技术改造项目",
    "新建厂房项目",
    "总部及研发中心",
    "智能化改造提升项目",
]
PUBLIC = [
    "道路改造工程",
    "中学教学楼",
    "污水管网工程",
    "安置房建设项目",
    "市政公园",
    "卫生院综合楼",
    "小学扩建工程",
    "美丽乡村建设",
    "标准厂房",
]


LATEST = np.datetime64("2018-08-01")  # whoever owns or builds was founded before the first project


def _bound(rng: np.random.Generator, pool: Ints, size: int, skew: float = 2.0) -> Ints:
    return pool[(rng.random(size) ** skew * len(pool)).astype(np.int64)]


def trade_rows(bodies: pd.DataFrame, keys: list[str], least_staff: int = 0) -> Ints:
    """Living local companies of these trades, the largest first."""
    table = trades()
    wanted = np.isin(table["key"].to_numpy()[bodies["trade"].to_numpy()], keys)
    mask: Bools = wanted & bodies["kind"].eq("company").to_numpy() & bodies["closed"].isna().to_numpy()
    old = bodies["founded"].to_numpy() < LATEST
    rows = np.flatnonzero(mask & old & (bodies["staff"].to_numpy() >= least_staff))
    rows = rows if len(rows) > 1 else np.flatnonzero(mask & old)
    rows = rows if len(rows) else np.flatnonzero(mask)
    rows = rows if len(rows) else np.flatnonzero(bodies["kind"].eq("company"))
    return rows[np.argsort(-bodies["staff"].to_numpy()[rows], kind="stable")]


def owners(rng: np.random.Generator, bodies: pd.DataFrame, kind: Ints) -> Ints:
    """Owners by kind of project: makers, developers, authorities."""
    section = trades()["section"].to_numpy()[bodies["trade"].to_numpy()]
    firm = bodies["kind"].eq("company").to_numpy() & (section == "C") & bodies["closed"].isna().to_numpy()
    makers = np.flatnonzero(firm & (bodies["founded"].to_numpy() < LATEST))
    makers = makers[np.argsort(-bodies["staff"].to_numpy()[makers], kind="stable")]
    makers = makers[: max(20, len(makers) // 4)]
    builders = trade_rows(bodies, ["developer"])
    public = np.flatnonzero(bodies["kind"].isin(["town", "village", "public", "firm"]))
    size = len(kind)
    return np.where(
        kind == 0,
        _bound(rng, makers, size, 1.3),
        np.where(kind == 1, _bound(rng, builders, size, 1.0), _bound(rng, public, size, 1.0)),
    )


def project_names(rng: np.random.Generator, bodies: pd.DataFrame, frame: pd.DataFrame) -> Text:
    """Names as filings write them: by owner and purpose, by estate, by town and work."""
    size = len(frame)
    owner = frame["owner"].to_numpy()
    short = bodies["short"].array.take(owner)
    brand = where(bodies["brand"].array.isna()[owner], short, bodies["brand"].array.take(owner))
    number = text(rng.integers(2, 90, size).astype(str))
    product = TradeWords("products").draw(rng, bodies["trade"].to_numpy()[owner], 1.0)
    purpose = rng.integers(0, len(INDUSTRY), size)
    line = text(["年产"]).take(np.zeros(size, int)) + number + "万件" + product + "生产线建设项目"
    works = where(rng.random(size) < 0.6, short, brand) + where(purpose == 1, line, take(INDUSTRY, purpose))
    estate = brand + take(list(lists()["estates"]), rng.integers(0, len(lists()["estates"]), size))
    town = take([t.short for t in towns()], frame["town"].to_numpy())
    place = where(
        rng.random(size) < 0.6,
        take(village_names(), frame["village"].to_numpy()),
        take(ROADS, frame["road"].to_numpy()),
    )
    public = (
        town
        + take(["镇", "", ""], rng.integers(1, 3, size))
        + place
        + take(PUBLIC, rng.integers(0, len(PUBLIC), size))
    )
    kind = frame["kind"].to_numpy()
    name = pd.Series(where(kind == 0, works, where(kind == 1, estate, public)))
    for mark in ("（二期）", "三期", "A地块", "B地块", "（2号）", "（3号）", "（4号）"):
        name = name.mask(name.duplicated(), name + mark)
    return name.mask(name.duplicated(), name + "第" + pd.Series(number) + "标").array


def walk(rng: np.random.Generator, frame: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Give each project its days, in the order of the permits; some days have not come yet."""
    size = len(frame)
    start = np.datetime64("2018-09-01")
    end = np.datetime64(str(settings.last.end_time.date()))
    day = start + (rng.random(size) * ((end - start).astype(int) - 30)).astype("timedelta64[D]")
    steps = {
        "approved_on": (0, 1),
        "granted_on": (40, 160),
        "land_permit_on": (20, 60),
        "planning_on": (30, 120),
        "tendered_on": (20, 70),
        "construction_on": (20, 60),
        "started_on": (5, 30),
        "presale_on": (120, 240),
        "completed_on": (200, 500),
    }
    for name, (low, high) in steps.items():
        day = day + rng.integers(low, high, size).astype("timedelta64[D]")
        frame[name] = day.astype("datetime64[s]")
    stalled = rng.random(size) < 0.08
    for name in ("tendered_on", "construction_on", "started_on", "presale_on", "completed_on"):
        frame.loc[stalled, name] = pd.NaT
    frame.loc[frame["kind"] != 1, "presale_on"] = pd.NaT
    return frame


def build_projects(bodies: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Return all projects; kind 0 is a firm's works, 1 an estate, 2 a public work."""
    rng = generator(settings.seed, "projects")
    size = 36 + settings.enterprises // 70
    kind = np.sort(
        rng.permutation(np.repeat([0, 1, 2], [size - size // 6 - size // 3, size // 6, size // 3]))
    )
    kind = rng.permutation(kind)
    frame = pd.DataFrame({"kind": kind, "owner": owners(rng, bodies, kind)})
    home = bodies["town"].to_numpy()[frame["owner"].to_numpy()]
    frame["town"] = np.where(kind == 1, rng.integers(0, len(TOWNS), size), home)
    frame["village"] = draw_villages(rng, frame["town"].to_numpy())
    town = frame["town"].to_numpy()
    frame["road"] = ROAD_AT[town] + (rng.random(size) * ROAD_COUNT[town]).astype(np.int64)
    frame["site"] = sites(rng, town, frame["village"].to_numpy())
    frame["name"] = project_names(rng, bodies, frame)
    frame["land_area"] = cents(
        np.select(
            [kind == 0, kind == 1],
            [rng.lognormal(9.6, 0.7, size), rng.lognormal(10.3, 0.5, size)],
            rng.lognormal(8.9, 0.8, size),
        )
    )
    frame["plot_ratio"] = np.round(
        np.where(kind == 1, rng.uniform(1.8, 3.2, size), rng.uniform(1.0, 2.5, size)), 1
    )
    frame["floor_area"] = cents(frame["land_area"] * frame["plot_ratio"])
    frame["cost"] = cents(frame["floor_area"] * rng.uniform(1500, 3200, size))
    frame["investment"] = np.round(frame["cost"] * rng.uniform(1.3, 3.0, size), -4)
    firms = trade_rows(bodies, ["builder", "municipal"], 5)
    outside = np.flatnonzero(bodies["kind"].eq("builder"))
    local = rng.random(size) < 0.55
    frame["contractor"] = np.where(local, _bound(rng, firms, size), _bound(rng, outside, size, 1.4))
    frame["partner"] = np.where(rng.random(size) < 0.06, _bound(rng, outside, size, 1.0), -1)
    frame["partner"] = np.where(frame["partner"] == frame["contractor"], -1, frame["partner"])
    for role, key in (("designer", "design"), ("supervisor", "supervision")):
        pool = trade_rows(bodies, [key])
        pool = pool if len(pool) else outside[:5]
        frame[role] = np.where(
            rng.random(size) < 0.6, _bound(rng, pool, size, 1.2), _bound(rng, outside, size, 1.0)
        )
    investors = np.flatnonzero(bodies["kind"].eq("investor"))
    abroad = (kind == 1) & (rng.random(size) < 0.25)  # an investor wins the land, its project company builds
    frame["grantee"] = np.where(abroad, _bound(rng, investors, size, 1.0), frame["owner"])
    frame["key"] = frame["investment"].to_numpy() > np.quantile(frame["investment"], 0.75)
    return walk(rng, frame, settings)
