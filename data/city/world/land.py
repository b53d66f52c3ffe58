"""Land: parcels with numbers in the real pattern, their sales and loans, and persons' homes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.city.draw import Dates, Ints, Text, cents, digits, generator, take, text, where
from data.city.settings import CitySettings
from data.city.words import trades
from data.city.world.places import draw_villages, sites

USES = ["工业用地", "住宅用地", "商服用地", "教育用地", "公共设施用地"]


@dataclass(frozen=True)
class Land:
    """Parcels (row number = true id) and what happened to them; bodies and persons by row, -1 for none."""

    parcels: pd.DataFrame  # number, town, location, area, use, owner, project, certificate_no, days, price
    transfers: pd.DataFrame  # parcel, seller, buyer, day, old_certificate, new_certificate
    homes: (
        pd.DataFrame
    )  # a person's home: parcel, unit, person, spouse, certificate_no, issued_on, area, location
    loans: pd.DataFrame  # parcel, unit, borrower (body), person, bank, amount, business_no, day, area


def certificates(rng: np.random.Generator, day: Dates, base: int) -> Text:
    """闽（2021）晋江市不动产权第0012345号 and so on; each list has numbers of its own from `base`."""
    year = text(day.astype("datetime64[Y]").astype(str))
    size = len(year)
    number = digits(rng.permutation(1_000_000)[:size] + base + 1, 7)
    return text(["闽（"]).take(np.zeros(size, int)) + year + "）晋江市不动产权第" + number + "号"


def numbers(rng: np.random.Generator, town: Ints) -> Text:
    """Parcel codes: 350582, cadastral district (3) and sub-district (3), GB, serial (5)."""
    size = len(town)
    serial = np.arange(1, size + 1)
    area = digits((town + 1) * 1000 + rng.integers(1, 30, size) + (serial // 90000) * 30, 6)
    return text(["350582"]).take(np.zeros(size, int)) + area + "GB" + digits(serial % 90000 + 1, 5)


def build_parcels(bodies: pd.DataFrame, projects: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Parcels of firms, of projects, and allocated ones of schools and authorities."""
    rng = generator(settings.seed, "parcels")
    section = trades()["section"].to_numpy()[bodies["trade"].to_numpy()]
    firm = bodies["kind"].eq("company").to_numpy() & (section == "C") & (bodies["staff"].to_numpy() > 25)
    holders = np.flatnonzero(firm & (rng.random(len(bodies)) < 0.4))
    public = np.flatnonzero(bodies["kind"].isin(["public", "village", "town"]).to_numpy())
    public = rng.permutation(public)[: 20 + settings.enterprises // 1500]
    owner = np.concatenate([holders, public, projects["owner"].to_numpy()])
    kind = np.concatenate([np.full(len(holders), 0), np.full(len(public), 2), projects["kind"].to_numpy()])
    project = np.concatenate([np.full(len(holders) + len(public), -1), np.arange(len(projects))])
    town = np.where(
        project >= 0, projects["town"].to_numpy()[project], bodies["town"].to_numpy()[owner]
    ).clip(min=0)
    size = len(owner)
    end = np.datetime64(str(settings.last.end_time.date()))
    early = np.datetime64("2016-01-01")
    issued = early + (rng.random(size) * (end - early).astype(int)).astype("timedelta64[D]")
    granted = np.where(project >= 0, projects["granted_on"].to_numpy()[project], np.datetime64("NaT", "s"))
    issued = np.where(project >= 0, granted + np.timedelta64(45, "D"), issued.astype("datetime64[s]"))
    area = np.where(project >= 0, projects["land_area"].to_numpy()[project], rng.lognormal(9.0, 0.7, size))
    frame = pd.DataFrame(
        {"owner": owner, "kind": kind, "project": project, "town": town, "area": cents(area)}
    )
    frame["number"] = numbers(rng, town)
    site = sites(rng, town, draw_villages(rng, town))
    frame["location"] = where(project >= 0, projects["site"].array.take(project), site)
    use = np.where(kind == 0, 0, np.where(kind == 1, 1, 3 + rng.integers(0, 2, size)))
    frame["use"] = take(USES, use)
    frame["allocated"] = kind == 2
    frame["certificate_no"] = certificates(rng, issued, 0)
    frame["issued_on"], frame["granted_on"] = issued, granted
    price = np.where(kind == 1, rng.uniform(8000, 22000, size), rng.uniform(330, 750, size))
    frame["price"] = np.round(frame["area"] * price, -4)
    return frame


def build_transfers(bodies: pd.DataFrame, parcels: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Sales of land between firms, each with a new certificate."""
    rng = generator(settings.seed, "land sales")
    pool = np.flatnonzero((parcels["kind"] == 0) & (parcels["project"] < 0))
    sold = rng.permutation(pool)[: max(6, len(pool) // 5)]
    start, end = np.datetime64("2020-01-01"), np.datetime64(str(settings.last.end_time.date()))
    day = start + (rng.random(len(sold)) * (end - start).astype(int)).astype("timedelta64[D]")
    firms = np.flatnonzero(
        bodies["kind"].eq("company") & (bodies["staff"] > 10) & (bodies["founded"] < "2019-06-01")
    )
    seller = firms[rng.integers(0, len(firms), len(sold))]
    return pd.DataFrame(
        {
            "parcel": sold,
            "seller": seller,
            "buyer": parcels["owner"].to_numpy()[sold],
            "day": day.astype("datetime64[s]"),
            "old_certificate": text(["晋国用（"]).take(np.zeros(len(sold), int))
            + text(rng.integers(2001, 2016, len(sold)).astype(str))
            + "）第"
            + digits(rng.integers(1, 99999, len(sold)), 5)
            + "号",
            "new_certificate": certificates(rng, day, 3_000_000),
        }
    )


def build_homes(parcels: pd.DataFrame, persons: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Homes of persons on the parcels of estates, registered in the months."""
    rng = generator(settings.seed, "homes of persons")
    size = 60 + settings.enterprises // 8
    estates = np.flatnonzero(parcels["kind"] == 1)
    start, end = np.datetime64("2020-01-01"), np.datetime64(str(settings.last.end_time.date()))
    day = np.sort(start + (rng.random(size) * (end - start).astype(int)).astype("timedelta64[D]"))
    parcel = estates[rng.integers(0, len(estates), size)]
    block, floor, flat = rng.integers(1, 20, size), rng.integers(1, 33, size), rng.integers(1, 5, size)
    room = text(block.astype(str)) + "幢" + text((floor * 100 + flat).astype(str)) + "室"
    return pd.DataFrame(
        {
            "parcel": parcel,
            "unit": text(["F"]).take(np.zeros(size, int)) + digits(block, 4) + digits(floor * 10 + flat, 4),
            "person": rng.integers(0, len(persons), size),
            "spouse": np.where(rng.random(size) < 0.35, rng.integers(0, len(persons), size), -1),
            "seller": np.where(rng.random(size) < 0.5, rng.integers(0, len(persons), size), -1),
            "certificate_no": certificates(rng, day, 5_000_000),
            "issued_on": day.astype("datetime64[s]"),
            "area": cents(rng.normal(115, 28, size).clip(38, 320)),
            "location": parcels["location"].array.take(parcel) + room,
        }
    )


def build_loans(
    bodies: pd.DataFrame, parcels: pd.DataFrame, homes: pd.DataFrame, settings: CitySettings
) -> pd.DataFrame:
    """Mortgages: one loan of a firm over one to four units of its parcel, and loans on homes."""
    rng = generator(settings.seed, "loans")
    start, end = np.datetime64("2020-01-01"), np.datetime64(str(settings.last.end_time.date()))
    held = np.flatnonzero((parcels["kind"] == 0) & (parcels["issued_on"] < end))
    held = held[rng.random(len(held)) < 0.6]
    units = rng.integers(1, 5, len(held))
    banks = np.flatnonzero(bodies["kind"].eq("bank") & bodies["local"].fillna(False).astype(bool))
    day = np.maximum(
        start + (rng.random(len(held)) * (end - start).astype(int)).astype("timedelta64[D]"),
        parcels["issued_on"].to_numpy()[held].astype("datetime64[D]"),
    )
    firm = pd.DataFrame(
        {"parcel": held, "person": -1, "borrower": parcels["owner"].to_numpy()[held], "day": day}
    )
    firm["bank"] = banks[(rng.random(len(held)) ** 1.5 * len(banks)).astype(int)]
    firm["amount"] = np.round(parcels["area"].to_numpy()[held] * rng.uniform(400, 1600, len(held)), -4).clip(
        500_000
    )
    firm = firm.loc[firm.index.repeat(units)]
    firm["unit"] = "F" + firm.groupby(level=0).cumcount().add(1).astype(str).str.zfill(4) + "0001"
    firm["area"] = cents(rng.lognormal(8.0, 0.5, len(firm)))
    lent = np.flatnonzero(rng.random(len(homes)) < 0.4)
    private = homes.iloc[lent].rename(columns={"issued_on": "day"})[
        ["parcel", "unit", "person", "area", "day"]
    ]
    private = private.assign(borrower=-1, bank=banks[(rng.random(len(lent)) ** 1.5 * len(banks)).astype(int)])
    private["amount"] = np.round(private["area"] * rng.uniform(5000, 9000, len(lent)), -4)
    firm["loan"] = firm.index
    private["loan"] = len(held) + np.arange(len(private))
    out = pd.concat([firm, private], ignore_index=True)
    out["day"] = out["day"].astype("datetime64[s]")
    stamp = out["day"].dt.strftime("%Y%m%d")
    out["business_no"] = stamp + digits(out["loan"].to_numpy() % 1_000_000, 6)
    return out.sort_values(["day", "loan", "unit"], ignore_index=True)


def build_land(
    bodies: pd.DataFrame, projects: pd.DataFrame, persons: pd.DataFrame, settings: CitySettings
) -> Land:
    """Make all land of the city."""
    parcels = build_parcels(bodies, projects, settings)
    homes = build_homes(parcels, persons, settings)
    transfers = build_transfers(bodies, parcels, settings)
    sold = transfers["parcel"].to_numpy()
    parcels.loc[sold, "certificate_no"] = transfers["new_certificate"].array
    parcels.loc[sold, "issued_on"] = transfers["day"].to_numpy() + np.timedelta64(15, "D")
    return Land(parcels, transfers, homes, build_loans(bodies, parcels, homes, settings))
