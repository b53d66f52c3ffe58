"""Codes, telephone numbers and addresses."""

import pytest

from resolution.addresses import read_address
from resolution.identifiers import CodeKind, is_uscc, read_code, read_phone, repairs

VALID = "91110000600037341L"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (VALID, CodeKind.USCC, VALID),
        (" 9111 0000-600037341l ", CodeKind.USCC, VALID),
        ("９１１１００００６００037341L", CodeKind.USCC, VALID),
        ("91110000600037341M", CodeKind.BAD, "91110000600037341M"),
        ("600037341", CodeKind.ORG, "600037341"),
        ("60003734-1", CodeKind.ORG, "600037341"),
        ("110000600037341", CodeKind.TAX15, "110000600037341"),
        ("11010519491231002X", CodeKind.PERSON, "11010519491231002X"),
        ("9111OOOO6OOO3734IL", CodeKind.USCC, VALID),
        ("911100oo600037341l", CodeKind.USCC, VALID),
        ("统一社会信用代码：" + VALID, CodeKind.USCC, VALID),
        ("’" + VALID, CodeKind.USCC, VALID),
        ("9.11E+17", CodeKind.BAD, "911E+17"),
        ("", CodeKind.NONE, ""),
        ("000000000000000000", CodeKind.NONE, ""),
    ],
)
def test_a_code_is_told_by_its_check_character(text: str, kind: CodeKind, value: str) -> None:
    found = read_code(text)
    assert (found.kind, found.value) == (kind, value)


def test_the_organisation_code_stands_inside_the_credit_code() -> None:
    assert (
        read_code(VALID).org == "600037341" == read_code("600037341").org == read_code("110000600037341").org
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "91110000600037342L",
        "91110000600073341L",
        "9111000060003734L",
        "911100000600037341L",
        "91110000600O37342L",
    ],
)
def test_one_slip_is_repaired_to_the_right_code_among_others(wrong: str) -> None:
    assert VALID in repairs(wrong)
    assert all(is_uscc(c) for c in repairs(wrong))


def test_a_code_of_the_wrong_length_has_no_repair() -> None:
    assert repairs("9111000060003734") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13805951234", "13805951234"),
        ("+86 138-0595-1234", "13805951234"),
        ("0595-85661234", "85661234"),
        ("（0595）85661234", "85661234"),
        ("0595-85661234 / 13805951234", "13805951234"),
        ("0592-5566123", "05925566123"),
        ("见附件", ""),
    ],
)
def test_a_telephone_number_has_one_form(text: str, number: str) -> None:
    assert read_phone(text) == number


def test_addresses_of_one_door_have_one_spot() -> None:
    one = read_address("福建省晋江市陈埭镇江头村鞋都路12号")
    other = read_address("陈埭镇江头村鞋都路12号3楼")
    assert one.spot == other.spot == "陈埭镇|江头|鞋都路|12"
    assert not read_address("晋江市陈埭镇").spot
