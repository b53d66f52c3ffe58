"""The tax bureau's lists: registrations and their status, general taxpayers, out-of-city firms."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.city.draw import Dates, Ints, category, cents, digits, generator, take, text, where
from data.city.frame import ID, Frame
from data.city.views.common import constant, frame, inside, month_end, months_of, stock_period, uuids
from data.city.views.tax_facts import AUTHORITIES, KINDS, kind_codes, town_codes
from data.city.words import trades
from data.city.world import World
from data.city.world.economy import GENERAL
from data.city.world.places import TOWNS, draw_villages, sites

STATUS = ["正常", "非正常", "注销", "停业", "清算", "报验"]
SUBJECTS = [
    "单位纳税人税务登记",
    "个体经营纳税人税务登记",
    "临时税务登记",
    "跨区域涉税事项报验户",
    "自然人登记",
]


def status_on(world: World, rows: Ints, day: np.datetime64) -> Ints:
    """Status on a day: 注销 some weeks after closure, 非正常 for some that merely vanished."""
    closed = world.bodies["closed"].to_numpy()[rows]
    known = closed + (20 + rows % 60).astype("timedelta64[D]")
    lost = (rows % 9 == 0) & ~np.isnat(closed)
    odd = np.select([rows % 61 == 0, rows % 173 == 0], [1, 3], 0)
    return np.where(known <= day, np.where(lost, 1, 2), np.where((closed <= day) & (rows % 2 == 0), 4, odd))


def tax_registration(world: World) -> Iterator[Frame]:
    """The full list at the end of the first collection, then what is new or changed each month."""
    b = world.bodies
    known = (
        b["kind"].isin(["company", "trader", "branch", "bank", "insurer", "firm"]).to_numpy()
        & b["local"].astype(bool).to_numpy()
    )
    known &= b["taxed"].to_numpy() | b["company"].to_numpy() | (np.arange(len(b)) % 3 > 0)
    builders = np.flatnonzero(b["kind"].eq("builder"))[::2]
    first = stock_period("tax_registration", world.settings)
    for period in [p for p in world.settings.periods if p >= first]:
        end = month_end(period)
        begun = known & (b["founded"].to_numpy() <= end)
        if period > first:
            month = np.datetime64(period, "M")
            fresh = np.zeros(len(b), dtype=bool)
            for column in ("founded", "closed", "renamed_on"):
                fresh |= (
                    b[column].to_numpy().astype("datetime64[M]") + np.timedelta64(column == "closed", "M")
                ) == month
            begun &= fresh
        rows = np.flatnonzero(begun)
        rows = np.concatenate([rows, builders]) if period == first else rows
        outside = np.isin(rows, builders)
        trader = b["kind"].eq("trader").to_numpy()[rows]
        town = np.where(outside, -1, town_codes(world, rows))
        state = np.where(outside, 5, status_on(world, rows, end))
        columns = {
            "code": world.column("code", rows),
            "name": world.names_on(rows, end),
            "status": category(STATUS, state),
            "subject_kind": category(
                SUBJECTS, np.where(outside, 3, np.where(trader, 1, np.where(rows % 97 == 0, 2, 0)))
            ),
            "registration_kind": category(KINDS, kind_codes(world, rows)),
            "opened_on": b["founded"].to_numpy()[rows],
            "employees": pd.array(
                np.where(rows % 17 == 0, 0, b["staff"].to_numpy()[rows].astype(float)).astype(int),
                dtype="Int64",
            ),
            "tax_authority": category(AUTHORITIES, town),
            "industry_section": world.trade_words("section_name", rows),
            "town": category(TOWNS, town),
            ID + "纳税人": world.body_ids.take(rows),
        }
        yield frame("tax_registration", period, columns)


def general_taxpayer(world: World) -> Iterator[Frame]:
    """Holders of the general taxpayer's status: the stock, then those of each later year."""
    b = world.bodies
    first = stock_period("general_taxpayer", world.settings)
    since = np.maximum(
        b["founded"].to_numpy() + (np.arange(len(b)) % 500).astype("timedelta64[D]"),
        np.datetime64("1998-01-01"),
    )
    for year in [
        y for y in world.settings.years if y == first or (y > first and f"{y}-12" in world.settings.periods)
    ]:
        end = min(month_end(f"{year}-12"), month_end(world.settings.periods[-1]))
        mask = (b["vat"] == GENERAL).to_numpy() & (since <= end)
        if year > first:
            mask &= since > month_end(f"{int(year) - 1}-12")
        rows = np.flatnonzero(mask)
        town = town_codes(world, rows)
        state = np.minimum(status_on(world, rows, end), 4)
        late = np.where(rows % 41 == 0, 1, 0)
        columns = {
            "code": world.column("code", rows),
            "name": world.names_on(rows, end),
            "status": category(STATUS, state),
            "legal_representative": world.column("contact", rows),
            "address": world.addresses_on(rows, end),
            "business_address": world.column("works_address", rows),
            "qualification_kind": category(["增值税一般纳税人", "辅导期一般纳税人"], late),
            "registered_on": since[rows].astype("datetime64[D]").astype("datetime64[s]"),
            "taxpayer_kind": constant("企业", len(rows)),
            "applied_on": (since[rows] - (rows % 25).astype("timedelta64[D]"))
            .astype("datetime64[D]")
            .astype("datetime64[s]"),
            "tax_authority": constant("国家税务总局晋江市税务局", len(rows)),
            "tax_office": take([t.removesuffix("镇").removesuffix("街道") + "税务分局" for t in TOWNS], town),
            ID + "纳税人": world.body_ids.take(rows),
        }
        yield frame("general_taxpayer", year, columns)


def _works(world: World) -> pd.DataFrame:
    """What out-of-city firms do here: contractors, designers and supervisors of projects, and others."""
    p, b = world.projects, world.bodies
    parts = [p[["contractor", "started_on", "cost", "site"]].rename(columns={"contractor": "body"})]
    for role, share in (("designer", 0.03), ("supervisor", 0.02), ("partner", 0.4)):
        parts.append(
            p[[role, "started_on", "cost", "site"]]
            .rename(columns={role: "body"})
            .assign(cost=p["cost"] * share)
        )
    rng = generator(world.settings.seed, "cross region")
    builders = np.flatnonzero(b["kind"].isin(["builder", "supplier"]))
    size = 40 + world.settings.enterprises // 25
    start, end = np.datetime64("2020-01-01"), month_end(world.settings.periods[-1]).astype("datetime64[D]")
    town = rng.integers(0, len(TOWNS), size)
    more = {
        "body": builders[rng.integers(0, len(builders), size)],
        "cost": cents(rng.lognormal(13.5, 1.3, size)),
    }
    day: Dates = (start + (rng.random(size) * (end - start).astype(int)).astype("timedelta64[D]")).astype(
        "datetime64[s]"
    )
    village = draw_villages(rng, town)
    parts.append(pd.DataFrame(more | {"started_on": day, "site": sites(rng, town, village)}))
    works = pd.concat(parts, ignore_index=True)
    keep = works["body"].ge(0) & works["body"].isin(np.flatnonzero(~b["local"].astype(bool)))
    return works[keep & works["started_on"].notna()].reset_index(drop=True)


def cross_region_tax(world: World) -> Iterator[Frame]:
    """Reports of out-of-city firms; a prolonged work repeats its number and contract."""
    works = _works(world)
    rng = generator(world.settings.seed, "cross region reports")
    works["no"] = (
        text(["泉税跨报〔"]).take(np.zeros(len(works), int))
        + works["started_on"].dt.year.astype(str).array
        + "〕"
    )
    works["no"] = works["no"] + digits(np.arange(len(works)) + 1, 1) + "号"
    longer = works[rng.random(len(works)) < 0.2]
    works = pd.concat(
        [works, longer.assign(started_on=longer["started_on"] + pd.Timedelta(days=360))], ignore_index=True
    )
    works = works[inside(world.settings, works["started_on"])].sort_values(
        ["started_on", "no"], ignore_index=True
    )
    rows, day, size = (
        works["body"].to_numpy(),
        works["started_on"].to_numpy().astype("datetime64[D]"),
        len(works),
    )
    trade = trades()["name"].tolist()
    columns = {
        "uuid": uuids(rng, size),
        "report_no": works["no"].array,
        "code": world.column("code", rows),
        "name": world.column("name", rows),
        "status": where(rng.random(size) < 0.4, "核销报验", "报验"),
        "registration_kind": category(KINDS, kind_codes(world, rows)),
        "industry": take(trade, world.bodies["trade"].to_numpy()[rows]),
        "registered_on": _s(day - np.timedelta64(1, "D")),
        "home_place": world.column("place", rows),
        "home_opinion": constant("同意", size),
        "work_place": works["site"].array,
        "work_opinion": constant("同意", size),
        "valid_from": _s(day),
        "valid_to": _s(day + np.timedelta64(364, "D")),
        "issued_on": _s(day - np.timedelta64(1, "D")),
        "reported_on": _s(day),
        "applied_on": _s(day - np.timedelta64(2, "D")),
        "contract_amount": cents(works["cost"]),
        "tax_authority": constant("国家税务总局晋江市税务局", size),
        ID + "纳税人": world.body_ids.take(rows),
    }
    yield frame("cross_region_tax", months_of(day), columns)


def _s(day: Dates | npt.NDArray[Any]) -> Dates:
    out: Dates = day.astype("datetime64[s]")
    return out
