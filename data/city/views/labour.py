"""Human resources: insured staff by month and kind of insurance, and the city's employment figures."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.city.draw import category, generator, text
from data.city.frame import ID, Frame
from data.city.views.common import constant, frame
from data.city.world import World
from data.city.world.signals import metered, power_share

INSURANCES = ["企业职工基本养老保险", "失业保险", "工伤保险", "职工基本医疗保险", "生育保险"]
SHARES = [1.0, 0.98, 1.06, 0.9, 0.9]  # of the pensioners; 工伤 also covers workers of a project


def social_insurance(world: World) -> Iterator[Frame]:
    """One row a firm, month and kind of insurance."""
    b = world.bodies
    insured = b["insured"].to_numpy()
    for period in world.settings.periods:
        state = world.month(period)
        keep = insured[state.rows]
        rows = state.rows[keep]
        heads = np.round(state.staff[keep] * b["insured_share"].to_numpy()[rows]).clip(1)
        some = np.stack(
            [np.ones(len(rows), bool), rows % 50 > 0, rows % 31 > 0, rows % 5 > 0, rows % 5 > 1], axis=1
        )
        body, kind = np.nonzero(some)
        who = rows[body]
        count = np.round(heads[body] * np.array(SHARES)[kind]).clip(1).astype(np.int64)
        since = np.maximum(b["founded"].to_numpy()[who], np.datetime64("1999-01-01")) + (
            30 + who % 400
        ).astype("timedelta64[D]")
        since = np.minimum(since, state.start).astype("datetime64[M]").astype("datetime64[s]")
        name = world.names_on(rows, state.end)
        columns = {
            "name": name.take(body),
            "insurance_type": category(INSURANCES, kind),
            "insured_from": since,
            "employees": count,
            "month": constant(period, len(who)),
            ID + "参保单位": world.body_ids.take(who),
        }
        yield frame("social_insurance", period, columns)
        yield frame("social_insurance", period, _by_project(world, period))


def _by_project(world: World, period: str) -> dict[str, object]:
    """工伤 by project: builders at work in the month, out-of-city ones too, with the workers of the site."""
    p = world.projects
    month = pd.Timestamp(f"{period}-15")
    live = p[(p["started_on"] <= month) & (p["completed_on"] >= month)].drop_duplicates("contractor")
    rows = live["contractor"].to_numpy()
    return {
        "name": world.column("name", rows),
        "insurance_type": category(INSURANCES, np.full(len(rows), 2)),
        "insured_from": live["started_on"].to_numpy().astype("datetime64[M]").astype("datetime64[s]"),
        "employees": (live["floor_area"] / 150).round().clip(20, 600).astype("int64").array,
        "month": constant(period, len(rows)),
        ID + "参保单位": world.body_ids.take(rows),
    }


def employment_indicator(world: World) -> Iterator[Frame]:
    """The city's new jobs since January, in 万人, at each month's end; the yearly file brings twelve rows."""
    months = [p for p in world.settings.periods if p[:4] in _full_years(world)]
    rng = generator(world.settings.seed, "employment")
    step = pd.Series(rng.uniform(0.18, 0.4, len(months)))
    year = pd.Series(months, dtype="str").str[:4]
    columns = {
        "new_jobs": step.groupby(year).cumsum().round(2),
        "re_employed": (step * 0.14).groupby(year).cumsum().round(2),
        "month": text(months),
    }
    yield frame("employment_indicator", year.array, columns)


def _full_years(world: World) -> set[str]:
    return {p[:4] for p in world.settings.periods if p.endswith("-12")} or set(world.settings.years)


def power_consumption(world: World) -> Iterator[Frame]:
    """Power of 规上 firms and concrete makers, one row a meter; some hide behind a landlord's."""
    b = world.bodies
    listed = metered(b)
    concrete = np.asarray(world.trade_words("key", np.arange(len(b))) == "concrete")
    for period in world.settings.periods:
        rng = generator(world.settings.seed, "power", period)
        rows, revenue = world.month(period).of(listed)
        meters = 1 + (rows % 7 == 0) + (rows % 11 < 2)
        body = np.repeat(np.arange(len(rows)), meters)
        who = rows[body]
        use = (
            revenue[body] * (0.02 + (who % 13) / 200) / meters[body] * rng.normal(1, 0.08, len(who)).clip(0.6)
        )
        use *= power_share(b["power_kept"].to_numpy()[who], period, world.settings)
        name = world.names_on(rows, np.datetime64(period, "M").astype("datetime64[s]"))
        yield frame(
            "power_consumption",
            period,
            {
                "month": constant(period, len(who)),
                "name": name.take(body),
                "consumption": np.round(use),
                "kind": category(["规上工业", "商砼"], concrete[who].astype(int)),
                ID + "用电户": world.body_ids.take(who),
            },
        )
