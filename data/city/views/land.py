"""Natural resources: grants, registrations, sales, allocations, transfers of homes, mortgages."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from data.city.draw import Ints, Text, category, cents, digits, generator, ids, take, text, where
from data.city.frame import ID, Frame
from data.city.views.common import constant, department, frame, inside, months_of
from data.city.world import World
from data.city.world.places import TOWNS


def _dated(dataset: str, world: World, table: pd.DataFrame, day: str) -> Iterator[Frame]:
    """Yield the rows whose day lies in the months, by day."""
    table = table[inside(world.settings, table[day])].sort_values(day, kind="stable", ignore_index=True)
    yield frame(dataset, months_of(table[day]), table)


def _joint(world: World, rows: Ints, other: Ints) -> tuple[Any, Any]:
    """Names and ids of a body, or lists of both where a second one holds or bids with it."""
    name = np.asarray(world.column("name", rows), dtype=object)
    ident = np.asarray(world.body_ids.take(rows), dtype=object)
    for i in np.flatnonzero(other >= 0):
        name[i] = [name[i], world.bodies["name"].iat[other[i]]]
        ident[i] = [ident[i], world.body_ids[other[i]]]
    return name, ident


def _winner(world: World, owner: int) -> tuple[str, str]:
    """The owner of a firm who wins land in his own name."""
    person = int(world.bodies["person"].to_numpy()[owner])
    return str(world.persons["name"].iloc[person]), f"p{person:06d}"


def land_grant(world: World) -> Iterator[Frame]:
    """Grants of state land: now and then a joint bid, or a winner that is not yet founded."""
    p = world.land.parcels
    p = p[p["granted_on"].notna() & ~p["allocated"]]
    rng = generator(world.settings.seed, "grants")
    rows = world.projects["grantee"].to_numpy()[p["project"].to_numpy()]
    investors = np.flatnonzero(world.bodies["kind"].eq("investor"))
    other = np.where(rng.random(len(p)) < 0.06, investors[rng.integers(0, len(investors), len(p))], -1)
    name, ident = _joint(world, rows, other)
    for i in np.flatnonzero((rng.random(len(p)) < 0.04) & (other < 0) & (p["kind"] == 0).to_numpy()):
        name[i], ident[i] = _winner(world, int(rows[i]))
    office = np.full(len(p), department(world, "晋江市自然资源局"))
    table = pd.DataFrame(
        {
            "grantor_name": world.column("name", office),
            "grantee_name": pd.Series(name, dtype=object).array,
            "granted_on": p["granted_on"].array,
            "amount": p["price"].array,
            "town": take(TOWNS, p["town"].to_numpy()),
            "area": p["area"].array,
            "location": p["location"].array,
            ID + "出让单位": world.body_ids.take(office),
            ID + "受让方": pd.Series(ident, dtype=object).array,
            ID + "宗地": ids("l", p.index.to_numpy()),
        }
    )
    yield from _dated("land_grant", world, table, "granted_on")


def _units(world: World) -> pd.DataFrame:
    """Units of firms' parcels: one to four buildings each; the parcel's area stands on every one."""
    p = world.land.parcels[world.land.parcels["owner"] >= 0]
    rng = generator(world.settings.seed, "units")
    count = np.where(p["kind"] == 0, rng.integers(1, 5, len(p)), 1)
    at = np.repeat(np.arange(len(p)), count)
    order = np.concatenate([np.arange(n) for n in count]) if len(count) else np.zeros(0, int)
    built = (p["kind"] == 0).to_numpy()[at]
    unit = where(built, text(["F"]).take(np.zeros(len(at), int)) + digits(order + 1, 4) + "0001", "W00000000")
    plain = p["use"].map({"工业用地": "工业用地", "住宅用地": "住宅用地/住宅"}).fillna("其他").array
    use = where(built, "工业用地/工业", plain.take(at))
    room = where(built & (order > 0), text(order + 1).astype("str") + "号厂房", "")
    return pd.DataFrame(
        {
            "parcel": p.index.to_numpy()[at],
            "unit": unit,
            "use": use,
            "right_kind": where(built, "国有建设用地使用权/房屋所有权", "国有建设用地使用权"),
            "use_right_area": p["area"].to_numpy()[at],
            "certificate_no": p["certificate_no"].array.take(at),
            "location": p["location"].array.take(at) + room,
            "owner": p["owner"].to_numpy()[at],
            "issued_on": p["issued_on"].to_numpy()[at],
            "nature": np.where(p["allocated"].to_numpy()[at], "划拨", np.where(built, "出让/自建房", "出让")),
        }
    )


def property_registration(world: World) -> Iterator[Frame]:
    """Certificates by unit: firms' land and works, and persons' homes, often held by two."""
    firms, homes = _units(world), world.land.homes
    parcels = world.land.parcels
    kind = world.bodies["kind"].to_numpy()[firms["owner"].to_numpy()]
    firms["holder"] = np.asarray(world.column("name", firms["owner"].to_numpy()), dtype=object)
    firms["ident"] = np.asarray(world.body_ids.take(firms["owner"].to_numpy()), dtype=object)
    public = np.isin(kind, ["public", "department", "town", "village"])
    firms["holder_kind"] = np.where(kind == "public", "事业单位", np.where(public, "国家机关", "企业"))
    firms["sharing"] = "单独所有"
    name, ident = _couples(world, homes["person"].to_numpy(), homes["spouse"].to_numpy())
    private = pd.DataFrame(
        {
            "parcel": homes["parcel"],
            "unit": homes["unit"],
            "use": "住宅用地/住宅",
            "right_kind": "国有建设用地使用权/房屋所有权",
            "use_right_area": cents(homes["area"] / 12),
            "certificate_no": homes["certificate_no"],
            "location": homes["location"],
            "issued_on": homes["issued_on"],
            "nature": "出让/市场化商品房",
            "holder": pd.Series(name, dtype=object),
            "ident": pd.Series(ident, dtype=object),
            "holder_kind": "个人",
            "sharing": np.where(homes["spouse"] >= 0, "共同共有", "单独所有"),
        }
    )
    every = pd.concat([firms, private], ignore_index=True)
    at = every["parcel"].to_numpy()
    start = every["issued_on"].dt.strftime("%Y年%m月%d日")
    years = np.where(every["use"].str.contains("工业"), 50, 70)
    end = (every["issued_on"].dt.year + years).astype("Int64").astype("str") + every["issued_on"].dt.strftime(
        "年%m月%d日"
    )
    table = pd.DataFrame(
        {
            "right_kind": every["right_kind"],
            "use_right_area": every["use_right_area"],
            "sharing": every["sharing"],
            "certificate_no": every["certificate_no"],
            "location": every["location"],
            "term": start + "起至" + end + "止",
            "holder_name": every["holder"],
            "other_rights": np.where(
                every["sharing"] == "单独所有", "持证方式：单独持证", "持证方式：共同持证"
            ),
            "issued_on": every["issued_on"],
            "parcel_unit_no": parcels["number"].array.take(at) + every["unit"].astype("str").array,
            "use": every["use"],
            "right_nature": every["nature"],
            "town": take(TOWNS, parcels["town"].to_numpy()[at]),
            "holder_kind": every["holder_kind"],
            "parcel_area": parcels["area"].to_numpy()[at],
            ID + "宗地": ids("l", at),
            ID + "权利人": every["ident"],
        }
    )
    yield from _dated("property_registration", world, table, "issued_on")


def _couples(world: World, person: Ints, spouse: Ints) -> tuple[Any, Any]:
    name = np.asarray(world.persons["name"].array.take(person), dtype=object)
    ident = np.asarray(ids("p", person), dtype=object)
    second = np.asarray(world.persons["name"].array.take(spouse, allow_fill=True), dtype=object)
    for i in np.flatnonzero(spouse >= 0):
        name[i] = [name[i], second[i]]
        ident[i] = [ident[i], f"p{spouse[i]:06d}"]
    return name, ident


def land_transfer(world: World) -> Iterator[Frame]:
    """Sales of land between firms, with both codes; the day of entry follows the sale."""
    t, parcels = world.land.transfers, world.land.parcels
    rng = generator(world.settings.seed, "land transfers")
    at, seller, buyer, size = t["parcel"].to_numpy(), t["seller"].to_numpy(), t["buyer"].to_numpy(), len(t)
    method = rng.choice(5, size, p=[0.8, 0.03, 0.07, 0.06, 0.04])
    day = t["day"].to_numpy()
    table = pd.DataFrame(
        {
            "use": parcels["use"].array.take(at),
            "transferee_name": world.names_on(buyer, day),
            "original_certificate_no": t["old_certificate"],
            "transfer_method": category(["买卖", "赠与", "作价入股", "司法裁定", "合并分立"], method),
            "new_use": parcels["use"].array.take(at),
            "transferred_on": t["day"],
            "entered_on": t["day"] + pd.to_timedelta(rng.integers(1, 30, size), unit="D"),
            "area": parcels["area"].to_numpy()[at],
            "transferor_code": world.column("code", seller),
            "transferor_address": world.column("address", seller),
            "transferor_name": world.names_on(seller, day),
            "transferee_certificate_no": t["new_certificate"],
            "transferee_code": world.column("code", buyer),
            "transferee_phone": world.column("phone", buyer),
            "transferee_address": world.column("address", buyer),
            "location": parcels["location"].array.take(at),
            "town": take(TOWNS, parcels["town"].to_numpy()[at]),
            ID + "受让方": world.body_ids.take(buyer),
            ID + "转让方": world.body_ids.take(seller),
            ID + "宗地": ids("l", at),
        }
    )
    yield from _dated("land_transfer", world, table, "transferred_on")


def land_allocation(world: World) -> Iterator[Frame]:
    """Allocated land: no holder and no day; the owner shows in the registration by certificate or place."""
    p = world.land.parcels
    p = p[p["allocated"] & inside(world.settings, p["issued_on"])].sort_values("issued_on", kind="stable")
    columns = {
        "location": p["location"].array,
        "use": p["use"].array,
        "area": p["area"].to_numpy(),
        "land_nature": constant("国有划拨", len(p)),
        "certificate_no": p["certificate_no"].array,
        "town": take(TOWNS, p["town"].to_numpy()),
        ID + "宗地": ids("l", p.index.to_numpy()),
    }
    yield frame("land_allocation", months_of(p["issued_on"]), columns)


def property_transfer(world: World) -> Iterator[Frame]:
    """Transfers of homes between persons, of new homes from developers, and of some works between firms."""
    homes, parcels, projects = world.land.homes, world.land.parcels, world.projects
    size = len(homes)
    at = homes["parcel"].to_numpy()
    seller = homes["seller"].to_numpy()
    owner = projects["owner"].to_numpy()[parcels["project"].to_numpy()[at]]
    used = seller >= 0
    name, ident = _couples(world, homes["person"].to_numpy(), homes["spouse"].to_numpy())
    stamp = homes["issued_on"].dt.strftime("%Y%m%d")
    old: Text = (
        text(["闽（2017）晋江市不动产权第"]).take(np.zeros(size, int))
        + digits(np.arange(size) + 30_001, 7)
        + "号"
    )
    private = pd.DataFrame(
        {
            "use": "住宅",
            "registration_kind": "转移登记",
            "business_kind": np.where(
                used, np.where(np.arange(size) % 7 == 0, "继承", "存量房买卖"), "商品房买卖"
            ),
            "business_no": stamp.array + digits(np.arange(size) % 10**6, 6),
            "original_certificate_no": where(used, old, parcels["certificate_no"].array.take(at)),
            "original_holder_name": where(
                used, world.persons["name"].array.take(seller, allow_fill=True), world.column("name", owner)
            ),
            "floor_area": homes["area"],
            "holder_name": pd.Series(name, dtype=object),
            "location": homes["location"],
            "registered_on": homes["issued_on"],
            "town": take(TOWNS, parcels["town"].to_numpy()[at]),
            ID + "原权利人": where(used, ids("p", seller), world.body_ids.take(owner)),
            ID + "权利人": pd.Series(ident, dtype=object),
            ID + "宗地": ids("l", at),
        }
    )
    yield from _dated(
        "property_transfer",
        world,
        pd.concat([private, _works_sold(world)], ignore_index=True),
        "registered_on",
    )


def _works_sold(world: World) -> pd.DataFrame:
    """The buildings that went with the land sold between firms."""
    t, parcels = world.land.transfers, world.land.parcels
    at, seller, buyer = t["parcel"].to_numpy(), t["seller"].to_numpy(), t["buyer"].to_numpy()
    day = t["day"] + pd.Timedelta(days=12)
    return pd.DataFrame(
        {
            "use": "工业",
            "registration_kind": "转移登记",
            "business_kind": "存量房买卖",
            "business_no": day.dt.strftime("%Y%m%d").array + digits(900_000 + np.arange(len(t)), 6),
            "original_certificate_no": t["old_certificate"],
            "original_holder_name": world.names_on(seller, t["day"].to_numpy()),
            "floor_area": cents(parcels["area"].to_numpy()[at] * 1.3),
            "holder_name": pd.Series(world.names_on(buyer, t["day"].to_numpy())).astype(object),
            "location": parcels["location"].array.take(at),
            "registered_on": day,
            "town": take(TOWNS, parcels["town"].to_numpy()[at]),
            ID + "原权利人": world.body_ids.take(seller),
            ID + "权利人": pd.Series(world.body_ids.take(buyer)).astype(object),
            ID + "宗地": ids("l", at),
        }
    )


def property_mortgage(world: World) -> Iterator[Frame]:
    """Mortgages: one loan over several units repeats its amount; 义务人 are firms and persons."""
    loans, parcels = world.land.loans, world.land.parcels
    at, person, firm, bank = (loans[c].to_numpy() for c in ("parcel", "person", "borrower", "bank"))
    private = person >= 0
    table = pd.DataFrame(
        {
            "parcel_unit_no": parcels["number"].array.take(at) + loans["unit"].astype("str").array,
            "business_no": loans["business_no"],
            "use": np.where(private, "住宅", "工业"),
            "location": parcels["location"].array.take(at),
            "mortgagor_name": where(
                private, world.persons["name"].array.take(person, allow_fill=True), world.column("name", firm)
            ),
            "mortgagee_name": world.column("name", bank),
            "registered_on": loans["day"],
            "registration_kind": category(
                ["抵押权首次登记", "最高额抵押", "一般抵押"], loans["loan"].to_numpy() % 3
            ),
            "floor_area": loans["area"],
            "amount": loans["amount"],
            ID + "宗地": ids("l", at),
            ID + "义务人": where(private, ids("p", person), ids("e", firm)),
            ID + "抵押权人": world.body_ids.take(bank),
        }
    )
    yield from _dated("property_mortgage", world, table, "registered_on")
