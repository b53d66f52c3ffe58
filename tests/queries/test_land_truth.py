"""What the questions on land and projects of one place or firm answer on the noisy city, against pandas.

Lake rows and whom they truly name give the truth, never the graph. What hangs on names is held to a share.
"""

from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.queries.conftest import Ask, Rows
from tests.queries.test_firm_truth import AS_OF, DAY, agreeing, busiest, mean

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]
HOME = "住宅"


def parties(rows: Rows) -> pd.DataFrame:
    """Who truly gains, gives, owes or lends in which record on land: firm, parcel, role, kind, day, row."""
    parts = []
    for dataset, kind, on, roles in (
        ("land_grant", "出让", "granted_on", ("受让方",)),
        ("land_transfer", "转让", "transferred_on", ("受让方", "转让方")),
        ("property_registration", "登记", "issued_on", ("权利人",)),
        ("property_mortgage", "抵押", "registered_on", ("义务人", "抵押权人")),
    ):
        for role in roles:
            frame = rows(dataset, parcel="宗地", firm=role).assign(role=role, kind=kind)
            frame["on"] = pd.to_datetime(frame[on])
            frame["home"] = frame["use"].str.contains(HOME, na=False) if "use" in frame else False
            for column in ("amount", "business_no"):
                frame[column] = frame.get(column)
            parts.append(
                frame[["firm", "parcel", "source_key", "role", "kind", "on", "home", "amount", "business_no"]]
            )
    return pd.concat(parts).dropna(subset=["firm"])


@pytest.fixture(scope="module")
def land(road_rows: Rows) -> pd.DataFrame:
    told = parties(road_rows)
    return told[told["firm"].str.startswith("e") & ~told["home"]]


def test_what_happened_to_the_land_of_a_firm(
    road_ask: Ask, land: pd.DataFrame, road_entity: pd.Series
) -> None:
    own = land[land["role"] != "抵押权人"]
    shares, early = [], []
    for true, firm in busiest(own["firm"], road_entity):
        kinds = ["出让", "转让", "登记", "抵押"]
        found = road_ask("enterprise_land", enterprise=firm)
        told = found[found["kind"].isin(kinds) & (found["role"] != "抵押权人")]
        wanted = own[own["firm"] == true]
        shares.append(agreeing(set(told["source"]), set(wanted["source_key"])))
        then = road_ask("enterprise_land", enterprise=firm, as_of=AS_OF)
        then = then[then["kind"].isin(kinds) & (then["role"] != "抵押权人")]
        early.append(agreeing(set(then["source"]), set(wanted.loc[wanted["on"] <= DAY, "source_key"])))
    assert mean(shares) >= 0.85
    assert mean(early) >= 0.8


def test_loans_of_a_firm_count_once(road_ask: Ask, land: pd.DataFrame, road_entity: pd.Series) -> None:
    owed = land[land["kind"].eq("抵押") & land["role"].eq("义务人")]
    right = []
    for true, firm in busiest(owed["firm"], road_entity):
        loans = owed[owed["firm"] == true].drop_duplicates("business_no")
        found = road_ask("enterprise_mortgages", enterprise=firm).query("role == '义务人'")
        right.append(found["amount"].sum() == pytest.approx(loans["amount"].astype(float).sum()))
        then = road_ask("enterprise_mortgages", enterprise=firm, as_of=AS_OF).query("role == '义务人'")
        assert (pd.to_datetime(then["dated_on"].astype(str)) <= DAY).all()
        assert set(then["number"]) <= set(found["number"])
    assert len(right) >= 3
    assert np.mean(right) >= 0.8


def test_land_that_a_firm_holds_at_a_day(
    road_ask: Ask, road_rows: Rows, land: pd.DataFrame, road_entity: pd.Series, road_ids: pd.Series
) -> None:
    whole = road_rows("property_registration").set_index("source_key")
    area = whole["use_right_area"].astype(float) >= 0.5 * whole["parcel_area"].astype(float)
    gains = land[land["role"].isin(["受让方", "权利人"]) & (land["on"] <= DAY)]
    gains = gains[gains["source_key"].map(area.to_dict()).fillna(True).astype(bool)]
    last = gains[gains["on"] == gains.groupby("parcel")["on"].transform("max")]
    right = []
    for true, firm in busiest(last["firm"], road_entity):
        found = road_ask("enterprise_holdings", enterprise=firm, as_of=AS_OF).query("whole")
        wanted = set(last.loc[last["firm"] == true, "parcel"])
        right.append(agreeing({str(road_ids.get(p)) for p in found["parcel_id"]}, wanted))
        then = road_ask("enterprise_then", enterprise=firm, as_of=AS_OF).query(
            "item == '土地' and detail == '整宗'"
        )
        assert set(then["id"]) == set(found["parcel_id"])
    assert mean(right) >= 0.8


def test_events_of_a_town_and_of_a_parcel(road_ask: Ask, road_rows: Rows, road_entity: pd.Series) -> None:
    grants = road_rows("land_grant", parcel="宗地")
    shares = []
    for town, rows in grants.groupby("town"):
        found = road_ask("land_events", town=town, kind="出让", limit=10_000)
        shares.append(agreeing(set(found["source"]), set(rows["source_key"])))
        late = road_ask("land_events", town=town, kind="出让", start=AS_OF, limit=10_000)
        wanted = rows.loc[pd.to_datetime(rows["granted_on"]) >= DAY, "source_key"]
        assert set(late["source"]) & set(rows["source_key"]) <= set(wanted)
    assert mean(shares) >= 0.85
    told = parties(road_rows)
    told = told[told["firm"].str.startswith("e") & ~told["home"]]
    shares = []
    for parcel in (
        told["parcel"]
        .dropna()
        .value_counts()
        .sort_index()
        .sort_values(ascending=False, kind="stable")
        .index[:25]
    ):
        if parcel in road_entity.index:
            found = road_ask("parcel_history", parcel=str(road_entity[parcel]))
            listed = found[found["kind"].isin(["出让", "转让", "登记", "抵押"])]
            shares.append(
                agreeing(set(listed["source"]), set(told.loc[told["parcel"] == parcel, "source_key"]))
            )
            then = road_ask("parcel_history", parcel=str(road_entity[parcel]), as_of=AS_OF)
            assert (pd.to_datetime(then["dated_on"].dropna().astype(str)) <= DAY).all()
    assert mean(shares) >= 0.8


ROLES = {
    "land_use_permit": ("用地单位",), "construction_planning_permit": ("建设单位",),
    "construction_permit": ("施工单位", "建设单位", "监理单位", "设计单位"),
    "tender_award": ("中标单位", "建设单位", "设计单位", "施工单位"),
    "completion_filing": ("施工单位", "建设单位"), "town_project": ("施工单位", "建设单位"),
    "project_approval": ("业主单位",), "key_project": ("业主单位",),
}  # fmt: skip


@pytest.fixture(scope="module")
def works(road_rows: Rows) -> pd.DataFrame:
    """Who truly takes which part in which project, by which row."""
    parts = [
        road_rows(d, project="项目", firm=role)[["project", "firm", "source_key"]].assign(
            role=role, dataset=d
        )
        for d, roles in ROLES.items()
        for role in roles
    ]
    return pd.concat(parts).dropna(subset=["project", "firm"])


def test_projects_of_a_firm(
    road_ask: Ask, works: pd.DataFrame, road_entity: pd.Series, road_ids: pd.Series, road_rows: Rows
) -> None:
    done = road_rows("completion_filing", project="项目")
    over = pd.to_datetime(done["applied_on"]).groupby(done["project"]).min()
    shares, with_whom = [], []
    roles = set(works["role"])
    for true, firm in busiest(works["firm"], road_entity):
        found = road_ask("enterprise_projects", enterprise=firm)
        own = works[works["firm"] == true]
        told = {
            (road_ids.get(p), r)
            for p, r in zip(found["project_id"], found["role"], strict=True)
            if r in roles
        }
        shares.append(agreeing(told, set(zip(own["project"], own["role"], strict=True))))  # type: ignore[arg-type]
        then = road_ask("enterprise_projects", enterprise=firm, as_of=AS_OF)
        ended = [over.get(road_ids.get(p)) for p in then["project_id"]]
        assert sum(d is not None and d <= DAY for d in ended) <= 0.1 * len(ended) + 1
        others = works[works["project"].isin(own["project"]) & (works["firm"] != true)]["firm"]
        partners = road_ask("project_parties", enterprise=firm, limit=10_000)
        partners = partners[partners["role"].isin(roles) & partners["other_role"].isin(roles)]
        with_whom.append(agreeing({str(road_ids.get(i)) for i in partners["id"]}, set(others)))
    assert mean(shares) >= 0.8
    assert mean(with_whom) >= 0.75


def test_the_life_of_a_project_has_all_its_rows(
    road_ask: Ask, works: pd.DataFrame, road_entity: pd.Series
) -> None:
    shares = []
    counted = works["project"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    for project in [p for p in counted.index if p in road_entity.index][:25]:
        found = road_ask("project_life", project=str(road_entity[project]))
        told = {k for k in found["source"] if k.split("/")[0] in ROLES}
        shares.append(agreeing(told, set(works.loc[works["project"] == project, "source_key"])))
    assert mean(shares) >= 0.85


ORDER = {
    "立项": "project_approval", "用地规划许可": "land_use_permit",
    "工程规划许可": "construction_planning_permit", "招投标": "tender_award",
    "施工许可": "construction_permit", "竣工备案": "completion_filing",
}  # fmt: skip


def test_how_far_projects_have_come(road_ask: Ask, road_rows: Rows) -> None:
    reached: dict[str, int] = {}
    for place, dataset in enumerate(ORDER.values()):
        for project in road_rows(dataset, project="项目")["project"].dropna():
            reached[project] = max(place, reached.get(project, -1))
    wanted = pd.Series(reached).map(list(ORDER).__getitem__).value_counts()
    found = road_ask("project_stages").set_index("stage")["projects"]
    assert sum(abs(found.get(s, 0) - n) for s, n in wanted.items()) <= max(2, 0.15 * wanted.sum())


def test_firms_of_one_project_are_two_steps_apart(
    road_ask: Ask, works: pd.DataFrame, road_entity: pd.Series
) -> None:
    true: nx.Graph[str] = nx.Graph()
    true.add_edges_from(zip(works["firm"], works["project"], strict=True))
    firms = [f for f, _ in busiest(works["firm"], road_entity, 12)]
    right = []
    for one, other in pairwise(firms):
        if not nx.has_path(true, one, other):
            continue
        steps = nx.shortest_path_length(true, one, other)
        found = road_ask("relation_path", start=str(road_entity[one]), end=str(road_entity[other]))
        if steps <= 6:  # what else ties them may be nearer, never farther
            right.append(not found.empty and bool((found["hops"] <= steps).all()))
    assert len(right) >= 4
    assert np.mean(right) >= 0.75
