"""Figures as people read them: 万 and 亿 in one place, nothing shown as nothing."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from api import formats
from api.sections import load_sections
from ingest.contract import FieldType
from queries.tiers import TIERS
from resolution.reasons import CAPTIONS, Reason, Tier


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "无数据"),
        (0, "0 元"),
        (9500, "9,500 元"),
        (9999.5, "9,999.50 元"),
        (Decimal("1250000"), "125.00 万元"),
        (-323000, "-32.30 万元"),
        (321000000, "3.21 亿元"),
        ("12345", "1.23 万元"),
        ("不详", "无数据"),
    ],
)
def test_money(value: object, shown: str) -> None:
    assert formats.yuan(value) == shown


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("wan", 1234567.8, "123.46"),
        ("wan", None, "—"),
        ("wan", -20, "0.00"),
        ("count", 912000.4, "912,000"),
        ("number", 12.346, "12.35"),
        ("number", 3, "3"),
        ("money", 9828, "9,828.00"),
        ("money", None, "—"),
        ("name", "晋　江市恒盛鞋业", "晋江市恒盛鞋业"),
        ("name", ["恒盛 鞋业", "恒晟鞋业"], "恒盛鞋业、恒晟鞋业"),
        ("name", None, "—"),
        ("area", 66667, "66,667 ㎡（100.0 亩）"),
        ("percent", 0.8567, "85.7%"),
        ("ratio", 2, "2.00"),
        ("day", date(2023, 4, 1), "2023-04-01"),
        ("day", datetime(2023, 4, 1, 9, 5), "2023-04-01 09:05"),
        ("day", "2023-04", "2023-04"),
        ("text", ["名单", "经营范围"], "名单、经营范围"),
        ("text", True, "是"),
        ("text", [], "—"),
        ("code", None, "—"),
    ],
)
def test_each_format(form: str, value: object, shown: str) -> None:
    assert formats.shown(value, form) == shown


def test_a_source_is_named_by_its_data_set() -> None:
    assert formats.source_label("net_tax/2023-04/d1#Sheet1!12").endswith(" 2023-04 第 12 行")
    assert formats.source_label("odd") == "odd"
    assert formats.source_parts("net_tax/2023-04/d1#Sheet1!12")[1] == "2023-04 第 12 行"


@pytest.mark.parametrize(
    ("value", "field_type", "shown"),
    [
        (Decimal("96519.00"), FieldType.MONEY, "96,519.00 元"),
        (Decimal("18783"), FieldType.AREA, "18,783.00 ㎡"),
        (12, FieldType.INTEGER, "12"),
        ("91350582MA00000011", FieldType.USCC, "91350582MA00000011"),
        (None, FieldType.MONEY, "—"),
        ("市税务局", None, "市税务局"),
    ],
)
def test_cells_of_a_source_record_carry_their_unit(value: object, field_type: FieldType, shown: str) -> None:
    assert formats.cell(value, field_type) == shown


def test_every_tier_and_reason_has_a_caption() -> None:
    assert set(TIERS) == set(Tier)
    assert set(CAPTIONS) == set(Reason)
    assert formats.shown("same_name", "reason") != "same_name"
    assert (formats.shown("name", "tier"), formats.shown("new", "tier")) == ("名称", "new")


def test_json_values_are_plain() -> None:
    value = {"a": Decimal("1.50"), "b": [Decimal("2"), date(2023, 4, 1)], 2022: None}
    assert formats.json_value(value) == {"a": 1.5, "b": [2, "2023-04-01"], "2022": None}


def test_sections_have_unique_ids_and_columns() -> None:
    sections = load_sections()
    assert len({s.id for s in sections}) == len(sections)
    for section in sections:
        assert len({c.key for c in section.columns}) == len(section.columns)
