"""Honours of firms: 瞪羚, 专精特新, 高新, 龙头, 规上限上, 上市, and the chain lists of each year."""

import numpy as np
import pandas as pd

from data.city.draw import Ints, digits, generator, text
from data.city.settings import CitySettings
from data.city.words import trades

LEVELS = ["市级专精特新", "省级专精特新", "国家级专精特新小巨人"]


def _recognised(
    rng: np.random.Generator, rows: Ints, kind: str, level: str, first: int, last: int
) -> pd.DataFrame:
    year = rng.integers(first, last + 1, len(rows))
    day = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + rng.integers(
        200, 350, len(rows)
    ).astype("timedelta64[D]")
    return pd.DataFrame({"body": rows, "kind": kind, "level": level, "day": day.astype("datetime64[s]")})


def build_honours(bodies: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Return one row an honour: body, kind, level, day, number; yearly lists carry 31 December."""
    rng = generator(settings.seed, "honours")
    table, last = trades(), settings.last.year
    trade = bodies["trade"].to_numpy()
    section = table["section"].to_numpy()[trade]
    firm = bodies["kind"].eq("company").to_numpy() & bodies["parent"].lt(0).to_numpy()
    maker = firm & (section == "C")
    size = bodies["revenue"].to_numpy()
    pool = np.flatnonzero((maker | (firm & (section == "I"))) & (size > 8e6))
    pool = pool[np.argsort(-size[pool] * rng.lognormal(0, 1.2, len(pool)), kind="stable")]
    n = len(pool)
    parts = []
    special = pool[: max(6, n // 9)]
    parts.append(_recognised(rng, special, "specialised", LEVELS[0], 2018, last - 1))
    up = parts[-1][rng.random(len(special)) < 0.55]
    parts.append(up.assign(level=LEVELS[1], day=up["day"] + pd.Timedelta(days=365)))
    top = parts[-1][rng.random(len(up)) < 0.3]
    parts.append(top.assign(level=LEVELS[2], day=top["day"] + pd.Timedelta(days=365)))
    tech = pool[rng.permutation(n)[: max(8, n // 7)]]
    hightech = _recognised(rng, tech, "hightech", "", 2017, last - 1)
    again = hightech[(hightech["day"].dt.year + 3 <= last - 1) & (rng.random(len(hightech)) < 0.8)]
    parts += [hightech, again.assign(day=again["day"] + pd.Timedelta(days=1096))]
    fast = pool[(bodies["growth"].to_numpy()[pool] > 0.12)][: max(4, n // 25)]
    gazelle = _recognised(rng, fast, "gazelle", "", 2019, last - 1)
    parts.append(gazelle.assign(level=np.where(rng.random(len(fast)) < 0.4, "省级", "市级")))
    leaders = np.flatnonzero(
        firm
        & bodies["closed"].isna().to_numpy()
        & (bodies["founded"].to_numpy() < np.datetime64("2018-06-01"))
    )
    leaders = leaders[np.argsort(-size[leaders], kind="stable")][: max(10, int(firm.sum() * 0.012))]
    parts.append(_recognised(rng, leaders, "leading", "", 2019, last - 1))
    listed = leaders[: max(4, len(leaders) // 9)]
    floated = _recognised(rng, listed, "listed", "", 2001, 2019)
    floated["day"] = np.maximum(
        floated["day"].to_numpy(), bodies["founded"].to_numpy()[listed] + np.timedelta64(400, "D")
    )
    parts.append(floated)
    frame: pd.DataFrame = pd.concat([*parts, _yearly(rng, bodies, settings)], ignore_index=True)
    frame = frame[frame["day"] <= settings.last.end_time.floor("s")]
    frame = frame[frame["day"].to_numpy() > bodies["founded"].to_numpy()[frame["body"].to_numpy()]]
    frame = frame.sort_values(["kind", "day", "body"], ignore_index=True)
    number = (
        text(["GR"]).take(np.zeros(len(frame), int))
        + frame["day"].dt.year.astype(str).array
        + "35"
        + digits(np.arange(len(frame)) + 1, 6)
    )
    return frame.assign(number=number)


def _yearly(rng: np.random.Generator, bodies: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Yearly lists: who is 规上 or 限上, and who stands on which chain's list."""
    table = trades()
    founded, closed = bodies["founded"].to_numpy(), bodies["closed"].to_numpy()
    firm = bodies["kind"].eq("company").to_numpy() & bodies["parent"].lt(0).to_numpy()
    trade = bodies["trade"].to_numpy()
    chained = firm & table["chain"].notna().to_numpy()[trade]
    weak = table["planted"].ne("").to_numpy()[trade] & table["planted"].notna().to_numpy()[trade]
    odds = np.where(weak, 1.0, (0.08 * np.log10(bodies["revenue"].to_numpy() / 1e5 + 1)).clip(0.02, 0.8))
    on_list = chained & (rng.random(len(bodies)) < odds)
    parts = []
    for year in sorted({str(p) for p in range(int(settings.years[0]), settings.last.year + 1)}):
        day = np.datetime64(f"{year}-12-31", "s")
        alive = (founded < np.datetime64(f"{year}-07-01")) & ~(closed < day)
        for kind, mask in (("above_scale", bodies["above_scale"].to_numpy()), ("chain", on_list)):
            rows = np.flatnonzero(
                mask & alive & (rng.random(len(bodies)) < (0.95 if kind == "above_scale" else 0.97))
            )
            parts.append(pd.DataFrame({"body": rows, "kind": kind, "level": year, "day": day}))
    yearly = pd.concat(parts, ignore_index=True)
    cut = settings.last.end_time.floor("s")
    return yearly[yearly["day"] <= cut]
