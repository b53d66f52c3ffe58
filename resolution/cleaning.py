"""Cleaning of names as people type them: width, script, brackets, contacts, former names, remarks."""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final, NamedTuple

from opencc import OpenCC

from data.gazetteer import CITY, PREFECTURE, PROVINCE
from resolution.lexicon import Lexicon, lexicon
from resolution.places import Place, gazetteer


class Cleaned(NamedTuple):
    """A name without its trimmings, and what the trimmings said."""

    text: str  # places in brackets taken out
    whole: str  # places in brackets kept, without the brackets
    former: str  # a former name in the same cell
    places: tuple[Place, ...]  # places in brackets
    contact: str  # a person or a telephone in the same cell


_BRACKETS: Final = str.maketrans("〔〕【】[]{}「」『』〈〉<>《》", "()()()()()()()()()")
_BLANK: Final = re.compile(r"[\s\u200b-\u200f\ufeff\"'“”‘’`·•・\u00ad_]+")
_GROUP: Final = re.compile(r"\(([^()]*)\)?")
_PHONE: Final = re.compile(r"(?:\+?86-?)?1[3-9]\d{9}|\(?0\d{2,3}\)?-?\d{7,8}|(?<!\d)\d{7,8}(?!\d)")
MARK: Final = "\x1e"  # around a place in brackets, until the name is clean
_MARKED: Final = re.compile(f"{MARK}[^{MARK}]*{MARK}")
_EDGE: Final = "-—–:;,.、,。/\\|*#()+?!~"
_COMPANY_END: Final = re.compile(r"(.{4,}?(?:有限责任公司|有限公司|公司|厂|店|经营部|合作社|商行))(.+)$")


@lru_cache(maxsize=1)
def _converter() -> Any:  # noqa: ANN401  # opencc has no types
    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Turn traditional characters into simplified ones (opencc t2s)."""
    return str(_converter().convert(text))


def fold_width(text: str) -> str:
    """Bring a text to half width, capitals and one kind of bracket, without blanks."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS).upper()


def _looks_like_contact(text: str, words: Lexicon) -> bool:
    if words.contact_pattern.match(text) or sum(c.isdigit() for c in text) >= 7:
        return True
    return 2 <= len(text) <= 5 and text[0] in words.surnames and text.endswith(words.honorifics)


def is_bare_person(text: str, words: Lexicon) -> bool:
    """Whether two or three Hanzi after a surname stand alone, such as a contact in brackets."""
    known = text in gazetteer() or text in words.trades or text in words.remarks or text in words.notes
    return 2 <= len(text) <= 3 and text.isalpha() and text[0] in words.surnames and not known


class _Groups(NamedTuple):
    text: str
    former: str
    places: tuple[Place, ...]
    contact: str


def _open_brackets(text: str, words: Lexicon) -> _Groups:
    """Decide for each bracket: a place, a former name, a contact, a remark, or part of the name."""
    former, contact = "", ""
    places: list[Place] = []

    def decide(found: re.Match[str]) -> str:
        nonlocal former, contact
        inside = found.group(1).strip(_EDGE)
        at_end = found.end() == len(text)
        label = words.former_pattern.match(inside)
        if label and len(inside) - label.end() >= 2:
            former = inside[label.end() :].strip(_EDGE)
            return ""
        if inside in words.remarks or inside in words.notes or not inside:
            return "集团" if inside == "集团" and not at_end else ""
        if inside in gazetteer():
            places.append(gazetteer()[inside])
            return MARK + inside + MARK
        if _looks_like_contact(inside, words) or (at_end and is_bare_person(inside, words)):
            contact = inside
            return ""
        return inside

    opened = _GROUP.sub(decide, text)
    return _Groups(opened.replace(")", ""), former, tuple(places), contact)


def _drop_tail(text: str, words: Lexicon) -> tuple[str, str, str]:
    """Drop a former name, contact or remark behind a company's form; return name, former, contact."""
    found = _COMPANY_END.match(text)
    if not found:
        return text, "", ""
    head, raw_tail = found.groups()
    tail = raw_tail.strip(_EDGE)
    label = words.former_pattern.match(tail)
    if label and len(tail) - label.end() >= 4:
        return head, tail[label.end() :].strip(_EDGE), ""
    if not tail or tail in words.remarks or tail in words.notes:
        return head, "", ""
    if _looks_like_contact(tail, words) or (
        is_bare_person(tail, words) and tail not in words.forms and not tail.endswith(words.not_of_people)
    ):
        return head, "", tail
    return text, "", ""


# 有限公司 with one slip at the very end of a name: a character lost, wrong, doubled or swapped.
_SLIPPED_FORM: Final = re.compile(
    r"(?:有限司|有限公|有公司|限公司|有限公[^司]|有限[^公责]司|有[^限]公司|[^有]限公司|有限司公|有公限司|限有公司|有有限公司|有限限公司|有限公公司|有限公司司)$"
)
_RIGHT_FORM: Final = re.compile(r"(?<!有)有限公司$|(?:责任|股份|集团|总|分|支|子)公司$")


def repair_form(text: str) -> str:
    """Return a name whose final 有限公司 has one slip with the slip repaired, any other as it is."""
    if len(text) < 6 or _RIGHT_FORM.search(text):
        return text
    return _SLIPPED_FORM.sub("有限公司", text)


@lru_cache(maxsize=1)
def _home_slips() -> re.Pattern[str]:
    """Our own city, prefecture and province at the head of a name, the first or second character wrong."""
    homes = (CITY, PREFECTURE, PROVINCE)
    options = [f"(?P<h{i}>[^{h[0]}]{h[1:]}|{h[0]}[^{h[1]}]{h[2]})" for i, h in enumerate(homes)]
    return re.compile("|".join(options))


def repair_home(text: str) -> str:
    """Return a name that misspells our own city or province at its head (普江市) with that repaired."""
    found = _home_slips().match(text)
    if not found or text[:3] in gazetteer() or text[:2] in gazetteer() or text[:4] in gazetteer():
        return text
    home = (CITY, PREFECTURE, PROVINCE)[int((found.lastgroup or "h0")[1:])]
    return home + text[3:]


def _repaired(text: str) -> str:
    if text.startswith("原") and len(text) >= 8 and text[1:3] in gazetteer():
        text = text[1:]
    return repair_home(repair_form(text))


@lru_cache(maxsize=1)
def _plain() -> re.Pattern[str]:
    """A name that needs no second look: Hanzi only, ending in a usual form."""
    return re.compile(r"[\u4e00-\u9fa5A-Z0-9]{4,40}(?:公司|厂|店|部|行|社|中心)")


def clean_name(raw: str) -> Cleaned:
    """Return the name without contact, remark and former name, simplified, half width, brackets opened."""
    words = lexicon()
    text = to_simplified(fold_width(raw))
    if _plain().fullmatch(text) and not any(c.isdigit() for c in text):
        more = any(w in text for w in ("原", "曾", "前身")) or text.find("公司", 0, -2) > 0
        head, former, contact = _drop_tail(text, words) if more else (text, "", "")
        head = _repaired(head)
        return Cleaned(head, head, former, (), contact)
    phone = _PHONE.search(text)
    if phone:
        text = _PHONE.sub("", text)
    groups = _open_brackets(text, words)
    label = words.contact_pattern.search(groups.text)
    body = groups.text
    if label and label.start() >= 2 and label.group().endswith(":"):
        body = body[: label.start()]
    body, former, contact = _drop_tail(body.strip(_EDGE), words)
    for remark in ("个体工商户", "个体户"):
        body = body.removesuffix(remark) if len(body) > len(remark) + 1 else body
    found = groups.contact or contact or (phone.group() if phone else "")
    body = _repaired(body.strip(_EDGE))
    return Cleaned(
        _MARKED.sub("", body), body.replace(MARK, ""), groups.former or former, groups.places, found
    )
