"""Lists of projects and builders: key projects, towns' subcontracts, promotion, builders."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.city.draw import category, cents, generator, ids, take, text, where
from data.city.frame import ID, Frame
from data.city.views.common import department, frame
from data.city.views.permits import content, years_until
from data.city.words import trades
from data.city.world import World
from data.city.world.places import TOWNS

GOALS = ["完成土地平整", "桩基施工", "主体结构施工", "主体结构封顶", "装修及设备安装", "竣工投用"]
LOTS = ["消防分包工程", "桩基工程", "室外配套工程", "装饰装修分包", "钢结构工程", "水电安装"]


def _progress(p: pd.DataFrame, year: int) -> np.ndarray:
    """Share of the investment done by the end of a year, from the start of works (0) to completion (1)."""
    start, end = p["approved_on"], p["completed_on"].fillna(p["approved_on"] + pd.Timedelta(days=1500))
    done = (pd.Timestamp(f"{year}-12-31") - start).dt.days / (end - start).dt.days
    out: np.ndarray = done.clip(0, 1).to_numpy()
    return out


def key_project(world: World) -> Iterator[Frame]:
    """Key projects with their progress: a row a project and year until it is complete."""
    p = world.projects[world.projects["key"]]
    offices = [
        department(world, n) for n in ("晋江市工业和信息化局", "晋江市住房和城乡建设局", "晋江市发展和改革局")
    ]
    for year in years_until(world.settings):
        before = _progress(p, int(year) - 1)
        live = p[(before < 1) & (p["approved_on"].dt.year <= int(year)).to_numpy()]
        a, b = _progress(live, int(year) - 1), _progress(live, int(year))
        office = np.array(offices)[live["kind"].to_numpy()]
        owner = live["owner"].to_numpy()
        end = live["completed_on"].fillna(live["approved_on"] + pd.Timedelta(days=1500)).dt.year.astype("str")
        spent = cents(live["investment"] * (b - a))
        columns = {
            "project_name": live["name"].array,
            "site": text(["晋江市"]).take(np.zeros(len(live), int)) + take(TOWNS, live["town"].to_numpy()),
            "content": content(live),
            "duration": (live["approved_on"].dt.year.astype("str") + "-" + end).array,
            "investment": live["investment"].to_numpy(),
            "invested_total": cents(live["investment"] * b),
            "planned_year": np.round(spent * 1.06, -4),
            "invested_year": spent,
            "progress_goal": take(GOALS, (b * 5).astype(int)),
            "owner_name": world.names_on(owner, np.datetime64(f"{year}-12-31", "s")),
            "department_name": world.column("name", office),
            ID + "项目": ids("j", live.index.to_numpy()),
            ID + "业主单位": world.body_ids.take(owner),
            ID + "主管单位": world.body_ids.take(office),
        }
        yield frame("key_project", year, columns)


def town_project(world: World) -> Iterator[Frame]:
    """Towns' lists: the same projects under other names, lots with subcontractor and payments."""
    p = world.projects[world.projects["started_on"].notna()]
    rng = generator(world.settings.seed, "town projects")
    builders = np.flatnonzero(
        world.bodies["kind"].isin(["unlisted", "builder"]) | world.bodies["trade"].isin(_building_trades())
    )
    lots = rng.integers(1, 3, len(p))
    at = np.repeat(np.arange(len(p)), lots)
    lot = p.iloc[at].reset_index()
    contractor = np.where(
        rng.random(len(at)) < 0.35, lot["contractor"], builders[rng.integers(0, len(builders), len(at))]
    )
    other = where(
        (lot["kind"] == 2).to_numpy(),
        take(TOWNS, lot["town"].to_numpy()) + lot["name"].array,
        lot["name"].array,
    )
    name = other + take(LOTS, rng.integers(0, len(LOTS), len(at)))
    amount = cents(lot["cost"] * rng.uniform(0.03, 0.3, len(at)))
    span = (
        lot["completed_on"].fillna(lot["started_on"] + pd.Timedelta(days=600)) - lot["started_on"]
    ).dt.days
    for quarter in world.settings.quarters:
        end = pd.Period(quarter, "Q").end_time
        share = ((end - lot["started_on"]).dt.days / span).clip(0, 1).to_numpy() * 0.9
        before = ((end - pd.Timedelta(days=91) - lot["started_on"]).dt.days / span).clip(
            0, 1
        ).to_numpy() * 0.9
        live = (share > 0) & (before < 0.9)
        rows, who = lot[live], contractor[live]
        columns = {
            "project_name": name[live],
            "scale": "建筑面积"
            + pd.Series(text(rows["floor_area"].round().astype("int64").astype("str").tolist()))
            + "平方米",
            "amount": amount[live],
            "amount_kind": category(["中标额", "投资额"], (rows["kind"] == 0).astype(int)),
            "paid_total": cents(amount[live] * share[live]),
            "paid_period": cents(amount[live] * (share[live] - before[live])),
            "site": rows["site"].array,
            "owner_name": world.column("name", rows["owner"].to_numpy()),
            "contractor_name": world.column("name", who),
            "started_on": rows["started_on"].array,
            "completed_on": rows["completed_on"].array,
            "awarded_on": rows["tendered_on"].array,
            ID + "项目": ids("j", rows["index"].to_numpy()),
            ID + "建设单位": world.body_ids.take(rows["owner"].to_numpy()),
            ID + "施工单位": world.body_ids.take(who),
        }
        yield frame("town_project", quarter, columns, take(TOWNS, rows["town"].to_numpy()))


def _building_trades() -> list[int]:
    table = trades()
    return table.index[table["key"].isin(["decoration", "install", "municipal"])].tolist()


def investment_promotion(world: World) -> Iterator[Frame]:
    """Projects won by promotion: often under the investor from outside."""
    p = world.projects[world.projects["kind"] == 0]
    rng = generator(world.settings.seed, "promotion")
    investors = np.flatnonzero(world.bodies["kind"].eq("investor"))
    who = np.where(rng.random(len(p)) < 0.5, investors[rng.integers(0, len(investors), len(p))], p["owner"])
    p = p.assign(who=who)
    chosen = p[
        (rng.random(len(p)) < 0.6)
        & p["approved_on"].dt.year.astype(str).isin(years_until(world.settings)).to_numpy()
    ]
    chosen = chosen.sort_values("approved_on", kind="stable")
    columns = {
        "project_name": chosen["name"].array,
        "content": content(chosen),
        "project_unit_name": world.column("name", chosen["who"].to_numpy()),
        "approved_on": (chosen["approved_on"] - pd.Timedelta(days=20))
        .clip(lower=pd.Timestamp(f"{world.settings.years[0]}-01-01"))
        .array,
        "investment": np.round(chosen["investment"] * 1.4, -6),
        ID + "项目": ids("j", chosen.index.to_numpy()),
        ID + "项目单位": world.body_ids.take(chosen["who"].to_numpy()),
    }
    yield frame("investment_promotion", chosen["approved_on"].dt.year.astype("str").array, columns)


def construction_firm(world: World) -> Iterator[Frame]:
    """Construction firms registered each year."""
    keys = np.isin(
        trades()["key"].to_numpy()[world.bodies["trade"].to_numpy()],
        ["builder", "municipal", "install", "decoration"],
    )
    local = keys & world.bodies["kind"].eq("company").to_numpy()
    for year in years_until(world.settings):
        end = np.datetime64(f"{year}-12-31", "s")
        live = (
            local & (world.bodies["founded"].to_numpy() <= end) & ~(world.bodies["closed"].to_numpy() < end)
        )
        rows = np.flatnonzero(live & (np.arange(len(live)) % 10 < 8))
        columns = {
            "code": world.column("code", rows),
            "name": world.names_on(rows, end),
            "town": world.town_names(rows),
            "registered_on": np.datetime64(f"{year}-01-10", "s") + (rows % 340).astype("timedelta64[D]"),
            ID + "建筑业企业": world.body_ids.take(rows),
        }
        yield frame("construction_firm", year, columns)


def concrete_firm(world: World) -> Iterator[Frame]:
    """Concrete makers by year and batch."""
    keys = trades()["key"].to_numpy()[world.bodies["trade"].to_numpy()] == "concrete"
    every = np.flatnonzero(keys & world.bodies["kind"].eq("company").to_numpy())
    for year in years_until(world.settings):
        rng = generator(world.settings.seed, "concrete", year)
        end = np.datetime64(f"{year}-12-31", "s")
        alive = (world.bodies["founded"].to_numpy()[every] <= end) & ~(
            world.bodies["closed"].to_numpy()[every] < end
        )
        rows = np.repeat(every[alive], 2)
        batch = np.tile([0, 1], len(rows) // 2)
        planned = np.round(20 + rows % 60).astype(float)
        actual = np.round(planned * rng.uniform(0.4, 0.95, len(rows)), 1)
        sold = np.round(actual * 10_000 / 2 * rng.uniform(0.7, 1.0, len(rows)))
        columns = {
            "sales_volume": sold,
            "name": world.names_on(rows, end),
            "mix_quantity": text((10 + rows % 30).astype(str)),
            "output_value": cents(sold * 430),
            "capacity": text(planned.astype(int).astype(str)) + "/" + text(actual.astype(str)),
            "planned_capacity": planned,
            "actual_capacity": actual,
            "address": world.column("address", rows),
            "town": world.town_names(rows),
            "batch": category(["第一批", "第二批"], batch),
            "registered_on": np.datetime64(f"{year}-06-30", "s") + (batch * 180).astype("timedelta64[D]"),
            ID + "商砼企业": world.body_ids.take(rows),
        }
        yield frame("concrete_firm", year, columns)
