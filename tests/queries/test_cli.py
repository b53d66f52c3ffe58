import json
import os
import subprocess
import sys

import pytest

from core.settings import Settings
from tests.graph_model.mini import SHOE

pytestmark = pytest.mark.neo4j


@pytest.fixture(autouse=True)
def loaded(city: object) -> None:
    """The small city is in the session's Neo4j."""


def chanye(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CHANYE_HOME": str(settings.home), "CHANYE_LOG_LEVEL": "error"}
    command = [sys.executable, "-c", "from cli.main import main; main()", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_a_query_prints_json_by_key_and_captions_in_tables(neo4j_settings: Settings) -> None:
    asked = ("query", "run", "chain_firms", "--param", "chain=鞋服", "--param", "node=鞋底")
    done = chanye(neo4j_settings, *asked, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert [(r["id"], r["grade"]) for r in json.loads(done.stdout)] == [(SHOE, "A")]
    assert chanye(neo4j_settings, *asked, "--format", "csv").stdout.startswith("上中下游,环节,统一编号,企业")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("query", "run", "nothing"), 1, "没有查询 nothing"),
        (("query", "run", "chain_firms"), 2, "缺少参数 chain"),
        (("query", "run", "chain_firms", "--param", "chain"), 2, "名=值"),
        (("profile", "恒盛鞋"), 1, "相近的有"),
        (("trace", SHOE, "--figure", "tax"), 2, "--year"),
        (("graph", "load", "--via", "air"), 2, "import 或 bolt"),
        (("graph", "drop"), 2, "--yes"),
    ],
)
def test_mistakes_are_told_in_chinese_with_the_right_exit_code(
    neo4j_settings: Settings, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = chanye(neo4j_settings, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_a_profile_by_former_name(neo4j_settings: Settings) -> None:
    done = chanye(neo4j_settings, "profile", "晋江市恒盛鞋厂")
    assert done.returncode == 0, done.stderr
    for words in ("企业画像", "91350582MA00000011", "扶持历史", "收款人不是本企业", "专精特新"):
        assert words in done.stdout
    row = json.loads(chanye(neo4j_settings, "profile", SHOE, "--format", "json").stdout)
    assert row["id"] == SHOE


def test_status_and_doctor_answer(neo4j_settings: Settings) -> None:
    status = json.loads(chanye(neo4j_settings, "neo4j", "status", "--format", "json").stdout)
    assert (status["state"], status["managed"]) == ("running", True)
    done = chanye(neo4j_settings, "doctor", "--format", "json")
    found = {c["what"]: c["state"] for c in json.loads(done.stdout)}
    assert (found["Java"], found["Neo4j 程序"], found["图数据库"]) == ("正常", "正常", "正常")
