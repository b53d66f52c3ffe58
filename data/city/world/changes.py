"""What changes in the life of a market entity: branches, renames, removals, 个转企, gaps in the registry."""

import numpy as np
import pandas as pd

from data.city.codes import uscc
from data.city.draw import Bools, Text, generator, take, text, where
from data.city.settings import CitySettings
from data.city.words import nodes, trades
from data.city.world.bodies import NEEDED
from data.city.world.naming import company_names
from data.city.world.places import TOWNS, addresses, draw_villages

BRANCH = [
    "晋江分公司",
    "第一分公司",
    "第二分公司",
    "安海分公司",
    "陈埭分公司",
    "石狮分公司",
    "门市部",
    "青阳店",
    "磁灶经营部",
    "池店分店",
]


def chosen(rng: np.random.Generator, mask: Bools, share: float, least: int = 1) -> np.ndarray:
    """Choose this share of the mask's rows, and no fewer than `least` where there are."""
    rows = np.flatnonzero(mask)
    return np.sort(rng.permutation(rows)[: max(round(len(rows) * share), min(least, len(rows)))])


def add_branches(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Turn some small companies into branches of larger ones; their names start with the parent's name."""
    company = frame["company"].to_numpy()
    small = company & (frame["staff"].to_numpy() < 20) & frame["leader"].lt(0).to_numpy()
    kept = trades()["chain"].notna() | trades()["key"].isin(NEEDED)
    in_chain = kept.to_numpy()[frame["trade"].to_numpy()]
    rows = chosen(rng, small & ~in_chain, 0.05)
    parents = np.flatnonzero(company & ~np.isin(np.arange(len(frame)), rows))
    order = parents[np.argsort(-frame["staff"].to_numpy()[parents], kind="stable")]
    parent = order[(rng.random(len(rows)) ** 2.5 * len(order)).astype(np.int64)]
    frame["parent"] = -1
    frame.loc[rows, "parent"] = parent
    suffix = take(BRANCH, rng.integers(0, len(BRANCH), len(rows)))
    name = frame["name"].array.take(parent) + suffix
    again = pd.Series(name).duplicated().to_numpy()
    name = where(again, name + "（" + take(TOWNS, frame["town"].to_numpy()[rows]) + "）", name)
    final = pd.Series(name)
    place = pd.Series(frame["address"].iloc[rows].str[-6:].to_numpy())
    final = final.mask(final.duplicated(), final + "（" + place + "）")
    frame.loc[rows, "name"] = final.array
    frame.loc[rows, "short"] = frame["short"].array.take(parent)
    frame.loc[rows, "brand"] = frame["brand"].array.take(parent)
    frame.loc[rows, "form"] = "分支机构"
    for column in ("trade",):
        frame.loc[rows, column] = frame[column].to_numpy()[parent]
    late = np.maximum(
        frame["founded"].to_numpy()[rows], frame["founded"].to_numpy()[parent] + np.timedelta64(200, "D")
    )
    frame.loc[rows, "founded"] = np.minimum(late, np.datetime64("2019-12-01"))
    return frame


def add_renames(rng: np.random.Generator, frame: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Give some companies a former name, of another 字号, trade word or place, and its last day."""
    size = len(frame)
    lives = frame["company"].to_numpy() & frame["parent"].lt(0).to_numpy() & frame["closed"].isna().to_numpy()
    rows = chosen(rng, lives & (frame["founded"].to_numpy() < np.datetime64("2019-06-01")), 0.06)
    part = frame.iloc[rows].reset_index(drop=True)
    other = part["brand"].where(
        rng.random(len(part)) < 0.45, frame["brand"].array.take(rng.integers(0, size, len(part)))
    )
    other = other.fillna(part["brand"])
    old = company_names(rng, part.assign(brand=other, staff=np.minimum(part["staff"], 50)))["name"]
    taken = old.isin(frame["name"]).to_numpy() | old.duplicated().to_numpy()
    start, end = np.datetime64("2018-06-01"), np.datetime64(str(settings.last.start_time.date()))
    day = start + (rng.random(len(rows)) * (end - start).astype(int)).astype("timedelta64[D]")
    frame["former"] = pd.Series([None] * size, dtype="str")
    frame["renamed_on"] = pd.Series(np.full(size, "NaT", dtype="datetime64[s]"))
    rows, old, day = rows[~taken], old[~taken], day[~taken]
    frame.loc[rows, "former"] = old.to_numpy()
    frame.loc[rows, "renamed_on"] = day
    return frame


def trader_codes(codes: Text) -> Text:
    """Turn codes of companies into those of 个体工商户 with the same organisation code."""
    plain = pd.Series(codes).str[8:16].to_numpy(dtype="S8")
    return uscc(["92350582"] * len(codes), plain.view(np.uint8).reshape(len(codes), 8))


def add_upgrades(rng: np.random.Generator, frame: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """个转企: some companies were a 个体工商户 until a day inside the months.

    Half change their kind and keep the code (its second digit stays 2), the old name as a former name; the
    other half are founded anew when the owner's 个体工商户 closes (bond `upgrade`, leader: the old one).
    """
    size = len(frame)
    word = {"店": "商行", "厂": "厂"}
    company = (
        frame["company"].to_numpy() & frame["parent"].lt(0).to_numpy() & frame["former"].isna().to_numpy()
    )
    small = company & frame["staff"].between(3, 60).to_numpy() & frame["closed"].isna().to_numpy()
    end = np.datetime64(str(settings.last.start_time.date()))
    rows = chosen(rng, small & (frame["founded"].to_numpy() < np.datetime64("2019-01-01")), 0.012, 2)
    old = text(["晋江市"]).take(np.zeros(len(rows), int)) + take(TOWNS, frame["town"].to_numpy()[rows])
    old = old + frame["brand"].array.take(rows) + word["店"]
    start = np.datetime64("2020-02-01")
    frame.loc[rows, "former"] = old
    frame.loc[rows, "renamed_on"] = start + (rng.random(len(rows)) * (end - start).astype(int)).astype(
        "timedelta64[D]"
    )
    frame["kept_code"] = np.isin(np.arange(size), rows)
    frame.loc[rows, "code"] = trader_codes(frame["code"].array.take(rows))
    shops = (
        ~frame["company"].to_numpy() & frame["closed"].notna().to_numpy() & frame["brand"].notna().to_numpy()
    )
    news = chosen(rng, small & (frame["founded"].to_numpy() >= np.datetime64("2020-03-01")), 0.03, 2)
    olds = rng.permutation(
        np.flatnonzero(shops & (frame["closed"].to_numpy() > np.datetime64("2020-03-01")))
    )[: len(news)]
    news = news[: len(olds)]
    for column in ("person", "town", "village", "trade"):
        frame.loc[olds, column] = frame[column].to_numpy()[news]
    for column in ("address", "phone", "scope"):
        frame.loc[olds, column] = frame[column].array.take(news)
    city = text(["晋江市"]).take(np.zeros(len(news), int)) + take(TOWNS, frame["town"].to_numpy()[news])
    frame.loc[olds, "name"] = city + frame["brand"].array.take(news) + "加工店"
    frame.loc[olds, "brand"] = frame["brand"].array.take(news)
    frame.loc[olds, "closed"] = frame["founded"].to_numpy()[news] + np.timedelta64(20, "D")
    earlier = np.minimum(
        frame["founded"].to_numpy()[olds], frame["founded"].to_numpy()[news] - np.timedelta64(700, "D")
    )
    frame.loc[olds, "founded"] = earlier
    frame.loc[news, "leader"] = olds
    bond = np.asarray(frame["bond"], dtype=object)
    bond[news] = "upgrade"
    return frame.assign(bond=pd.Categorical(bond))


def add_removals(rng: np.random.Generator, frame: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Move some firms to another address, and let some work at a place other than the registered one."""
    size = len(frame)
    end = np.datetime64(str(settings.last.start_time.date()))
    rows = chosen(rng, frame["closed"].isna().to_numpy(), 0.03)
    start = np.datetime64("2019-06-01")
    frame["former_address"] = pd.Series([None] * size, dtype="str")
    frame["moved_on"] = pd.Series(np.full(size, "NaT", dtype="datetime64[s]"))
    frame.loc[rows, "former_address"] = frame["address"].array.take(rows)
    frame.loc[rows, "moved_on"] = start + (rng.random(len(rows)) * (end - start).astype(int)).astype(
        "timedelta64[D]"
    )
    town = np.where(
        rng.random(len(rows)) < 0.5, frame["town"].to_numpy()[rows], rng.integers(0, len(TOWNS), len(rows))
    )
    village = draw_villages(rng, town)
    frame.loc[rows, "town"], frame.loc[rows, "village"] = town, village
    frame.loc[rows, "address"] = addresses(rng, town, village, np.ones(len(rows), dtype=bool))
    elsewhere = frame["company"].to_numpy() & (rng.random(size) < 0.12)
    town = frame["town"].to_numpy()
    works = addresses(rng, town, draw_villages(rng, town), np.ones(size, dtype=bool))
    return frame.assign(works_address=where(elsewhere, works, frame["address"].array))


def add_hints(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Let the scopes of two companies name what a planted gap lacks: evidence of the weakest grade only."""
    for hint in nodes().loc[nodes()["hint"] != "", "hint"]:
        rows = rng.permutation(np.flatnonzero(frame["company"] & frame["closed"].isna()))[:2]
        frame.loc[rows, "scope"] = frame["scope"].array.take(rows) + f"；{hint}销售"
    return frame


def live_on(settings: CitySettings, frame: pd.DataFrame) -> pd.DataFrame:
    """Apply every change to the market entities, in a fixed order."""
    frame = add_branches(generator(settings.seed, "branches"), frame)
    frame = add_renames(generator(settings.seed, "renames"), frame, settings)
    frame = add_upgrades(generator(settings.seed, "upgrades"), frame, settings)
    frame = add_removals(generator(settings.seed, "removals"), frame, settings)
    frame = add_hints(generator(settings.seed, "hints"), frame)
    rng = generator(settings.seed, "registry gaps")
    size = len(frame)
    branch, closed = frame["parent"].ge(0).to_numpy(), frame["closed"].notna().to_numpy()
    absent = (
        (rng.random(size) < 0.006)
        | (branch & (rng.random(size) < 0.3))
        | (closed & (rng.random(size) < 0.15))
    )
    kind = np.where(branch, "branch", np.where(frame["company"], "company", "trader"))
    return frame.assign(registered=~absent, kind=kind, local=True)
