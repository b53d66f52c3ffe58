"""Cells that name several: consortia, co-owners, lists; a separator inside brackets separates nothing."""

import re
from functools import lru_cache
from typing import Final

from resolution.lexicon import lexicon
from resolution.names import NameKind, parse_name

_HARD: Final = re.compile(r"[;；\n\r]+")
_SOFT: Final = re.compile(r"[、,，/\\|&＆\t]+|(?<=[司厂店社）)])\s+(?=\S{5,})")
_JOINED: Final = re.compile(r"(?<=公司)(?:与|和|及)(?=.{3,}公司)")
_SHARED: Final = re.compile(r"[(（]?(?:按份)?(?:共同)?共有[)）]?[:：]?|^(?:联合体|共有人)[:：]")
_ANY: Final = re.compile(r"[;；、,，/\\|&＆\s]|公司[与和及]")  # what one of the three may find
_OTHERS: Final = re.compile(r"等\d*[人户家]?$")


def _outside_brackets(text: str, pattern: re.Pattern[str]) -> list[str]:
    depth, start, parts = 0, 0, []
    marks = {m.start(): m.end() for m in pattern.finditer(text)}
    for at, char in enumerate(text):
        depth = depth + 1 if char in "(（[【" else max(0, depth - 1) if char in ")）]】" else depth
        if depth == 0 and at in marks and at >= start:
            parts.append(text[start:at])
            start = marks[at]
    return [p.strip() for p in [*parts, text[start:]] if p.strip()]


def _stands_alone(text: str) -> bool:
    """Whether a part is a name by itself: a person, a body, or a firm with a form or a place and a trade."""
    name = parse_name(text)
    if name.kind != NameKind.FIRM:
        return name.kind != NameKind.EMPTY
    if name.form_class not in ("limited", "joint_stock") and (
        name.brand in lexicon().trades or name.brand == name.place
    ):
        return False  # 五金、水暖商店 is one shop
    return len(name.brand) >= 2 and (
        len(name.form) >= 2 or bool(name.form and name.place) or bool(name.trade and name.place)
    )


@lru_cache(maxsize=1 << 18)
def split_cell(raw: str) -> tuple[str, ...]:
    """Return the names of a cell in order; one that only seems to be a list stays whole."""
    text = raw.strip()
    if "共有" in text or text.startswith("联合体"):
        text = _SHARED.sub("", text).strip()
    text = _OTHERS.sub("", text) if "等" in text else text
    if len(text) < 4 or text.isascii():
        return (text,) if text and text.upper() not in lexicon().empty else ()
    if not _ANY.search(text):
        return (text,)
    found: list[str] = []
    for part in _outside_brackets(text, _HARD):
        pieces = [q for p in _outside_brackets(part, _SOFT) for q in _JOINED.split(p)]
        found += pieces if len(pieces) > 1 and all(map(_stands_alone, pieces)) else [part]
    return tuple(dict.fromkeys(found))
