"""What makes a flag surer or drops it: slips, accounts, what namesakes share, repeated lines."""

from pathlib import Path
from typing import Any

import pytest

from graph_model.project import project
from graph_model.rules import load_flag_rules
from tests.graph_model.mini import (
    BRANCH,
    BUILDER,
    DEVELOPER,
    FOAM,
    GONE,
    LEATHER,
    OUTSIDER,
    SHELL,
    SHOE,
    TWIN,
    Row,
    _staff,
    _tax,
    mini_ledger,
    mini_tables,
)
from tests.graph_model.test_flags import _incomes, _paid, _power, flag_rows, of

PENSION = "企业职工基本养老保险"
OWNER, STRANGER, UNSURE = f"review:{BUILDER}/{TWIN}", f"review:{FOAM}/{DEVELOPER}", f"review:{GONE}/{TWIN}"
WRITTEN = {OUTSIDER: "晋江市安海镇人民政", OWNER: "林美玲", STRANGER: "泉州远大商贸有限公司"}
ROWS: list[Row] = [
    _paid("2022-03", LEATHER, 1_000, "31号", payee=OUTSIDER),
    _paid("2022-03", LEATHER, 2_000, "32号", payee=OWNER),
    _paid("2022-03", BUILDER, 3_000, "33号", payee_account="B1"),
    _paid("2022-03", BUILDER, 4_000, "34号", payee=STRANGER, payee_account="X9"),
    _paid("2022-03", BUILDER, 5_000, "35号", payee=STRANGER, payee_account="B1"),
    _paid("2022-03", SHELL, 6_000, "36号", payee=STRANGER, payee_account="X9"),
    _paid("2023-06", UNSURE, 7_000, "37号"),
    _tax("2021-03", GONE, 10),
    _paid("2021-08", GONE, 1_000, "44号"),
    _paid("2021-12", GONE, 1_000, "45号"),
    ("tax_registration", "2023-04", {"status": "非正常"}, {"纳税人": TWIN}),
    _tax("2021-02", TWIN, 10),
    _paid("2021-04", TWIN, 8_000, "38号"),
    _paid("2021-05", TWIN, 9_000, "39号"),
    _paid("2022-12", TWIN, 1_000, "40号"),
    _paid("2022-12", SHELL, 2_000, "40号"),
    _paid("2022-12", FOAM, 1_000, "41号"),
    _paid("2022-12", BRANCH, 2_000, "41号"),
    _paid("2022-12", SHOE, 1_000, "42号"),
    _paid("2022-12", BRANCH, 2_000, "42号"),
    *(_power(f"{y}-{m}", LEATHER, p) for y, p in ((2021, 1000), (2022, 700)) for m in (10, 11, 12)),
    _power("2022-11", LEATHER, 700),
    *(_tax(f"{y}-0{m}", LEATHER, 100) for y in (2022, 2023) for m in (1, 2, 3)),
    *(r for f in (BUILDER, DEVELOPER) for y, p in ((2021, 1000), (2022, 700)) for r in _incomes(f, y, p)),
    *(r for f in (SHELL, LEATHER) for y in (2021, 2022) for r in _incomes(f, y, 1000)),
    *(_staff(f"{y}-{m:02}", BUILDER, PENSION, 10) for y in (2021, 2022) for m in range(7, 13)),
    *(_staff(f"{y}-{m:02}", DEVELOPER, PENSION, 1) for y in (2021, 2022) for m in range(7, 13)),
    _paid("2022-04", DEVELOPER, 1_000, "43号"),
]  # fmt: skip


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    con = mini_tables(ROWS)
    for who, name in WRITTEN.items():
        con.execute("UPDATE mention SET name = ? WHERE mention_id = ?", [name, f"m_{who}"])
    con.execute("UPDATE match SET tier = 'model' WHERE mention_id = ?", [f"m_{GONE}"])
    return flag_rows(project(con, mini_ledger(tmp_path_factory.mktemp("evidence"))))


def _payee(flags: list[dict[str, Any]], document: str) -> tuple[str, str, str]:
    (one,) = [f for f in of(flags, "other_payee") if f["document"] == document]
    return one["detail"], one["certainty"], one["evidence"]


def test_a_town_s_government_with_a_character_dropped_is_likely_the_town(flags: list[dict[str, Any]]) -> None:
    assert _payee(flags, "31号") == ("镇街或村社", "很可能", "收款人与“安海镇人民政府”相同或只差一字")


def test_a_payee_of_the_representative_s_name_is_a_person_even_where_resolution_waits(
    flags: list[dict[str, Any]],
) -> None:
    assert _payee(flags, "32号") == ("与企业负责人同名的个人", "很可能", "收款人按名称不是企业")


def test_an_undecided_payee_with_another_account_than_the_firm_s_own_is_likely_somebody_else(
    flags: list[dict[str, Any]],
) -> None:
    other = "企业或收款人尚待核对；本企业以自己名义收款用的是别的账户"
    assert _payee(flags, "34号") == ("其他企业", "很可能", other)
    own = "名称不同，但收款账户也以本企业名义收过款，可能只是写法不同"
    assert _payee(flags, "35号") == ("其他企业", "线索", own)
    assert _payee(flags, "36号") == ("其他企业", "线索", "企业或收款人尚待核对")


def test_a_payment_that_waits_for_review_is_a_lead_where_its_first_candidate_had_closed(
    flags: list[dict[str, Any]],
) -> None:
    (one,) = [f for f in of(flags, "after_closing") if f["document"] == "37号"]
    assert (one["certainty"], one["entities"], one["detail"]) == ("线索", [None], "税务首次显示注销之后拨付")
    assert one["evidence"].startswith("受补企业尚待核对，以首选候选企业论；")


def test_a_firm_of_a_like_name_that_is_paid_again_and_again_after_its_life_is_perhaps_another(
    flags: list[dict[str, Any]],
) -> None:
    found = {f["document"]: f for f in of(flags, "after_closing")}
    assert [found[d]["certainty"] for d in ("44号", "45号")] == ["线索", "线索"]
    assert found["44号"]["evidence"].startswith(
        "只是名称近似，各次拨付又都在其末次经营迹象之后，可能另是一家企业；"
    )


def test_a_firm_called_abnormal_is_past_its_life_after_a_quarter_without_a_sign(
    flags: list[dict[str, Any]],
) -> None:
    found = {f["document"]: (f["certainty"], f["detail"]) for f in of(flags, "after_closing")}
    assert found["39号"] == ("很可能", "税务显示非正常，末次经营迹象之后3个月拨付")
    assert "38号" not in found


def test_namesakes_need_more_than_the_name_in_common(flags: list[dict[str, Any]]) -> None:
    found = {f["document"]: (f["certainty"], f["evidence"]) for f in of(flags, "one_person")}
    # nine firms with a name: one name of three, one of two; 8 of 72 ordered pairs are alike
    chance = "全市该姓名任职2家企业；同一文号共2家，按全市同名率，偶然同名预期约0.11对"
    assert found["40号"] == ("线索", f"姓名之外只有行业相同；{chance}")
    assert found["42号"] == ("很可能", "字号相同")
    assert found["41号"][0] == "线索"  # three firms of the city bear the name


def test_a_name_that_more_firms_bear_is_a_namesakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stricter = load_flag_rules().model_copy(update={"rare_name": 2})
    monkeypatch.setattr("graph_model.project.load_flag_rules", lambda: stricter)
    found = {
        f["document"] for f in of(flag_rows(project(mini_tables(ROWS), mini_ledger(tmp_path))), "one_person")
    }
    assert {"40号", "42号"} <= found
    assert "41号" not in found


def test_staff_that_holds_speaks_against_falling_revenue_and_a_single_head_tells_nothing(
    flags: list[dict[str, Any]],
) -> None:
    assert [f["entities"] for f in of(flags, "shrinking")] == [[DEVELOPER]]


def test_a_reading_that_stands_twice_in_a_file_hides_no_fall_of_power(flags: list[dict[str, Any]]) -> None:
    (one,) = of(flags, "signal_power")
    assert one["entities"] == [LEATHER]
    assert "2022-10至2022-12用电2100.0千瓦时" in one["evidence"]
