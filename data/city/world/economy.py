"""What a market entity earns: turnover by month with seasons, growth, decline and the epidemic."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.city.draw import Floats, Ints, generator
from data.city.settings import CitySettings
from data.city.words import trades

PER_HEAD = {"C": 480_000, "E": 600_000, "F": 900_000, "K": 1_200_000, "L": 300_000}
SEASON = {
    "C": [0.95, 0.55, 0.95, 1.0, 1.02, 1.0, 0.98, 1.05, 1.12, 1.08, 1.12, 1.18],
    "F": [1.2, 0.8, 0.9, 0.95, 1.0, 1.05, 0.9, 0.95, 1.05, 1.1, 1.25, 1.15],
    "": [1.05, 0.7, 0.95, 1.0, 1.05, 1.0, 1.0, 1.0, 1.0, 1.05, 1.0, 1.2],
}
EPIDEMIC = {"2020-02": 0.35, "2020-03": 0.6, "2020-04": 0.8, "2022-03": 0.7, "2022-04": 0.65, "2022-12": 0.8}
NO_VAT, SMALL, GENERAL = 0, 1, 2


@dataclass(frozen=True)
class Month:
    """One month of the city: the bodies that live in it and their turnover."""

    period: str
    start: np.datetime64
    end: np.datetime64
    rows: Ints  # bodies alive at least a day of the month, in order
    revenue: Floats  # 元 turned over in the month, by those rows
    staff: Ints  # staff at the month's end, by those rows

    def of(self, mask: np.ndarray) -> tuple[Ints, Floats]:
        """Rows and turnover of those bodies (mask over all bodies) that live in this month."""
        keep = mask[self.rows]
        return self.rows[keep], self.revenue[keep]


def add_economy(bodies: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Add usual yearly turnover, growth, and what each owes to whom."""
    rng = generator(settings.seed, "economy")
    size = len(bodies)
    table = trades()
    trade = bodies["trade"].to_numpy()
    section = table["section"].to_numpy()[trade]
    market = bodies["kind"].isin(["company", "trader", "branch"]).to_numpy()
    company = bodies["company"].to_numpy()
    head = np.select([section == k for k in PER_HEAD], list(PER_HEAD.values()), 250_000)
    staff = bodies["staff"].to_numpy(dtype=float)
    revenue = staff * np.where(company, head, 130_000) * rng.lognormal(-0.05, 0.4, size)
    growth = rng.normal(0.03, 0.14, size)
    falling = table["planted"].eq("falling").to_numpy()[trade]
    growth = np.where(falling & market, rng.normal(-0.30, 0.05, size), growth)
    firm = company & bodies["parent"].lt(0).to_numpy()
    general = company & ((revenue > 5e6) | (rng.random(size) < np.where(revenue > 8e5, 0.35, 0.06)))
    taxed = np.where(company, rng.random(size) < 0.88, market & (rng.random(size) < 0.30))
    insured = np.where(
        company,
        rng.random(size) < (0.10 + 0.16 * np.log2(staff + 1)).clip(max=0.97),
        rng.random(size) < 0.015,
    )
    above = firm & (section == "C") & (revenue > 2e7) & (rng.random(size) < 0.93)
    above |= (
        firm
        & np.isin(section, ["F", "H"])
        & (revenue > np.where(section == "F", 3e7, 6e6))
        & (rng.random(size) < 0.75)
    )
    return bodies.assign(
        revenue=revenue,
        growth=growth,
        vat=np.where(~market | ~taxed, NO_VAT, np.where(general, GENERAL, SMALL)),
        taxed=taxed & market,
        insured=insured & market,
        insured_share=rng.uniform(0.35, 0.95, size),
        exporter=firm & (section == "C") & (revenue > 8e6) & (rng.random(size) < 0.22),
        above_scale=above,
        margin=rng.uniform(0.06, 0.30, size),
        shell=firm & (rng.random(size) < 0.07),
    )


def month_of(bodies: pd.DataFrame, seed: int, period: str) -> Month:
    """Return who lives in a month and what they turn over."""
    start = np.datetime64(f"{period}-01", "s")
    end = (np.datetime64(period, "M") + np.timedelta64(1, "M")).astype("datetime64[s]") - np.timedelta64(
        1, "s"
    )
    founded, closed = bodies["founded"].to_numpy(), bodies["closed"].to_numpy()
    live = (
        (founded <= end) & ~(closed < start) & bodies["kind"].isin(["company", "trader", "branch"]).to_numpy()
    )
    rows = np.flatnonzero(live)
    rng = generator(seed, "month", period)
    section = trades()["section"].to_numpy()[bodies["trade"].to_numpy()[rows]]
    month = int(period[5:]) - 1
    season = np.where(
        section == "C", SEASON["C"][month], np.where(section == "F", SEASON["F"][month], SEASON[""][month])
    )
    years = (int(period[:4]) - 2021) + (month - 6) / 12
    trend = np.exp(bodies["growth"].to_numpy()[rows] * years)
    noise = rng.lognormal(0, 0.18, len(rows))
    revenue = bodies["revenue"].to_numpy()[rows] / 12 * season * trend * noise * EPIDEMIC.get(period, 1.0)
    staff = np.round(bodies["staff"].to_numpy()[rows] * trend**0.6 * rng.normal(1, 0.03, len(rows))).clip(1)
    return Month(period, start, end, rows, np.round(revenue, 2), staff.astype(np.int64))
