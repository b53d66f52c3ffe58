"""Readings of single characters, as pypinyin has them."""

import os
from typing import Final

# Phrases are never asked for: they misread place names, and their table takes a third of a second to load.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.style import convert

STYLE: Final = Style.NORMAL


def reading(char: str) -> str:
    """Return the first reading of a character, without a tone."""
    known = PINYIN_DICT.get(ord(char)) if len(char) == 1 else None
    if known is None:
        return str(pinyin(char, style=STYLE)[0][0])
    return str(convert(known.partition(",")[0], STYLE, True))  # as `pinyin` does after many questions


def readings(char: str) -> frozenset[str]:
    """Return every reading of a character, without tones."""
    return frozenset(pinyin(char, style=STYLE, heteronym=True)[0])
