"""Anatomy of the name of a project or building: core, phase, and the part of the works that is meant."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from data.gazetteer import towns
from resolution.cleaning import fold_width, to_simplified
from resolution.ladders.settings import ladder_settings
from resolution.reading import sound

_NUMERALS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"十": 10, "〇": 0, "两": 2}
_N: Final = r"[\d零〇一二三四五六七八九十两IVX]{1,4}"
_ROMAN: Final = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}
_PHASE: Final = re.compile(
    rf"\(?第?({_N})期\)?|\(?([A-Z\d甲乙丙丁]{{1,3}})(?:号?地块|区块|宗地)\)?|\(({_N})号\)|(?<=[\u4e00-\u9fa5])([A-D])区$"
)
_LOT: Final = re.compile(r"\(?第?[A-Z\d一二三四五六七八九十]{1,3}(?:标段|合同段|标(?!准))\)?")
_BRACKET: Final = re.compile(r"\(([^()]*)\)?")
_ROUGH: Final = re.compile(r"[^\u4e00-\u9fa5A-Z0-9]+")
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)?|[A-Z]+|[一二三四五六七八九十]")


class Title(NamedTuple):
    """A project's or building's name taken apart; all texts normalised."""

    norm: str  # the whole name
    core: str  # what tells it from others
    phases: str  # 1期, A地块 …, sorted and joined; "" where none is named
    work: str  # which building or lot: 1#厂房, 第2标段; "" for the whole
    trade: str  # which trade of a subcontract: 消防, 幕墙; "" for all


def _any(options: tuple[str, ...]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(options), key=lambda w: (-len(w), w)))


class _Patterns(NamedTuple):
    structures: re.Pattern[str]
    speciality: dict[str, str]  # as it sounds, with what may follow → the trade
    appendix: re.Pattern[str]
    tails: frozenset[str]  # as they sound, so that 工乘 is 工程


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = ladder_settings().words
    kinds = _any(words.structures)
    one = rf"[A-Z]?(?:\d+|{_N})(?:[-~至]\d+)?(?:#|号|幢|栋)(?:{kinds})?"
    return _Patterns(
        re.compile(rf"(?<=[\u4e00-\u9fa5)]){one}(?:[、,及和]*(?:{one}|{kinds}))*$"),
        {sound(w + end): w for w in words.specialities for end in ("", *words.speciality_ends)},
        re.compile(rf"(?<=.{{4}})(?<!新建)(?<!扩建)(?<!改建)(?:{_any(words.appendices)})$"),
        frozenset(sound(t) for t in words.tails),
    )


def number_of(text: str) -> str:
    """Return a small numeral as digits: 二 → 2, 十二 → 12, II → 2; other texts as they are."""
    if text.isdigit():
        return str(int(text))
    if text in _ROMAN:
        return _ROMAN[text]
    if not text or any(c not in _NUMERALS for c in text):
        return text
    if "十" not in text:
        return str(int("".join(str(_NUMERALS[c]) for c in text)))
    tens, ones = text.split("十", 1)
    return str((_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones[0]] if ones else 0))


def _phase(found: re.Match[str]) -> str:
    period, plot, bracket, zone = found.groups()
    if period:
        return number_of(period) + "期"
    if plot:
        return number_of(plot) + "地块"
    return number_of(bracket) + "号" if bracket else zone + "区"


def strip_heads(text: str) -> str:
    """Take province, prefecture and city off the front, and 镇 or 街道 off a town: 陈埭镇陈埭… is 陈埭…."""
    for head in ladder_settings().words.heads:
        if text.startswith(head) and len(text) - len(head) >= 3:
            text = text[len(head) :]
    for town in towns():
        if text.startswith(town.name) and len(text) - len(town.name) >= 2:
            rest = text[len(town.name) :]
            return rest if rest.startswith(town.short) else town.short + rest
    return text


def strip_tails(text: str, sounds: frozenset[str], least: int = 4) -> str:
    """Take endings that say nothing off the end, by their sound, as long as `least` characters remain."""
    longest = min(max(s.count(" ") + 1 for s in sounds), len(text) - least)
    for length in range(longest, 1, -1):
        if sound(text[-length:]) in sounds:
            return strip_tails(text[:-length], sounds, least)
    return text


def _take(text: str, pattern: re.Pattern[str], into: list[str]) -> str:
    found = pattern.search(text)
    if not found or found.start() < 3:
        return text
    into.append(found.group())
    return text[: found.start()]


def _take_trade(text: str, sounds: dict[str, str], into: list[str]) -> str:
    """Take the trade of a subcontract off the end, by its sound: 桩机工程 is 桩基工程."""
    for length in range(min(9, len(text) - 4), 1, -1):
        trade = sounds.get(sound(text[-length:]))
        if trade:
            into.append(trade)
            return text[:-length]
    return text


@lru_cache(maxsize=1 << 18)
def read_title(raw: str | None) -> Title:
    """Take a project's name apart; an empty cell gives empty parts."""
    patterns = _patterns()
    text = strip_heads(to_simplified(fold_width(raw or "")))
    norm = _ROUGH.sub("", text)
    phases: list[str] = []
    works: list[str] = []
    trades: list[str] = []

    def phase(found: re.Match[str]) -> str:
        phases.append(_phase(found))
        return ""

    def bracket(found: re.Match[str]) -> str:
        inside = found.group(1)
        if inside.endswith(ladder_settings().words.speciality_ends + ladder_settings().words.tails):
            works.append(inside)
            return ""
        return inside

    def lot(found: re.Match[str]) -> str:
        works.append(found.group())
        return ""

    body = _PHASE.sub(phase, text)
    body = _LOT.sub(lot, body)
    body = _BRACKET.sub(bracket, body)
    for _ in range(3):
        before = body
        body = _take(body.rstrip("-—、,及和"), patterns.structures, works)
        body = _take_trade(body, patterns.speciality, trades)
        body = patterns.appendix.sub("", body)
        body = strip_tails(body, patterns.tails)
        if body == before:
            break
    core = _ROUGH.sub("", body)
    if len(core) < 2:  # nothing but a phase: the whole must stand for itself
        return Title(norm, norm, "", "", "")
    return Title(norm, core, "+".join(sorted(set(phases))), "+".join(works), "+".join(sorted(set(trades))))


def numbers_in(text: str) -> tuple[str, ...]:
    """Return the numbers and letters of a core, sorted: 年产20万件 and 年产30万件 are two projects."""
    return tuple(sorted(number_of(n) for n in _NUMBERS.findall(text)))


def phase_set(phases: str) -> frozenset[str]:
    """Return the phases without the first, which often goes unsaid."""
    return frozenset(p for p in phases.split("+") if p and p != "1期")


def same_phase(a: str, b: str) -> bool:
    """Whether two phases may be one: equal, or the first beside none."""
    return phase_set(a) == phase_set(b)


@lru_cache(maxsize=1 << 18)
def read_building(raw: str | None) -> str:
    """Return what tells a building from others: without city, remarks and endings such as 小区."""
    text = strip_heads(to_simplified(fold_width(raw or "")))
    text = _ROUGH.sub("", text)
    return strip_tails(text, frozenset(sound(t) for t in ladder_settings().words.building_tails), 2)
