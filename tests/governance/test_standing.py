"""How an obligation stands: each state, each way a period can be covered, seen from any day."""

from collections.abc import Callable

import pytest

from governance.calendar.selection import select
from governance.calendar.standing import State
from governance.calendar.whole import wholes
from ingest.contract import load_catalogue
from store import deliveries, statements
from tests.governance.office import Office, moment

MONTH = ("tax_net_revenue", "2023-05")  # due 2023-06-15


def _say(office: Office, kind: str, dataset: str, period: str, at: str, supplier: str = "") -> int:
    who = supplier or load_catalogue().unit_of(dataset).name
    with office.ledger.session() as session:
        row = statements.state(session, kind, dataset, who, period, reason="说明", actor="x", at=moment(at))
    return row.id


def _answer(office: Office, number: int, verdict: str, at: str) -> None:
    with office.ledger.session() as session:
        statements.answer(session, number, verdict, reason="属实", actor="y", at=moment(at))


@pytest.mark.parametrize(
    ("received", "as_of", "state", "days", "text"),
    [
        ("2023-06-15T23:59:00", "2023-06-20", State.ON_TIME, 0, "按时"),
        ("2023-06-16T00:01:00", "2023-06-20", State.LATE, 1, "迟报 1 天"),
        ("2023-06-29T10:00:00", "2023-07-20", State.LATE, 14, "迟报 14 天"),
        ("2023-06-29T10:00:00", "2023-06-20", State.MISSING, 5, "未报，逾期 5 天"),
        ("2023-06-29T10:00:00", "2023-06-15", State.NOT_DUE, 0, "未到期"),
    ],
)
def test_a_month_stands_by_the_day_it_came(
    office: Office, received: str, as_of: str, state: State, days: int, text: str
) -> None:
    office.put(*MONTH, received)
    entry = office.entry(*MONTH, as_of)
    assert (entry.state, entry.days, entry.text) == (state, days, text)


def test_nothing_ever_came_is_missing(office: Office) -> None:
    assert office.entry(*MONTH, "2023-06-16").text == "未报，逾期 1 天"


def test_an_empty_form_and_a_stated_nil_return_are_nil(office: Office) -> None:
    office.put("land_grant", "2023-05", "2023-06-10", rows=[], status="nil")
    _say(office, statements.NIL, "land_grant", "2023-06", "2023-07-18")
    first, second = (office.entry("land_grant", p, "2023-07-31") for p in ("2023-05", "2023-06"))
    assert (first.state, first.nil, first.text) == (State.NIL, True, "零报告")
    assert (second.state, second.nil, second.text) == (State.LATE, True, "零报告，迟报 3 天")


def test_a_nil_return_over_several_months_covers_each(office: Office) -> None:
    office.put("land_grant", "2023-05..2023-07", "2023-08-02", rows=[], status="nil")
    assert [office.entry("land_grant", f"2023-0{m}", "2023-08-31").days for m in (5, 6, 7)] == [48, 18, 0]


def test_a_refused_nil_return_is_none(office: Office) -> None:
    number = _say(office, statements.NIL, *MONTH, "2023-06-10")
    _answer(office, number, statements.REFUSED, "2023-06-20")
    assert office.entry(*MONTH, "2023-06-30").state is State.MISSING
    assert office.entry(*MONTH, "2023-06-30", known_on="2023-06-19").state is State.NIL


def test_an_explanation_counts_once_it_is_accepted(office: Office) -> None:
    number = _say(office, statements.EXPLANATION, *MONTH, "2023-06-20")
    assert office.entry(*MONTH, "2023-06-30").state is State.MISSING
    _answer(office, number, statements.ACCEPTED, "2023-07-03T09:00:00")
    entry = office.entry(*MONTH, "2023-06-30")
    assert (entry.state, entry.explanation, entry.text) == (State.EXPLAINED, number, "已说明（逾期 15 天）")
    assert office.entry(*MONTH, "2023-06-30", known_on="2023-07-03").state is State.MISSING


def test_what_was_withdrawn_and_not_brought_again_is_withdrawn(office: Office) -> None:
    number = office.put(*MONTH, "2023-06-10")
    with office.ledger.session() as session:
        deliveries.withdraw(session, number, "有误", "x", moment("2023-06-20"))
    assert office.entry(*MONTH, "2023-06-19").state is State.ON_TIME
    assert office.entry(*MONTH, "2023-06-30", known_on="2023-06-19").state is State.ON_TIME
    assert office.entry(*MONTH, "2023-06-30").state is State.WITHDRAWN
    office.put(*MONTH, "2023-06-25", rows=[{}, {}])
    assert office.entry(*MONTH, "2023-06-30").text == "迟报 10 天"


def test_a_correction_does_not_make_a_delivery_late(office: Office) -> None:
    first = office.put(*MONTH, "2023-06-10")
    office.put(*MONTH, "2023-06-25", rows=[{}, {}])
    entry = office.entry(*MONTH, "2023-06-30")
    assert (entry.state, entry.deliveries) == (State.ON_TIME, (first,))


def test_a_delivery_of_which_every_row_was_refused_is_none(office: Office) -> None:
    office.put(*MONTH, "2023-06-10", rows=[], covers={}, rows_rejected=3)
    assert office.entry(*MONTH, "2023-06-30").state is State.MISSING


def test_rows_that_come_back_do_not_make_a_wholly_refused_file_one_that_came(office: Office) -> None:
    refused = office.put(*MONTH, "2023-06-10", rows=[], covers={}, rows_rejected=5)
    sheet = office.put(*MONTH, "2023-09-20", rows=[{}] * 3, supplements=refused, rows_rejected=2)
    office.put(*MONTH, "2023-10-20", rows=[{}] * 2, supplements=sheet)
    entry = office.entry(*MONTH, "2023-12-31")
    assert (entry.text, entry.deliveries) == ("迟报 97 天", (sheet,))
    assert office.entry(*MONTH, "2023-06-30").text == "未报，逾期 15 天"
    assert office.entry(*MONTH, "2023-06-30", known_on="2023-06-30").text == "未报，逾期 15 天"


def test_stray_rows_and_files_before_the_period_is_over_do_not_count(office: Office) -> None:
    rows: list[dict[str, object]] = [{}] * 100
    office.put(
        "tax_net_revenue", "2023-05..2023-07", "2023-08-10", rows, covers={"2023-05": 1, "2023-07": 99}
    )
    assert office.entry(*MONTH, "2023-08-31").state is State.MISSING
    assert office.entry("tax_net_revenue", "2023-07", "2023-08-31").state is State.ON_TIME
    office.put("gdp_indicator", "2023", "2023-11-02")
    assert office.entry("gdp_indicator", "2023", "2024-02-02").state is State.MISSING
    office.put("gdp_indicator", "2023", "2023-12-28", [{}, {}])
    assert office.entry("gdp_indicator", "2023", "2024-02-02").state is State.ON_TIME


def test_a_year_is_in_when_its_months_are(office: Office) -> None:
    for number in range(1, 13):
        when = "2024-02-10" if number == 7 else f"2023-{number:02d}-28"
        office.put("employment_indicator", f"2023-{number:02d}", when)
    entry = office.entry("employment_indicator", "2023", "2024-03-01")
    assert (entry.text, len(entry.deliveries)) == ("迟报 10 天", 12)
    assert office.entry("employment_indicator", "2023-08", "2024-03-01").state is State.ON_TIME


def test_a_first_collection_is_in_when_its_last_file_is(office: Office) -> None:
    spans = {
        "2020-01..2020-12": "2023-06-20",
        "2021-01..2021-12": "2023-07-04",
        "2022-01..2023-04": "2023-06-29",
    }
    for span, when in spans.items():
        first, last = span.split("..")
        office.put("tax_net_revenue", span, when, [{}, {}], covers={first: 1, last: 1})
        if last == "2021-12":
            assert office.entry("tax_net_revenue", "first", "2023-07-10").state is State.MISSING
    entry = office.entry("tax_net_revenue", "first", "2023-07-10")
    assert (entry.text, entry.gaps) == (
        "迟报 4 天",
        ("2020-02..2020-11", "2021-02..2021-11", "2022-02..2023-03"),
    )
    assert office.entry("tax_net_revenue", "first", "2023-06-30").state is State.ON_TIME


def test_a_history_that_runs_on_into_routine_months_meets_both(office: Office) -> None:
    spans = {"2022-11": 40, "2023-04": 30, "2023-05": 35, "2023-06": 30}
    office.put("tax_net_revenue", "2022-11..2023-06", "2023-07-05", [{}] * 135, covers=spans)
    states = {
        p: office.entry("tax_net_revenue", p, "2023-07-31").text for p in ("first", "2023-05", "2023-06")
    }
    assert states == {"first": "迟报 5 天", "2023-05": "迟报 20 天", "2023-06": "按时"}


def test_old_months_in_a_later_file_do_not_make_the_first_collection_late(office: Office) -> None:
    office.put("tax_net_revenue", "2023-04", "2023-06-20")
    later = {"2021-03": 2, "2023-06": 98}
    office.put("tax_net_revenue", "2021-03..2023-06", "2023-07-10", [{}] * 100, covers=later)
    assert office.entry("tax_net_revenue", "first", "2023-07-31").state is State.ON_TIME


def test_a_list_in_parts_is_in_when_its_last_part_is(office: Office) -> None:
    office.put("sole_proprietor", "2023-04", "2023-06-20", file="个体第1部分.xlsx")
    office.put("sole_proprietor", "2023-04", "2023-07-03", file="个体第2部分.xlsx", rows=[{}, {}])
    office.put("sole_proprietor", "2023-05", "2023-06-10")
    assert office.entry("sole_proprietor", "first", "2023-07-31").text == "迟报 3 天"


def _part(office: Office, number: int, received: str, amount: int = 0) -> str:
    row = {"amount": amount}
    return office.put(*MONTH, received, [row], file=f"净入库2023年5月 第{number}部分.csv")


def test_a_corrected_part_does_not_make_the_parts_late(office: Office) -> None:
    first = _part(office, 1, "2023-06-10")
    _part(office, 2, "2023-06-11")
    _part(office, 2, "2023-09-10", amount=2)
    _part(office, 1, "2023-09-11", amount=2)
    entry = office.entry(*MONTH, "2023-12-31")
    assert (entry.text, entry.received, entry.deliveries) == ("按时", moment("2023-06-11"), (first,))


def test_what_becomes_of_a_part_later_changes_no_earlier_answer(office: Office) -> None:
    def asked() -> list[str]:
        known = ("2023-06-30T23:00:00", None)
        return [office.entry(*MONTH, "2023-06-30", known_on=k).text for k in known]

    _part(office, 1, "2023-06-10")
    assert office.entry(*MONTH, "2023-06-20").text == "按时"
    second = _part(office, 2, "2023-06-25")
    assert office.entry(*MONTH, "2023-06-20").text == "按时"
    assert asked() == ["迟报 10 天"] * 2
    with office.ledger.session() as session:
        deliveries.withdraw(session, second, "有误", "x", moment("2023-08-01"))
    assert asked() == ["迟报 10 天"] * 2
    assert office.entry(*MONTH, "2023-08-31").text == "按时"


def test_a_set_that_19_towns_owe_is_complete_when_19_came(office: Office) -> None:
    towns = load_catalogue().unit_of("offsite_firm").suppliers
    for number, town in enumerate(towns):
        office.put("offsite_firm", "2022", f"2023-06-{number + 1:02d}", [{"name": town}], supplier=town)
    late = office.put("offsite_firm", "2022", "2023-07-02", [{"name": "x"}], supplier=towns[0])
    for day, came, complete in (("2023-06-18", 18, False), ("2023-06-19", 19, True)):
        chosen = select(office.settings, office.ledger, moment(day).date(), dataset="offsite_firm")
        (whole,) = [w for w in wholes(chosen) if w.period == "first"]
        assert (whole.came, whole.owed, whole.complete) == (came, 19, complete)
    assert whole.complete_on == moment("2023-06-19")
    assert late not in office.entry("offsite_firm", "first", "2023-07-31", supplier=towns[0]).deliveries


def test_every_day_looks_the_same_when_it_is_asked_for_later(office: Office) -> None:
    """Replays deliveries, withdrawal and statements one by one and asks again at the end."""
    seen = {}
    acts: list[tuple[str, Callable[[], object]]] = [
        ("2023-06-10", lambda: office.put(*MONTH, "2023-06-10")),
        ("2023-06-18", lambda: office.put("land_grant", "2023-05", "2023-06-18", rows=[], status="nil")),
        ("2023-06-20", lambda: _say(office, statements.EXPLANATION, "land_grant", "2023-05", "2023-06-20")),
        ("2023-06-22", lambda: _answer(office, 1, statements.ACCEPTED, "2023-06-22")),
        ("2023-06-25", lambda: _withdraw(office, "2023-06-25")),
        ("2023-06-28", lambda: office.put(*MONTH, "2023-06-28", rows=[{}, {}, {}])),
    ]
    for day, act in acts:
        act()
        seen[day] = [(office.entry(*k, day).text) for k in (MONTH, ("land_grant", "2023-05"))]
    for day, before in seen.items():
        known = f"{day}T23:59:59"
        assert [
            office.entry(*k, day, known_on=known).text for k in (MONTH, ("land_grant", "2023-05"))
        ] == before
    assert len({tuple(s) for s in seen.values()}) == 5


def _withdraw(office: Office, day: str) -> None:
    with office.ledger.session() as session:
        found = deliveries.deliveries(session, dataset="tax_net_revenue")
        deliveries.withdraw(session, found[0].id, "有误", "x", moment(day))
