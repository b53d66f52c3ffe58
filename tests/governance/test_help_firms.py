"""Suggestions from early signals, and cases whose firm merged or split: nothing lost, nothing twice."""

from typing import Any

import pytest

from core.errors import NotFoundError, UsageError
from governance.help.signals import Compared, Signals, suggest
from store.cases import State, Step
from tests.governance.help_office import CLOTHES, FISH, NOWHERE, SHOES, HelpOffice, signal
from tests.governance.office import moment

STAFF = signal()


def told(helping: HelpOffice, day: str, *found: tuple[str, list[dict[str, Any]]], **more: bool) -> Compared:
    own = [Signals(firm, tuple(signals)) for firm, signals in found]
    return suggest(helping.settings, helping.ledger, own, actor="a", at=moment(f"{day}T09:00:00"), **more)


def test_a_firm_with_a_signal_is_suggested_once_the_largest_first(helping: HelpOffice) -> None:
    both = [(CLOTHES.id, [signal(staff=20)]), (SHOES.id, [STAFF, signal("signal_tax")])]
    assert len(told(helping, "2023-05-20", *both, dry_run=True).new) == 2
    assert helping.listed("2023-05-20") == []
    first = told(helping, "2023-05-20", *both)
    again = told(helping, "2023-05-21", *both)
    assert (again.new, again.added, sorted(again.told)) == ({}, {}, sorted([CLOTHES.id, SHOES.id]))
    found = helping.listed("2023-05-22", state="suggested")
    assert [(s.case.firm, s.caption, s.case.unit) for s in found] == [
        (SHOES.id, "用工", "市人社局"), (CLOTHES.id, "用工", "市人社局"),
    ]  # fmt: skip
    assert {s.case.row.id for s in found} == set(first.new)
    assert [s["kind"] for s in found[0].case.signals] == ["signal_staff", "signal_tax"]
    there = helping.listed("2023-05-22", department="市工业和信息化局", town="安海镇")
    assert [s.case.firm for s in there] == [CLOTHES.id]
    with pytest.raises(NotFoundError, match="没有单位“工业部”"):
        helping.listed("2023-05-22", department="工业部")


def test_what_was_dismissed_stays_so_until_a_new_signal_comes(helping: HelpOffice) -> None:
    (number,) = told(helping, "2023-05-20", (SHOES.id, [STAFF])).new
    helping.step(Step.DISMISS, "2023-05-21", number, reason="季节性")
    assert told(helping, "2023-06-20", (SHOES.id, [signal(period="2023-05")])).new == {}
    (other,) = told(helping, "2023-06-21", (SHOES.id, [STAFF, signal("signal_power")])).new
    assert [s["kind"] for s in helping.one("2023-06-22", state="suggested").case.signals] == ["signal_power"]
    helping.step(Step.DISMISS, "2023-06-23", other, reason="已停产整修")
    (third,) = told(helping, "2023-12-20", (SHOES.id, [signal(period="2023-10")])).new
    assert len({number, other, third}) == 3


def test_a_case_in_hand_covers_its_firm_and_a_suggestion_takes_what_comes(helping: HelpOffice) -> None:
    by_hand = helping.enter(on="2023-05-01")
    assert told(helping, "2023-05-20", (SHOES.id, [STAFF])).covered == (SHOES.id,)
    for what in (Step.ASSIGN, Step.ANSWER, Step.SETTLE):
        helping.step(what, "2023-05-22", by_hand)
    (number,) = told(helping, "2023-05-23", (SHOES.id, [STAFF])).new
    added = told(helping, "2023-05-24", (SHOES.id, [STAFF, signal("signal_tax")])).added
    assert list(added) == [number]
    assert told(helping, "2023-05-25").gone == (number,)
    helping.step(Step.ACCEPT, "2023-05-25", number)
    assert told(helping, "2023-05-26").gone == ()
    helping.step(Step.ASSIGN, "2023-05-26", number)
    now = helping.one("2023-05-27", state="open")
    assert (now.state, now.case.unit, len(now.case.signals)) == (State.ASSIGNED, "市人社局", 2)


def test_a_case_follows_its_firm_through_a_merge_and_back(helping: HelpOffice) -> None:
    of_clothes, of_shoes = helping.enter(CLOTHES.id), helping.enter(SHOES.id)
    helping.merged(CLOTHES, SHOES)
    both = {s.case.row.id: s.plain() for s in helping.listed("2023-07-02")}
    assert {b["firm"] for b in both.values()} == {SHOES.id}
    assert both[of_clothes]["firm_notes"][0].startswith(f"原记录 {CLOTHES.id} 已并入 {SHOES.name}")
    assert (both[of_clothes]["town"], both[of_shoes]["firm_notes"]) == ("陈埭镇", [])
    before = {s.case.row.id: s.plain() for s in helping.listed("2023-07-02", "2023-06-30")}
    assert "已并入" not in "".join(before[of_clothes]["firm_notes"])
    while_one = helping.enter(SHOES.id, on="2023-07-05", text="合并以后")
    assert told(helping, "2023-07-06", (CLOTHES.id, [STAFF])).covered == (SHOES.id,)
    helping.step(Step.ASSIGN, "2023-07-06", of_clothes)
    helping.parted(CLOTHES, SHOES)
    now = {s.case.row.id: s.plain() for s in helping.listed("2023-08-02")}
    assert (now[of_clothes]["firm"], now[of_clothes]["state"]) == (CLOTHES.id, "assigned")
    assert now[of_clothes]["firm_notes"] == [f"曾并入“{SHOES.name}”（{SHOES.id}），现已恢复为单独的记录"]
    assert now[while_one]["firm"] == SHOES.id
    (note,) = now[while_one]["firm_notes"]
    assert note.startswith(f"企业已拆分出“{CLOTHES.name}”（{CLOTHES.id}），事项留在登记记录“{SHOES.name}”")
    helping.moved(while_one, CLOTHES.id, "2023-08-03")
    moved = {s.case.row.id: s.plain() for s in helping.listed("2023-08-04")}[while_one]
    assert (moved["firm"], moved["firm_notes"], moved["entered_as"]) == (CLOTHES.id, [], SHOES.name)
    assert len(now) == 3


def test_a_firm_that_is_gone_keeps_its_cases_under_its_code_or_its_name(helping: HelpOffice) -> None:
    number = helping.enter(FISH.id, kind="融资")
    helping.resolved_again("r2", "2023-08-01", [SHOES])
    gone = helping.one("2023-08-02").plain()
    assert (gone["id"], gone["firm_name"], gone["town"]) == (number, FISH.name, "未定")
    assert "已不在最近一次归一结果中" in gone["firm_notes"][0]
    helping.step(Step.ASSIGN, "2023-08-03", number)


def test_a_suggestion_that_was_moved_is_not_made_again_for_the_firm_it_was_made_for(
    helping: HelpOffice,
) -> None:
    (number,) = told(helping, "2023-05-20", (SHOES.id, [STAFF])).new
    helping.moved(number, CLOTHES.id, "2023-05-21")
    again = told(helping, "2023-05-22", (SHOES.id, [STAFF]))
    assert (again.new, again.told, again.gone) == ({}, (SHOES.id,), (number,))
    (other,) = told(helping, "2023-05-23", (SHOES.id, [STAFF, signal("signal_tax")])).new
    assert {s.case.row.id: s.case.firm for s in helping.listed("2023-05-24")} == {
        number: CLOTHES.id, other: SHOES.id,
    }  # fmt: skip


def test_two_firms_of_an_older_graph_that_became_one_get_one_suggestion(helping: HelpOffice) -> None:
    helping.merged(CLOTHES, SHOES)
    (number,) = told(helping, "2023-07-20", (SHOES.id, [STAFF]), (CLOTHES.id, [signal("signal_tax")])).new
    told(helping, "2023-07-21", (SHOES.id, [signal("signal_power")]), (CLOTHES.id, [signal("signal_silent")]))
    only = helping.one("2023-07-22")
    assert only.case.row.id == number
    assert [s["kind"] for s in only.case.signals] == [
        "signal_staff", "signal_tax", "signal_power", "signal_silent",
    ]  # fmt: skip


def test_a_need_is_the_same_when_its_firm_has_merged_since(helping: HelpOffice) -> None:
    number = helping.enter(CLOTHES.code)
    helping.merged(CLOTHES, SHOES)
    with pytest.raises(UsageError, match=f"{number} 已经登记过"):
        helping.enter(CLOTHES.id, at="2023-07-05T09:00:00")
    assert helping.one("2023-07-06").case.row.id == number


def test_suggestions_without_a_unit_are_listed_as_such(helping: HelpOffice) -> None:
    told(helping, "2023-05-20", (NOWHERE.id, [signal("signal_power")]), (SHOES.id, [STAFF]))
    assert [s.case.firm for s in helping.listed("2023-05-22", unit="未定")] == [NOWHERE.id]
