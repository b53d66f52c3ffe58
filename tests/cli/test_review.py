"""`chanye review` on a small city: list, decide, workbooks there and back, a second opinion, an estimate."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from cli.main import app
from core.settings import get_settings
from resolution.review.columns import SHEET
from store.audit import entries, verify
from tests.resolution.judged_city import (
    AWAY,
    FIRM,
    OTHER,
    SPELLED,
    City,
    entity,
    make_city,
    mention,
    outcome,
    run,
)
from tests.resolution.lake import code, deliver

pytestmark = pytest.mark.slow
SHORT = "晋江市恒盛"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A city with two mentions that wait: a bare 字号, and a code beside the name of another firm."""
    home: Path = tmp_path_factory.mktemp("review")
    city = make_city(home)
    deliver(
        city.settings,
        city.ledger,
        "subsidy_payment",
        [{"beneficiary_name": SHORT, "amount": 70000}, {"beneficiary_name": SHORT, "amount": 5000}],
        period="2023-03",
    )
    swapped = {"code": code(3), "name": OTHER, "amount": 1000, "paid_on": "2023-03-05", "levy_item": "增值税"}
    old = swapped | {"amount": 99000000, "paid_on": "2018-03-05"}
    deliver(city.settings, city.ledger, "tax_net_revenue", [_dated(swapped), _dated(old)], period="2023-03")
    run(city)
    return city


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    from datetime import date

    return row | {"paid_on": date.fromisoformat(row["paid_on"])}


@pytest.fixture
def city(made: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    monkeypatch.setenv("CHANYE_HOME", str(made.settings.home))
    get_settings.cache_clear()
    yield made
    get_settings.cache_clear()


def _chanye(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def _listed(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_chanye("review", "list", "--format", "json", *words).stdout)
    return found


def _fill(path: Path, rows: dict[str, dict[str, str]]) -> None:
    """Fill columns of the rows of these mentions by their heads."""
    book = load_workbook(path)
    sheet = book[SHEET]
    heads = {str(c.value): int(c.column or 0) for c in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        for head, value in rows.get(str(sheet.cell(line, heads["提及编号"]).value), {}).items():
            sheet.cell(line, heads[head]).value = value
    book.save(path)


def test_the_queue_shows_what_hangs_on_each_case_the_most_first(city: City) -> None:
    rows = _listed()
    by_name = {r["name"]: r for r in rows}
    short, swapped = by_name[SHORT], by_name[OTHER]
    assert (short["subsidy"], short["tax"], short["worth"]) == (75000, 0, 75000)
    assert (swapped["subsidy"], swapped["tax"]) == (0, 1000)  # what was paid five years ago is left out
    assert [r["worth"] for r in rows] == sorted((r["worth"] for r in rows), reverse=True)
    assert short["sources"] == "政府补助拨款奖励资金扶持 2 行"
    assert {swapped["entity_code"], swapped["second_code"]} == {code(3), code(1)}
    assert swapped["reason"] == "代码属于一家，名称明显是另一家"


def test_the_order_by_chance_hangs_on_the_seed_alone(city: City) -> None:
    first = _listed("--order", "random", "--seed", "1")
    assert first == _listed("--order", "random", "--seed", "1")
    assert {r["mention_id"] for r in first} == {r["mention_id"] for r in _listed("--order", "uncertainty")}


def test_a_decision_is_recorded_audited_bound_and_undone(city: City) -> None:
    short = mention(city, SHORT)
    assert not any(r["name"] == AWAY for r in _listed())
    _chanye("review", "decide", SHORT, code(0), "--same", "--reason", "电话核实", "--actor", "甲")
    assert SHORT not in {r["name"] for r in _listed("--actor", "甲")}
    assert SHORT in {r["name"] for r in _listed("--actor", "乙")}
    second = _listed("--second", "--actor", "乙")
    assert [(r["mention_id"], r["entity"], r["reason_key"]) for r in second] == [(short, FIRM, "second")]
    run(city)
    assert outcome(city, short)[2] == entity(city, FIRM)
    logged = json.loads(_chanye("review", "log", "--format", "json").stdout)
    assert [(r["actor"], r["decision"], r["reason"], r["name"]) for r in logged[:1]] == [
        ("甲", "同一", "电话核实", SHORT)
    ]
    _chanye("review", "undo", str(logged[0]["id"]), "--reason", "看错")
    run(city)
    assert outcome(city, short)[0] == "review"
    with city.ledger.session() as session:
        assert verify(session).sound
        acts = {e.action for e in entries(session)}
    assert {"review", "review.decide", "review.undo"} <= acts


def test_explain_tells_which_judgement_decided_and_names_everybody(city: City) -> None:
    short = mention(city, SHORT)
    waiting = json.loads(_chanye("explain", short, "--brief", "--format", "json").stdout)
    assert waiting["judgements"] == []
    assert waiting["decisions"][0]["assigned"] is None
    assert waiting["decisions"][0]["proposed"] == waiting["decisions"][0]["entity"] is not None
    assert "拟归到" in _chanye("explain", short, "--brief").stdout
    _chanye("review", "decide", SHORT, code(1), "--different", "--reason", "地址不符", "--actor", "甲")
    _chanye("review", "decide", SHORT, mention(city, SPELLED), "--same", "--actor", "甲")
    _chanye("review", "decide", SPELLED, code(0), "--same", "--reason", "电话核实", "--actor", "乙")
    run(city)
    _chanye("review", "decide", SHORT, code(0), "--same", "--actor", "丙")
    told = json.loads(_chanye("explain", short, "--brief", "--format", "json").stdout)
    assert told["decisions"][0]["assigned"] == FIRM
    assert [
        (j["actor"], j["left"], j["decision"], j["right"], j["reason"], j["bound"])
        for j in told["judgements"]
    ] == [
        ("甲", SHORT, "不同", OTHER, "地址不符", True),
        ("甲", SHORT, "同一", SPELLED, "", True),
        ("乙", SPELLED, "同一", FIRM, "电话核实", True),  # along the chain
        ("丙", SHORT, "同一", FIRM, "", False),  # since the run
    ]
    assert all(j["id"] and j["at"] for j in told["judgements"])
    shown = _chanye("explain", AWAY).output
    assert "拟归到" not in shown
    assert "ent_" not in "".join(line for line in shown.splitlines() if line.startswith("没有选"))
    for judged in told["judgements"]:
        _chanye("review", "undo", str(judged["id"]))
    run(city)


def test_decide_says_what_it_does_and_repeats_nothing(city: City) -> None:
    def numbers() -> list[int]:
        logged = json.loads(_chanye("review", "log", "--format", "json").stdout)
        return [r["id"] for r in logged if r["actor"] == "己" and r["decision"] in ("同一", "不确定")]

    words = ("review", "decide", SHORT, code(0), "--actor", "己")
    assert "下次归一起生效" in _chanye(*words, "--same", "--reason", "电话核实").stderr
    for reason in ("电话核实", ""):
        assert "没有重复记录" in _chanye(*words, "--same", "--reason", reason).stderr
    assert len(numbers()) == 1
    assert f"代替您的第 {numbers()[0]} 条" in _chanye(*words, "--same", "--reason", "现场核实").stderr
    unsure = _chanye(*words, "--unsure").stderr
    assert "不约束归一" in unsure
    assert "它下次归一起不再约束" in unsure
    assert "起生效" not in unsure
    assert len(numbers()) == 3
    for number in numbers():
        _chanye("review", "undo", str(number))
    failed = CliRunner().invoke(app, ["review", "undo", str(numbers()[0])])
    assert "条裁定已经撤销" in str(failed.exception)


def test_a_decision_needs_exactly_one_verdict_and_things_that_exist(city: City) -> None:
    for words in (("--same", "--split"), ()):
        failed = CliRunner().invoke(app, ["review", "decide", SHORT, code(0), *words])
        assert "选一个" in str(failed.exception)
    failed = CliRunner().invoke(app, ["review", "decide", "没有这个提及", code(0), "--same"])
    assert "没有这个提及" in str(failed.exception)


def test_a_filled_workbook_comes_back_and_bad_rows_are_refused(city: City, tmp_path: Path) -> None:
    path, short = tmp_path / "q.xlsx", mention(city, SHORT)
    swapped = mention(city, OTHER, code(3))
    _chanye("review", "export", "-o", str(path), "--actor", "丙")
    book = load_workbook(path)
    assert [v.formula1 for v in book[SHEET].data_validations.dataValidation] == ['"同一,不同,不确定,拆出"']
    _fill(path, {
        short: {"判定": "不同", "正确主体（代码或编号）": code(1), "理由": "查账"},
        swapped: {"判定": "大概是"},
    })  # fmt: skip
    result = _chanye("review", "import", str(path), code=3)
    assert "第" in result.stderr
    assert "“判定”：“大概是”不是可选的判定" in result.stderr
    assert "以“丙”的名义记下 2 条裁定" in result.stderr
    _fill(path, {swapped: {"判定": "不确定"}})
    assert "记下 1 条裁定，已记过 2 条" in _chanye("review", "import", str(path)).stderr
    run(city)
    assert outcome(city, short)[2] == entity(city, OTHER)
    logged = json.loads(_chanye("review", "log", "--format", "json").stdout)
    for row in logged:
        if row["actor"] == "丙" and not row["undone"] and row["decision"] in ("同一", "不同", "不确定"):
            _chanye("review", "undo", str(row["id"]))
    run(city)


def test_a_workbook_of_another_kind_is_refused_in_one_line(city: City, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_text("这不是工作簿")
    failed = CliRunner().invoke(app, ["review", "import", str(path)])
    assert "不是 xlsx 工作簿" in str(failed.exception)


def test_two_people_agree_and_contradict(city: City) -> None:
    short, firm = mention(city, SHORT), entity(city, FIRM)
    _chanye("review", "decide", short, firm, "--same", "--actor", "丁")
    _chanye("review", "decide", short, firm, "--different", "--actor", "戊")
    rows = json.loads(_chanye("review", "agreement", "--format", "json").stdout)
    assert [(r["pairs"], r["agreed"]) for r in rows if (r["one"], r["other"]) == ("丁", "戊")] == [(1, 0)]
    found = json.loads(_chanye("review", "contradictions", "--format", "json").stdout)
    assert [r["kind"] for r in found] == ["连起来相同，又被认定不同"]
    assert SHORT in found[0]["things"][0]
    assert len(found[0]["decisions"]) == 2
    for number in found[0]["numbers"]:
        _chanye("review", "undo", str(number))


def test_a_sample_is_blind_repeatable_and_gives_an_estimate(city: City, tmp_path: Path) -> None:
    one, two = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (one, two):
        _chanye("review", "sample", "-o", str(path), "--size", "12", "--seed", "5")
    assert one.read_bytes() == two.read_bytes()
    heads = [c.value for c in load_workbook(one)[SHEET][1]]
    assert not any("权重" in str(h) or "原因" in str(h) for h in heads)
    _fill(one, {mention(city, SPELLED): {"判定": "同一"}, mention(city, AWAY): {"判定": "不同"}})
    found = json.loads(_chanye("review", "estimate", str(one), "--format", "json").stdout)
    assert found["matched"]["judged"] == found["matched"]["hits"] == 1
    assert found["unmatched"]["hits"] == 0
    precision = found["estimates"][0]
    assert precision["value"] == 1
    assert 0.2 < precision["low"] < precision["high"] == 1
