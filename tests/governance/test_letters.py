"""What goes out of the calendar: reminders as text, and a calendar file."""

from datetime import date

from governance.calendar.ics import WIDTH, escape, fold, ics
from governance.calendar.reminders import reminders
from governance.calendar.selection import select
from tests.governance.office import Office

DAY = date(2023, 7, 12)


def test_a_letter_tells_what_is_overdue_and_what_is_due_soon(office: Office) -> None:
    office.put("power_consumption", "2022-01..2023-04", "2023-06-20", covers={"2023-04": 1})
    entries = select(office.settings, office.ledger, DAY, unit="power")
    (letter,) = reminders(entries, DAY, 7, {"市供电公司": "张示例"})
    assert letter == (
        "【报送提醒】市供电公司（联系员 张示例），截至 2023年7月12日：\n"
        "一、已逾期 1 项，请尽快报送，或提交零报告、情况说明：\n"
        "  1. 重点企业用电信息（规上、商砼等）（2023-05），期限 2023年6月15日，逾期 27 天\n"
        "二、即将到期 1 项：\n"
        "  1. 重点企业用电信息（规上、商砼等）（2023-06），期限 2023年7月15日，还有 3 天"
    )


def test_the_stricter_reading_reminds_and_the_laxer_keeps_silent(office: Office) -> None:
    entries = select(office.settings, office.ledger, date(2024, 2, 1), dataset="employment_indicator")
    (letter,) = reminders(entries, date(2024, 2, 1))
    assert letter.count("未裁定前从严提醒") == 8  # 2023-05 to 2023-12
    assert "（2023），" not in letter


def test_who_owes_nothing_gets_no_letter(office: Office) -> None:
    assert (
        reminders(select(office.settings, office.ledger, date(2023, 5, 25), unit="power"), date(2023, 5, 25))
        == []
    )


def test_a_calendar_file_is_folded_and_read_back(office: Office) -> None:
    entries = select(office.settings, office.ledger, DAY, unit="town", year=2023)
    text = ics(entries, DAY)
    assert all(len(line.encode()) <= WIDTH for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    lines = text.replace("\r\n ", "").split("\r\n")
    reminded = [e for e in entries if e.obligation.reminded]
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == len(reminded)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert "SUMMARY:报送期限 青阳街道：补充企业信息（异地办公）（首次采集）" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(reminded)


def test_an_event_keeps_its_uid_when_its_state_changes(office: Office) -> None:
    def uids() -> list[str]:
        entries = select(office.settings, office.ledger, DAY, unit="power", year=2023)
        return [line for line in ics(entries, DAY).split("\r\n") if line.startswith("UID:")]

    before = uids()
    office.put("power_consumption", "2023-05", "2023-06-20")
    assert uids() == before


def test_text_is_escaped_and_never_cut_inside_a_character() -> None:
    assert escape("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne"
    long = "SUMMARY:" + "产业链" * 40
    assert fold(long).replace("\r\n ", "") == long
    assert fold("x" * 75) == "x" * 75
