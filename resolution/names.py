"""Anatomy of an enterprise name: 区划 + 字号 + 行业 + 组织形式 + 分支, after cleaning what people type."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from resolution.branches import split_branch
from resolution.cleaning import Cleaned, clean_name, to_simplified
from resolution.lexicon import Lexicon, lexicon
from resolution.places import INSIDE, LOCAL, OTHER, Place, gazetteer, place_behind, place_in_name
from resolution.slips import repair_home


class NameKind(StrEnum):
    """What a cell names."""

    FIRM = "firm"
    PERSON = "person"
    BODY = "body"
    EMPTY = "empty"


class Name(NamedTuple):
    """A name and its parts; every part is normalised text, empty where the name has none."""

    kind: str  # a NameKind
    norm: str  # the whole name, normalised: the key of exact agreement
    place: str  # short name of the narrowest place (晋江)
    relation: str  # local, wide, other or ""
    town: str  # the full name of a town of the city
    brand: str  # 字号
    trade: str  # 行业, the words as written, abbreviations spelt out (农商行)
    trade_class: str  # the class of its first telling word, else general or ""
    form: str  # 组织形式 as written
    form_class: str
    core: str  # brand + trade
    branch: str  # 分支 or department, without the parent's name
    former: str  # a former name given in the same cell
    parent: str  # the normalised name without the branch, where there is one


EMPTY: Final = Name(NameKind.EMPTY, "", "", "", "", "", "", "", "", "", "", "", "", "")
_HANZI: Final = re.compile(r"[\u4e00-\u9fff]+")
_TELLING: Final = re.compile(r"\w")
_TOWN: Final = re.compile(r"[\u4e00-\u9fa5]{2,3}(?:街道|镇|乡)(?![村土情下间])(?=.{3,})")
_VILLAGE: Final = re.compile(r"[\u4e00-\u9fa5]{2,3}(?:村|社区|屯)(?=.{4,})")
_SURE_FORMS: Final = frozenset("厂店行社部")
_JOINTS: Final = frozenset("与和及")
_COUNTRY: Final = ("中国", "中华", "全国")
_OFFICES: Final = frozenset("市县区")


class _Body(NamedTuple):
    places: tuple[Place, ...]
    rest: str
    last: str  # the last place as written


def is_person(text: str, words: Lexicon) -> bool:
    """Whether a text reads as a person's name: two to four Hanzi after a surname, and nothing of a firm."""
    if not 2 <= len(text) <= 4 or not _HANZI.fullmatch(text):
        return False
    given = len(text) - (2 if text[:2] in words.compound_surnames else 1 if text[0] in words.surnames else 9)
    if not 1 <= given <= 2 or text in gazetteer():
        return False
    return not words.not_of_people.end(text)


def _strip_places(text: str, words: Lexicon) -> _Body:
    """Take leading places off; a place that is all the name has stays as its 字号."""
    places: list[Place] = []
    start, within, last = 0, "", ""
    while len(text) - start > 2:
        found = place_in_name(text, start, within)
        if found is None or len(text) - start - found[1] < 2:
            break
        place, length = found
        places.append(place)
        within, last = place.code or within, text[start : start + length]
        start += length
        held = (_TOWN, _VILLAGE) if _holds_towns(place, last) else ()
        for pattern in (words.zone_pattern, *held):
            inner = pattern.match(text, start)
            if inner and place_in_name(text, start, within) is None:
                start = inner.end()
    return _Body(tuple(places), text[start:], last)


def _holds_towns(place: Place, written: str) -> bool:
    """Whether towns and villages may follow: behind a full name, or a town of the city."""
    return bool(place.town) or written[-1:] in _OFFICES or len(place.code) == 4


def _split_form(text: str, words: Lexicon, alone: bool) -> tuple[str, str]:
    """Split the longest form off the end, leaving at least two characters.

    Where the text stands alone, a third character other than 厂, 店 … is part of the 字号 (同仁堂).
    """
    least = 2 if alone and len(text) == 3 and text[-1] not in _SURE_FORMS else 1
    for length in range(min(words.longest_form, len(text) - 2), least - 1, -1):
        form = text[-length:]
        if form not in words.forms:
            continue
        if length == 1 and any(text[-n:] in words.trades for n in (2, 3)):  # 银行, 酒店: a trade, not a form
            break
        return text[:-length], form
    return text, ""


def _split_trade(text: str, words: Lexicon) -> tuple[str, str, str]:
    """Split trade words off the end while a 字号 of two characters remains: brand, trade, its class."""
    end, kind = len(text), ""
    while end > 2:
        for length in range(min(words.longest_trade, end - 2), 0, -1):
            found = words.trades.get(text[end - length : end])
            if found is not None:
                kind = found if found != "general" or not kind else kind
                end -= length
                break
        else:
            if end == len(text) or not _joined(text[:end], words):
                break
            end -= 1
    return text[:end], text[end:], kind


def _joined(text: str, words: Lexicon) -> bool:
    """Whether a text ends in 与 behind a trade word: what follows is a second one (软件与技术服务)."""
    return text[-1] in _JOINTS and any(
        text[-1 - n : -1] in words.trades for n in range(2, min(5, len(text) - 2))
    )


class _Core(NamedTuple):
    places: tuple[Place, ...]
    brand: str
    trade: str
    trade_class: str
    form: str


def _is_county(place: Place, written: str) -> bool:
    """Whether a place elsewhere was written as a county's short name, which may as well be a 字号."""
    return place.bare == INSIDE or (
        len(place.code) == 6 and written == place.short and place.relation == OTHER
    )


def _read_core(whole: str, bracketed: tuple[Place, ...], words: Lexicon) -> _Core:
    """Take a name without branch apart: places before, in brackets and behind; 字号, trade and form."""
    body = _strip_places(whole, words)
    rest, form = _split_form(body.rest, words, alone=not body.places)
    if len(rest) < 2 and body.places:  # 晋江银行: the place is the 字号
        rest, form = _split_form(whole, words, alone=False)
    behind = place_behind(rest)
    if behind and len(rest) - behind[1] >= 2:
        rest, bracketed = rest[: -behind[1]], (*bracketed, behind[0])
    brand, trade, kind = _split_trade(rest, words)
    behind = place_behind(brand) if trade else None
    if behind and rest != whole:
        rest, brand, bracketed = (
            rest.replace(brand, brand[: -behind[1]], 1),
            brand[: -behind[1]],
            (*bracketed, behind[0]),
        )
    places = body.places
    known = rest if rest in words.trades else brand
    if places and (known in words.trades or len(brand) < 2 or brand[1:] in words.trades):
        last = places[-1]
        if known in words.trades and last.short not in _COUNTRY:  # 泉州商业银行, 晋江建筑工程有限公司
            kind = kind if words.trades[known] == "general" and kind else words.trades[known]
            brand, trade = last.short, rest
            places = places[:-1] if _is_county(last, body.last) else places  # 永安鞋业: more 字号 than place
        elif known not in words.trades and _is_county(last, body.last):  # 永康达鞋业
            places = places[:-1]
            brand, trade, kind = _split_trade(body.last + rest, words)
    trade = words.synonyms.get(trade, trade)
    if form in words.weak_forms:
        trade += form
    return _Core((*places, *bracketed), brand, trade, kind, form)


def _narrowest(places: tuple[Place, ...]) -> Place:
    elsewhere = [p for p in places if p.relation == OTHER]
    local = [p for p in places if p.relation == LOCAL]
    ranked = local or elsewhere or list(places)
    return ranked[-1] if ranked else Place("", "", "")


def parse_cleaned(cleaned: Cleaned) -> Name:
    """Take a cleaned name apart (see clean_name)."""
    words = lexicon()
    text = cleaned.text
    if text in words.empty or not _TELLING.search(text):
        return EMPTY._replace(former=cleaned.former)
    if not cleaned.listed and is_person(text, words):
        person = (NameKind.PERSON, text, "", "", "", "", "", "", "", "", text, "", cleaned.former, "")
        return tuple.__new__(Name, person)
    whole, branch = split_branch(text, words)
    parent = ""
    if branch:
        above, below = split_branch(cleaned.whole, words)  # 分公司（陈埭镇）: the place stands behind
        parent, branch = (above, below) if below else (whole, branch)
    if not cleaned.whole.startswith(parent):
        parent, branch = "", ""
    core = _read_core(whole, cleaned.places, words)
    place = _narrowest(core.places)
    town = next((p.town for p in reversed(core.places) if p.town), "")
    # 上海 and 深圳 list shares of a 股份有限公司 alone (证券法 and 公司法), 香港 those of any company.
    form_class = words.forms.get(core.form, "" if core.form or not cleaned.mainland else "joint_stock")
    limited = form_class in ("limited", "joint_stock")
    public = words.public_endings.end(whole) and not words.private_endings.end(whole)
    public = not limited and (public or "人民政府" in whole)
    fields = (
        NameKind.BODY if public else NameKind.FIRM,
        cleaned.whole,
        place.short,
        place.relation,
        town,
        core.brand,
        core.trade,
        core.trade_class,
        core.form,
        form_class,
        core.brand + core.trade,
        branch,
        cleaned.former,
        parent,
    )
    return tuple.__new__(Name, fields)  # a quarter of the time of Name(…), for every name there is


def person_name(raw: str) -> str:
    """Return the person whom a cell names, normalised; empty where it names none."""
    if 2 <= len(raw) <= 4 and _HANZI.fullmatch(raw) and "退" not in raw:  # as most are: the shorter way
        text = repair_home(to_simplified(raw))
        words = lexicon()
        if text == raw:
            return text if text not in words.empty and is_person(text, words) else ""
    name = parse_name(raw)
    return name.norm if name.kind == NameKind.PERSON else ""


CACHE: Final = 1 << 18


@lru_cache(maxsize=CACHE)
def parse_name(raw: str) -> Name:
    """Clean a name as people type it and take it apart."""
    return parse_cleaned(clean_name(raw))
