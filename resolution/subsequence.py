"""Short names whose characters stand in a longer name in the same order (泉州轻工 ← 泉州轻工职业学院)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resolution.lexicon import lexicon
from resolution.placing import ALIASES

LONGEST: Final = 8  # characters of a short name
SHORTEST: Final = 2
SHORT_FORMS: Final = ("股份", "集团")
BEST: Final = 10
TOO_MANY: Final = 400  # a short name that more names hold says nothing

# Marks of the stock exchange before and behind a listed firm's short name.
_BEFORE: Final = re.compile(r"^(?:S?\*?ST|PT|XD|XR|DR|N|C|S)(?=[\u4e00-\u9fa5])")
_BEHIND: Final = re.compile(r"(?<=[\u4e00-\u9fa5])(?:-?(?:UW|[ABHUWS])|退|\([^()]*\))$")

Ints = NDArray[np.int32]


def plain(short: str) -> str:
    """Return a short name without the marks of the stock exchange (*ST东园 → 东园)."""
    cut = _BEHIND.sub("", _BEFORE.sub("", short.lstrip("*")))
    return cut if len(cut) >= SHORTEST else short


def holds(full: str, short: str) -> bool:
    """Whether the full name holds the short one's characters in order; 渝 is found in 重庆."""
    at = 0
    for char in short:
        found, alias = full.find(char, at), ALIASES.get(char)
        if found >= 0:
            at = found + 1
        elif alias is None or alias not in full:
            return False
    return True


def is_short(form: str) -> bool:
    """Whether a name of this form may be a short one: without any, or with that of short names (马钢股份)."""
    return form in ("", *SHORT_FORMS)


def words(text: str) -> list[str]:
    """Cut a trade into its words, the longest known first, else pairs of characters (信息|技术, 研究|院)."""
    known, longest, found, at = lexicon().trades, lexicon().longest_trade, [], 0
    while at < len(text):
        length = next(
            (n for n in range(min(longest, len(text) - at), 1, -1) if text[at : at + n] in known), 0
        )
        part = text[at : at + (length or 2)]
        found += [part] if len(part) < 4 else [part[i : i + 2] for i in range(0, len(part), 2)]
        at += len(part)
    return found


@lru_cache(maxsize=1 << 17)
def word_starts(full: str, brand: str, trade: str) -> frozenset[int]:
    """Return where words of a full name begin: place, 字号, of a long 字号, of the trade, the form."""
    at = max(full.find(brand), 0)
    behind = max(full.find(trade, at + len(brand)), at + len(brand))
    long = range(at, at + len(brand), 2 if len(brand) > 3 else len(brand) or 1)
    end = behind + len(trade)
    parts = accumulate((len(w) for w in words(trade)), initial=behind)
    return frozenset((0, *long, *parts, end - 1, end))


def begins_words(full: str, short: str, starts: frozenset[int]) -> bool:
    """Whether a full name holds a short one so that each run of its characters begins where a word does."""
    reached = {-1}  # where the character before may stand
    for char in short:
        alias = ALIASES.get(char)
        spots = {i for i, c in enumerate(full) if c == char or (alias and full.startswith(alias, i))}
        reached = {i for i in spots if i - 1 in reached or (i in starts and min(reached) < i)}
        if not reached:
            return False
    return True


class Index:
    """For each character the rows of the names that hold it."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        rows: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            for char in set(name):
                rows.setdefault(char, []).append(number)
        for alias, place in ALIASES.items():
            more = [i for i in rows.get(place[0], ()) if place in names[i]]
            if more:
                rows[alias] = sorted({*rows.get(alias, ()), *more})
        self.rows = {char: np.array(found, dtype=np.int32) for char, found in rows.items()}

    def find(self, short: str) -> list[int]:
        """Return the rows that hold a short name, the tightest first, at most BEST; [] if it says nothing."""
        asked = plain(short)
        if not SHORTEST <= len(asked) <= LONGEST:
            return []
        lists = sorted((self.rows.get(c, np.zeros(0, dtype=np.int32)) for c in set(asked)), key=len)
        found = lists[0]
        for other in lists[1:]:
            if not len(found):
                return []
            # both ascend; a row behind the last of the other is held against its first, which it is not
            found = found[other[np.searchsorted(other, found) % len(other)] == found] if len(other) else other
        held = [int(i) for i in found if holds(self.names[i], asked)]
        if len(held) > TOO_MANY:
            return []
        return sorted(held, key=lambda i: (_spread(self.names[i], asked), len(self.names[i]), i))[:BEST]


def _spread(full: str, short: str) -> int:
    """How many characters stand between the first and the last of the short name's; few is tight."""
    first = full.find(short[0])
    at = first
    for char in short[1:]:
        found = full.find(char, at + 1)
        at = found if found >= 0 else at
    return at - max(first, 0) - len(short) + (0 if first == 0 else 1)
