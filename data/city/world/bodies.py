"""Market entities of the city: what they do, where, whose, since when, and until when."""

import numpy as np
import pandas as pd

from data.city.codes import org_bodies, uscc
from data.city.draw import Bools, Dates, Ints, Text, digits, generator, pick, take, text, weights, where
from data.city.settings import CitySettings
from data.city.words import nodes, trades
from data.city.world.naming import TradeWords, alike_brand, brand_words, make_unique, trader_names
from data.city.world.places import addresses, draw_towns, draw_villages

NEEDED = ["lender", "developer", "builder", "design", "supervision", "concrete"]
LEAST = {"": 2, "few": 2, "dominated": 4, "falling": 5}


def draw_trades(rng: np.random.Generator, company: Bools) -> Ints:
    """Draw trades by kind of entity; nobody has those of which the city shall have few."""
    table = trades()
    w, share = table["weight"].to_numpy(), table["firm_share"].to_numpy()
    trade = np.where(
        company, pick(rng, len(w), w * share, len(company)), pick(rng, len(w), w * (1 - share), len(company))
    )
    common = int(table.index[table["key"] == "wholesale_shoe"][0])
    few = table.index[table["planted"] == "few"].to_numpy()
    trade[np.isin(trade, few)] = common
    return trade


def fill_nodes(rng: np.random.Generator, trade: Ints, free: Bools, company: Bools) -> Ints:
    """Give every node of a chain, and the trades that projects need, their least number of companies."""
    table = trades()
    order = rng.permutation(np.flatnonzero(free))
    at = 0
    needed = table["key"].isin(NEEDED)
    for i in [*table.index[needed], *table.index[table["chain"].notna() & ~needed]]:
        least = 3 if table["key"][i] in NEEDED else LEAST[table["planted"][i]]
        need = least - int(((trade == i) & company).sum())
        if need > 0:
            trade[order[at : at + need]] = i
            at += need
    return trade


def draw_founded(rng: np.random.Generator, company: Bools, last: np.datetime64) -> Dates:
    """Draw days of founding: most recent for 个体工商户, older for companies."""
    years = np.where(company, rng.gamma(1.6, 5.0, len(company)), rng.gamma(1.3, 3.6, len(company)))
    return last - (years.clip(0.02, 32) * 365.25).astype(np.int64).astype("timedelta64[D]")


def draw_closed(rng: np.random.Generator, company: Bools, founded: Dates, last: np.datetime64) -> np.ndarray:
    """Draw days of closure inside and just before the months; most live on (NaT)."""
    start = np.datetime64("2019-07-01")
    begin = np.maximum(founded + np.timedelta64(90, "D"), start)
    years = rng.exponential(1 / np.where(company, 0.035, 0.075))
    day: Dates = begin + (years * 365).clip(max=20_000).astype(np.int64).astype("timedelta64[D]")
    day[day > last] = np.datetime64("NaT")
    return day


def related_firms(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Let some firms follow another: a founder's next firm, a stranger's look-alike, a sister."""
    size = len(frame)
    company = frame["company"].to_numpy()
    roll = rng.random(size)
    second = roll < np.where(company, 0.16, 0.04)
    twin = ~second & (roll < np.where(company, 0.20, 0.05))
    sister = ~second & ~twin & (roll < np.where(company, 0.22, 0.05))
    follower = second | twin | sister
    leaders = np.flatnonzero(~follower & company)
    source = leaders[(rng.random(size) ** 1.5 * len(leaders)).astype(np.int64)]
    source = np.where(second & (rng.random(size) < 0.3), rng.choice(np.flatnonzero(~follower), size), source)
    same = {
        "person": second | (sister & (rng.random(size) < 0.4)),
        "brand": (second & (rng.random(size) < 0.6)) | twin | sister,
        "town": (second & (rng.random(size) < 0.75)) | (twin & (rng.random(size) < 0.7)) | sister,
        "trade": (twin & company) | (sister & company) | (second & company & (rng.random(size) < 0.35)),
    }
    for column, mask in same.items():
        values = frame[column].array
        frame[column] = (
            where(mask, values.take(source), values)
            if column == "brand"
            else np.where(mask, np.asarray(values)[source], np.asarray(values))
        )
    brand = frame["brand"].copy()
    brand[twin] = alike_brand(rng, frame["brand"].array[twin])
    frame["brand"] = brand
    frame["leader"] = np.where(follower, source, -1)
    frame["bond"] = pd.Categorical(np.select([second, twin, sister], ["founder", "lookalike", "sister"], ""))
    return frame


def scopes(rng: np.random.Generator, trade: Ints) -> Text:
    """Business scopes: the trade's products, how it deals with them, and general phrases."""
    products = TradeWords("products")
    section = trades()["section"].to_numpy()[trade]
    making = section == "C"
    verb = where(
        making, take(["制造", "加工、销售", "生产", "制造、研发"], rng.integers(0, 4, len(trade))), ""
    )
    one, two = products.draw(rng, trade, 1.0), products.draw(rng, trade, 1.0)
    more = where(
        (rng.random(len(trade)) < 0.6) & (pd.Series(one) != pd.Series(two)).to_numpy(),
        text(["；"]).take(np.zeros(len(trade), int)) + two + where(making, "销售", ""),
        "",
    )
    tail = take(
        [
            "；货物进出口",
            "；互联网销售（除销售需要许可的商品）",
            "（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
            "；技术服务、技术开发、技术咨询",
            "；道路普通货物运输",
            "；物业管理；非居住房地产租赁",
            "",
        ],
        rng.integers(0, 7, len(trade)),
    )
    head = where(rng.random(len(trade)) < 0.4, "一般项目：", "")
    return head + one + verb + more + tail


def build_locals(settings: CitySettings, persons: pd.DataFrame) -> pd.DataFrame:
    """Return the market entities of the city, one row each (columns: `data.city.world.World`)."""
    size = settings.enterprises
    rng = generator(settings.seed, "bodies")
    last = np.datetime64(str(settings.last.end_time.date()))
    company = np.zeros(size, dtype=bool)
    company[rng.permutation(size)[: round(size / 3)]] = True
    trade = draw_trades(rng, company)
    brands = brand_words(rng, int(size * 0.16) + 250)
    frame = pd.DataFrame(
        {
            "company": company,
            "trade": trade,
            "town": draw_towns(rng, trade),
            "person": rng.permutation(len(persons))[:size],
            "brand": brands.take(pick(rng, len(brands), weights(len(brands), 0.68), size)),
        }
    )
    frame = related_firms(rng, frame)
    free = company & frame["leader"].lt(0).to_numpy()
    frame["trade"] = fill_nodes(rng, frame["trade"].to_numpy().copy(), free, company)
    frame["village"] = draw_villages(rng, frame["town"].to_numpy())
    frame["founded"] = draw_founded(rng, company, last)
    frame["closed"] = draw_closed(rng, company, frame["founded"].to_numpy(), last)
    frame["owner"] = persons["name"].array.take(frame["person"].to_numpy())
    frame["staff"] = draw_staff(rng, frame)
    return name_and_number(rng, frame, persons)


def draw_staff(rng: np.random.Generator, frame: pd.DataFrame) -> Ints:
    """Draw usual staff: log-normal by kind and trade, with the planted dominant firms."""
    company = frame["company"].to_numpy()
    factor = trades()["size"].to_numpy()[frame["trade"].to_numpy()]
    staff = np.where(
        company,
        7 * factor * rng.lognormal(0, 1.25, len(frame)),
        1.6 * factor**0.5 * rng.lognormal(0, 0.5, len(frame)),
    )
    planted = nodes().set_index("node")["planted"]
    for i in trades().index[trades()["node"].map(planted).fillna("").ne("")]:
        rows = np.flatnonzero((frame["trade"].to_numpy() == i) & company)
        if not len(rows):  # a city too small for every node
            continue
        if planted[trades()["node"][i]] == "dominated":
            staff[rows] = staff[rows].clip(3, 40)
            staff[rows[0]] = 2500
        else:
            staff[rows] = staff[rows].clip(15, 400)
    out: Ints = np.round(staff.clip(1, 9000)).astype(np.int64)
    return out


def name_and_number(rng: np.random.Generator, frame: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    """Give names, codes, addresses and telephones."""
    size = len(frame)
    company = frame["company"].to_numpy()
    frame["name"] = pd.Series([None] * size, dtype="str")
    frame["short"], frame["form"] = frame["name"], frame["name"]
    firms = make_unique(rng, frame[company], pd.Series([], dtype="str"))
    shops = trader_names(rng, frame[~company])
    for column in ("name", "short", "brand"):
        values = np.empty(size, dtype=object)
        values[company], values[~company] = firms[column], shops[column]
        frame[column] = text(values)
    form = np.full(size, "个体工商户", dtype=object)
    form[company] = firms["form"]
    frame["form"] = text(form)
    kind = np.where(company, np.where(frame["form"].eq("专业合作社"), "93", "91"), "92")
    area = np.where(company, pick(rng, 3, [0.94, 0.04, 0.02], size), 0)
    prefix = np.char.add(kind.astype("U2"), np.array(["350582", "350500", "350000"])[area])
    modern = frame["founded"].to_numpy() >= np.datetime64("2015-10-01")
    frame["code"] = uscc(list(prefix), org_bodies(rng, modern | ~company))
    making = (trades()["section"].to_numpy() == "C")[frame["trade"].to_numpy()]
    frame["address"] = addresses(rng, frame["town"].to_numpy(), frame["village"].to_numpy(), making)
    leader = frame["leader"].to_numpy()
    together = frame["bond"].eq("founder").to_numpy() & (rng.random(size) < 0.35)
    together &= frame["town"].to_numpy() == frame["town"].to_numpy()[leader]
    frame["address"] = where(together, frame["address"].array.take(leader), frame["address"].array)
    frame["village"] = np.where(together, frame["village"].to_numpy()[leader], frame["village"].to_numpy())
    mobile = persons["phone"].array.take(frame["person"].to_numpy())
    line = text(["0595-8"]).take(np.zeros(size, int)) + digits(rng.integers(2_000_000, 9_000_000, size), 7)
    other = persons["phone"].array.take(rng.integers(0, len(persons), size))
    frame["phone"] = where(
        rng.random(size) < np.where(company, 0.2, 0.02), line, where(rng.random(size) < 0.12, other, mobile)
    )
    frame["scope"] = scopes(rng, frame["trade"].to_numpy())
    return frame.drop(columns="owner")
