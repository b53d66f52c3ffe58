"""The questions on land, projects, buildings, registers and city figures, on the small city."""

from typing import Any

import duckdb
import neo4j
import pytest

from core.errors import GraphUnavailableError
from queries import run
from tests.graph_model.mini import BRANCH, BUILDER, ESTATE, OUTSIDER, PARCEL, PROJECT, SHOE, TWIN

pytestmark = pytest.mark.neo4j


def rows(session: neo4j.Session, query: str, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return run(query, params, session).rows


def test_land_by_town_counts_a_parcel_once(city: neo4j.Session) -> None:
    found = {r["kind"]: r for r in rows(city, "land_by_town")}
    assert {k: (r["town"], r["records"], r["area"], r["amount"]) for k, r in found.items()} == {
        "出让": ("陈埭镇", 1, 20_000, 6_000_000),
        "登记": ("陈埭镇", 1, 20_000, None),  # the person's certificate stays out
        "抵押": ("陈埭镇", 1, 20_000, 3_000_000),
    }
    assert rows(city, "land_by_town", town="安海镇") == []
    assert [r["kind"] for r in rows(city, "land_by_town", start="2021-06-01", end="2021-12-31")] == ["登记"]


def test_events_on_land_tell_the_parties(city: neo4j.Session) -> None:
    found = rows(city, "land_events", town="陈埭镇")
    assert [(r["kind"], r["parties"]) for r in found] == [
        ("抵押", ["义务人：晋江恒盛鞋业有限公司"]),
        ("登记", ["权利人：晋江恒盛鞋业有限公司"]),
        ("出让", ["受让方：晋江恒盛鞋业有限公司"]),
    ]
    assert {h for r in found for h in r["holders"]} == {"晋江恒盛鞋业有限公司"}


def test_land_with_a_building_permit_is_not_idle_after_it(city: neo4j.Session) -> None:
    assert rows(city, "idle_land") == []
    before = rows(city, "idle_land", as_of="2021-08-31", months=6)
    assert [(r["parcel_id"], r["months_since"], r["state"], r["permits"]) for r in before] == [
        (PARCEL, 7, "有前期许可，无施工许可", ["立项 2021-03", "用地规划许可 2021-05-06"])
    ]


def test_owners_of_a_parcel_at_a_day(city: neo4j.Session) -> None:
    assert [r["id"] for r in rows(city, "parcel_owners", parcel=PARCEL)] == [SHOE]
    assert rows(city, "parcel_owners", parcel=PARCEL, as_of="2021-01-04") == []
    assert rows(city, "parcel_owners", parcel=PARCEL, as_of="2021-01-05")[0]["basis"] == ["出让", "登记"]


def test_what_an_enterprise_holds_and_pledges(city: neo4j.Session) -> None:
    held = rows(city, "enterprise_holdings", enterprise=SHOE)
    assert [(r["area"], r["mortgages"], r["mortgaged"]) for r in held] == [(20_000, 1, 3_000_000)]
    assert rows(city, "enterprise_holdings", enterprise=SHOE, as_of="2022-01-31")[0]["mortgages"] == 0
    loan = rows(city, "enterprise_mortgages", enterprise=SHOE)[0]
    assert (loan["number"], loan["role"], loan["amount"], loan["units"]) == ("B1", "义务人", 3_000_000, 1)


def test_days_between_the_stages(city: neo4j.Session) -> None:
    found = {(r["from_stage"], r["to_stage"]): r["median"] for r in rows(city, "project_pipeline")}
    assert found[("立项", "用地规划许可")] == 66  # 2021-03-01 to 2021-05-06
    assert found[("招投标", "施工许可")] == 23
    assert found[("施工许可", "竣工备案")] == 475
    assert {r["projects"] for r in rows(city, "project_pipeline", town="陈埭镇")} <= {0, 1}


def test_stages_and_stalled_projects(city: neo4j.Session) -> None:
    assert [(r["stage"], r["projects"], r["investment"]) for r in rows(city, "project_stages")] == [
        ("竣工备案", 1, 60_000_000)
    ]
    assert rows(city, "stalled_projects", days=0, building_days=0) == []


def test_who_builds_for_whom(city: neo4j.Session) -> None:
    found = {
        (r["role"], r["other_role"], r["id"]): r for r in rows(city, "project_parties", enterprise=BUILDER)
    }
    assert found[("施工单位", "建设单位", SHOE)]["contract_amount"] == 9_000_000
    assert ("中标单位", "设计单位", OUTSIDER) in found
    only = rows(city, "project_parties", enterprise=BUILDER, role="中标单位")
    assert {r["role"] for r in only} == {"中标单位"}


def test_progress_of_key_projects(city: neo4j.Session) -> None:
    row = rows(city, "key_projects")[0]
    assert (row["id"], row["year"], row["departments"]) == (PROJECT, 2022, ["晋江市工业和信息化局"])
    assert (row["rate"], row["total_rate"]) == (0.9, 0.5)
    assert rows(city, "key_projects", department="晋江市住房和城乡建设局") == []


def test_investment_promotion_of_a_city_without_any(city: neo4j.Session) -> None:
    assert rows(city, "investment_promotion") == []


def test_an_estate_is_found_behind_its_trade_name(city: neo4j.Session) -> None:
    row = rows(city, "estates")[0]
    assert (row["id"], row["estates"], row["homes"], row["homes_sold"]) == (PROJECT, ["宜居花园"], 2, 1)
    assert (row["contracts"], row["escrow_balance"], row["escrow_received"]) == (1, 500_000, 1_900_000)
    assert row["banks"] == ["广东远方建筑有限公司"]
    months = rows(city, "estate_life", estate="宜居花园")
    assert [(r["month"], r["contracts"], r["escrow_balance"]) for r in months] == [
        ("2023-01", 1, 300_000),
        ("2023-04", None, 500_000),
    ]
    assert rows(city, "estate_life", estate=PROJECT) == months


def test_rows_behind_the_sales_of_a_project(lake: duckdb.DuckDBPyConnection) -> None:
    found = run("sales_rows", {"project": "恒盛智能工厂"}, None, lake).rows
    assert [(r["grain"], r["contract_no"], r["counted"]) for r in found] == [("合同", "C1", True)]
    assert run("sales_rows", {"project": PROJECT, "month": "2022-12"}, None, lake).rows == []


def test_buildings_and_who_is_in_them(city: neo4j.Session) -> None:
    row = rows(city, "buildings", kind="楼盘")[0]
    assert (row["id"], row["occupants"], row["used_area"], row["rented_area"]) == (ESTATE, 1, 120, 0)
    assert rows(city, "buildings", kind="市场") == []
    inside = rows(city, "building_occupants", building="宜居花园")
    assert [(r["id"], r["use_kind"], r["registered_town"]) for r in inside] == [(TWIN, "商铺", "梅岭街道")]


def test_parks_beside_the_tax_of_their_firms(city: neo4j.Session) -> None:
    row = rows(city, "park_overview", year=2022)[0]
    assert (row["park"], row["firms"], row["tax"], row["tax_reported"]) == ("五里园", 1, 90_000, None)
    assert row["total_mu"] == 1499.99


def test_honours_at_a_day(city: neo4j.Session) -> None:
    def held(day: str) -> list[tuple[str, str]]:
        return [(r["kind"], r["id"]) for r in rows(city, "honours_register", as_of=day)]

    assert held("2021-07-31") == []
    assert held("2021-08-01") == [("专精特新", SHOE)]
    assert held("2024-08-02") == []
    assert rows(city, "honours_register", as_of="2022-01-01", level="国家") == []


def test_registers_and_finance(city: neo4j.Session) -> None:
    row = rows(city, "registers", register="一般纳税人")[0]
    assert (row["id"], row["status"], row["dated_on"].iso_format()) == (SHOE, "正常", "2015-03-01")
    assert rows(city, "finance_firms") == []
    assert rows(city, "offsite_firms") == []


def test_an_extension_of_a_cross_region_job_counts_once(city: neo4j.Session) -> None:
    row = rows(city, "cross_region_jobs")[0]
    assert (row["town"], row["id"], row["jobs"], row["amount"], row["projects"]) == (
        "陈埭镇",
        OUTSIDER,
        1,
        800_000,
        1,
    )
    found = {r["id"]: r for r in rows(city, "builders")}
    assert (found[BUILDER]["awards"], found[BUILDER]["award_amount"], found[BUILDER]["outside"]) == (
        1,
        9_000_000,
        False,
    )
    assert rows(city, "builders", outside=True) == []


def test_the_tree_of_industries(city: neo4j.Session) -> None:
    sections = {r["code"]: r["firms"] for r in rows(city, "industry_tree")}
    assert sections["C"] == 3
    assert sum(sections.values()) == 3
    inside = {r["code"]: r["firms"] for r in rows(city, "industry_tree", code="C")}
    assert inside["C"] == sum(n for code, n in inside.items() if code != "C")


def test_names_over_time(city: neo4j.Session, lake: duckdb.DuckDBPyConnection) -> None:
    found = run("enterprise_names", {"enterprise": SHOE}, city, lake).rows
    assert [(r["kind"], r["name"]) for r in found] == [
        ("现用名", "晋江恒盛鞋业有限公司"),
        ("曾用名", "晋江市恒盛鞋厂"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "city_indicators",
        "concrete_firms",
        "fiscal_monthly",
        "industry_output",
        "infrastructure_fees",
        "vehicles",
    ],
)
def test_questions_to_the_lake_need_no_graph(lake: duckdb.DuckDBPyConnection, query: str) -> None:
    assert run(query, {}, None, lake).rows == []


def test_a_question_to_the_graph_without_one_says_so(lake: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(GraphUnavailableError):
        run("estates", {}, None, lake)


def test_what_an_enterprise_was_at_a_day(city: neo4j.Session) -> None:
    def then(day: str) -> dict[str, list[tuple[str, str | None]]]:
        out: dict[str, list[tuple[str, str | None]]] = {}
        for r in rows(city, "enterprise_then", enterprise=SHOE, as_of=day):
            out.setdefault(r["item"], []).append((r["value"], r["since"]))
            assert r["sources"], r
        return out

    early, late = then("2021-03-01"), then("2022-06-30")
    assert early["名称"] == [("晋江市恒盛鞋厂", "2020-01-01")]
    assert late["名称"] == [("晋江恒盛鞋业有限公司", None)]
    assert "荣誉资质" not in early
    assert late["荣誉资质"] == [("专精特新", "2021-08-01")]
    assert {v for v, _ in late["土地"]} == {v for v, _ in early["土地"]}
    assert "土地" not in then("2021-01-04")
    assert late["任职"] == [("陈志强", "2023-04")]  # not known before: the first delivery stands
    assert late["镇街"] == [("陈埭镇", None)]
    assert late["在建项目"]
    assert "在建项目" not in then("2023-04-30")


def test_families_of_firms(city: neo4j.Session) -> None:
    found = {(r["head_id"], r["kind"], r["name"]) for r in rows(city, "families")}
    assert found == {
        (SHOE, "分支机构", "晋江恒盛鞋业有限公司安海分公司"),
        (SHOE, "曾用名", "晋江市恒盛鞋厂"),
    }
    assert len(rows(city, "families", enterprise=BRANCH)) == 1
    assert len(rows(city, "families", kind="曾用名")) == 1
    assert rows(city, "families", town="安海镇") == []


def test_people_and_projects_at_a_day(city: neo4j.Session) -> None:
    assert rows(city, "enterprise_honours", enterprise=SHOE, as_of="2021-07-31") == []
    assert [r["kind"] for r in rows(city, "enterprise_honours", enterprise=SHOE, as_of="2022-01-01")] == [
        "专精特新"
    ]
    assert rows(city, "enterprise_projects", enterprise=SHOE, as_of="2019-01-01") == []
    assert {
        r["project_id"] for r in rows(city, "enterprise_projects", enterprise=SHOE, as_of="2022-01-01")
    } == {PROJECT}
    early = rows(city, "enterprise_land", enterprise=SHOE, as_of="2021-01-05")
    assert [r["kind"] for r in early if r["dated_on"] is not None] == ["出让"]
    assert {r["kind"] for r in rows(city, "parcel_history", parcel=PARCEL, as_of="2021-01-05")} == {"出让"}
    assert rows(city, "firms_of_person", name="陈志强", as_of="2022-12-31") == []
    assert rows(city, "firms_of_person", name="陈志强", as_of="2023-05-31")
