"""Flags and early signals on the small city: what is raised, how sure, and what is not."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from access.fields import Classifier
from access.masking import mask
from access.roles import load_roles
from core.duck import records
from graph_model.departments import load_departments
from graph_model.project import Projection, project
from graph_model.rules import load_flag_rules
from graph_model.stages import FOLDER
from queries.catalogue import FOLDER as QUERIES
from tests.graph_model.mini import (
    BUILDER,
    DEVELOPER,
    FIRMS,
    FOAM,
    GONE,
    LEATHER,
    OUTSIDER,
    PARCEL,
    PROJECT,
    SHELL,
    SHOE,
    TWIN,
    Row,
    _income,
    _staff,
    _tax,
    mini_ledger,
    mini_projection,
    mini_tables,
)


def _paid(
    period: str, firm: str, amount: int, document: str | None, payee: str | None = None, **more: str
) -> Row:
    values = {"beneficiary_name": firm, "payee_name": firm, "amount": amount, "document_no": document}
    values |= {"project_name": "电子商务扶持资金", "summary": "补助"} | more
    return ("subsidy_payment", period, values, {"受补企业": firm, "收款人": payee or firm})


def _granted(day: date, firm: str) -> Row:
    values = {"granted_on": day, "location": "晋江市陈埭镇工业路8号"}
    return ("land_grant", f"{day:%Y-%m}", values, {"宗地": PARCEL, "受让方": firm})


def _power(month: str, firm: str, amount: int) -> Row:
    return ("power_consumption", month, {"month": month, "consumption": amount}, {"用电户": firm})


def _incomes(firm: str, year: int, income: int) -> list[Row]:
    return [
        _income(f"{year}-{m:02}", firm, income, f"{firm}{year}{m}", date(year, m, 20)) for m in range(1, 13)
    ]


def _quarterly(firm: str, year: int, income: int) -> list[Row]:
    """Declared a quarter at once: the month of its end stands for three."""
    rows = [
        _income(f"{year}-{m:02}", firm, income, f"{firm}{year}q{m}", date(year, m, 28)) for m in (3, 6, 9, 12)
    ]
    for _, period, values, _ in rows:
        values["period_start"] = date(year, int(period[5:]) - 2, 1)
    return rows


MORE: list[Row] = [
    _paid("2022-05", FOAM, 10_000, "20号"),
    _paid("2022-05", FOAM, 10_000, "20号"),
    _paid("2022-05", SHOE, 12_000, "20号"),
    _paid("2022-05", LEATHER, 50_000, "21号"),
    _paid("2022-06", LEATHER, 50_000, "21号"),
    _paid("2022-05", SHELL, 10_000, "22号", payee_name="晋江市池店镇人民政府", payee=TWIN),
    _paid("2022-01", GONE, 9_000, "23号"),
    _paid("2023-06", GONE, 8_000, "23号"),
    _paid("2022-09", TWIN, 3_000, "24号", payee_account="A7"),
    _paid("2022-09", f"review:{TWIN}/{SHELL}", 3_000, "24号", payee_account="A7"),
    _paid("2022-09", DEVELOPER, 3_000, "24号", OUTSIDER, payee_account="T1"),
    _paid("2022-09", f"review:{BUILDER}/{SHELL}", 3_000, "24号", OUTSIDER, payee_account="T1"),
    _paid("2022-09", f"review:{SHOE}/{TWIN}", 7_000, "29号", OUTSIDER, payee_account="T1"),
    _paid("2022-09", f"review:{SHOE}/{TWIN}", 7_000, "29号", payee_account="T1"),
    _paid("2022-10", DEVELOPER, 4_000, "25号"),
    _paid("2022-10", DEVELOPER, 4_000, "25号"),
    _paid("2022-11", DEVELOPER, 4_000, "25号"),
    _paid("2022-10", BUILDER, 6_000, "26号"),
    _paid("2022-11", BUILDER, 6_000, "27号"),
    _paid("2022-12", TWIN, 1_000, "28号"),
    _paid("2022-12", SHELL, 2_000, "28号"),
    _granted(date(2021, 12, 5), GONE),
    *_incomes(LEATHER, 2021, 1000),
    *_incomes(LEATHER, 2022, 700),
    *_incomes(SHELL, 2021, 1000),
    *_incomes(SHELL, 2022, 1000),
    *_quarterly(DEVELOPER, 2020, 3000),
    *_quarterly(DEVELOPER, 2021, 3000),
    *_incomes(DEVELOPER, 2022, 1000),
    *(_power(f"{y}-{m}", LEATHER, p) for y, p in ((2021, 1000), (2022, 700)) for m in (10, 11, 12)),
    *(_power(f"{y}-{m}", FOAM, p) for y, p in ((2021, 1000), (2022, 900)) for m in (10, 11, 12)),
    *(_staff(f"2021-{m:02}", LEATHER, "企业职工基本养老保险", 10) for m in range(7, 13)),
    *(_staff(f"2022-{m:02}", LEATHER, "企业职工基本养老保险", 5) for m in range(7, 13)),
    *(_tax(f"{y}-0{m}", LEATHER, 100) for y in (2022, 2023) for m in (1, 2, 3)),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Projection:
    return mini_projection(tmp_path_factory.mktemp("flags"), MORE)


@pytest.fixture(scope="module")
def flags(made: Projection) -> list[dict[str, Any]]:
    return flag_rows(made)


def flag_rows(made: Projection) -> list[dict[str, Any]]:
    return records(made.con, "SELECT * FROM flag_row ORDER BY kind, subject", {})


def of(flags: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [f for f in flags if f["kind"] == kind]


def test_the_same_line_twice_in_a_month_is_a_duplicate_in_two_months_an_instalment(
    flags: list[dict[str, Any]],
) -> None:
    assert sorted(
        (f["document"], f["entities"], len(f["payments"]), f["certainty"]) for f in of(flags, "duplicate")
    ) == [
        ("20号", [FOAM], 2, "很可能"),
        ("24号", [TWIN], 2, "很可能"),
        ("25号", [DEVELOPER], 2, "很可能"),
        ("29号", [], 2, "很可能"),
    ]
    assert sorted((f["document"], f["entities"], len(f["payments"])) for f in of(flags, "instalment")) == [
        ("21号", [LEATHER], 2),
        ("25号", [DEVELOPER], 3),
    ]


def test_a_decided_and_an_undecided_twin_are_one_flag_that_says_so(flags: list[dict[str, Any]]) -> None:
    (one,) = [f for f in of(flags, "duplicate") if f["document"] == "24号"]
    assert one["evidence"] == "收款人、项目、摘要、金额相同，共2笔，其中1笔的受补企业尚未认定"


def test_every_kind_of_flag_has_its_query(flags: list[dict[str, Any]]) -> None:
    source = (FOLDER / "83_signals.sql").read_text(encoding="utf-8")
    kinds = set(re.findall(r"'([a-z_]+)' AS kind", source)) | {f["kind"] for f in flags}
    queries = {kind: "early_signals" if kind.startswith("signal_") else f"flag_{kind}" for kind in kinds}
    assert len(kinds) > 10
    assert {q: (QUERIES / f"{q}.cypher").exists() for q in queries.values()} == dict.fromkeys(
        queries.values(), True
    )
    assert all(f"'{kind}'" in (QUERIES / f"{q}.cypher").read_text("utf-8") for kind, q in queries.items())


def test_a_refund_names_the_payment_it_takes_back(flags: list[dict[str, Any]]) -> None:
    (refund,) = of(flags, "refund")
    assert (refund["amount"], refund["entities"]) == (-20_000, [SHOE])


def test_a_town_that_receives_the_money_is_told_from_another_firm(flags: list[dict[str, Any]]) -> None:
    found = {
        f["entities"][0]: (f["detail"], f["certainty"])
        for f in of(flags, "other_payee")
        if f["document"] not in ("24号", "29号")
    }
    assert found == {SHELL: ("镇街或村社", "确定"), SHOE: ("其他企业", "很可能")}


def test_firms_of_one_person_with_one_telephone_under_one_document(flags: list[dict[str, Any]]) -> None:
    (one,) = [f for f in of(flags, "one_person") if f["document"] == "20号"]
    assert (sorted(one["entities"]), one["person"], one["document"]) == (
        sorted([SHOE, FOAM]),
        "陈志强",
        "20号",
    )
    assert (one["certainty"], one["evidence"], one["amount"]) == ("很可能", "电话相同", 32_000)


def test_an_equal_name_alone_is_a_lead_where_few_firms_of_the_city_bear_it(
    flags: list[dict[str, Any]],
) -> None:
    (one,) = [f for f in of(flags, "one_person") if f["document"] == "28号"]
    assert one["certainty"] == "线索"
    assert one["evidence"].startswith("姓名之外并无相同，但姓名少见；全市该姓名任职2家企业")


def test_land_without_building_is_never_certain_even_where_its_holder_shows_no_life(
    flags: list[dict[str, Any]],
) -> None:
    (one,) = of(flags, "idle_land")
    assert (one["entities"], one["certainty"]) == ([GONE], "很可能")
    assert "受让企业近12个月无经营迹象" in one["evidence"]


def _with_works_in_review(home: Path, *, alone: str | None) -> list[dict[str, Any]]:
    """Flags where works at the plot wait for review; `alone` is the project that they may be themselves."""
    waits = f"review:{PROJECT}/"
    begun = ("construction_permit", "2022-03", {"issued_on": date(2022, 3, 1)}, {"项目": waits})
    con = mini_tables([_granted(date(2021, 12, 5), GONE), begun])
    copy = "INSERT INTO entity BY NAME SELECT * REPLACE (? AS entity_id) FROM entity WHERE entity_id = ?"
    con.execute(copy, ["prj_alone", PROJECT])
    con.execute("UPDATE match SET own_entity_id = ? WHERE mention_id = ?", [alone, f"m_{waits}"])
    return of(flag_rows(project(con, mini_ledger(home))), "idle_land")


@pytest.mark.slow
def test_works_that_wait_for_review_are_works_all_the_same(tmp_path: Path) -> None:
    assert _with_works_in_review(tmp_path, alone=None)
    assert not _with_works_in_review(tmp_path, alone="prj_alone")


def test_a_masked_flag_names_nobody(made: Projection) -> None:
    nodes = records(made.con, 'SELECT * FROM "node_Flag" ORDER BY key', {})
    people = {f[4] for f in FIRMS if f[4]}
    seen = mask(nodes, load_roles().roles["analyst"].sees, Classifier()).data
    assert {n["person"] for n in nodes} & people
    assert not [p for p in people if p in str(seen)]
    assert [n["key"] for n in seen] == [n["key"] for n in nodes]


def test_paid_after_the_closing_was_shown_is_certain_and_before_it_a_lead(
    flags: list[dict[str, Any]],
) -> None:
    found = {f["period"]: (f["certainty"], f["entities"]) for f in of(flags, "after_closing")}
    assert found == {"2023-06": ("确定", [GONE]), "2022-01": ("线索", [GONE])}


def test_a_supported_firm_that_falls_is_shrinking_and_one_that_holds_is_not(
    flags: list[dict[str, Any]],
) -> None:
    (one,) = of(flags, "shrinking")
    assert (one["entities"], one["amount"]) == ([LEATHER], 100_000)
    assert (one["detail"], one["certainty"]) == ("应税收入年均下降30.0%", "很可能")


def test_who_comes_to_declare_by_the_month_instead_of_by_the_quarter_does_not_shrink(
    flags: list[dict[str, Any]],
) -> None:
    assert DEVELOPER not in {f["entities"][0] for f in of(flags, "shrinking")}


def test_power_that_falls_while_tax_holds_is_a_signal_and_so_is_falling_staff(
    flags: list[dict[str, Any]],
) -> None:
    (power,) = of(flags, "signal_power")
    assert (power["entities"], len(power["sources"]), power["period"]) == ([LEATHER], 3, "2022-12")
    (staff,) = of(flags, "signal_staff")
    assert staff["detail"] == "参保人数连续3个月同比下降，近期月均降50.0%"


def test_every_flag_has_its_own_key_and_says_why(flags: list[dict[str, Any]]) -> None:
    assert len({(f["kind"], f["subject"]) for f in flags}) == len(flags)
    assert all(f["evidence"] and f["detail"] and f["certainty"] in ("确定", "很可能", "线索") for f in flags)


def test_the_rules_of_this_installation_are_sound(tmp_path: Path) -> None:
    assert 0 < load_flag_rules().alike < 1
    assert "市工业和信息化局" in load_departments().departments
