"""Correction tickets from opening to repair: the clock, the steps, the sheet, requests and figures."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.errors import NotFoundError, UsageError
from core.settings import Settings
from governance.score.card import Card, score
from governance.score.formula import Term
from governance.tickets import desk, requests, sheet
from governance.tickets.figures import speeds
from governance.tickets.findings import Finding
from governance.tickets.rules import Kind, TicketRules, load_rules
from governance.tickets.standing import Shown, select
from store import tickets
from store.tickets import State, Step
from tests.governance.office import Office, moment, refused_at_once
from tests.governance.ticket_office import BAD, FOOD, SHOES, Firm, found, occupied, put_occupied


def finding(firm: Firm = SHOES, delivery: str = "d1", row: int = 2, value: str = BAD) -> Finding:
    about, place = f"{firm.name}（{value}）", f"building_occupancy/2022/{delivery}#!{row}"
    return Finding(
        Kind.CODE_BAD, "building_occupancy", "陈埭镇", about, place, delivery, "", row,
        "code", "统一社会信用代码", value, firm.code, "代码不符",
    )  # fmt: skip


def rules(office: Office) -> TicketRules:
    return load_rules(office.settings)


def record(office: Office, own: Sequence[Finding], at: str) -> desk.Compared:
    return desk.record(office.ledger, own, rules(office), actor="a", at=moment(at))


def step(office: Office, what: Step, at: str, number: str, reason: str = "核对过") -> None:
    desk.step(office.ledger, [number], what, actor="a", at=moment(at), reason=reason)


def standing(office: Office, day: str, **more: str | bool) -> list[Shown]:
    return select(office.settings, office.ledger, rules(office), date.fromisoformat(day), **more)  # type: ignore[arg-type]


def one(office: Office, day: str) -> Shown:
    (only,) = standing(office, day)
    return only


def test_a_finding_opens_one_ticket_with_its_rows_and_the_next_day_it_stands(office: Office) -> None:
    own = [finding(row=2), finding(row=5), finding(FOOD)]
    seen = record(office, own, "2023-07-03")
    assert sorted(len(rows) for rows in seen.new.values()) == [1, 2]
    assert list(seen.new) == sorted(f.ticket for f in (own[0], own[2]))
    again = record(office, own, "2023-07-04")
    assert (again.new, again.repaired, again.back, again.vanished) == ({}, {}, {}, ())
    assert set(again.standing) == set(seen.new)


def test_the_clock_runs_in_working_days_from_the_day_it_was_sent(office: Office) -> None:
    number = finding().ticket
    record(office, [finding()], "2023-09-20")
    assert (one(office, "2023-09-27").due, one(office, "2023-12-01").overdue) == (None, 0)
    step(office, Step.SEND, "2023-09-21T09:00:00", number)
    # Mid-autumn and National Day: off from 09-29 to 10-06; 10-07 and 10-08 are worked in exchange.
    assert one(office, "2023-10-01").due == date(2023, 10, 11)
    assert one(office, "2023-10-11").overdue == 0
    assert one(office, "2023-10-16").overdue == 3
    assert [s.case.ticket.id for s in standing(office, "2023-10-16", overdue=True)] == [number]
    step(office, Step.ANSWER, "2023-10-17T09:00:00", number)
    assert one(office, "2023-10-20").overdue == 0
    assert one(office, "2023-10-16").state is State.SENT


def test_steps_that_the_state_does_not_allow_change_nothing(office: Office) -> None:
    own = [finding(), finding(FOOD)]
    record(office, own, "2023-07-03")
    number, other = own[0].ticket, own[1].ticket
    for what in (Step.ANSWER, Step.JUSTIFY):
        with pytest.raises(UsageError, match="待发出"):
            step(office, what, "2023-07-04", number)
    step(office, Step.SEND, "2023-07-04", number)
    with pytest.raises(UsageError, match="已发出"):
        desk.step(office.ledger, [other, number], Step.SEND, actor="a", at=moment("2023-07-05"))
    assert {s.case.ticket.id: s.state for s in standing(office, "2023-07-06")} == {
        number: State.SENT, other: State.OPEN,
    }  # fmt: skip
    with pytest.raises(UsageError, match="不能早于"):
        step(office, Step.ANSWER, "2023-07-01", number)
    with pytest.raises(UsageError, match="请说明理由"):
        step(office, Step.ANSWER, "2023-07-05", number, reason=" ")
    step(office, Step.ANSWER, "2023-07-05", number)
    with pytest.raises(UsageError, match="已经答复过"):
        step(office, Step.ANSWER, "2023-07-06", number)
    step(office, Step.JUSTIFY, "2023-07-06", number)
    with pytest.raises(UsageError, match="说明成立"):
        step(office, Step.WITHDRAW, "2023-07-07", number)
    with pytest.raises(UsageError, match="由比对结果决定"):
        step(office, Step.REPAIR, "2023-07-07", other)
    with pytest.raises(NotFoundError, match="没有校核单 zzz"):
        step(office, Step.SEND, "2023-07-07", "zzz")
    step(office, Step.WITHDRAW, "2023-07-07", other)
    assert {s.state for s in standing(office, "2023-07-08")} == {State.JUSTIFIED, State.WITHDRAWN}


def test_days_in_a_year_whose_holidays_are_not_told_yet_count_weekends_alone(office: Office) -> None:
    own = finding()
    record(office, [own], "2026-12-01")
    step(office, Step.SEND, "2026-12-01", own.ticket)
    before, after = one(office, "2026-12-31"), one(office, "2027-01-04")
    assert after.overdue == before.overdue + 2  # Friday, of which nobody knows yet, and Monday


def test_of_two_who_answer_at_once_the_second_is_refused(office: Office) -> None:
    own = finding()
    record(office, [own], "2023-07-03")
    step(office, Step.SEND, "2023-07-04", own.ticket)
    refused = refused_at_once(4, lambda: step(office, Step.ANSWER, "2023-07-05", own.ticket))
    assert len(refused) == 3
    assert [s.step for s in one(office, "2023-07-06").case.steps] == ["open", "send", "answer"]


def test_only_a_later_delivery_repairs_and_a_finding_that_comes_back_reopens(office: Office) -> None:
    wrong = put_occupied(office, [occupied(SHOES, code=BAD)])
    (own,) = found(office)
    record(office, [own], "2023-07-03")
    gone = record(office, [], "2023-07-04")
    assert (gone.vanished, gone.repaired) == ((own.ticket,), {})
    assert one(office, "2023-07-04").state is State.OPEN
    step(office, Step.SEND, "2023-07-05", own.ticket)
    right = put_occupied(office, [occupied(SHOES)], "2023-07-20", "2023")
    assert found(office) == []
    assert record(office, [], "2023-07-21").repaired == {own.ticket: right}
    assert (
        one(office, "2023-07-22").plain() | {"state": "repaired", "delivery": right}
        == one(office, "2023-07-22").plain()
    )
    again = put_occupied(office, [occupied(SHOES, code=BAD, building="万达")], "2023-08-20", "2024")
    (back,) = found(office)
    assert back.ticket == own.ticket
    assert wrong != back.delivery == again
    assert list(record(office, [back], "2023-08-21").back) == [own.ticket]
    assert (one(office, "2023-08-22").state, one(office, "2023-08-22").sent) == (State.OPEN, None)
    assert one(office, "2023-07-10").state is State.SENT


def test_a_delivery_of_another_period_repairs_nothing(office: Office) -> None:
    row = {"project_name": "某厂房", "winner_name": SHOES.name, "awarded_on": date(2023, 3, 1)}
    office.put("tender_award", "2023-03", "2023-04-10", [row | {"contract_amount": -5}])
    (own,) = found(office)
    record(office, [own], "2023-05-01")
    office.put("tender_award", "2023-04", "2023-05-10", [row | {"awarded_on": date(2023, 4, 1)}])
    assert record(office, [], "2023-05-11").vanished == (own.ticket,)
    right = office.put("tender_award", "2023-03", "2023-05-12", [row | {"contract_amount": 5}])
    assert found(office) == []
    assert record(office, [], "2023-05-13").repaired == {own.ticket: right}


def test_the_correction_sheet_comes_back_filled_in_or_changes_nothing(office: Office, tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://x")'
    own = [finding(), finding(row=3), finding(FOOD, value=formula)]
    record(office, own, "2023-07-03")
    for f in {f.ticket for f in own}:
        step(office, Step.SEND, "2023-07-04", f)
    shown = standing(office, "2023-07-05")
    content = sheet.write("陈埭镇", date(2023, 7, 5), shown, {"d1": "陈埭镇/名单.xlsx"})
    assert content == sheet.write("陈埭镇", date(2023, 7, 5), shown, {"d1": "陈埭镇/名单.xlsx"})
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="没有填"):
        sheet.read(path)
    book = load_workbook(path)
    page = book.active
    assert page is not None
    lines = [[c.value for c in row] for row in page.iter_rows()]
    head = lines.index(next(line for line in lines if line[0] == "校核单"))
    body = lines[head + 1 :]
    assert len(body) == 3
    assert [line[4] for line in body] == ["陈埭镇/名单.xlsx"] * 3
    assert all(c.data_type != "f" for row in page.iter_rows() for c in row)
    for number, line in enumerate(body, head + 2):
        if line[0] == own[0].ticket:
            page.cell(number, 13, SHOES.code)
    page.cell(head + 2 + [line[0] for line in body].index(own[2].ticket), 14, "经核实，代码属实")
    book.save(path)
    answers = sheet.read(path)
    assert [a.value for a in answers[own[0].ticket]] == [SHOES.code] * 2
    done = desk.answer_all(office.ledger, answers, actor="a", at=moment("2023-07-10"))
    assert set(done) == {f.ticket for f in own}
    with office.ledger.session() as session:
        case = tickets.find(session, own[2].ticket[:6])
        assert case.steps[-1].reason == "经核实，代码属实"
        assert case.steps[-1].detail["answers"][0]["note"] == "经核实，代码属实"
    with pytest.raises(UsageError, match="已经答复过"):
        desk.answer_all(office.ledger, answers, actor="a", at=moment("2023-07-11"))
    with pytest.raises(NotFoundError):
        desk.answer_all(office.ledger, {"nobody": answers[own[0].ticket]}, actor="a", at=moment("2023-07-11"))


def test_a_file_that_is_no_correction_sheet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(UsageError, match=r"别的\.xlsx 无法读取"):
        sheet.read(path)


def ask(office: Office, wanted: str = "晋江市恒盛鞋业集团有限公司", at: str = "2023-07-03") -> str:
    return requests.request(
        office.ledger, "building_occupancy", "陈埭镇", SHOES.code, "企业名称", value=SHOES.name,
        wanted=wanted, why="已改名", at=moment(at),
    )  # fmt: skip


def test_a_request_is_a_ticket_that_names_nobody_and_is_met_by_a_later_row(office: Office) -> None:
    put_occupied(office, [occupied(SHOES)])
    number = ask(office)
    with pytest.raises(UsageError, match="已经立过"):
        ask(office, at="2023-07-04")
    with pytest.raises(UsageError, match="没有“注册商标”这一项"):
        requests.request(office.ledger, "building_occupancy", "陈埭镇", "x", "注册商标", value="", wanted="y",
                         why="z", at=moment("2023-07-03"))  # fmt: skip
    with pytest.raises(UsageError, match="请写明是哪一个"):
        requests.request(office.ledger, "building_occupancy", "", "x", "企业名称", value="", wanted="y",
                         why="z", at=moment("2023-07-03"))  # fmt: skip
    with office.ledger.session() as session:
        assert [s.actor for s in tickets.find(session, number).steps] == [""]
    step(office, Step.SEND, "2023-07-05", number)
    assert one(office, "2023-07-06").due == date(2023, 7, 26)
    assert requests.met(office.settings, office.ledger) == {}
    right = put_occupied(office, [occupied(SHOES, name="晋江市恒盛鞋业集团有限公司")], "2023-07-20", "2023")
    met = requests.met(office.settings, office.ledger)
    assert met == {number: right}
    seen = desk.record(office.ledger, [], rules(office), actor="a", at=moment("2023-07-21"), met=met)
    assert seen.repaired == {number: right}
    assert one(office, "2023-07-22").state is State.REPAIRED


def test_figures_count_what_was_sent_answered_in_time_and_repaired(office: Office) -> None:
    firms = [Firm(f"某{n}有限公司", SHOES.code) for n in range(5)]
    own = [finding(f) for f in firms]
    record(office, own, "2023-07-01")
    numbers = [f.ticket for f in own]
    for number in numbers[:4]:
        step(office, Step.SEND, "2023-07-03", number)
    step(office, Step.ANSWER, "2023-07-07", numbers[0])  # 4 working days
    step(office, Step.ANSWER, "2023-07-19", numbers[1])  # 12: two over the ten allowed
    step(office, Step.WITHDRAW, "2023-07-20", numbers[2])
    (row,) = speeds(office.settings, office.ledger, 2023, date(2023, 7, 31))
    assert row.plain() == {
        "supplier": "陈埭镇", "sent": 3, "answered": 2, "in_time": 1, "repaired": 0, "justified": 0,
        "overdue": 1, "days": 8.0,
    }  # fmt: skip
    assert speeds(office.settings, office.ledger, 2022, date(2023, 7, 31)) == []
    (before,) = speeds(office.settings, office.ledger, 2023, date(2023, 7, 5))
    assert (before.sent, before.answered, before.days) == (4, 0, None)


def test_the_score_counts_answers_in_time_and_leaves_out_what_is_not_due(office: Office) -> None:
    own = [finding(Firm(f"某{n}有限公司", SHOES.code)) for n in range(4)]
    assert all(c.terms[Term.CORRECTION_SPEED].value is None for c in _scores(office, "2023-07-31"))
    record(office, own, "2023-07-01")
    for f, day in zip(own, ("2023-07-03", "2023-07-03", "2023-07-03", "2023-07-28"), strict=True):
        step(office, Step.SEND, day, f.ticket)
    step(office, Step.ANSWER, "2023-07-07", own[0].ticket)
    step(office, Step.ANSWER, "2023-07-19", own[1].ticket)
    (card,) = [c for c in _scores(office, "2023-07-31") if c.supplier.name == "陈埭镇"]
    told = card.terms[Term.CORRECTION_SPEED]
    assert sorted(str(i.credit) for i in told.items) == ["0.0", "0.0", "1.0", "None"]
    assert told.value == pytest.approx(1 / 3)


def _scores(office: Office, day: str) -> Sequence[Card]:
    return score(office.settings, office.ledger, 2023, date.fromisoformat(day)).cards


def test_a_ledger_without_tickets_has_none(settings: Settings, office: Office) -> None:
    assert standing(office, "2023-07-05") == []
    with pytest.raises(UsageError, match="没有校核类别"):
        standing(office, "2023-07-05", kind="nothing")
    with pytest.raises(UsageError, match="没有状态"):
        standing(office, "2023-07-05", state="nothing")
