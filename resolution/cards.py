"""Identity-card numbers that people type into any cell: found by their form, left out of what is stored."""

import re
from typing import Final

_HALF_WIDTH: Final = {c: c - 0xFEE0 for c in range(0xFF10, 0xFF5B)}  # digits and letters
MASK: Final = "〔身份证号码〕"
"""Stands in a text where a number was."""

_GAP: Final = r"[\s\-—–_.·•/:：,，、;；()（）]{0,2}"  # what people type between the digits
_PROVINCE: Final = ("1[1-5]", "2[1-3]", "3[1-7]", "4[1-6]", "5[0-4]", "6[1-5]", "71", "8[12]")
_DAY: Final = ("0[1-9]", "1[0-2]"), ("0[1-9]", "[12]D", "3[01]")
_TOKEN: Final = re.compile(r"\[[^\]]*\]|.")


def _either(*forms: str) -> str:
    return "(?:" + "|".join(_GAP.join(_TOKEN.findall(form)) for form in forms) + ")"


def _number(year: str, tail: str) -> str:
    """A region of a province, a day that is one, and the rest; gaps anywhere (GB 11643-1999)."""
    parts = (_either(*_PROVINCE), _either("DDDD"), _either(*year.split("|")), *(_either(*d) for d in _DAY))
    return _GAP.join((*parts, _either(tail))).replace("D", "[0-9]")


_CARD: Final = re.compile(
    f"(?<![0-9])(?:{_number('19DD|20DD', 'DDD[0-9Xx]')}|{_number('DD', 'DDD')})(?![0-9])"
)
_MANY: Final = re.compile(r"[0-9０-９](?:[^0-9０-９]{0,2}[0-9０-９]){13}")  # cheaper than the form itself


def mask_cards(text: str, mask: str = MASK) -> str:
    """Return a text with `mask` in the place of every number that has the form of an identity card.

    The form is 18 or 15 digits with a province and a day of birth; the check digit is not asked for, for a
    mistyped number is personal data too.
    """
    if not _MANY.search(text):
        return text
    half = text.translate(_HALF_WIDTH)  # of the same length
    found, at = [], 0
    for card in _CARD.finditer(half):
        found += [text[at : card.start()], mask]
        at = card.end()
    return "".join((*found, text[at:]))


def without_cards(text: str) -> str:
    """Return a text without such numbers, and without what `mask_cards` put in their place."""
    return mask_cards(text, "").replace(MASK, "")


def has_card_form(code: str) -> bool:
    """Whether a clean code has the form of an identity card, whatever its check digit says."""
    return bool(_CARD.fullmatch(code))
