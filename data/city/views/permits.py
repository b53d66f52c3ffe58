"""A project's papers: filing, land use, planning, tender, building permit, completion."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from data.city.draw import Ints, Text, category, cents, digits, generator, ids, take, text, where
from data.city.frame import ID, Frame
from data.city.settings import CitySettings
from data.city.views.common import department, frame, inside, months_of
from data.city.world import World
from data.city.world.places import TOWNS

PHASES = ["", "一期", "（一期）", "1#厂房", "1-3#楼", "厂房及配套工程", "工程"]


def reached(world: World, step: str) -> pd.DataFrame:
    """Projects whose step lies in the months, by day."""
    p = world.projects
    return p[inside(world.settings, p[step])].sort_values(step, kind="stable")


def _party(world: World, field: str, role: str, rows: Ints, day: pd.Series) -> dict[str, Any]:
    return {
        field: world.names_on(rows, np.asarray(day, dtype="datetime64[s]")),
        ID + role: world.body_ids.take(rows),
    }


def _phase(world: World, label: str, p: pd.DataFrame) -> Text:
    """The project's name as this paper writes it: with or without a phase."""
    rng = generator(world.settings.seed, "phase", label)
    add = take(PHASES, np.where(rng.random(len(p)) < 0.55, 0, rng.integers(0, len(PHASES), len(p))))
    return p["name"].array + where((p["kind"] == 2).to_numpy(), "", add)


def _duration(begin: pd.Series, end: pd.Series) -> Text:
    start = begin.dt.strftime("%Y年%m月")
    return (start + "至" + (end.fillna(begin + pd.Timedelta(days=700))).dt.strftime("%Y年%m月")).array


def content(p: pd.DataFrame) -> Text:
    """What is to be built, with the floor area."""
    what = take(["新建厂房及配套设施", "新建住宅及商业", "新建公共设施"], p["kind"].to_numpy())
    return (
        what
        + "，总建筑面积"
        + text(p["floor_area"].round().astype("int64").astype("str").tolist())
        + "平方米"
    )


def project_approval(world: World) -> Iterator[Frame]:
    """Filings and approvals."""
    p = reached(world, "approved_on")
    rng = generator(world.settings.seed, "approvals")
    owner = p["owner"].to_numpy()
    person = np.where(rng.random(len(p)) < 0.4, -1, rng.integers(0, len(world.persons), len(p)))
    contact = where(
        person < 0, world.column("contact", owner), world.persons["name"].array.take(person, allow_fill=True)
    )
    phone = where(
        person < 0, world.column("phone", owner), world.persons["phone"].array.take(person, allow_fill=True)
    )
    month = months_of(p["approved_on"])
    columns = {
        "row_no": (pd.Series(month).groupby(month).cumcount() + 1).astype("str").array,
        **_party(world, "owner_name", "业主单位", owner, p["approved_on"]),
        "project_name": p["name"].array,
        "contact_and_phone": contact + " " + phone,
        "contact": contact,
        "phone": phone,
        "site": p["site"].array,
        "duration": _duration(p["approved_on"], p["completed_on"]),
        "content": content(p),
        "investment": p["investment"].to_numpy(),
        "remark": category(["备案制", "核准制", "审批制"], p["kind"].to_numpy()),
        "town": take(TOWNS, p["town"].to_numpy()),
        ID + "项目": ids("j", p.index.to_numpy()),
    }
    yield frame("project_approval", month, columns)


def land_use_permit(world: World) -> Iterator[Frame]:
    """Planning permits for the use of land."""
    p = reached(world, "land_permit_on")
    office = np.full(len(p), department(world, "晋江市自然资源局"))
    columns = {
        "scale": content(p),
        "land_nature": take(["工业用地", "二类居住用地", "公共管理与公共服务用地"], p["kind"].to_numpy()),
        "site": p["site"].array,
        **_party(world, "land_user_name", "用地单位", p["owner"].to_numpy(), p["land_permit_on"]),
        "issuer_name": world.column("name", office),
        "issued_on": p["land_permit_on"].array,
        "area": p["land_area"].to_numpy(),
        "project_name": p["name"].array,
        "plot_ratio": text(p["plot_ratio"].astype("str").tolist()),
        ID + "项目": ids("j", p.index.to_numpy()),
        ID + "发证机关": world.body_ids.take(office),
    }
    yield frame("land_use_permit", months_of(p["land_permit_on"]), columns)


def construction_planning_permit(world: World) -> Iterator[Frame]:
    """Planning permits for construction: one a phase for some projects; persons build homes too."""
    p = reached(world, "planning_on")
    rng = generator(world.settings.seed, "planning")
    two = p[rng.random(len(p)) < 0.2]
    two = two.assign(planning_on=two["planning_on"] + pd.Timedelta(days=90), name=two["name"] + "二期")
    p = pd.concat(
        [p.assign(name=_phase(world, "planning", p)), two[inside(world.settings, two["planning_on"])]]
    )
    office = np.full(len(p), department(world, "晋江市自然资源局"))
    columns = {
        "scale_area": p["floor_area"].to_numpy(),
        "site": p["site"].array,
        "project_name": p["name"].array,
        "issued_on": p["planning_on"].array,
        **_party(world, "owner_name", "建设单位", p["owner"].to_numpy(), p["planning_on"]),
        "issuer_name": world.column("name", office),
        ID + "项目": ids("j", p.index.to_numpy()),
        ID + "发证机关": world.body_ids.take(office),
    }
    table = pd.concat([pd.DataFrame(columns), _private_houses(world, office[0])], ignore_index=True)
    table = table.sort_values("issued_on", kind="stable", ignore_index=True)
    year = table["issued_on"].dt.year.astype("str").array
    table["permit_no"] = (
        text(["建字第350582"]).take(np.zeros(len(table), int))
        + year
        + digits(np.arange(len(table)) + 1, 5)
        + "号"
    )
    yield frame("construction_planning_permit", months_of(table["issued_on"]), table)


def _private_houses(world: World, office: int) -> pd.DataFrame:
    """Persons' own houses: the holder is a person and the project has no name of its own."""
    rng = generator(world.settings.seed, "private houses")
    size = 4 + world.settings.enterprises // 600
    who = rng.integers(0, len(world.persons), size)
    start, end = (
        np.datetime64(world.settings.periods[0]),
        np.datetime64(str(world.settings.last.end_time.date())),
    )
    day = start.astype("datetime64[D]") + (
        rng.random(size) * (end - start.astype("datetime64[D]")).astype(int)
    ).astype("timedelta64[D]")
    name = world.persons["name"].array.take(who)
    return pd.DataFrame(
        {
            "scale_area": cents(rng.normal(480, 120, size).clip(120)),
            "site": world.column("address", rng.integers(0, world.settings.enterprises, size)),
            "project_name": name + "住宅",
            "issued_on": day.astype("datetime64[s]"),
            "owner_name": name,
            "issuer_name": world.bodies["name"].iat[office],
            ID + "建设单位": world.person_ids.take(who),
            ID + "发证机关": world.body_ids[office],
        }
    )


def tender_award(world: World) -> Iterator[Frame]:
    """Awards by lot: works, and for some projects design and supervision; consortia are lists."""
    p = reached(world, "tendered_on")
    p = p[(p["kind"] != 0) | (p["investment"] > p["investment"].median())]
    rng = generator(world.settings.seed, "tenders")
    parts = [_lot(world, p, "施工", "contractor", 1.0)]
    for kind, role, share, cut in (("监理", "supervisor", 0.02, 0.4), ("设计", "designer", 0.03, 0.3)):
        parts.append(_lot(world, p[rng.random(len(p)) < cut], kind, role, share))
    table = pd.concat(parts, ignore_index=True).sort_values("awarded_on", kind="stable", ignore_index=True)
    yield frame("tender_award", months_of(table["awarded_on"]), table)


def _lot(world: World, p: pd.DataFrame, kind: str, role: str, share: float) -> pd.DataFrame:
    winner = p[role].to_numpy()
    day = p["tendered_on"]
    last = world.settings.last.end_time
    name = np.asarray(world.names_on(winner, day.to_numpy()), dtype=object)
    ident = np.asarray(world.body_ids.take(winner), dtype=object)
    partner = np.where(kind == "施工", p["partner"].to_numpy(), -1)
    for i in np.flatnonzero(partner >= 0):
        name[i] = [name[i], world.bodies["name"].iat[partner[i]]]
        ident[i] = [ident[i], world.body_ids[partner[i]]]
    cost = cents(p["cost"] * share)
    done = (p["completed_on"] < last).to_numpy()
    return pd.DataFrame(
        {
            "project_name": _phase(world, "tender" + kind, p) + ("" if kind == "施工" else kind),
            "site": p["site"].array,
            "work_kind": kind,
            "content": content(p),
            "contract_amount": cost,
            "settled_amount": np.where(done, cents(cost * 0.98), np.nan),
            "winner_name": pd.Series(name, dtype=object).array,
            "awarded_on": day.array,
            "started_on": p["started_on"].array,
            "completed_on": p["completed_on"].array,
            **_party(world, "owner_name", "建设单位", p["owner"].to_numpy(), day),
            **_party(world, "designer_name", "设计单位", p["designer"].to_numpy(), day),
            **_party(world, "contractor_name", "施工单位", p["contractor"].to_numpy(), day),
            ID + "中标单位": pd.Series(ident, dtype=object).array,
            ID + "项目": ids("j", p.index.to_numpy()),
        }
    )


def construction_permit(world: World) -> Iterator[Frame]:
    """Permits to build."""
    p = reached(world, "construction_on")
    rng = generator(world.settings.seed, "construction permits")
    day = p["construction_on"]
    by = np.where(rng.random(len(p)) < 0.5, p["owner"], p["contractor"])
    columns = {
        "project_name": _phase(world, "construction", p),
        **_party(world, "contractor_name", "施工单位", p["contractor"].to_numpy(), day),
        **_party(world, "owner_name", "建设单位", p["owner"].to_numpy(), day),
        **_party(world, "supervisor_name", "监理单位", p["supervisor"].to_numpy(), day),
        **_party(world, "designer_name", "设计单位", p["designer"].to_numpy(), day),
        "site": p["site"].array,
        "issued_on": day.array,
        "scale": "建筑面积"
        + pd.Series(text(p["floor_area"].round().astype("int64").astype("str").tolist()))
        + "平方米",
        "amount": p["cost"].to_numpy(),
        "started_on": p["started_on"].array,
        "phone": world.column("phone", by),
        ID + "项目": ids("j", p.index.to_numpy()),
    }
    yield frame("construction_permit", months_of(day), columns)


def completion_filing(world: World) -> Iterator[Frame]:
    """Filings of completed works."""
    p = reached(world, "completed_on")
    day = p["completed_on"]
    span = (day - p["started_on"]).dt.days.astype("str") + "天"
    columns = {
        "project_name": _phase(world, "completion", p),
        "site": p["site"].array,
        "work_kind": where(
            (p["kind"] == 2).to_numpy() & (p.index.to_numpy() % 3 == 0), "市政基础设施工程", "房屋建筑工程"
        ),
        "funding_source": where((p["kind"] == 2).to_numpy(), "政府投资", "民间投资"),
        "contract_amount": p["cost"].to_numpy(),
        "duration": span.array,
        **_party(world, "contractor_name", "施工单位", p["contractor"].to_numpy(), day),
        **_party(world, "owner_name", "建设单位", p["owner"].to_numpy(), day),
        "signed_on": (p["tendered_on"] + pd.Timedelta(days=20)).array,
        "applied_on": day.array,
        ID + "项目": ids("j", p.index.to_numpy()),
    }
    yield frame("completion_filing", months_of(day), columns)


def years_until(settings: CitySettings) -> list[str]:
    """Years whose yearly files are due: those that have ended, at least the first."""
    ended = [y for y in settings.years if f"{y}-12" in settings.periods]
    return ended or settings.years[:1]
