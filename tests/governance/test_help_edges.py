"""Cases of help at the edges: dates out of reach, steps at once, what a town may see, whom to ask."""

from datetime import date

import pytest

from access.help import case_for, cases_for
from access.principal import Principal
from core.errors import ForbiddenError, UsageError
from governance.help.figures import figures
from governance.help.registry import Finder
from governance.score.card import score
from governance.score.formula import Term
from store.cases import Step
from tests.governance.help_office import CLOTHES, NOWHERE, SHOES, HelpOffice
from tests.governance.office import refused_at_once


def test_a_receipt_that_no_calendar_reaches_is_refused(helping: HelpOffice) -> None:
    with pytest.raises(UsageError, match=r"收到日期 2013-06-01 太早.*请核对年份"):
        helping.enter(on="2013-06-01", at="2023-06-01T09:00:00")
    assert helping.listed("2023-06-30") == []


def test_days_in_a_year_whose_holidays_are_not_told_yet_count_weekends_alone(helping: HelpOffice) -> None:
    numbers = [helping.enter(on="2026-12-01", text=text) for text in "ab"]
    helping.step(Step.ASSIGN, "2026-12-02", *numbers)  # due on 12-16
    helping.step(Step.ANSWER, "2027-01-05", numbers[0])
    assert [s.overdue for s in helping.listed("2027-01-04", overdue=True)] == [13, 13]  # 2027-01-01 too
    (mine,) = figures(helping.settings, helping.ledger, 2026, date(2027, 1, 31))
    assert (mine.answered, mine.in_time, mine.days) == (1, 0, 24.0)


def test_a_wished_deadline_that_has_passed_asks_for_another(helping: HelpOffice) -> None:
    number = helping.enter(due=date(2023, 6, 5))
    with pytest.raises(UsageError, match=r"登记时写的办理期限 2023-06-05 已过.*--due"):
        helping.step(Step.ASSIGN, "2023-06-12", number)
    helping.step(Step.ASSIGN, "2023-06-12", number, due=date(2023, 6, 20))
    assert helping.one("2023-06-12").due == date(2023, 6, 20)


def test_giving_back_after_the_deadline_takes_nothing_back(helping: HelpOffice) -> None:
    soon, late, taken = (helping.enter(text=text) for text in "abc")
    helping.step(Step.ASSIGN, "2023-06-05", soon, late, taken)  # due on 06-19
    helping.step(Step.RETURN, "2023-06-19", soon)
    helping.step(Step.RETURN, "2023-06-20", late)
    helping.step(Step.TRANSFER, "2023-06-20", taken, unit="市税务局")
    own = {r.unit: r for r in figures(helping.settings, helping.ledger, 2023, date(2023, 6, 30))}
    assert (own["市人社局"].returned, own["市人社局"].handed_on, own["市人社局"].overdue) == (2, 1, 2)
    cards = score(helping.settings, helping.ledger, 2023, date(2023, 6, 30)).cards
    items = {c.supplier.name: c.terms[Term.USE].items for c in cards}
    assert {i.about: i.credit for i in items["市人社局"]} == {
        f"帮扶事项 {late}": 0.0, f"帮扶事项 {taken}": 0.0,
    }  # fmt: skip


def test_of_two_who_answer_at_once_the_second_is_refused(helping: HelpOffice) -> None:
    number = helping.enter()
    helping.step(Step.ASSIGN, "2023-06-05", number)
    refused = refused_at_once(4, lambda: helping.step(Step.ANSWER, "2023-06-06", number))
    assert len(refused) == 3
    assert [s.step for s in helping.one("2023-06-07").case.steps] == ["enter", "assign", "answer"]


def test_what_a_town_must_answer_is_its_own_and_an_account_without_a_town_sees_nothing(
    helping: HelpOffice,
) -> None:
    day, both = date(2023, 6, 30), (helping.settings, helping.ledger)
    number = helping.enter(unit="安海镇")
    helping.enter(NOWHERE.id, kind="审批", unit="市教育局")
    for scope in ("安海镇", "陈埭镇"):
        assert [c["id"] for c in cases_for(*both, Principal("t", "town", scope=scope), day)] == [number]
    for role in ("town", "industry"):
        assert cases_for(*both, Principal("t", role), day) == []
    with pytest.raises(ForbiddenError, match="没有“查看企业帮扶”的权限"):
        case_for(*both, Principal("t", "analyst"), "zzz", day)


def test_whom_to_ask_is_masked_in_what_people_wrote_however_it_is_written(helping: HelpOffice) -> None:
    number = helping.enter(
        text="致电0595 8567-1234或85671234找王小明，或李强0595-82220000",
        contact="王小明（经理）、李强", phone="0595-85671234、059582220000",
    )  # fmt: skip
    town = Principal("t", "town", scope="陈埭镇")
    said = case_for(helping.settings, helping.ledger, town, number, date(2023, 6, 30))["text"]
    assert said == "致电059****1234或****34找王**，或李*059****0000"


def test_an_unnamed_firm_and_an_id_with_another_firms_code_are_refused(helping: HelpOffice) -> None:
    with Finder(helping.settings, helping.ledger) as finder:
        assert finder.find(SHOES.id.upper(), SHOES.code).id == SHOES.id
        with pytest.raises(UsageError, match="请写明企业"):
            finder.find(" ")
        with pytest.raises(UsageError, match=f"与所写代码 {CLOTHES.code} 不符"):
            finder.find(SHOES.id, CLOTHES.code)
