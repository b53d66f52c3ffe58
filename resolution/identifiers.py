"""Codes: 统一社会信用代码, 组织机构代码, 15-digit tax numbers, identity cards and telephone numbers."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from resolution.cards import has_card_form, without_cards

USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
ORG_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
CARD_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CARD_CHECKS: Final = "10X98765432"
_VALUE: Final = {c: i for i, c in enumerate(USCC_ALPHABET)}
_ORG_VALUE: Final = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_WIDTH: Final = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_JUNK: Final = re.compile(r"[\s\-—–_.·'`’‘\"“”:：/\\]+")
_CARD: Final = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")


class CodeKind(StrEnum):
    """What a code turned out to be."""

    USCC = "uscc"
    ORG = "org"
    TAX15 = "tax15"
    PERSON = "person"  # an identity-card number: personal data, never a firm's code
    BAD = "bad"
    NONE = "none"


class Code(NamedTuple):
    """A code read from a cell: what it is, its normal form, and the organisation code inside it."""

    kind: CodeKind
    value: str
    org: str  # 9 characters, or "" where there is none


def uscc_check(first17: str) -> str:
    """Return the check character for 17 characters (GB 32100-2015, modulus 31, weights 3^i mod 31)."""
    total = sum(_VALUE[c] * w for c, w in zip(first17, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def is_uscc(text: str) -> bool:
    """Whether the text is 18 characters of the alphabet, digits in 3–8, with the right check character."""
    if len(text) != 18 or not text[2:8].isdigit() or any(c not in _VALUE for c in text):
        return False
    return uscc_check(text[:17]) == text[17]


def org_check(first8: str) -> str:
    """Return the check character of an organisation code (GB 11714-1997: modulus 11, 10 is X)."""
    rest = 11 - sum(_ORG_VALUE[c] * w for c, w in zip(first8, ORG_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else "0" if rest == 11 else str(rest)


def is_org_code(text: str) -> bool:
    """Whether the text is 9 characters with the right check character."""
    return len(text) == 9 and all(c in _ORG_VALUE for c in text) and org_check(text[:8]) == text[8]


def is_identity_card(text: str) -> bool:
    """Whether the text is an 18-digit identity-card number (GB 11643-1999); it may also pass as a USCC."""
    if not _CARD.fullmatch(text):
        return False
    return CARD_CHECKS[sum(int(c) * w for c, w in zip(text[:17], CARD_WEIGHTS, strict=True)) % 11] == text[17]


def clean_code(text: str) -> str:
    """Bring a code to half width and capitals, without blanks, hyphens and quotation marks."""
    return _JUNK.sub("", text.translate(_WIDTH)).upper()


# Letters that no USCC holds (GB 32100-2015, 4.2), with the characters they are mistaken for.
_READ_AS: Final = str.maketrans("OIZSV", "0125U")
_LABELLED: Final = re.compile(r"[0-9A-Z]{15,20}")


def _as_read(value: str) -> str:
    return value.translate(_READ_AS)


def _bare(value: str) -> str:
    """Return the one code in a cell that also holds Hanzi (信用代码9135…), or the cell as it is."""
    if value.isascii():
        return value.removesuffix("#")
    found = _LABELLED.findall(value)
    return found[0] if len(found) == 1 else value


def read_code(text: str | None) -> Code:
    """Say what a code is. An identity card is recognised before the USCC is checked (domain.md)."""
    value = _bare(clean_code(text or ""))
    if not value or set(value) <= {"0"}:
        return Code(CodeKind.NONE, "", "")
    if is_identity_card(value):
        return Code(CodeKind.PERSON, value, "")
    if is_uscc(value):
        return Code(CodeKind.USCC, value, value[8:17])
    if is_uscc(_as_read(value)):  # O for 0, I for 1
        return Code(CodeKind.USCC, _as_read(value), _as_read(value)[8:17])
    if is_org_code(value):
        return Code(CodeKind.ORG, value, value)
    if len(value) == 15 and value[:6].isdigit() and is_org_code(value[6:]):
        return Code(CodeKind.TAX15, value, value[6:])
    # mistyped, or a 个体 of before 2015: card number and two digits
    if has_card_form(value) or (len(value) == 20 and is_identity_card(value[:18])):
        return Code(CodeKind.PERSON, value, "")
    return Code(CodeKind.BAD, value, "")


def _one_slip(text: str) -> Iterator[str]:
    """Yield the texts of 18 characters that one slip turns into this one."""
    if len(text) == 19:  # one character too many
        yield from (text[:i] + text[i + 1 :] for i in range(19))
        return
    kept = 0 if len(text) == 17 else 1  # one character lost, or one wrong
    for i in range(18):
        for c in USCC_ALPHABET if not 2 <= i < 8 else USCC_ALPHABET[:10]:
            yield text[:i] + c + text[i + kept :]
    for i in range(17 if kept else 0):  # two neighbours swapped
        yield text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def repairs(value: str) -> list[str]:
    """Return the valid codes one slip away, sorted: a character wrong, lost or doubled, or two swapped.

    Only a registry entry and something else that agrees make one of them a match; alone they prove nothing.
    """
    text = _as_read(value)
    if not 17 <= len(text) <= 19 or any(c not in _VALUE for c in text):
        return []
    found = {text, *_one_slip(text)}
    return sorted(c for c in found if c != value and is_uscc(c))


_ALONE: Final = re.compile(r"1[3-9][0-9]{9}")  # a mobile and nothing else, as most are
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d{9})(?!\d)")
_LANDLINE: Final = re.compile(r"(?<!\d)(?:\(?0595\)?)?([2-8]\d{7})(?!\d)")
_OTHER: Final = re.compile(r"(?<!\d)\(?(0(?:10|2\d|[3-9]\d{2}))\)?(\d{7,8})(?!\d)")
_PHONE_GAPS: Final = re.compile(r"(?<=\d)[\s\-—–]+(?=\d)")


def read_phone(text: str | None) -> str:
    """Return the first telephone number: a mobile, 8 digits of a local line, else with area code; or ""."""
    if text and _ALONE.fullmatch(text):
        return text
    flat = _PHONE_GAPS.sub("", without_cards(text or "").translate(_WIDTH))
    for pattern in (_MOBILE, _OTHER, _LANDLINE):
        found = pattern.search(flat)
        if found:
            number = "".join(found.groups())
            return number[4:] if number.startswith("0595") else number
    return ""
