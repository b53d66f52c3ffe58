"""Cases of help as a person and a script call them."""

from pathlib import Path
from shutil import copytree

import pytest

from core.errors import AmbiguousError, GraphUnavailableError, NotFoundError, UsageError
from core.settings import Settings, get_settings
from governance.help.registry import Asked, fates
from governance.help.rules import load_rules
from governance.help.signals import compare, read_signals
from store.audit import entries
from store.ledger import Ledger
from tests.governance.calling import ask, fails, run
from tests.governance.help_office import CLOTHES, SHOES, TWINS, note_home
from tests.road import Road

TOLD = ("--kind", "用工", "--text", "缺普工，找王小明13800001234")


@pytest.fixture
def city(home: Path, help_home: Path) -> Path:
    """The folder around an installation with firms to help."""
    for part in ("resolved", "graph"):
        copytree(help_home / part, get_settings().home / part)
    note_home(Ledger(get_settings()))
    return home


def done(*arguments: str) -> str:
    """Call a case command that must succeed; return its message."""
    found = run("case", *arguments)
    assert found.exit_code == 0, found.exception
    return found.stderr


def test_a_case_goes_its_way_from_the_command_line(city: Path) -> None:
    fails(AmbiguousError, TWINS[1].code, "case", "add", "--firm", TWINS[0].name, *TOLD)
    fails(NotFoundError, "没有事项类别", "case", "add", "--firm", SHOES.id, "--kind", "用油", "--text", "x")
    given = ("--received", "2023-06-01", "--at", "2023-06-02", "--from", "陈埭镇")
    fails(UsageError, "还没有到", "case", "add", "--firm", SHOES.code, *TOLD, "--at", "2323-06-02")
    whom = ("--contact", "王小明", "--phone", "13800001234")
    assert f"：{SHOES.name}，责任单位市人社局。" in done("add", "--firm", SHOES.code, *TOLD, *given, *whom)
    (one,) = ask("case", "list", "--as-of", "2023-06-02")
    assert (one["unit"], one["state"], one["firm"]) == ("市人社局", "entered", SHOES.id)
    assert (one["department"], one["town"], one["contact"]) == ("市工信局", "陈埭镇", "王小明")
    number = one["id"][:6]
    fails(UsageError, "早于收到日期", "case", "assign", number, "--due", "2023-05-31", "--at", "2023-06-05")
    done("assign", number, "--at", "2023-06-05")
    (late,) = ask("case", "list", "--overdue", "--as-of", "2023-06-21")
    assert (late["due"], late["overdue"]) == ("2023-06-19", 2)
    done("return", number, "--reason", "不属本局职责", "--at", "2023-06-06")
    done("assign", number, "--unit", "市工业和信息化局", "--at", "2023-06-06")
    done("transfer", number, "--unit", "人社局", "--reason", "商定由其办理", "--at", "2023-06-07")
    done("answer", number, "--reason", "已组织招聘会", "--at", "2023-06-09")
    fails(UsageError, "已经答复过", "case", "answer", number, "--reason", "x", "--at", "2023-06-12")
    done("settle", number, "--satisfaction", "满意", "--at", "2023-06-12")
    done("rate", number, "--satisfaction", "基本满意", "--at", "2023-07-12")
    said = ask("case", "show", number)
    assert [s["step"] for s in said["steps"]] == [
        "登记", "交办", "退回", "交办", "转办", "答复", "办结", "评价",
    ]  # fmt: skip
    assert said["satisfaction"] == "基本满意"
    then = ask("case", "show", number, "--known-on", "2023-06-09", "--as-of", "2023-12-31")
    assert (then["state"], len(then["steps"])) == ("answered", 6)
    fails(NotFoundError, "还没有帮扶事项", "case", "show", number, "--as-of", "2023-05-01")
    mine = {r["unit"]: r for r in ask("case", "figures", "--year", "2023", "--as-of", "2023-07-31")}
    assert {u: (r["received"], r["answered"], r["returned"]) for u, r in mine.items()} == {
        "市人社局": (2, 1, 1), "市工信局": (1, 0, 0),
    }  # fmt: skip
    (row,) = ask("case", "summary", "--by", "town", "--as-of", "2023-07-31")
    assert (row["name"], row["settled"]) == ("陈埭镇", 1)
    with Ledger(get_settings()).session() as session:
        acts = {e.action for e in entries(session)}
    assert {"case.enter", "case.assign", "case.answer", "case.show", "case.list"} <= acts


def test_a_sheet_a_firm_a_move_and_a_withdrawal(city: Path) -> None:
    path = city / "诉求.csv"
    head = "企业名称,类别,问题诉求,收到日期\n"
    lines = f"{SHOES.id},用地,缺地,2023-06-01\n{CLOTHES.id},用电,电价,2023-06-01\n"
    path.write_text(head + lines, encoding="utf-8")
    assert "已登记 2 个" in done("import", str(path), "--at", "2023-06-05", "--from", "陈埭镇")
    assert "2 行以前登记过" in done("import", str(path), "--at", "2023-06-06")
    lines = f"{SHOES.id},用地,另一块地,2023-06-01\n甲乙丙,用电,电价,6月\n"
    path.write_text(head + lines, encoding="utf-8")
    fails(UsageError, "第 3 行“收到日期”写的是“6月”", "case", "import", str(path), "--at", "2023-06-07")
    said = ask("case", "firm", CLOTHES.code)
    assert (said["department_certain"], said["town_note"]) == (False, "登记为安海镇，地址写的是东石镇")
    number = said["cases"][0]["id"]
    done("move", number, "--firm", SHOES.code, "--reason", "写错", "--at", "2023-06-07")
    assert len(ask("case", "firm", SHOES.id)["cases"]) == 2
    done("withdraw", number, "--reason", "重复", "--at", "2023-06-08")
    assert [c["id"] for c in ask("case", "list", "--state", "withdrawn")] == [number]
    fails(UsageError, "没有状态", "case", "list", "--state", "nothing")
    fails(UsageError, "不能按“钱”汇总", "case", "summary", "--by", "钱")
    fails(UsageError, "请写明是哪几个", "case", "settle")
    fails(GraphUnavailableError, "", "case", "suggest")


@pytest.mark.slow
@pytest.mark.neo4j
def test_every_firm_with_a_signal_in_a_city_becomes_one_suggestion(road_city: Road) -> None:
    """On the shared noisy city, which is left as it is."""
    from graph_model.connect import connect

    settings = Settings(home=road_city.home, neo4j_port=0)
    ledger, rules = Ledger(settings), load_rules(settings)
    with connect(settings) as session:
        found = read_signals(session, rules)
        listed = session.run(
            "MATCH (f:Flag)-[:ABOUT]->(e:Enterprise) WHERE f.kind STARTS WITH 'signal_' "
            "RETURN count(DISTINCT e) AS firms, count(DISTINCT f) AS flags"
        ).single(strict=True)
    assert len(found) == listed["firms"] > 0
    assert sum(len(one.signals) for one in found) == listed["flags"]
    seen = compare([], found, rules)
    assert len(seen.new) == len(found)
    where = fates(settings, ledger, [Asked(one.firm) for one in found])
    assert all(fate.firm is not None and fate.notes == () for fate in where)
