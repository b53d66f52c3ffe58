"""Every unit's view of the city holds what the catalogue orders, and nothing else."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from data.city.frame import ID, Frame
from data.city.settings import CitySettings
from data.city.views import views
from data.city.world import World, build_world, cached_world
from ingest.contract import FieldType, load_catalogue

SETTINGS = CitySettings(enterprises=1200, seed=7)
DATASETS = sorted(load_catalogue().datasets)
HIDDEN = ("_period", "_supplier")


@pytest.fixture(scope="module")
def world() -> World:
    return cached_world(SETTINGS)


@pytest.fixture(scope="module")
def frames(world: World) -> dict[str, list[Frame]]:
    return {key: list(view(world)) for key, view in views().items()}


def joined(frames: list[Frame]) -> pd.DataFrame:
    return pd.concat([f.table for f in frames if len(f.table)], ignore_index=True)


def test_every_data_set_has_a_view(frames: dict[str, list[Frame]]) -> None:
    assert sorted(frames) == DATASETS


@pytest.mark.parametrize("key", DATASETS)
def test_a_view_yields_rows_of_the_catalogue_and_nothing_else(
    frames: dict[str, list[Frame]], key: str
) -> None:
    spec = load_catalogue().dataset(key)
    fields, roles = {f.key for f in spec.fields}, {f.role for f in spec.fields if f.role}
    assert sum(len(f.table) for f in frames[key]) > 0
    for frame in frames[key]:
        assert set(frame.fields) <= fields
        assert set(frame.roles) == roles
        assert set(HIDDEN) <= set(frame.table.columns)
        assert frame.table[list(HIDDEN)].notna().all().all()


@pytest.mark.parametrize("key", DATASETS)
def test_required_fields_are_filled_and_values_fit_their_type(
    frames: dict[str, list[Frame]], key: str
) -> None:
    table = joined(frames[key])
    for spec in load_catalogue().dataset(key).fields:
        if spec.key not in table:
            continue
        values = table[spec.key]
        if spec.required:
            assert values.notna().all(), spec.key
        filled = values.dropna()
        if spec.values:
            assert set(filled.astype(str)) <= set(spec.values), spec.key
        if spec.type is FieldType.DATE:
            assert pd.api.types.is_datetime64_any_dtype(values), spec.key
        elif spec.type in (FieldType.MONEY, FieldType.AREA, FieldType.DECIMAL, FieldType.INTEGER):
            assert pd.api.types.is_numeric_dtype(values), spec.key
            if spec.type in (FieldType.MONEY, FieldType.AREA):
                amounts = filled.to_numpy(dtype=float)
                assert np.allclose(np.round(amounts, 2), amounts, atol=1e-6), spec.key


@pytest.mark.parametrize("key", DATASETS)
def test_rows_lie_in_their_period_and_periods_come_in_order(frames: dict[str, list[Frame]], key: str) -> None:
    spec = load_catalogue().dataset(key)
    firsts = [str(f.table["_period"].iloc[0]) for f in frames[key] if len(f.table)]
    assert firsts == sorted(firsts)
    table = joined(frames[key])
    assert (
        table["_period"]
        .astype(str)
        .str.len()
        .eq({"monthly": 7, "quarterly": 7, "yearly": 4}[spec.frequency])
        .all()
    )
    if spec.period_field and spec.period_field in table and spec.first_period != "stock":
        values = table[spec.period_field].dropna()
        text = (
            values.dt.strftime("%Y-%m-%d")
            if pd.api.types.is_datetime64_any_dtype(values)
            else values.astype(str)
        )
        period = table.loc[values.index, "_period"].astype(str)
        assert all(v.startswith(p) for v, p in zip(text, period, strict=True))


@pytest.mark.parametrize("key", DATASETS)
def test_true_ids_stand_where_something_is_named(frames: dict[str, list[Frame]], key: str) -> None:
    spec = load_catalogue().dataset(key)
    table = joined(frames[key])
    if key == "sole_proprietor":  # some have no name; their code says who they are
        table = table[table["name"].notna()]
    for field in spec.fields:
        if field.role and field.part == "name" and field.key in table:
            ident, name = table[ID + field.role], table[field.key]
            assert name[ident.notna()].notna().all()
            lists = [(n, i) for n, i in zip(name, ident, strict=True) if isinstance(i, list)]
            assert all(isinstance(n, list) and len(n) == len(i) for n, i in lists)


def test_every_true_id_is_an_entity(world: World, frames: dict[str, list[Frame]]) -> None:
    known = set(world.entities()["true_id"])
    for key, parts in frames.items():
        for frame in parts:
            for role in frame.roles:
                cells = frame.table[ID + role].dropna()
                if cells.dtype == object:
                    cells = cells.explode()
                assert set(cells.unique()) <= known, (key, role)


def test_towns_supply_their_own_parts(frames: dict[str, list[Frame]]) -> None:
    names = set(load_catalogue().unit_of("offsite_firm").suppliers)
    for key in ("building_occupancy", "town_project", "offsite_firm"):
        assert set(joined(frames[key])["_supplier"].astype(str)) <= names


def test_names_with_a_valid_code_belong_to_the_true_body(
    world: World, frames: dict[str, list[Frame]]
) -> None:
    codes = dict(zip(world.entities()["true_id"], world.entities()["code"], strict=True))
    table = joined(frames["tax_net_revenue"])
    firms = table[table[ID + "纳税人"].str.startswith("e")]
    assert (firms["code"] == firms[ID + "纳税人"].map(codes)).all()
    persons = table[table[ID + "纳税人"].str.startswith("p")]
    assert persons["code"].str.fullmatch(r"350582\d{11}[\dX]").all()


@pytest.mark.parametrize(
    "key", ["tax_net_revenue", "tax_declaration", "social_insurance", "power_consumption"]
)
def test_facts_stop_with_the_firm(world: World, frames: dict[str, list[Frame]], key: str) -> None:
    """A month's tax is paid in the next month, a quarter's likewise: 62 days at most."""
    table = joined(frames[key])
    role = next(c for c in map(str, table) if c.startswith(ID))
    rows = table[table[role].str.startswith("e")]
    body = rows[role].str[1:].astype(int).to_numpy()
    closed = pd.Series(world.bodies["closed"].to_numpy()[body])
    founded = pd.Series(world.bodies["founded"].to_numpy()[body])
    start = pd.Series(pd.to_datetime(rows["_period"].astype(str) + "-01").to_numpy())
    assert not (closed + pd.Timedelta(days=62) < start).any()
    market = world.bodies["kind"].isin(["company", "trader", "branch"]).to_numpy()[body]
    assert not (founded > start + pd.Timedelta(days=31))[market].any()


def test_cancelled_taxpayers_have_closed(world: World, frames: dict[str, list[Frame]]) -> None:
    table = joined(frames["tax_registration"])
    body = table[ID + "纳税人"].str[1:].astype(int).to_numpy()
    closed = world.bodies["closed"].to_numpy()[body]
    gone = table["status"].astype(str) == "注销"
    assert gone.sum() > 20
    assert not np.isnat(closed[gone.to_numpy()]).any()


def test_former_names_appear_in_old_tax_rows_only(world: World, frames: dict[str, list[Frame]]) -> None:
    b = world.bodies
    former = set(b["former"].dropna())
    registry = joined(frames["company_registration"])
    assert not former & set(registry["name"].dropna())
    tax = joined(frames["tax_declaration"])
    assert former & set(tax["name"])


def test_refunds_are_negative_and_2022_brings_many(frames: dict[str, list[Frame]]) -> None:
    table = joined(frames["tax_net_revenue"])
    back = table[table["levy_subitem"].astype(str) == "留抵退税"]
    assert (back["amount"] < 0).all()
    year = back["_period"].astype(str).str[:4]
    assert (year == "2022").sum() > 5 * (year == "2021").sum()


def test_declared_income_repeats_only_in_corrections(frames: dict[str, list[Frame]]) -> None:
    table = joined(frames["tax_declaration"])
    plain = table[table["declaration_kind"].astype(str) != "更正申报"]
    assert not plain.duplicated(["code", "levy_item", "levy_subitem", "period_start", "period_end"]).any()
    assert (table["declaration_kind"].astype(str) == "更正申报").any()
    assert table["voucher_no"].is_unique


def test_one_loan_over_many_units_repeats_its_amount(frames: dict[str, list[Frame]]) -> None:
    loans = joined(frames["property_mortgage"]).groupby("business_no")["amount"].agg(["nunique", "size"])
    assert (loans["nunique"] == 1).all()
    assert (loans["size"] > 1).any()


def test_keys_identify_rows(frames: dict[str, list[Frame]]) -> None:
    """Within one period the catalogue's keys name one row, except where the grain says otherwise."""
    several = {"presale_contract", "property_registration", "tender_award", "town_project"}
    repeated: dict[str, float] = {}
    for key, parts in frames.items():
        keys = list(load_catalogue().dataset(key).keys)
        table = joined(parts)
        if keys and key not in several and set(keys) <= set(table):
            share = table.dropna(subset=keys).duplicated(["_period", "_supplier", *keys]).mean()
            if share > 0.02:
                repeated[key] = round(share, 3)
    assert not repeated


def test_out_of_city_firms_are_in_no_registry_list(world: World, frames: dict[str, list[Frame]]) -> None:
    registered = set(joined(frames["company_registration"])["code"]) | set(
        joined(frames["sole_proprietor"])["code"]
    )
    away = joined(frames["cross_region_tax"])
    assert not set(away["code"]) & registered
    flags = dict(zip(world.entities()["true_id"], world.entities()["registered"], strict=True))
    listed = joined(frames["company_registration"])[ID + "登记企业"]
    assert listed.map(flags).all()


@pytest.mark.slow
def test_the_same_city_gives_the_same_frames() -> None:
    def digest() -> str:
        made = build_world(CitySettings(enterprises=300, seed=3, months="2022-11..2023-05"))
        parts = [f.table.to_csv(index=False) for view in views().values() for f in view(made)]
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    assert digest() == digest()


def test_months_after_the_first_collection_bring_changes(world: World) -> None:
    made = build_world(CitySettings(enterprises=2000, seed=3, months="2023-01..2024-01"))
    sizes: dict[str, int] = {}
    for frame in views()["company_registration"](made):
        for period in frame.table["_period"].astype(str):
            sizes[period] = sizes.get(period, 0) + 1
    assert min(sizes) == "2023-04"
    assert 0 < sum(n for p, n in sizes.items() if p > "2023-04") < 0.5 * sizes["2023-04"]


def test_power_of_planted_firms_falls_in_the_last_months_alone(
    world: World, frames: dict[str, list[Frame]]
) -> None:
    cut = world.planted.query("topic == 'signal' and case == 'power'")
    assert len(cut) >= 4
    assert set(cut["note"]) == {"2023-02..2023-04"}
    use = joined(frames["power_consumption"]).groupby([ID + "用电户", "month"])["consumption"].sum().unstack()
    use = use.loc[cut["subject"]]
    usual = use[["2022-10", "2022-11", "2023-01"]].sum(axis=1)
    assert (usual > 0.8 * use[["2021-10", "2021-11", "2022-01"]].sum(axis=1)).all()
    last, before = ["2023-02", "2023-03", "2023-04"], ["2022-02", "2022-03", "2022-04"]
    assert (use[last].sum(axis=1) < 0.85 * use[before].sum(axis=1)).all()
