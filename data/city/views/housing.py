"""Homes on sale: pre-sale permits, contracts and totals, each home's state, supervised funds, loans."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.city.draw import category, cents, digits, generator, ids, take, text, where
from data.city.frame import ID, Frame
from data.city.views.common import constant, frame, months_of
from data.city.views.permits import reached, years_until
from data.city.world import World
from data.city.world.places import TOWNS

STATES = ["未售", "已签约", "已备案", "已售"]


def presale_permit(world: World) -> Iterator[Frame]:
    """Permits to sell before completion."""
    p = reached(world, "presale_on")
    owner = p["owner"].to_numpy()
    homes = world.homes.groupby("project")["area"].agg(["size", "sum"]).reindex(p.index)
    columns = {
        "developer_name": world.names_on(owner, p["presale_on"].to_numpy()),
        "site": p["site"].array,
        "issued_on": p["presale_on"].array,
        "permit_no": p["presale_no"].array,
        "presale_area": cents(homes["sum"]),
        "presale_homes": homes["size"].to_numpy(),
        "town": take(TOWNS, p["town"].to_numpy()),
        "status": where(p.index.to_numpy() % 13 == 0, "变更", "有效"),
        ID + "开发企业": world.body_ids.take(owner),
        ID + "项目": ids("j", p.index.to_numpy()),
    }
    yield frame("presale_permit", months_of(p["presale_on"]), columns)


def contract_numbers(homes: pd.DataFrame) -> pd.Series:
    """Contract numbers of signed homes; missing for others."""
    stamp = homes["signed"].dt.strftime("%Y%m%d")
    out: pd.Series = "JJ" + stamp + pd.Series(digits(homes.index.to_numpy() + 1, 6), index=homes.index)
    return out


def presale_contract(world: World) -> Iterator[Frame]:
    """Contract rows, then one total a project and month: two grains in one set, as the document orders it."""
    h, p = world.homes, world.projects
    h = h.assign(contract=contract_numbers(h), period=months_of(h["signed"]))
    for period in world.settings.periods:
        now = h[(h["period"] == period).to_numpy()]
        if now.empty:
            continue
        project = now["project"].to_numpy()
        owner = p["owner"].to_numpy()[project]
        rows = pd.DataFrame(
            {
                "project_name": p["name"].array.take(project),
                "contract_no": now["contract"].array,
                "address": now["address"].array,
                "building_no": text(now["block"].astype(str).tolist()) + "幢",
                "room_no": now["room"].array,
                "floor": text(now["floor"].astype(str).tolist()),
                "floor_area": now["area"].to_numpy(),
                "inner_area": now["inner"].to_numpy(),
                "unit_price": now["price"].to_numpy(),
                "total_price": now["total"].to_numpy(),
                "signed_on": now["signed"].array,
                "developer_name": world.column("name", owner),
                ID + "项目": ids("j", project),
                ID + "开发企业": world.body_ids.take(owner),
            }
        ).sort_values("contract_no", ignore_index=True)
        table = pd.concat([rows, _totals(world, now)], ignore_index=True)
        yield frame("presale_contract", period, table)


def _totals(world: World, now: pd.DataFrame) -> pd.DataFrame:
    """Totals by project: homes and shops are both commodity housing."""
    now = now.assign(
        dwelling=~now["shop"],
        dwelling_area=now["area"].where(~now["shop"], 0),
        shop_total=now["total"].where(now["shop"], 0),
    )
    sums = now.groupby("project").agg(
        dwelling_area_sold=("dwelling_area", "sum"),
        sales_amount=("total", "sum"),
        shop_sales_amount=("shop_total", "sum"),
        dwellings_sold=("dwelling", "sum"),
        homes_sold=("area", "size"),
    )
    project = sums.index.to_numpy()
    owner = world.projects["owner"].to_numpy()[project]
    sums = sums.round(2).reset_index(drop=True)
    sums["project_name"] = world.projects["name"].array.take(project)
    sums["developer_name"] = world.column("name", owner)
    sums[ID + "项目"] = ids("j", project)
    sums[ID + "开发企业"] = world.body_ids.take(owner)
    return sums


def housing_unit(world: World) -> Iterator[Frame]:
    """Each home's state month by month: when listed, when it changes, and a third of the unsold again."""
    h, p = world.homes, world.projects
    contract = contract_numbers(h).array
    done = p["completed_on"].to_numpy()[h["project"].to_numpy()]
    listed, signed, filed, over = _months(h, done)
    for period in world.settings.periods:
        month = np.datetime64(period, "M")
        state = np.select([over <= month, filed <= month, signed <= month], [3, 2, 1], 0)
        state = np.where(np.isnat(signed) | (signed > month), 0, state)
        changed = (listed == month) | (signed == month) | (filed == month) | ((over == month) & (state == 3))
        again = (listed < month) & (state == 0) & ((np.arange(len(h)) + int(period[5:])) % 3 == 0)
        rows = np.flatnonzero((listed <= month) & (changed | again))
        part = h.iloc[rows]
        project = part["project"].to_numpy()
        owner = p["owner"].to_numpy()[project]
        sold = state[rows] > 0
        columns = {
            "house_no": part["house_no"].array,
            "contract_no": where(sold, contract.take(rows), None),
            "presale_permit_no": p["presale_no"].array.take(project),
            "delivered_on": np.where(sold, done[rows] + np.timedelta64(90, "D"), np.datetime64("NaT", "s")),
            "building_no": text(part["block"].astype(str).tolist()) + "#",
            "building_survey_no": text(["CH"]).take(np.zeros(len(rows), int))
            + digits(project * 100 + part["block"].to_numpy(), 8),
            "room_no": part["room"].array,
            "unit_no": text((part["block"] % 2 + 1).astype(str).tolist()),
            "floor": text(part["floor"].astype(str).tolist()),
            "floor_area": part["area"].to_numpy(),
            "inner_area": part["inner"].to_numpy(),
            "shared_area": cents(part["area"] - part["inner"]),
            "use": where(part["shop"].to_numpy(), "商业", "住宅"),
            "structure": constant("钢筋混凝土结构", len(rows)),
            "house_nature": constant("商品房", len(rows)),
            "address": part["address"].array,
            "unit_price": part["price"].to_numpy(),
            "total_price": part["total"].to_numpy(),
            "developer_name": world.column("name", owner),
            "estate_name": world.buildings["name"].array.take(part["building"].to_numpy()),
            "sales_status": category(STATES, state[rows]),
            "town": take(TOWNS, p["town"].to_numpy()[project]),
            "house_status": where(rows % 211 == 0, "抵押", "正常"),
            ID + "楼盘": ids("b", part["building"].to_numpy()),
            ID + "开发企业": world.body_ids.take(owner),
        }
        if len(rows):
            yield frame("housing_unit", period, columns)


def _months(h: pd.DataFrame, done: np.ndarray) -> list[np.ndarray]:
    days = (
        h["listed"].to_numpy(),
        h["signed"].to_numpy(),
        h["filed"].to_numpy(),
        done + np.timedelta64(60, "D"),
    )
    return [d.astype("datetime64[M]") for d in days]


def presale_fund_supervision(world: World) -> Iterator[Frame]:
    """Supervised accounts by quarter: received and paid out are totals so far, the balance a last value."""
    h, p = world.homes, world.projects
    banks = np.flatnonzero(world.bodies["kind"].eq("bank") & world.bodies["local"].astype(bool))
    rng = generator(world.settings.seed, "funds")
    project = p.index[p["building"] >= 0].to_numpy()
    bank = banks[rng.integers(0, len(banks), len(p))]
    total = h.groupby("project")["total"].sum().reindex(project).to_numpy()
    for year in years_until(world.settings):
        parts = []
        for month in (3, 6, 9, 12):
            end = pd.Timestamp(f"{year}-{month:02d}-28")
            got = (
                h[h["signed"] <= end].groupby("project")["total"].sum().reindex(project).fillna(0).to_numpy()
                * 0.9
            )
            live = got > 0
            who = project[live]
            owner = p["owner"].to_numpy()[who]
            paid = cents(got[live] * 0.62)
            down = cents(got[live] * 0.35)
            parts.append(
                pd.DataFrame(
                    {
                        "developer_code": world.column("code", owner),
                        "balance": cents(got[live] - paid),
                        "project_name": p["name"].array.take(who),
                        "developer_name": world.column("name", owner),
                        "bank_name": world.column("name", bank[who]),
                        "account_no": digits(35_000_000_000_000_000 + who * 7_919_331, 17),
                        "business_no": text([f"JG{year}{month:02d}28"]).take(np.zeros(len(who), int))
                        + digits(who + 1, 4),
                        "down_payment": down,
                        "mortgage_payment": cents(got[live] - down),
                        "presale_arrears": np.where(who % 5 == 0, cents(got[live] * 0.02), 0.0),
                        "presale_total": cents(total[live]),
                        "presale_received": cents(got[live]),
                        "presale_paid_out": paid,
                        "posted_on": np.full(len(who), np.datetime64(end, "s")),
                        ID + "开发企业": world.body_ids.take(owner),
                        ID + "项目": ids("j", who),
                        ID + "监管银行": world.body_ids.take(bank[who]),
                    }
                )
            )
        yield frame("presale_fund_supervision", year, pd.concat(parts, ignore_index=True))


def provident_fund_loan(world: World) -> Iterator[Frame]:
    """Loans of the provident fund by development and month; estates of other counties slip in."""
    h, p = world.homes, world.projects
    h = h.assign(period=months_of(h["filed"]))
    outside = np.flatnonzero(world.bodies["kind"].eq("investor"))
    for period in world.settings.periods:
        rng = generator(world.settings.seed, "provident fund", period)
        now = h[(h["period"] == period).to_numpy() & ~h["shop"].to_numpy()]
        now = now[rng.random(len(now)) < 0.35]
        sums = now.groupby("project").agg(area=("area", "sum"), total=("total", "sum")).reset_index()
        project = sums["project"].to_numpy()
        away = outside[rng.integers(0, len(outside), 1)]
        owner = np.concatenate([p["owner"].to_numpy()[project], away])
        other = world.bodies["place"].array.take(away) + world.bodies["brand"].array.take(away) + "名城"
        area = np.concatenate([sums["area"], [rng.uniform(200, 900)]])
        total = np.concatenate([sums["total"], [rng.uniform(2e6, 9e6)]])
        columns = {
            "row_no": text(np.arange(1, len(owner) + 1).astype(str)),
            "project_name": pd.concat([pd.Series(p["name"].array.take(project)), pd.Series(other)]).array,
            "developer_name": world.column("name", owner),
            "house_type": constant("商品房", len(owner)),
            "floor_area": cents(area),
            "purchase_amount": cents(total),
            "amount": np.round(total * 0.38, -3),
            ID + "项目": ids("j", np.concatenate([project, [-1]])),
            ID + "开发企业": world.body_ids.take(owner),
        }
        yield frame("provident_fund_loan", period, columns)
