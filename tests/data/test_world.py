"""The synthetic city is consistent with itself."""

import hashlib
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from stdnum.cn import uscc

from data.city.settings import CitySettings
from data.city.words import nodes, trades
from data.city.world import World, build_world, cached_world
from data.gazetteer import towns, villages

SETTINGS = CitySettings(enterprises=1200, seed=7)


@pytest.fixture(scope="module")
def world() -> World:
    return cached_world(SETTINGS)


def fingerprint(world: World) -> str:
    tables = [
        world.bodies,
        world.persons,
        world.projects,
        world.homes,
        world.honours,
        world.subsidies,
        world.land.parcels,
    ]
    joined = "".join(
        t.to_csv(index=False) for t in [*tables, world.land.loans, world.name_variants, world.planted]
    )
    return hashlib.sha256(joined.encode()).hexdigest()


def test_the_same_settings_make_the_same_city(world: World) -> None:
    assert fingerprint(build_world(SETTINGS)) == fingerprint(world)


def test_another_seed_makes_another_city(world: World) -> None:
    other = build_world(CitySettings(enterprises=2000, seed=8))
    assert set(other.bodies["code"].dropna()).isdisjoint(set(world.bodies["code"].dropna()))


def test_every_code_is_valid_and_stands_for_one_body(world: World) -> None:
    codes = world.bodies["code"].dropna()
    assert codes.is_unique
    assert all(uscc.is_valid(c) for c in codes)
    assert codes[world.bodies["kind"].eq("trader")].str.startswith("92350582").all()
    assert codes[world.bodies["kept_code"]].str.startswith("92350582").all()


def test_two_thirds_are_traders_and_companies_have_names_of_their_own(world: World) -> None:
    b = world.bodies
    market = b[b["kind"].isin(["company", "branch", "trader"])]
    assert len(market) == SETTINGS.enterprises
    assert market["kind"].eq("trader").mean() == pytest.approx(2 / 3, abs=0.01)
    firms = b[b["kind"].isin(["company", "branch"])]
    assert firms["name"].is_unique
    assert firms["name"].notna().all()
    nameless = market["name"].isna() | market["name"].eq("无")
    assert 0 < nameless.sum() < 0.06 * len(market)
    assert b["called"].notna().all()


def test_brands_are_skewed_and_shared(world: World) -> None:
    brands = world.bodies.loc[world.bodies["kind"].eq("company"), "brand"].value_counts()
    assert brands.iloc[0] >= 5
    assert (brands == 1).sum() > 100
    assert set(world.bodies["bond"]) >= {"founder", "lookalike", "sister"}


def test_a_look_alike_differs_from_its_leader_by_a_character_at_most(world: World) -> None:
    b = world.bodies
    twins = b[b["bond"].eq("lookalike") & b["kind"].eq("company") & b["brand"].str.len().eq(2)]
    brands = b["brand"].tolist()
    pairs = [(str(brands[t]), str(brands[i])) for t, i in zip(twins.index, twins["leader"], strict=True)]
    same_length = [(x, y) for x, y in pairs if len(x) == len(y)]
    close = [sum(p != q for p, q in zip(x, y, strict=True)) <= 1 for x, y in same_length]
    assert len(close) > 5
    assert np.mean(close) > 0.6  # a registrar may have asked one of the two for another character


def test_towns_and_villages_belong_together(world: World) -> None:
    here = world.bodies[world.bodies["village"] >= 0]
    names = [t.name for t in towns()]
    expected = np.array([names.index(v.town) for v in villages()])[here["village"].to_numpy()]
    assert (expected == here["town"].to_numpy()).all()
    local = here[here["kind"].eq("company")]
    stated = pd.Series(np.array(names)[local["town"].to_numpy()], index=local.index)
    assert all(t in a for t, a in zip(stated, local["address"], strict=True))


def test_days_of_a_life_are_in_order(world: World) -> None:
    b = world.bodies[world.bodies["kind"].isin(["company", "branch", "trader"])]
    closed = b[b["closed"].notna()]
    assert (closed["closed"] > closed["founded"]).all()
    renamed = b[b["renamed_on"].notna()]
    assert len(renamed) > 5
    assert (renamed["renamed_on"] > renamed["founded"]).all()
    assert renamed["former"].notna().all()
    assert (renamed["former"] != renamed["name"]).all()


def test_a_project_walks_through_its_permits_in_order(world: World) -> None:
    p = world.projects
    steps = [
        "approved_on",
        "granted_on",
        "land_permit_on",
        "planning_on",
        "tendered_on",
        "construction_on",
        "started_on",
    ]
    for before, after in pairwise(steps):
        both = p[p[before].notna() & p[after].notna()]
        assert (both[after] > both[before]).all()
    done = p[p["completed_on"].notna()]
    assert (done["completed_on"] > done["started_on"]).all()
    assert p.loc[p["presale_on"].notna(), "kind"].eq(1).all()
    assert p["name"].is_unique


def test_a_project_has_an_owner_and_builder_that_existed(world: World) -> None:
    founded = world.bodies["founded"]
    for role in ("owner", "contractor", "designer", "supervisor"):
        ok = founded.to_numpy()[world.projects[role].to_numpy()] < world.projects["approved_on"].to_numpy()
        assert ok.mean() > 0.95, role


def test_parcels_have_numbers_in_the_real_pattern(world: World) -> None:
    numbers = world.land.parcels["number"]
    assert numbers.is_unique
    assert numbers.str.fullmatch(r"350582\d{6}GB\d{5}").all()
    assert world.land.parcels["certificate_no"].dropna().is_unique


def test_homes_are_listed_before_they_are_signed_and_filed(world: World) -> None:
    sold = world.homes[world.homes["signed"].notna()]
    assert (sold["signed"] > sold["listed"]).all()
    assert (sold["filed"] > sold["signed"]).all()


def test_gaps_and_weak_nodes_of_the_chains_are_really_there(world: World) -> None:
    b = world.bodies
    firms = b[b["kind"].eq("company")]
    node = trades()["node"].to_numpy()[firms["trade"].to_numpy()]
    planted = nodes().set_index("node")["planted"]
    count = pd.Series(node).value_counts()
    for name, case in zip(map(str, planted.index), planted, strict=True):
        if case == "gap":
            assert name not in count
        elif case == "few":
            assert count[name] <= 2, name
        elif case == "dominated":
            shares = firms["revenue"][node == name]
            assert shares.max() > 0.5 * shares.sum(), name
        elif case == "falling":
            assert firms["growth"][node == name].mean() < -0.2, name
        else:
            assert count[name] >= 1, name


def test_a_gap_is_named_in_scopes_at_most(world: World) -> None:
    hints = nodes().loc[nodes()["hint"] != "", "hint"]
    assert len(hints) >= 3
    for hint in hints:
        assert world.bodies["scope"].str.contains(hint, na=False).sum() == 2


def test_every_planted_subsidy_case_occurs(world: World) -> None:
    cases = set(world.planted.loc[world.planted["topic"].eq("subsidy"), "case"])
    assert cases == {
        "duplicate",
        "instalment",
        "payee",
        "one_person",
        "after_closing",
        "shrinking",
        "refund",
        "through_town",
    }


def test_money_after_closure_is_paid_after_closure(world: World) -> None:
    s = world.subsidies[world.subsidies["case"].eq("after_closing")]
    paid = pd.to_datetime(s["period"] + "-28").to_numpy()
    assert (paid > world.bodies["closed"].to_numpy()[s["body"].to_numpy()]).all()


def test_true_ids_are_unique_and_say_what_they_are(world: World) -> None:
    entities = world.entities()
    assert entities["true_id"].is_unique
    kinds = {str(k): set(v.str[0]) for k, v in entities.groupby("kind", observed=True)["true_id"]}
    assert kinds == {"ent": {"e"}, "per": {"p"}, "prj": {"j"}, "pcl": {"l"}, "bld": {"b"}}
    outside = world.bodies["kind"].isin(
        ["builder", "investor", "supplier", "unlisted", "department", "village"]
    )
    assert not world.bodies.loc[outside, "registered"].any()


def test_former_names_carry_their_dates(world: World) -> None:
    former = world.name_variants[world.name_variants["kind"] == "former"]
    assert len(former) > 5
    assert (former["valid_to"] > former["valid_from"]).all()


@pytest.mark.parametrize("months", ["2020-13..2021-01", "2021-02..2021-01", "2021", "2020-1..2020-2"])
def test_a_wrong_range_of_months_is_refused(months: str) -> None:
    with pytest.raises(ValueError, match="月份"):
        CitySettings(months=months)
