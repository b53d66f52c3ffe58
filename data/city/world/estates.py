"""Estates and office buildings, and every home on sale: when it was listed, signed for and filed."""

import numpy as np
import pandas as pd

from data.city.draw import cents, digits, generator, take, text, where
from data.city.settings import CitySettings
from data.city.words import lists
from data.city.world.places import ROADS, TOWNS
from data.gazetteer import towns

PERMITS = "晋房预售字第"


def _offices(settings: CitySettings) -> pd.DataFrame:
    """Office buildings, markets and standard factories of each town."""
    rng = generator(settings.seed, "offices")
    per_town = 3 + min(settings.enterprises // 6000, 20)
    town = np.repeat(np.arange(len(TOWNS)), per_town)
    first, second = list(lists()["brand_first"]), list(lists()["brand_second"])
    brand = take(first, rng.integers(0, len(first), len(town))) + take(
        second, rng.integers(0, len(second), len(town))
    )
    kinds = list(lists()["buildings"])
    short = take([t.short for t in towns()], town)
    name = (
        where(rng.random(len(town)) < 0.5, short, "")
        + brand
        + take(kinds, rng.integers(0, len(kinds), len(town)))
    )
    frame = pd.DataFrame({"name": name, "town": town, "project": -1, "homes": 0})
    return frame.drop_duplicates("name", ignore_index=True)


def add_estates(
    bodies: pd.DataFrame, projects: pd.DataFrame, settings: CitySettings
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return projects with `building` and permit numbers, buildings (row = true id), and homes."""
    rng = generator(settings.seed, "estates")
    estate = np.flatnonzero((projects["kind"] == 1) & projects["presale_on"].notna())
    size = len(estate)
    endings, count = list(lists()["estates"]), len(lists()["estates"])
    filed = projects["name"].array.take(estate)
    first = list(lists()["brand_first"])
    promo = (
        take(first, rng.integers(0, len(first), size)) + "悦" + take(endings, rng.integers(0, count, size))
    )
    name = where(rng.random(size) < 0.45, promo, filed)
    name = where(pd.Series(name).duplicated().to_numpy(), filed, name)
    homes = (projects["floor_area"].to_numpy()[estate] / 118 / 6).round().astype(np.int64).clip(40, 420)
    buildings = pd.DataFrame(
        {"name": name, "town": projects["town"].to_numpy()[estate], "project": estate, "homes": homes}
    )
    projects["building"] = -1
    projects.loc[estate, "building"] = np.arange(size)
    projects["presale_no"] = pd.Series([None] * len(projects), dtype="str")
    year = projects["presale_on"].iloc[estate].dt.year.astype("int64").astype(str).array
    projects.loc[estate, "presale_no"] = (
        text([PERMITS]).take(np.zeros(size, int)) + year + digits(np.arange(1, size + 1), 3) + "号"
    )
    buildings = pd.concat([buildings, _offices(settings)], ignore_index=True)
    return projects, buildings, build_homes(projects, buildings.iloc[:size], settings)


def build_homes(projects: pd.DataFrame, estates: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Every home of the estates: number, size, price, days listed, signed and filed (NaT: not yet)."""
    rng = generator(settings.seed, "homes on sale")
    building = np.repeat(np.arange(len(estates)), estates["homes"].to_numpy())
    size = len(building)
    serial = np.arange(size) - np.repeat(
        np.concatenate([[0], np.cumsum(estates["homes"])[:-1]]).astype(int), estates["homes"].to_numpy()
    )
    block, rest = serial // 100 + 1, serial % 100
    floor, flat = rest // 4 + 1, rest % 4 + 1
    shop = (floor == 1) & (rng.random(size) < 0.5)
    area = cents(
        np.where(
            shop,
            rng.normal(65, 20, size).clip(20),
            rng.choice([89.0, 105.0, 118.0, 127.0, 143.0], size) + rng.normal(0, 1.5, size),
        )
    )
    project = estates["project"].to_numpy()[building]
    base = rng.uniform(7500, 16500, len(estates))[building]
    price = np.round(base * np.where(shop, 1.9, 1) * rng.normal(1, 0.05, size))
    listed = projects["presale_on"].to_numpy()[project].astype("datetime64[D]")
    pace = rng.uniform(0.4, 2.2, len(estates))[building]
    wait = rng.exponential(260 * pace).clip(1, 4000).astype(int)
    signed = listed + (5 + wait).astype("timedelta64[D]")
    filed = signed + rng.integers(3, 40, size).astype("timedelta64[D]")
    done = signed > np.datetime64(str(settings.last.end_time.date()))
    signed[done] = filed[done] = np.datetime64("NaT")
    road = take(ROADS, projects["road"].to_numpy()[project])
    town = take(TOWNS, projects["town"].to_numpy()[project])
    room = text((floor * 100 + flat).astype(str))
    address = text(["晋江市"]).take(np.zeros(size, int)) + town + road + digits(project % 900 + 1, 1) + "号"
    address = address + estates["name"].array.take(building) + text(block.astype(str)) + "幢" + room
    inner = cents(area * rng.uniform(0.74, 0.8, size))
    return pd.DataFrame(
        {
            "building": building,
            "project": project,
            "house_no": text(["FW350582"]).take(np.zeros(size, int)) + digits(np.arange(1, size + 1), 12),
            "block": block,
            "floor": floor,
            "room": room,
            "shop": shop,
            "area": area,
            "inner": inner,
            "price": price,
            "total": cents(price * area),
            "listed": listed.astype("datetime64[s]"),
            "signed": signed.astype("datetime64[s]"),
            "filed": filed.astype("datetime64[s]"),
            "address": address,
        }
    )
