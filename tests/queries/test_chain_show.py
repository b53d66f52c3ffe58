"""`chanye chain show`: a page that can be read aloud, the same as JSON and as a table."""

import csv
import json
from typing import Any

import pytest

from core.settings import Settings
from tests.graph_model.mini import FOAM
from tests.queries.test_cli import chanye

pytestmark = pytest.mark.neo4j


@pytest.fixture(autouse=True)
def loaded(city: object) -> None:
    """The small city is in the session's Neo4j."""


def test_the_board_says_score_gaps_who_suffers_and_how_to_open_it(neo4j_settings: Settings) -> None:
    done = chanye(neo4j_settings, "chain", "show", "鞋服", "--compare", "2021")
    assert done.returncode == 0, done.stderr
    for words in (
        "鞋服产业链，现状",
        "17 个环节：完整 0、弱链 3、缺链 14；名单在册 1 家企业。",
        "鞋面皮革（上游，重要性 3，可外购）：没有 A、B 级企业，1 家的经营范围提到",
        "可能受影响：下游 运动鞋制造（1 家）。",
        "可培育：晋江泉革皮业有限公司（距离 1，经营范围写有：皮革鞣制、牛皮革；还差：近12个月没有经营迹象",
        "企业少于5家；A、B 级 1 家，最大的是晋江恒盛鞋业有限公司",
        "与 2021 年相比",
        "先看什么",
        "名单上 1 条写法待核对，其中 0 条会改变环节的状态，1 条会改变得分。",
        "弱链 → 弱链，全链 ",
        "chanye trace 鞋服 --figure score",
        "chanye trace 鞋服/鞋材发泡 --figure firms",
        "chanye trace 'company_registration/",
        f"chanye trace {FOAM} --figure tax --year 2023",
    ):
        assert words in done.stdout, words


def test_json_and_csv_hold_what_the_page_says(neo4j_settings: Settings) -> None:
    said: dict[str, Any] = json.loads(
        chanye(neo4j_settings, "chain", "show", "鞋服", "--format", "json").stdout
    )
    assert (said["chain"], len(said["nodes"]), len(said["gaps"])) == ("鞋服产业链", 17, 14)
    assert {r["node"] for r in said["weak"]} == {"运动鞋制造", "鞋底", "鞋材发泡"}
    assert said["change"] == []
    table = chanye(neo4j_settings, "chain", "show", "鞋服", "--town", "安海镇", "--format", "csv").stdout
    rows = list(csv.DictReader(table.splitlines()))
    assert len(rows) == 17
    assert {r["A级企业"] for r in rows} == {"0"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("没有的链",), 1, "可用：医疗健康"),
        (("鞋服", "--town", "没有镇"), 1, "没有 没有镇 的数据"),
        (("鞋服", "--year", "1999"), 1, "没有 1999 的数据"),
        (("鞋服", "--compare", "1999"), 1, "没有 1999 的数据"),
        (("鞋服", "--town", "安海镇", "--park", "五里园"), 2, "只能给一个"),
    ],
)
def test_what_is_not_there_is_no_board_of_gaps(
    neo4j_settings: Settings, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = chanye(neo4j_settings, "chain", "show", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
