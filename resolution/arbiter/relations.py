"""How single parts of two names relate, each as a small scale from against to for."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from resolution.arbiter.likeness import Likeness, likeness, sounds
from resolution.subsequence import SHORT_FORMS, begins_words, holds, plain, word_starts

_FIGURES: Final = re.compile(r"[A-Z]+|\d+")
_LETTERS: Final = re.compile(r"[A-Z]{2,}")
_LISTED: Final = {"company": "股份"}  # a listed share's mark says company where no form stands


@lru_cache(maxsize=1 << 17)
def brand_relation(mention: str, registry: str) -> int:
    """Return 6 same, 5 same sound, 4 likely slip, 3 one within the other, 2 slip, 1 same head, 0 other."""
    if mention == registry:
        return 6 if mention else 1
    if not mention or not registry:
        return 1
    if len(mention) == len(registry):
        differing = [(a, b) for a, b in zip(mention, registry, strict=True) if a != b]
        worst = max(likeness(a, b) for a, b in differing)
        if worst == Likeness.SOUND:
            return 5
        if len(differing) == 1 and worst != Likeness.NONE:
            return 4
    if min(len(mention), len(registry)) >= 2 and (mention in registry or registry in mention):
        return 3
    if sorted(mention) == sorted(registry):
        return 4
    if max(len(mention), len(registry)) >= 3 and Levenshtein.distance(mention, registry, score_cutoff=1) <= 1:
        return 2
    return 1 if mention[0] == registry[0] else 0


def trade_relation(mention: str, registry: str, mention_class: str, registry_class: str) -> int:
    """Return 5 same, 4 within, 3 none in the mention, 2 none in the registry, 1 one class, 0 other."""
    if mention == registry:
        return 5
    if not mention or not registry:
        return 3 if registry else 2
    if mention in registry or registry in mention:
        return 4
    return 1 if mention_class == registry_class and mention_class not in ("", "general") else 0


def rest_relation(core: str, brand: str, trade: str, trades: frozenset[str]) -> int:
    """Say what follows the registered 字号: 1 nobody's trade (a slip), -1 another trade, else 0."""
    rest = core[len(brand) :]
    if not brand or not trade or not core.startswith(brand) or not rest or rest == trade:
        return 0
    return -1 if rest in trades else 1


def front_relation(core: str, brand: str, trade: str, brands: Mapping[str, int]) -> int:
    """Say what stands before the trade: 1 nobody's 字号 (a slip), -1 to -3 of few or many, else 0."""
    front = core[: -len(trade)] if trade else ""
    if not front or not core.endswith(trade) or front == brand:
        return 0
    count = brands.get(front, 0)
    return 1 if not count else -1 if count == 1 else -2 if count < 5 else -3


def form_relation(mention: str, registry: str, mention_group: str, registry_group: str) -> int:
    """Return 5 the same words, 4 one group, 3 or 2 none in the mention, 1 none in the registry, 0 other.

    2 where the registry says shop: a bare 恒兴 seldom means 恒兴小卖部. 股份 alone (马钢股份) is
    the form of a 股份有限公司: 5, and beside any other company 1.
    """
    if mention == registry:
        return 5
    said = mention or _LISTED.get(mention_group, "")
    if said in SHORT_FORMS and mention_group == registry_group:
        if said in registry:
            return 5
        return 1 if said == "股份" else 4
    if not mention:
        return 2 if registry_group == "shop" else 3
    if not registry:
        return 1
    return 4 if mention_group == registry_group else 0


def branch_relation(mention: str, registry: str) -> int:
    """Return 3 both whole, 2 the same branch, 1 one gives a branch, 0 two branches."""
    if mention == registry:
        return 2 if mention else 3
    return 0 if mention and registry else 1


def respelled(mention: str, registry: str) -> str:
    """Return a mention with what it spells in letters written as in the registered name (XIANG森 → 祥森)."""

    def written(run: re.Match[str]) -> str:
        return next((c for c in registry if run.group().lower() in sounds(c)), run.group())

    return _LETTERS.sub(written, mention)


@lru_cache(maxsize=1 << 17)
def figures_relation(mention: str, registry: str) -> int:
    """Compare letters and digits: 1 same, 0 neither has any or the mention leaves them out, -1 others."""
    one, other = _FIGURES.findall(mention), _FIGURES.findall(registry)
    if one and not other:  # 祥 typed as XIANG is no figure
        one = [run for run in one if not any(run.lower() in sounds(char) for char in registry)]
    if one == other:
        return 1 if one else 0
    return 0 if not one else -1


@lru_cache(maxsize=1 << 17)
def held_relation(mention: str, registry: str, brand: str, trade: str) -> int:
    """Return 3 the mention stands in the name as a whole, 2 its characters do where words begin, 1 in order.

    0 not. After what it leaves out a usual abbreviation goes on where a word begins (马钢 of 马鞍山钢铁), a
    chance one anywhere (来电 of 金喜来电子).
    """
    asked = plain(mention)
    if not holds(registry, asked):
        return 0
    if not begins_words(registry, asked, word_starts(registry, brand, trade)):
        return 1
    return 3 if asked in registry else 2


def code_relation(mention: str, registry: str) -> int:
    """Compare a code that fails its check with a registered one: 1 a slip, -1 more, 0 nothing to compare."""
    if not mention or not registry:
        return 0
    return 1 if Levenshtein.distance(mention, registry, score_cutoff=2) <= 2 else -1
