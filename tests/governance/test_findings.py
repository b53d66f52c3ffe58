"""Every kind of contradiction: what is told, and what is no contradiction."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import RulesError
from governance.tickets.rules import Kind, load_rules
from tests.governance.office import Office
from tests.governance.ticket_office import (
    BAD,
    CLOTHES,
    FOOD,
    SHOES,
    STRANGE,
    TWINS,
    Firm,
    found,
    occupied,
    of,
    put_occupied,
)
from tests.resolution.lake import code


def taxed(firm: Firm, **other: Any) -> dict[str, Any]:  # noqa: ANN401  # a cell
    return {
        "name": firm.name, "code": firm.code, "levy_item": "增值税", "levy_subitem": "商业(13%)",
        "period_start": date(2023, 3, 1), "period_end": date(2023, 3, 31), "taxable_income": Decimal(100000),
        "declared_on": date(2023, 4, 12), "entered_on": date(2023, 4, 12), "voucher_no": "1", **other,
    }  # fmt: skip


def test_rows_in_order_show_nothing(office: Office) -> None:
    put_occupied(office, [occupied(SHOES), occupied(CLOTHES, name=CLOTHES.former), occupied(TWINS[0])])
    office.put("tax_declaration", "2023-04", "2023-05-14", [taxed(SHOES), taxed(FOOD, voucher_no="2")])
    assert found(office) == []


def test_a_code_that_fails_its_check_suggests_the_registered_one(office: Office) -> None:
    put_occupied(office, [occupied(SHOES, code=BAD), occupied(FOOD, name="某某商行", code=BAD)])
    assert of(office, Kind.CODE_BAD) == [(2, "code", BAD, SHOES.code), (3, "code", BAD, "")]
    (first, _) = [f for f in found(office) if f.kind is Kind.CODE_BAD]
    assert (first.header, first.supplier, first.dataset) == (
        "统一社会信用代码",
        "陈埭镇",
        "building_occupancy",
    )
    assert first.source_key.startswith("building_occupancy/2022/")
    assert first.source_key.endswith("#!2")
    assert SHOES.name in first.why


def test_a_later_row_of_that_name_with_another_code_takes_the_wrong_one_out_of_force(office: Office) -> None:
    put_occupied(office, [occupied(SHOES, code=BAD)])
    put_occupied(office, [occupied(SHOES)], "2023-07-20", "2023")
    assert of(office, Kind.CODE_BAD) == []


def test_one_code_with_another_registered_firms_name(office: Office) -> None:
    put_occupied(
        office, [occupied(SHOES, code=CLOTHES.code), occupied(CLOTHES, name="晋江市宏元服装有限公司")]
    )
    assert of(office, Kind.CODE_OTHER_FIRM) == [(2, "code", CLOTHES.code, SHOES.code)]


def test_one_code_with_two_names_at_one_time_beyond_one_slip(office: Office) -> None:
    other = {"name": "晋江市天天浩贸易有限公司", "voucher_no": "2"}
    slip = {"name": "晋江市恒晟鞋业有限公司", "voucher_no": "3"}
    short = {"name": "恒盛鞋业", "voucher_no": "4"}
    form = {"name": "晋江市恒盛鞋业有限责任公司", "voucher_no": "5"}
    rows = [taxed(SHOES), taxed(SHOES, **other), *(taxed(SHOES, **o) for o in (slip, short, form))]
    office.put("tax_declaration", "2023-04", "2023-05-14", rows)
    assert of(office, Kind.CODE_TWO_NAMES) == [(3, "name", other["name"], SHOES.name)]


def test_two_names_in_two_periods_are_no_contradiction(office: Office) -> None:
    office.put("tax_declaration", "2023-03", "2023-04-14", [taxed(SHOES, declared_on=date(2023, 3, 12))])
    office.put("tax_declaration", "2023-04", "2023-05-14", [taxed(SHOES, name="晋江市天天浩贸易有限公司")])
    assert of(office, Kind.CODE_TWO_NAMES) == []


def test_a_code_that_nobody_has_beside_a_registered_name(office: Office) -> None:
    put_occupied(
        office, [occupied(SHOES, code=STRANGE), occupied(FOOD, name="外地某某有限公司", code=STRANGE)]
    )
    assert of(office, Kind.CODE_UNREGISTERED) == [(2, "code", STRANGE, SHOES.code)]


def test_two_codes_for_one_unregistered_name_but_not_for_registered_namesakes(office: Office) -> None:
    out = Firm("厦门市某某建设有限公司", code(80))
    rows = [occupied(out), occupied(out, code=code(81)), occupied(TWINS[0]), occupied(TWINS[1])]
    put_occupied(office, rows)
    assert of(office, Kind.NAME_TWO_CODES) == [(2, "code", out.code, ""), (3, "code", code(81), "")]


def insured(firm: Firm, month: str, **other: Any) -> dict[str, Any]:  # noqa: ANN401  # a cell
    return {"name": firm.name, "insurance_type": "失业保险", "employees": 5, "month": month, **other}


def registered(firm: Firm, **other: Any) -> dict[str, Any]:  # noqa: ANN401  # a cell
    return {"code": firm.code, "name": firm.name, "status": "正常", "opened_on": date(2015, 6, 18), **other}


def test_a_closed_firm_that_still_insures_is_told_with_its_bounds(office: Office) -> None:
    office.put(
        "tax_registration", "2023-04", "2023-06-20", [registered(SHOES), registered(FOOD, status="注销")]
    )
    office.put("tax_registration", "2023-06", "2023-07-14", [registered(SHOES, status="注销")])
    for month, day in (("2023-05", "2023-06-14"), ("2023-06", "2023-07-14"), ("2023-07", "2023-08-14")):
        office.put("social_insurance", month, day, [insured(SHOES, month), insured(CLOTHES, month)])
    (only,) = [f for f in found(office) if f.kind is Kind.CLOSED_ACTIVE]
    assert only.source_key.startswith("social_insurance/2023-07/")
    assert "自 2023-06 起显示注销" in only.why
    assert "介于2023-04-30与 2023-06-30 之间" in only.why


def test_a_firm_that_opened_again_is_not_closed(office: Office) -> None:
    office.put("tax_registration", "2023-04", "2023-06-20", [registered(SHOES, status="注销")])
    office.put("tax_registration", "2023-05", "2023-06-14", [registered(SHOES)])
    office.put("social_insurance", "2023-07", "2023-08-14", [insured(SHOES, "2023-07")])
    assert of(office, Kind.CLOSED_ACTIVE) == []


def test_an_address_in_another_town_than_the_row_or_its_supplier(office: Office) -> None:
    put_occupied(office, [occupied(SHOES), occupied(FOOD, town="安海镇")])
    row = {"grantee_name": SHOES.name, "granted_on": date(2023, 3, 1), "amount": Decimal(1)}
    office.put("land_grant", "2023-03", "2023-04-10", [
        row | {"location": "晋江市池店镇江滨路1号", "town": "青阳街道"},
        row | {"location": "晋江市池店镇江滨路2号", "town": "池店"},
        row | {"location": "江滨路3号", "town": "青阳街道"},
    ])  # fmt: skip
    assert of(office, Kind.TOWN_DIFFERS) == [
        (3, "town", "安海镇", "陈埭镇"), (2, "location", "晋江市池店镇江滨路1号", "青阳街道"),
    ]  # fmt: skip


def test_dates_that_cannot_be(office: Office) -> None:
    office.put("tax_registration", "2023-04", "2023-06-20", [registered(SHOES)])
    office.put("general_taxpayer", "2022", "2023-06-20", [
        {"code": SHOES.code, "name": SHOES.name, "registered_on": date(2014, 1, 1),
         "applied_on": date(2023, 6, 21)},
    ])  # fmt: skip
    office.put("tax_declaration", "2023-04", "2023-05-14", [
        taxed(SHOES, period_start=date(2023, 4, 1), period_end=date(2023, 3, 31)),
        taxed(SHOES, period_start=date(2023, 3, 31), voucher_no="2"),
    ])  # fmt: skip
    assert of(office, Kind.DATE_BEFORE_OPENING) == [(2, "registered_on", "2014-01-01", "")]
    assert of(office, Kind.DATE_AHEAD) == [(2, "applied_on", "2023-06-21", "")]
    assert of(office, Kind.DATE_ORDER) == [(2, "period_start", "2023-04-01", "")]


def test_amounts_that_cannot_be(office: Office) -> None:
    rows = [taxed(SHOES, voucher_no=str(n), taxable_income=Decimal(9000 + n)) for n in range(5)]
    rows.append(taxed(SHOES, voucher_no="9", taxable_income=Decimal(90_000_000)))
    rows.append(taxed(FOOD, voucher_no="10", taxable_income=Decimal(90_000_000)))
    office.put("tax_declaration", "2023-04", "2023-05-14", rows)
    work = {"project_name": "某厂房", "winner_name": SHOES.name, "awarded_on": date(2023, 3, 1)}
    office.put("tender_award", "2023-03", "2023-04-10", [work | {"contract_amount": Decimal(-5)}])
    office.put("subsidy_payment", "2023-03", "2023-04-10", [
        {"beneficiary_name": SHOES.name, "payee_name": SHOES.name, "amount": Decimal(-7)},
    ])  # fmt: skip
    assert of(office, Kind.AMOUNT_NEGATIVE) == [(2, "contract_amount", "-5.00", "")]
    assert of(office, Kind.AMOUNT_SCALE) == [(7, "taxable_income", "90000000.00", "")]


def test_a_name_one_character_from_the_firm_it_was_matched_with(office: Office) -> None:
    slips = [
        "晋江市恒晟鞋业有限公司",
        "晋江市恒盛盛鞋业有限公司",
        "晋江市恒盛鞋有限公司",
        "晋江市盛恒鞋业有限公司",
    ]
    others = ["恒盛鞋业", "晋江市恒晟鞋材有限公司", "晋江市（恒盛）鞋业有限公司", "原" + SHOES.name]
    others.append(CLOTHES.former)
    put_occupied(office, [occupied(SHOES, name=n, code=None) for n in slips + others])
    told = of(office, Kind.NAME_NEAR, dict.fromkeys(slips + others[:4], SHOES))
    assert [value for _, _, value, _ in told] == sorted(slips)
    assert {expected for *_, expected in told} == {SHOES.name}


def test_kinds_that_are_switched_off_are_not_looked_for(office: Office) -> None:
    put_occupied(office, [occupied(SHOES, code=BAD)])
    kinds = load_rules(office.settings).model_dump(mode="json")["kinds"]
    office.change("tickets.yaml", kinds=kinds | {"code_bad": kinds["code_bad"] | {"active": False}})
    assert found(office) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"date_ahead": {"nothing": ["a"]}}, "数据集 nothing 不在数据目录中"),
        ({"date_ahead": {"tax_declaration": ["a"]}}, "tax_declaration 没有字段 a"),
        ({"date_ahead": {"tax_declaration": ["name"]}}, "类型不符"),
        ({"unknown": 1}, "不认识这一项"),
        ({"kinds": {"code_worse": {"caption": "x", "do": "y", "days": 3}}}, "tickets.yaml"),
    ],
)
def test_a_rule_file_with_a_mistake_is_refused_by_name(
    office: Office, values: dict[str, Any], said: str
) -> None:
    office.change("tickets.yaml", **values)
    with pytest.raises(RulesError, match=said):
        load_rules(office.settings)
