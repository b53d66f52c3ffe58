"""The Chinese font that pictures are drawn with: it comes with the product, so a machine needs none."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

FACE: Final = 2
"""Noto Sans CJK SC in the collection; its other faces draw characters as other countries write them."""
FAMILY: Final = "chanye reports"
"""Our own name for it, so that a font of the machine is never taken in its place."""


def font_file() -> Path:
    """Return the font collection of the package noto-cjk-sans-otc (Noto Sans CJK Regular, OFL 1.1)."""
    import noto_cjk_sans_otc

    return Path(noto_cjk_sans_otc.FONT_PATH)


@lru_cache(maxsize=1)
def register() -> str:
    """Make the font known to matplotlib and return the family to draw with."""
    from matplotlib.font_manager import FontEntry, fontManager

    fontManager.ttflist.append(FontEntry(fname=str(font_file()), index=FACE, name=FAMILY, weight=400))
    return FAMILY


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(font_file()), face_index=FACE).get_charmap())


def undrawn(texts: Iterable[str]) -> set[str]:
    """Return the characters that the font cannot draw; they would show as empty boxes."""
    return {c for text in texts for c in text if c.isprintable() and ord(c) not in _drawn()}
