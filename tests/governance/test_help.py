"""Cases of help from entry to settlement: whose they are, clock, steps, the sheet, figures, the score."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from access.help import case_for, cases_for
from access.principal import Principal, local_operator
from core.errors import AmbiguousError, ForbiddenError, NotFoundError, RulesError, UsageError
from governance.help import sheet
from governance.help.figures import figures
from governance.help.registry import Finder
from governance.help.rules import load_rules, unit_named
from governance.help.seats import seats
from governance.help.standing import summary
from governance.score.card import score
from governance.score.formula import Term
from store.cases import State, Step
from tests.governance.help_office import CLOTHES, FISH, NOWHERE, SHOES, TWINS, HelpOffice
from tests.governance.office import moment


def test_a_firm_is_found_by_id_code_or_name_or_its_candidates_are_told(helping: HelpOffice) -> None:
    with Finder(helping.settings, helping.ledger) as finder:
        for text in (SHOES.id, SHOES.code, SHOES.code.lower(), SHOES.name):
            assert finder.find(text).id == SHOES.id
        assert finder.find(TWINS[0].name, TWINS[1].code).id == TWINS[1].id
        for name, code in ((TWINS[0].name, ""), ("王小明", ""), (SHOES.name, CLOTHES.code), ("", "x")):
            assert finder.sure(name, code) is None
        with pytest.raises(AmbiguousError) as error:
            finder.find(TWINS[0].name)
        assert all(f.code in str(error.value) for f in TWINS)
        with pytest.raises(NotFoundError, match="没有统一编号为 ent_none 的企业"):
            finder.find("ent_none")
        with pytest.raises((NotFoundError, AmbiguousError), match="上海过客建设"):
            finder.find("上海过客建设有限公司")


def test_department_and_town_say_how_sure_they_are(helping: HelpOffice) -> None:
    with Finder(helping.settings, helping.ledger) as finder:
        found = [finder.find(f.id) for f in (SHOES, CLOTHES, FISH, NOWHERE)]
    where = seats(helping.settings, helping.ledger, found)
    assert [(s.department, s.department_certain) for s in where.values()] == [
        ("市工信局", True), ("市工信局", False), ("市工信局", False), (None, False),
    ]  # fmt: skip
    assert [(s.town, s.town_certain) for s in where.values()] == [
        ("陈埭镇", True), ("安海镇", False), ("深沪镇", False), (None, False),
    ]  # fmt: skip
    assert where[CLOTHES.id].town_note == "登记为安海镇，地址写的是东石镇"
    assert where[FISH.id].department_note == "按产业链名单 食品饮料产业链"


def test_the_responsible_unit_comes_from_kind_industry_and_town(helping: HelpOffice) -> None:
    for kind, text in (("用工", "a"), ("政策兑现", "b"), ("其他", "c")):
        helping.enter(kind=kind, text=text)
    units = {s.caption: s.case.unit for s in helping.listed("2023-06-02")}
    assert units == {"用工": "市人社局", "政策兑现": "市工信局", "其他": "陈埭镇"}
    with pytest.raises(UsageError, match="责任单位不能确定"):
        helping.enter(NOWHERE.id, kind="审批")
    number = helping.enter(NOWHERE.id, kind="审批", unit="市教育局")  # in the mapping, not in the catalogue
    assert [s.case.unit for s in helping.listed("2023-06-02", department="未定")] == ["市教育局"]
    assert [s.case.row.id for s in helping.listed("2023-06-02", town="未定")] == [number]
    assert unit_named("市工业和信息化局") == "市工信局"


def test_the_clock_runs_in_working_days_from_the_assignment(helping: HelpOffice) -> None:
    number = helping.enter(on="2023-09-18")
    helping.step(Step.ASSIGN, "2023-09-21", number)
    # Mid-autumn and National Day: off from 09-29 to 10-06; 10-07 and 10-08 are worked in exchange.
    assert helping.one("2023-10-01").due == date(2023, 10, 11)
    assert helping.one("2023-10-11").overdue == 0
    assert [s.overdue for s in helping.listed("2023-10-16", overdue=True)] == [3]
    helping.step(Step.ANSWER, "2023-10-17", number)
    helping.step(Step.SETTLE, "2023-10-18", number, satisfaction="满意")
    now = helping.one("2023-10-20")
    assert (now.state, now.answered, now.settled) == (State.SETTLED, date(2023, 10, 17), date(2023, 10, 18))
    assert (now.overdue, now.case.satisfaction) == (0, "满意")


def test_as_of_and_known_on_tell_what_each_day_told(helping: HelpOffice) -> None:
    told: dict[str, list[str]] = {}

    def note(day: str) -> None:
        told[day] = [s.state for s in helping.listed(day)]

    note("2023-05-31")
    number = helping.enter()
    for day, what in (
        ("2023-06-02", Step.ASSIGN), ("2023-06-05", Step.RETURN), ("2023-06-06", Step.ASSIGN),
        ("2023-06-12", Step.ANSWER), ("2023-06-13", Step.TRANSFER), ("2023-06-15", Step.ANSWER),
        ("2023-06-16", Step.SETTLE),
    ):  # fmt: skip
        helping.step(what, day, number, unit="市人社局" if what is Step.TRANSFER else "")
        note(day)
    assert {day: [s.state for s in helping.listed(day)] for day in told} == told
    assert {d: [s.state for s in helping.listed("2023-12-31", f"{d}T23:59:59")] for d in told} == told
    assert [told["2023-05-31"], told["2023-06-13"], told["2023-06-16"]] == [[], ["assigned"], ["settled"]]


def test_steps_that_the_state_does_not_allow_change_nothing(helping: HelpOffice) -> None:
    number, other = helping.enter(), helping.enter(CLOTHES.id)
    with pytest.raises(UsageError, match="待交办"):
        helping.step(Step.ANSWER, "2023-06-02", number)
    helping.step(Step.ASSIGN, "2023-06-02", number)
    with pytest.raises(UsageError, match="办理中"):
        helping.step(Step.ASSIGN, "2023-06-05", other, number)
    assert {s.case.row.id: s.state for s in helping.listed("2023-06-06")} == {
        number: State.ASSIGNED, other: State.ENTERED,
    }  # fmt: skip
    with pytest.raises(UsageError, match="不能早于"):
        helping.step(Step.ANSWER, "2023-06-01", number)
    with pytest.raises(UsageError, match="请说明理由"):
        helping.step(Step.ANSWER, "2023-06-05", number, reason=" ")
    with pytest.raises(UsageError, match="已由市人社局办理"):
        helping.step(Step.TRANSFER, "2023-06-05", number, unit="人社局")
    with pytest.raises(NotFoundError, match=r"没有单位“无此局”.*市财政局"):
        helping.step(Step.TRANSFER, "2023-06-05", number, unit="无此局")
    helping.step(Step.ANSWER, "2023-06-05", number)
    with pytest.raises(UsageError, match="已经答复过，不能答复"):
        helping.step(Step.ANSWER, "2023-06-06", number)
    with pytest.raises(UsageError, match="没有评价“很好”"):
        helping.step(Step.SETTLE, "2023-06-06", number, satisfaction="很好")
    helping.step(Step.SETTLE, "2023-06-06", number)
    with pytest.raises(UsageError, match="已经办结"):
        helping.step(Step.SETTLE, "2023-06-07", number)
    helping.step(Step.RATE, "2023-06-08", number, satisfaction="基本满意")
    helping.step(Step.WITHDRAW, "2023-06-08", other)
    with pytest.raises(NotFoundError, match="没有帮扶事项 zzz"):
        helping.step(Step.ASSIGN, "2023-06-08", "zzz")
    with pytest.raises(UsageError, match="不能这样登记"):
        helping.step(Step.SUGGEST, "2023-06-08", other)


def test_a_deadline_before_its_receipt_and_other_slips_enter_nothing(helping: HelpOffice) -> None:
    with pytest.raises(UsageError, match="办理期限 2023-05-31 早于收到日期 2023-06-01"):
        helping.enter(due=date(2023, 5, 31))
    with pytest.raises(UsageError, match="收到日期 2023-06-01 晚于登记日期"):
        helping.enter(at="2023-05-30T09:00:00")
    with pytest.raises(NotFoundError, match=r"没有事项类别“用油”.*用地"):
        helping.enter(kind="用油")
    with pytest.raises(NotFoundError, match="没有单位“无此镇”"):
        helping.enter(source="无此镇")
    with pytest.raises(UsageError, match="请写明问题或诉求"):
        helping.enter(text=" ")
    assert helping.listed("2023-06-30") == []
    number = helping.enter(due=date(2023, 6, 20))
    with pytest.raises(UsageError, match="已经登记过"):
        helping.enter()
    with pytest.raises(UsageError, match="早于登记这一步的日期"):
        helping.step(Step.ASSIGN, "2023-06-21", number, due=date(2023, 6, 20))
    helping.step(Step.ASSIGN, "2023-06-02", number)
    assert helping.one("2023-06-03").due == date(2023, 6, 20)


HEAD = (
    "企业名称",
    "统一社会信用代码",
    "类别",
    "问题诉求",
    "收到日期",
    "责任单位",
    "办理期限",
    "联系人",
    "联系电话",
)
GOOD = (SHOES.name, SHOES.code, "用地", "扩建厂房缺地", "2023-06-01", "", "", "王小明", "13800001234")


def written(path: Path, *lines: tuple[str, ...]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (HEAD, *lines):
        page.append(line)
    book.save(path)
    return path


def test_a_sheet_is_entered_whole_or_not_at_all(helping: HelpOffice, tmp_path: Path) -> None:
    def read(path: Path) -> tuple[list[str], int]:
        return sheet.import_sheet(
            helping.settings, helping.ledger, path, actor="a", at=moment("2023-06-05"), source="陈埭镇"
        )

    bad = (
        (TWINS[0].name, "", "用电", "电不够", "2023-06-01"),
        (SHOES.id, "", "用油", "油", "2023-06-01"),
        (SHOES.id, "", "用电", "电", "六月"),
        (SHOES.name, "", "用电", "电", "2023-06-03", "", "2023-06-01"),
        (SHOES.name, "", "用电", "", "2023-06-03"),
    )
    with pytest.raises(UsageError) as error:
        read(written(tmp_path / "诉求.xlsx", GOOD, *bad))
    said = str(error.value)
    assert all(f"第 {row} 行" in said for row in (3, 4, 5, 6, 7))
    assert "不止一家" in said
    assert "“问题诉求”是空的" in said
    assert "没有登记任何一行" in said
    assert helping.listed("2023-06-30") == []
    both = (GOOD, (TWINS[0].name, TWINS[1].code, "用电", "电不够", "2023-06-02", "供电公司"))
    new, before = read(written(tmp_path / "诉求.xlsx", *both))
    assert (len(new), before) == (2, 0)
    text = "\n".join(",".join(line) for line in (HEAD, GOOD, (CLOTHES.id, "", *GOOD[2:])))
    (tmp_path / "诉求.csv").write_text(text, encoding="utf-8")
    new, before = read(tmp_path / "诉求.csv")
    assert (len(new), before) == (1, 1)
    assert {s.case.row.firm: (s.case.unit, s.case.row.source) for s in helping.listed("2023-06-30")} == {
        SHOES.id: ("市自然资源局", "陈埭镇"),
        TWINS[1].id: ("市供电公司", "陈埭镇"),
        CLOTHES.id: ("市自然资源局", "陈埭镇"),
    }
    (tmp_path / "缺.csv").write_text("企业名称,问题诉求,收到日期\na,b,2023-06-01\n", encoding="utf-8")
    with pytest.raises(UsageError, match="缺少列：类别"):
        read(tmp_path / "缺.csv")


def busy(helping: HelpOffice) -> list[str]:
    """Enter four cases of 市人社局: in time, late, overdue, and one that it gave back."""
    numbers = [helping.enter(text=f"缺工{n}") for n in range(4)]
    helping.step(Step.ASSIGN, "2023-06-05", *numbers)
    helping.step(Step.ANSWER, "2023-06-08", numbers[0])  # 3 working days
    helping.step(Step.SETTLE, "2023-06-09", numbers[0], satisfaction="满意")
    helping.step(Step.RETURN, "2023-06-09", numbers[3])
    helping.step(Step.ASSIGN, "2023-06-12", numbers[3], unit="市工信局")
    helping.step(Step.ANSWER, "2023-06-27", numbers[1])  # 14: 06-22 to 06-24 are off, 06-25 is worked
    return numbers


def test_figures_count_each_units_own_part(helping: HelpOffice) -> None:
    busy(helping)
    mine, theirs = figures(helping.settings, helping.ledger, 2023, date(2023, 7, 31))
    assert mine.plain() == {
        "unit": "市人社局", "received": 4, "answered": 2, "in_time": 1, "overdue": 1, "returned": 1,
        "handed_on": 0, "settled": 1, "satisfied": 1, "rated": 1, "days": 9.0, "firm_days": 6.0,
    }  # fmt: skip
    assert (theirs.unit, theirs.received, theirs.overdue) == ("市工信局", 1, 1)
    (before,) = figures(helping.settings, helping.ledger, 2023, date(2023, 6, 8))
    assert (before.received, before.answered, before.returned, before.days) == (4, 1, 0, 3.0)
    assert figures(helping.settings, helping.ledger, 2022, date(2023, 7, 31)) == []
    rows = summary(helping.settings, helping.ledger, "unit", date(2023, 7, 31))
    assert [(r["name"], r["open"], r["overdue"], r["settled"]) for r in rows] == [
        ("市人社局", 2, 1, 1), ("市工信局", 1, 1, 0),
    ]  # fmt: skip


def test_the_score_counts_what_a_unit_had_to_answer(helping: HelpOffice) -> None:
    def told(day: str) -> dict[str, Any]:
        cards = score(helping.settings, helping.ledger, 2023, date.fromisoformat(day)).cards
        return {c.supplier.name: c.terms[Term.USE] for c in cards}

    assert {t.value for t in told("2023-07-31").values()} == {None}
    busy(helping)
    found = told("2023-07-31")
    assert sorted(i.credit for i in found["市人社局"].items) == [0.0, 0.5, 1.0]
    assert (found["市人社局"].value, found["市工信局"].value) == (0.5, 0.0)
    assert found["市税务局"].value is None
    early = told("2023-06-14")
    assert [i.credit for i in early["市工信局"].items] == [None]
    assert early["市工信局"].value is None


def test_towns_and_departments_see_their_own_with_persons_masked(helping: HelpOffice) -> None:
    number = helping.enter(text="缺工，找王小明13800001234", contact="王小明", phone="13800001234")
    helping.enter(CLOTHES.id, kind="用地")
    day, both = date(2023, 6, 30), (helping.settings, helping.ledger)
    whole = case_for(*both, local_operator(), number, day)
    assert (whole["contact"], whole["text"]) == ("王小明", "缺工，找王小明13800001234")
    town = Principal("t", "town", scope="陈埭镇")
    (own,) = cases_for(*both, town, day)
    assert (own["id"], own["contact"], own["phone"]) == (number, "王**", "138****1234")
    assert own["text"] == "缺工，找王**138****1234"
    with pytest.raises(ForbiddenError, match="不属于您的镇街或行业"):
        case_for(*both, Principal("t", "town", scope="安海镇"), number, day)
    for scope, count in (("市工业和信息化局", 2), ("市自然资源局", 1), ("市教育局", 0)):
        assert len(cases_for(*both, Principal("d", "industry", scope=scope), day)) == count
    for role in ("analyst", "liaison", "operator"):
        with pytest.raises(ForbiddenError):
            cases_for(*both, Principal("x", role, scope="陈埭镇"), day)


def test_a_rule_file_with_a_slip_is_refused(helping: HelpOffice) -> None:
    path = helping.rules / "help.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new, said in (
        ("unit: 市自然资源局", "unit: 市土地局", "kinds.land：没有单位“市土地局”"),
        ("kind: labour}", "kind: work}", "没有类别 work"),
        ("caption: 用电", "caption: 用工", "用工 指两个类别"),
        ("days: 5", "days: 0", "kinds.power.days"),
    ):
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RulesError, match=said):
            load_rules(helping.settings)


def test_a_deadline_runs_into_a_year_whose_holidays_are_not_told_yet(helping: HelpOffice) -> None:
    number = helping.enter(on="2026-12-30")
    helping.step(Step.ASSIGN, "2026-12-31", number)
    assert helping.one("2026-12-31").due == date(2027, 1, 14)


def test_a_case_of_another_firm_is_moved_and_nothing_is_lost(helping: HelpOffice) -> None:
    number = helping.enter()
    helping.moved(number, CLOTHES.code, "2023-06-05")
    with pytest.raises(UsageError, match="已属于晋江市宏远服装"):
        helping.moved(number, CLOTHES.id, "2023-06-05")
    now = helping.one("2023-06-05")
    assert (now.plain()["firm"], now.plain()["entered_as"]) == (CLOTHES.id, SHOES.name)
    assert now.state is State.ENTERED
