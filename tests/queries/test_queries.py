from typing import Any

import duckdb
import neo4j
import pytest

from core.errors import AmbiguousError, NotFoundError
from queries import find_enterprise, neighbourhood, profile, resolve_enterprise, run
from queries.run import QueryTimeoutError, read
from tests.graph_model.mini import BUILDER, ESTATE, FOAM, OUTSIDER, PARCEL, PROJECT, SHELL, SHOE, TWIN

pytestmark = pytest.mark.neo4j
NAME = "晋江恒盛鞋业有限公司"


def rows(session: neo4j.Session, query: str, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return run(query, params, session).rows


@pytest.mark.parametrize(
    "text",
    [SHOE, NAME, "91350582MA00000011", " 91350582ma00000011 ", "晋江市恒盛鞋厂", "ent_old000000000"],
    ids=["id", "name", "code", "typed code", "former name", "redirected id"],
)
def test_an_enterprise_is_found(city: neo4j.Session, text: str) -> None:
    assert resolve_enterprise(text, city) == SHOE


def test_a_likeness_gives_candidates_and_decides_nothing(city: neo4j.Session) -> None:
    found = find_enterprise("恒盛鞋", city)
    assert found[0].id == SHOE
    assert {c.how for c in found} == {"similar"}
    with pytest.raises(AmbiguousError, match=NAME):
        resolve_enterprise("恒盛鞋", city)


def test_nobody_is_told(city: neo4j.Session) -> None:
    with pytest.raises(NotFoundError):
        resolve_enterprise("龘龘龘", city)
    assert find_enterprise("  ", city) == []


def test_profile_of_an_enterprise(city: neo4j.Session) -> None:
    row = rows(city, "enterprise_profile", enterprise=NAME)[0]
    assert (row["code"], row["status"], row["alive"], row["branches"]) == (
        "91350582MA00000011",
        "正常",
        True,
        1,
    )
    assert row["names"] == ["晋江市恒盛鞋厂"]
    assert row["parks"] == ["五里园"]


def test_figures_follow_the_definitions(city: neo4j.Session) -> None:
    by_year = {r["year"]: r for r in rows(city, "enterprise_figures", enterprise=SHOE)}
    assert by_year[2022] == {
        "year": 2022,
        "tax": 100_000 - 30_000 + 20_000,  # no social insurance; the 免抵调 subject once
        "tax_before_refunds": 100_000 + 20_000,
        "tax_local": 35_000,
        "exempt_offset": 20_000,
        "revenue": 1_100_000 + 40_000,  # the corrected voucher replaces the first
        "staff": 90,  # pension heads in December, never a sum over 险种
        "staff_mean": 85,
        "power": 1500,
        "subsidy": 580_000,
        "subsidy_local": 480_000,
        "output_value": None,
        "months": 3,
    }
    assert (
        rows(city, "enterprise_figures", enterprise=FOAM)[0]["staff"] == 12
    )  # the largest 险种 where there is no pension


def test_honours(city: neo4j.Session) -> None:
    row = rows(city, "enterprise_honours", enterprise=SHOE)[0]
    assert (row["kind"], row["level"], row["valid_to"].iso_format()) == (
        "专精特新",
        "省级专精特新",
        "2024-08-01",
    )


def test_chains_of_an_enterprise(city: neo4j.Session) -> None:
    found = {r["node"]: (r["grade"], r["words"]) for r in rows(city, "enterprise_chains", enterprise=SHOE)}
    assert found == {"运动鞋制造": ("A", ["运动鞋", "跑鞋"]), "鞋底": ("A", ["鞋底"])}


def test_projects_of_an_enterprise(city: neo4j.Session) -> None:
    roles = {r["role"]: r["records"] for r in rows(city, "enterprise_projects", enterprise=BUILDER)}
    assert roles == {"中标单位": 1, "施工单位": 2}


def test_land_of_an_enterprise(city: neo4j.Session) -> None:
    assert [r["kind"] for r in rows(city, "enterprise_land", enterprise=SHOE)] == ["出让", "登记", "抵押"]
    assert rows(city, "enterprise_land", enterprise=TWIN)[0]["place_id"] == ESTATE


def test_related_enterprises(city: neo4j.Session) -> None:
    found = {(r["relation"], r["name"]) for r in rows(city, "enterprise_related", enterprise=SHOE)}
    assert ("同一人任职（线索）", "福建鑫泡新材料有限公司") in found
    assert ("分支机构", "晋江恒盛鞋业有限公司安海分公司") in found
    assert ("疑似同一（待核对）", "晋江恒晟鞋业有限公司") in found


def test_sources_of_an_enterprise_carry_the_decision(city: neo4j.Session) -> None:
    found = rows(city, "enterprise_sources", enterprise=SHOE)
    assert all(r["file"] == "企业登记.xlsx" and r["department"] for r in found)
    waiting = [r for r in found if r["decision"] == "review"]
    assert [(r["weight"], r["dataset"]) for r in waiting] == [(7.5, "政府补助拨款奖励资金扶持")]


def test_support_history_flags_what_is_odd(city: neo4j.Session) -> None:
    found = rows(city, "support_history", enterprise=SHOE)
    assert [(r["amount"], r["level"], r["flags"]) for r in found] == [
        (500_000, "本级（推定）", []),
        (100_000, "上级", ["收款人不是本企业"]),
        (-20_000, "本级（推定）", ["退款"]),
    ]
    assert found[0]["tax"] == 90_000


def test_chains_are_listed(city: neo4j.Session) -> None:
    found = {r["title"]: r for r in rows(city, "chains")}
    assert len(found) == 8
    assert (found["鞋服"]["nodes"], found["鞋服"]["listed"], found["鞋服"]["grade_a"]) == (17, 1, 1)


def test_chain_completeness_names_gaps_and_who_suffers(city: neo4j.Session) -> None:
    found = {r["node"]: r for r in rows(city, "chain_completeness", chain="鞋服")}
    shoe, sole, foam, leather, glue = (
        found[n] for n in ("运动鞋制造", "鞋底", "鞋材发泡", "鞋面皮革", "鞋用胶粘剂")
    )
    assert (shoe["state"], shoe["grade"], shoe["leader"]) == ("弱链", "A", NAME)
    assert shoe["reasons"] == ["企业少于5家"]
    assert (sole["grade_a"], foam["grade"], foam["waiting"]) == (1, "B", 1)
    assert leather["state"] == "缺链（仅有经营范围线索）"
    assert leather["candidates"][0] == "晋江泉革皮业有限公司"
    assert (glue["state"], glue["grade"], glue["node_score"]) == ("缺链", "无", 0)
    assert glue["supplies"] == ["运动鞋制造", "拖鞋制造"]
    assert shoe["node_score"] == pytest.approx(
        (1 + 0.2) / 5 * 0.7, abs=0.001
    )  # one A, one C of five needed, weak
    scores = {r["score"] for r in found.values()}
    assert len(scores) == 1
    assert 0 < scores.pop() < 20


def test_chain_completeness_of_a_town(city: neo4j.Session) -> None:
    found = {
        r["node"]: r["grade"] for r in rows(city, "chain_completeness", chain="鞋服产业链", town="安海镇")
    }
    assert (found["鞋面皮革"], found["鞋底"]) == ("C", "无")


def test_firms_of_a_node(city: neo4j.Session) -> None:
    found = rows(city, "chain_firms", chain="鞋服", node="运动鞋制造")
    assert [(r["id"], r["grade"]) for r in found] == [(SHOE, "A"), (SHELL, "C")]


def test_path_between_two_enterprises(city: neo4j.Session) -> None:
    found = rows(city, "relation_path", start=FOAM, end=BUILDER)[0]
    assert found["hops"] == 4
    assert found["labels"] == ["Enterprise", "Person", "Enterprise", "Project", "Enterprise"]
    assert rows(city, "relation_path", start=FOAM, end="晋江旧时鞋材有限公司") == []


def test_firms_of_one_person(city: neo4j.Session) -> None:
    assert len(rows(city, "firms_of_person", name="陈志强")) == 3
    assert [r["id"] for r in rows(city, "firms_of_person", name="陈志强", phone="13800000001")] == [
        SHOE,
        FOAM,
    ]
    assert {r["id"] for r in rows(city, "firms_of_person", name="蔡丽")} == {
        SHELL,
        TWIN,
    }  # no person node: by the registry


def test_life_of_a_project(city: neo4j.Session) -> None:
    found = rows(city, "project_life", project=PROJECT)
    assert [r["kind"] for r in found] == [
        "立项备案、审批核准",
        "用地规划许可",
        "招标投标",
        "施工许可",
        "重点项目进度",
        "竣工验收备案",
    ]
    assert found[2]["parties"] == [
        "中标单位：福建安固建设工程有限公司",
        f"建设单位：{NAME}",
        "设计单位：广东远方建筑有限公司",
    ]
    assert found[1]["issuer"] == "晋江市自然资源局"
    assert rows(city, "project_life", project="恒盛智能工厂") == found


def test_history_of_a_parcel(city: neo4j.Session) -> None:
    found = rows(city, "parcel_history", parcel=PARCEL)
    assert [r["kind"] for r in found] == ["出让", "建设项目", "登记", "抵押"]
    assert {(r["parcel_area"], r["households"]) for r in found} == {(20_000, 1)}


def test_subsidies_by_document(city: neo4j.Session) -> None:
    found = rows(city, "subsidies_by_document", document="晋财指标〔2022〕15号")
    assert [(r["amount"], r["other_payee"]) for r in found] == [
        (500_000, False),
        (100_000, True),
        (-20_000, False),
    ]
    waiting = rows(city, "subsidies_by_document", document="晋财指标〔2022〕16号")
    assert [(r["enterprise"], r["beneficiary"]) for r in waiting] == [(None, "恒某鞋业")]


def test_documents_are_listed(city: neo4j.Session) -> None:
    found = {r["document"]: r for r in rows(city, "documents", year=2022)}
    assert (found["晋财指标〔2022〕15号"]["payments"], found["晋财指标〔2022〕15号"]["amount"]) == (
        3,
        580_000,
    )
    assert found["晋财指标〔2022〕16号"]["waiting"] == 1


def test_towns_are_listed(city: neo4j.Session) -> None:
    found = {r["town"]: r for r in rows(city, "towns", year=2022)}
    assert (found["陈埭镇"]["enterprises"], found["陈埭镇"]["alive"], found["陈埭镇"]["tax"]) == (
        3,
        2,
        90_000,
    )


def test_search_by_name(city: neo4j.Session) -> None:
    assert rows(city, "search", text="恒盛鞋业")[0]["id"] == SHOE
    assert rows(city, "search", text='"*:~') == []


@pytest.mark.parametrize(
    ("figure", "counted", "left_out"),
    [
        ("tax", 90_000, {"不是税收", "免抵调科目，另按免抵调计"}),
        ("revenue", 1_140_000, {"已被更正"}),
        ("staff", 90, {"不是年末月份，只用于月均", "险种不相加"}),
        ("power", 1500, set()),
        ("subsidy", 580_000, set()),
    ],
)
def test_rows_behind_a_figure_add_up_to_it(
    city: neo4j.Session, lake: duckdb.DuckDBPyConnection, figure: str, counted: float, left_out: set[str]
) -> None:
    found = run("figure_rows", {"enterprise": SHOE, "figure": figure, "year": 2022}, city, lake).rows
    assert sum(r["amount"] for r in found if r["counted"]) == counted
    assert {r["why"] for r in found if not r["counted"]} == left_out
    assert all(r["file"] == "企业登记.xlsx" and r["source"] for r in found)
    figures = {r["year"]: r for r in rows(city, "enterprise_figures", enterprise=SHOE)}
    assert figures[2022][figure] == counted


def test_the_whole_profile_has_every_section(city: neo4j.Session) -> None:
    found = profile(SHOE, city)
    assert found["name"] == NAME
    assert len(found["support_history"]) == 3
    assert found["enterprise_projects"]


def test_neighbourhood_is_closed_and_stable(city: neo4j.Session) -> None:
    found = neighbourhood(SHOE, 2, 300, city)
    ids = {n["id"] for n in found["nodes"]}
    assert {SHOE, FOAM, PROJECT, BUILDER, OUTSIDER, "Town:陈埭镇"} <= ids
    assert all(e["source"] in ids and e["target"] in ids for e in found["edges"])
    assert not {n["label"] for n in found["nodes"]} & {"SourceRecord", "YearFigures"}
    assert found == neighbourhood(SHOE, 2, 300, city)
    small = neighbourhood(SHOE, 2, 5, city)
    assert len(small["nodes"]) == 5


def test_nobody_writes_through_a_query(city: neo4j.Session) -> None:
    with pytest.raises(neo4j.exceptions.ClientError, match=r"[Rr]ead"):
        read(city, "CREATE (n:Odd) RETURN n", {})


def test_a_query_that_takes_too_long_is_stopped(city: neo4j.Session) -> None:
    with pytest.raises(QueryTimeoutError):
        read(
            city,
            "UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS n",
            {},
            timeout=1,
        )
