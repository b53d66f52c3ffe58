"""Anatomy of an enterprise name: 区划 + 字号 + 行业 + 组织形式 + 分支, after cleaning what people type."""

from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from resolution.cleaning import Cleaned, clean_name
from resolution.lexicon import Lexicon, lexicon
from resolution.places import LOCAL, OTHER, Place, gazetteer, place_at


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
    trade: str  # 行业, the words as written
    trade_class: str  # the class of its first telling word, else general or ""
    form: str  # 组织形式 as written
    form_class: str
    core: str  # brand + trade
    branch: str  # 分支, without the parent's name
    former: str  # a former name given in the same cell
    parent: str  # the normalised name without the branch, where there is one


EMPTY: Final = Name(NameKind.EMPTY, "", "", "", "", "", "", "", "", "", "", "", "", "")


class _Body(NamedTuple):
    places: tuple[Place, ...]
    rest: str


def is_person(text: str, words: Lexicon) -> bool:
    """Whether a text reads as a person's name: two to four Hanzi after a surname, and nothing of a firm."""
    if not 2 <= len(text) <= 4 or not text.isalpha() or text.isascii():
        return False
    given = len(text) - (2 if text[:2] in words.compound_surnames else 1 if text[0] in words.surnames else 9)
    if not 1 <= given <= 2 or text in gazetteer():
        return False
    return not text.endswith(words.not_of_people)


def _strip_places(text: str) -> _Body:
    """Take leading places off; a place that is all the name has stays as its 字号."""
    places: list[Place] = []
    start = 0
    while len(text) - start > 2:
        found = place_at(text, start)
        if found is None or len(text) - start - found[1] < 2:
            break
        places.append(found[0])
        start += found[1]
        for tail in ("村", "社区"):
            at = text.find(tail, start + 2, start + 5)
            if found[0].town and at > 0 and len(text) - at - len(tail) >= 4:
                start = at + len(tail)
                break
    return _Body(tuple(places), text[start:])


def _split_form(text: str, words: Lexicon) -> tuple[str, str]:
    """Split the longest form off the end, leaving at least two characters."""
    for length in range(min(words.longest_form, len(text) - 2), 0, -1):
        form = text[-length:]
        if form not in words.forms or len(text) - length < 2:
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
            break
    return text[:end], text[end:], kind


def _split_branch(text: str, words: Lexicon) -> tuple[str, str]:
    """Split a branch off a name: what follows the parent's form, or a bank's 支行."""
    found = words.branch_pattern.match(text)
    if found:
        return found.group("parent"), found.group("branch")
    found = words.bank_pattern.match(text)
    return (found.group("parent"), found.group("branch")) if found else (text, "")


def _narrowest(places: tuple[Place, ...]) -> Place:
    elsewhere = [p for p in places if p.relation == OTHER]
    local = [p for p in places if p.relation == LOCAL]
    ranked = local or elsewhere or list(places)
    return ranked[-1] if ranked else Place("", "", "")


def parse_cleaned(cleaned: Cleaned) -> Name:
    """Take a cleaned name apart (see clean_name)."""
    words = lexicon()
    text = cleaned.text
    if not text or text in words.empty:
        return EMPTY._replace(former=cleaned.former)
    if is_person(text, words):
        return EMPTY._replace(kind=NameKind.PERSON, norm=text, core=text, former=cleaned.former)
    whole, branch = _split_branch(text, words)
    body = _strip_places(whole)
    places = (*body.places, *cleaned.places)
    rest, form = _split_form(body.rest, words)
    if len(rest) < 2 and body.places:  # 晋江银行: the place is the 字号
        rest, form = _split_form(whole, words)
    brand, trade, trade_class = _split_trade(rest, words)
    if form in words.weak_forms:
        trade += form
    if brand in words.trades and body.places:  # 泉州商业银行, 晋江建筑工程有限公司
        brand, trade, trade_class = body.places[-1].short, rest, words.trades[brand]
    place = _narrowest(places)
    town = next((p.town for p in reversed(places) if p.town), "")
    form_class = words.forms.get(form, "")
    limited = form_class in ("limited", "joint_stock")
    public = not limited and (text.endswith(words.public_endings) or "人民政府" in text)
    return Name(
        NameKind.BODY if public else NameKind.FIRM,
        cleaned.whole,
        place.short,
        place.relation,
        town,
        brand,
        trade,
        trade_class,
        form,
        form_class,
        brand + trade,
        branch,
        cleaned.former,
        whole if branch else "",
    )


CACHE: Final = 1 << 18


@lru_cache(maxsize=CACHE)
def parse_name(raw: str) -> Name:
    """Clean a name as people type it and take it apart."""
    return parse_cleaned(clean_name(raw))
