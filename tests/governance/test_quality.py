"""The quality of a delivery: shares counted from rows that stand in the test."""

from datetime import date

import pytest

from governance.quality.cells import is_valid_code
from governance.quality.figures import figures
from governance.quality.report import quality
from governance.tickets import desk
from governance.tickets.findings import Finding
from governance.tickets.rules import Kind, load_rules
from ingest.contract import load_catalogue
from resolution import run as ladder_run
from store import deliveries
from store.tickets import Step
from tests.governance.office import Office, moment
from tests.resolution.lake import code

SET = "construction_firm"  # code, name, town, registered_on
KEYS = [f.key for f in load_catalogue().dataset(SET).fields]


def _row(*values: object) -> dict[str, object]:
    return dict(zip(KEYS, values, strict=True))


ROWS = [
    _row(code(1), "晋江甲建筑公司", "陈埭镇", date(2022, 3, 1)),
    _row(code(2), "晋江乙建筑公司", None, date(2022, 4, 1)),
    _row("91350582MA00A1C35E", "晋江丙建筑公司", "池店镇", date(1022, 4, 1)),  # code and date are wrong
    _row(None, "晋江丁建筑公司", None, None),
]


def test_cells_are_counted_by_field(office: Office) -> None:
    number = office.put(SET, "2022", "2023-06-20", ROWS)
    said = quality(office.settings, office.ledger, number).plain()
    assert KEYS == ["code", "name", "town", "registered_on"]
    assert [round(f["filled"], 4) for f in said["fields"]] == [0.75, 1.0, 0.5, 0.75]
    assert {f["field"]: f["wrong"] for f in said["fields"] if "wrong" in f} == {"code": 1, "registered_on": 1}
    assert said["share_filled"] == pytest.approx(12 / 16)
    assert said["share_valid"] == pytest.approx(4 / 6)
    assert (said["rows"], said["share_accepted"], said["delivered_again"]) == (4, 1.0, 0)
    for unknown in ("resolved", "difference", "contradictions"):
        assert unknown not in said


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (code(7), True),
        (code(7)[:-1] + ("1" if code(7)[-1] != "1" else "2"), False),
        (code(7)[8:17], True),
        ("350582" + code(7)[8:17], True),  # of before 2015
        ("91350582O00A1C35D", False),
        ("无", False),
    ],
)
def test_a_code_can_be_right_or_not(text: str, valid: bool) -> None:
    assert is_valid_code(text) is valid


def test_rows_that_came_back_corrected_still_count_as_rejected(office: Office) -> None:
    number = office.put(
        SET, "2022", "2023-06-20", ROWS, rows_rejected=4, receipt={"ignored": {"重复行": 2, "空行": 9}},
        findings=[{"kind": "conflict", "text": "", "count": 1}],
    )  # fmt: skip
    office.put(SET, "2022", "2023-06-25", ROWS[:3], supplements=number)
    with office.ledger.session() as session:
        assert deliveries.find(session, number).rows_rejected == 1
    own = figures(office.settings, office.ledger, [number])[number]
    assert (own.rows, own.accepted, own.rejected, own.repeated, own.conflicting) == (10, 4, 4, 2, 1)
    assert own.share_accepted == 0.5
    assert own.share_unique == pytest.approx(0.7)


def test_a_version_tells_what_it_changed(office: Office) -> None:
    old = office.put(SET, "2022", "2023-06-20", ROWS)
    changed = [ROWS[0] | {"town": "安海镇"}, *ROWS[1:3], _row(code(9), "晋江戊建筑公司", None, None)]
    new = office.put(SET, "2022", "2023-06-25", changed, receipt={"replaces": [old]})
    found = quality(office.settings, office.ledger, new)
    assert found.difference == {"added": 1, "removed": 1, "changed": 1, "same": 2}
    assert [t["delivery"] for t in found.trend] == [old, new]


def test_drift_is_against_the_months_before_and_jumps_against_their_medians(office: Office) -> None:
    for month, amount in ((5, 100), (6, 120), (7, 110)):
        rows = [{"consumption": amount}] * 10
        office.put(
            "power_consumption",
            f"2023-0{month}",
            f"2023-0{month + 1}-10",
            rows,
            receipt={"medians": {"consumption": amount}},
        )
    number = office.put(
        "power_consumption", "2023-08", "2023-09-10", [{"consumption": 1_100_000}] * 9,
        receipt={"medians": {"consumption": 1_100_000.0}},
    )  # fmt: skip
    office.put("power_consumption", "2023-09", "2023-10-10", [{"consumption": 1}] * 900)  # later: no matter
    found = quality(office.settings, office.ledger, number)
    said = {m.name: (m.value, m.usual, m.drifted) for m in found.drift}
    assert said == {"行数": (9, 10, False), "用电量": (9_900_000, 1100, True)}
    assert len(found.jumps) == 1
    assert "一万倍" in found.jumps[0]


@pytest.mark.slow
def test_the_resolved_share_is_of_the_run_that_finished_last(office: Office) -> None:
    firms = [
        {"name": f"晋江市{w}鞋业有限公司", "code": code(n)}
        for n, w in enumerate(("恒盛", "大华", "金鹰", "凯达"))
    ]
    office.put("company_registration", "2023-04", "2023-06-20", firms)
    paid = [{"beneficiary_name": f["name"], "amount": 1} for f in firms[:3]]
    paid.append({"beneficiary_name": "晋江查无此家科技有限公司", "amount": 1})
    number = office.put("subsidy_payment", "2023-05", "2023-06-10", paid)
    assert quality(office.settings, office.ledger, number).resolved is None
    ladder_run.resolve(office.settings, office.ledger)
    found = quality(office.settings, office.ledger, number).resolved
    assert found is not None
    assert (found.named, found.matched, found.none, found.share, found.name_only) == (4, 3, 1, 1.0, True)


def test_what_came_again_is_counted(office: Office) -> None:
    number = office.put(SET, "2022", "2023-06-20", ROWS)
    with office.ledger.session() as session:
        row = deliveries.find(session, number)
        for name in ("again.csv", "again.csv", row.file_name):
            deliveries.note_repeat(session, row, name, moment("2023-06-21"))
    assert quality(office.settings, office.ledger, number).again == 1


def _wrong(about: str, delivery: str, row: int) -> Finding:
    place = f"{SET}/2022/{delivery}#!{row}"
    return Finding(
        Kind.CODE_BAD, SET, "住建", about, place, delivery, "", row, "code", "代码", "1", None, "代码不符"
    )


def test_contradictions_are_the_cells_that_tickets_name_but_for_those_taken_back(office: Office) -> None:
    number = office.put(SET, "2022", "2023-06-20", ROWS)
    other = office.put(SET, "2023", "2023-07-01", ROWS[:1])
    own = [_wrong("甲", number, 2), _wrong("甲", number, 3), _wrong("乙", number, 4), _wrong("丙", other, 2)]
    rules = load_rules(office.settings)
    desk.record(office.ledger, own, rules, actor="a", at=moment("2023-07-03"))
    (told,) = quality(office.settings, office.ledger, number).contradictions or ()
    assert (told["kind"], told["cells"], len(told["tickets"])) == ("统一社会信用代码校验不符", 3, 2)
    assert told["tickets"] == sorted({own[0].ticket, own[2].ticket})
    desk.step(
        office.ledger, [own[2].ticket], Step.WITHDRAW, actor="a", at=moment("2023-07-04"), reason="查错了"
    )
    (told,) = quality(office.settings, office.ledger, number).plain()["contradictions"]
    assert (told["cells"], told["tickets"]) == (2, [own[0].ticket])
