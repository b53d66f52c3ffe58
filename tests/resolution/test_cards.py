"""Identity-card numbers in any cell: found by their form, masked, and nothing else is."""

import pytest

from resolution.cards import MASK, mask_cards, without_cards
from resolution.identifiers import CodeKind, read_code, read_phone
from resolution.names import parse_name
from resolution.reading import address_row, name_rows, person_row

CARD, MISTYPED, OLD = "11010519491231002X", "110105194912310021", "110105491231002"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (CARD, MASK),
        (MISTYPED, MASK),
        (OLD, MASK),
        (CARD.lower(), MASK),
        ("王小明110105 19491231-0021", "王小明" + MASK),
        ("１１０１０５１９４９１２３１００２Ｘ王小明", MASK + "王小明"),
        ("电话13805950001 110105194912310021", "电话13805950001 " + MASK),
        ("甲11010519491231002X、乙110105491231002", f"甲{MASK}、乙{MASK}"),
    ],
)
def test_a_number_is_masked_wherever_it_stands(text: str, masked: str) -> None:
    assert mask_cards(text) == masked
    assert mask_cards(masked) == masked
    assert without_cards(masked) == without_cards(text)
    assert MASK not in without_cards(text)


@pytest.mark.parametrize(
    "text",
    [
        "91350582MA3U363G2L",
        "913505823164720209",  # a code of digits alone
        "123505824890123456",
        "1380595000113805950002",  # two mobiles
        "0595-85123456 13805950001",
        "8512345/85123456",
        "110105194913310021",  # no such month
        "6222021102012345678",  # a bank account
        "晋江市恒盛鞋业有限公司",
        "鞋都路12号3幢405室",
    ],
)
def test_nothing_else_is_masked(text: str) -> None:
    assert mask_cards(text) == text == without_cards(text)


@pytest.mark.parametrize("card", [CARD, MISTYPED, OLD])
def test_a_cell_is_read_as_if_the_number_were_not_there(card: str) -> None:
    assert name_rows(f"晋江市恒盛鞋业有限公司（{card}）")[0][3:5] == (
        f"晋江市恒盛鞋业有限公司（{MASK}）",
        "晋江市恒盛鞋业有限公司",
    )
    assert name_rows(card) == [(card, 0, 1, MASK, "", "")]
    assert name_rows(f"王小明；{card}") == [(f"王小明；{card}", 0, 1, "王小明", "王小明", "")]
    assert person_row(f"王小明{card}")[1] == "王小明"
    assert read_phone(f"{card} 13805950001") == "13805950001"
    assert address_row(f"鞋都路{card}号")[1:] == ("鞋都路号", "", "", "", f"鞋都路{MASK}号")
    assert parse_name(f"王小明{MASK}") == parse_name("王小明")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (MISTYPED, CodeKind.PERSON),
        (OLD, CodeKind.PERSON),
        ("91350582MA3U363G2M", CodeKind.BAD),  # a firm's, one character wrong: it may yet be repaired
        ("913505823164720208", CodeKind.BAD),
    ],
)
def test_a_mistyped_card_in_the_codes_cell_is_a_persons(code: str, kind: str) -> None:
    assert read_code(code).kind == kind
