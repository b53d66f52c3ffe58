"""Readings of single characters, as pypinyin has them."""

import os
from typing import Final

# Phrases are never asked for: they misread place names, and their table takes a third of a second to load.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, pinyin

STYLE: Final = Style.NORMAL


def reading(char: str) -> str:
    """Return the first reading of a character, without a tone."""
    return str(pinyin(char, style=STYLE)[0][0])


def readings(char: str) -> frozenset[str]:
    """Return every reading of a character, without tones."""
    return frozenset(pinyin(char, style=STYLE, heteronym=True)[0])
