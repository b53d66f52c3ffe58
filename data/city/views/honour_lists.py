"""Lists of firms with an honour: industry and technology, science, statistics, finance."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.city.draw import Text, cents, generator, where
from data.city.frame import ID, Frame
from data.city.views.common import frame, named, stock_period
from data.city.world import World
from data.city.world.naming import TradeWords


def honours(world: World, kind: str) -> pd.DataFrame:
    """The honours of one kind."""
    return world.honours[world.honours["kind"] == kind].reset_index(drop=True)


def stock_years(world: World, dataset: str, day: pd.Series) -> Text:
    """The delivery that a row of a stock list comes in: the first stock, or the year of the day after it."""
    first = stock_period(dataset, world.settings)
    return where((day.dt.year.astype(str) <= first).to_numpy(), first, day.dt.year.astype(str).array)


def products(world: World, rows: np.ndarray) -> Text:
    """Main products as a firm writes them: one or two of its trade."""
    rng = generator(world.settings.seed, "main products")
    draw = TradeWords("products")
    every = world.bodies["trade"].to_numpy()
    one, two = draw.draw(rng, every, 1.0), draw.draw(rng, every, 1.0)
    both = where(
        (rng.random(len(every)) < 0.5) & (pd.Series(one) != pd.Series(two)).to_numpy(), one + "、" + two, one
    )
    return both.take(rows)


def _recognised(world: World, dataset: str, kind: str) -> Iterator[Frame]:
    table = honours(world, kind)
    rows = table["body"].to_numpy()
    rng = generator(world.settings.seed, dataset)
    clerk = world.persons["name"].array.take(rng.integers(0, len(world.persons), len(rows)))
    phone = where(
        rng.random(len(rows)) < 0.6,
        world.column("phone", rows),
        world.persons["phone"].array.take(rng.integers(0, len(world.persons), len(rows))),
    )
    columns = {
        **named(world, "认定企业", rows, table["day"].to_numpy()),
        "recognised_on": table["day"],
        "level": table["level"],
        "products": products(world, rows),
        "contact": clerk,
        "phone": phone,
        "principal": world.column("contact", rows),
    }
    yield frame(dataset, stock_years(world, dataset, table["day"]), columns)


def gazelle_firm(world: World) -> Iterator[Frame]:
    """瞪羚 firms."""
    yield from _recognised(world, "gazelle_firm", "gazelle")


def specialised_firm(world: World) -> Iterator[Frame]:
    """专精特新 firms: a firm has a row for each level it rose to."""
    yield from _recognised(world, "specialised_firm", "specialised")


def chain_firm(world: World) -> Iterator[Frame]:
    """Chain lists by year: chain and stage only; a few firms stand in a second stage or chain."""
    table = honours(world, "chain")
    rows = table["body"].to_numpy()
    chain, stage = world.trade_words("chain", rows), world.trade_words("stage", rows)
    columns = {"year": table["level"], **named(world, "产业链企业", rows), "chain": chain, "stage": stage}
    one = frame("chain_firm", "", columns).table
    twice = one[rows % 19 == 0].copy()
    twice["stage"] = np.where(twice["stage"] == "中游", "下游", "中游")
    other = one[rows % 43 == 0].copy()
    other["chain"] = np.where(other["chain"] == "纺织产业链", "鞋服产业链", "智能装备产业链")
    table = pd.concat([one, twice, other]).drop_duplicates(["year", ID + "产业链企业", "chain", "stage"])
    first = stock_period("chain_firm", world.settings)
    table["_period"] = np.maximum(table["year"].to_numpy(dtype=object), first)
    yield Frame(
        "chain_firm",
        table.sort_values(["_period", "year", "chain", "stage"], kind="stable", ignore_index=True),
    )


def leading_firm(world: World) -> Iterator[Frame]:
    """Leading firms, with their codes."""
    table = honours(world, "leading")
    rows = table["body"].to_numpy()
    columns = {
        **named(world, "龙头企业", rows),
        "code": world.column("code", rows),
        "industry": world.trade_words("division_name", rows),
        "town": world.town_names(rows),
    }
    yield frame("leading_firm", stock_years(world, "leading_firm", table["day"]), columns)


def hightech_firm(world: World) -> Iterator[Frame]:
    """高新 recognitions of all Quanzhou: those of other counties are in the list too."""
    table = honours(world, "hightech")
    rng = generator(world.settings.seed, "hightech elsewhere")
    away = np.flatnonzero(
        world.bodies["kind"].isin(["investor", "supplier"])
        & world.bodies["place"].str.fullmatch("泉州市.+区|石狮市|南安市|惠安县|安溪县", na=False)
    )
    away = rng.permutation(away)[: max(3, len(table) // 6)]
    more = pd.DataFrame({"body": away, "day": rng.choice(table["day"].to_numpy(), len(away))})
    more["number"] = (
        "GR"
        + more["day"].dt.year.astype(str)
        + "359"
        + pd.Series(np.arange(len(more)) + 1).astype(str).str.zfill(5)
    )
    table = pd.concat([table, more], ignore_index=True).sort_values(["day", "number"], ignore_index=True)
    rows = table["body"].to_numpy()
    place = world.column("place", rows)
    columns = {
        **named(world, "认定企业", rows, table["day"].to_numpy()),
        "town": where(np.isin(rows, away), pd.Series(place).str.removeprefix("泉州市").array, "晋江市"),
        "certificate_no": table["number"],
        "recognised_on": table["day"],
    }
    yield frame("hightech_firm", stock_years(world, "hightech_firm", table["day"]), columns)


def above_scale_firm(world: World) -> Iterator[Frame]:
    """The official lists of 规上 and 限上 firms, year by year, with the organisation code."""
    table = honours(world, "above_scale")
    table = table[table["level"].isin(sorted(set(table["level"])))].reset_index(drop=True)
    rows = table["body"].to_numpy()
    columns = {
        **named(world, "规上限上企业", rows, table["day"].to_numpy()),
        "org_code": pd.Series(world.column("code", rows)).str[8:17].array,
        "town": world.town_names(rows),
        "year": table["level"],
    }
    yield frame("above_scale_firm", table["level"].array, columns)


def listed_firm(world: World) -> Iterator[Frame]:
    """Listed firms; some under an offshore body (of no registry) or a stock's short name."""
    table = honours(world, "listed")
    rows = table["body"].to_numpy()
    brand = world.column("brand", rows)
    short = world.column("short", rows)
    form = np.arange(len(rows)) % 4
    name = where(
        form == 1,
        brand + "国际控股有限公司（开曼）",
        where(form == 2, short + "股份", world.column("name", rows)),
    )
    columns = {
        "name": name,
        "industry": world.trade_words("division_name", rows),
        "revenue": cents(world.bodies["revenue"].to_numpy()[rows] * 1.4),
        "town": world.town_names(rows),
        "phone": world.column("phone", rows),
        "principal": world.column("contact", rows),
        ID + "上市企业": where(form == 1, None, world.body_ids.take(rows)),
    }
    yield frame("listed_firm", stock_years(world, "listed_firm", table["day"]), columns)
