"""Cleaning of names as people type them: width, script, brackets, contacts, former names, remarks."""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final, NamedTuple

from opencc import OpenCC

from resolution.cards import without_cards
from resolution.lexicon import Lexicon, lexicon
from resolution.places import Place, gazetteer, place_in_brackets
from resolution.slips import repair_bracket, repair_form, repair_home


class Cleaned(NamedTuple):
    """A name without its trimmings, and what the trimmings said."""

    text: str  # places in brackets taken out
    whole: str  # places in brackets kept, without the brackets
    former: str  # a former name in the same cell
    places: tuple[Place, ...]  # places in brackets
    contact: str  # a person or a telephone in the same cell
    listed: bool = False  # it wore a listed share's mark: the short name of a company, never of a person
    mainland: bool = False  # the mark is one of 上海 or 深圳


LONGEST: Final = 200  # characters; what stands behind is no name
SHARE_LONGEST: Final = 10  # characters of a listed share's short name
_BRACKETS: Final = str.maketrans("〔〕【】[]{}「」『』〈〉<>《》", "()()()()()()()()()")
FOLDED: Final = re.compile(r"[\u4e00-\u9fa5A-Z0-9]*")  # what no folding changes
_BLANK: Final = re.compile(r"[\s\"“”‘’'`·•・_\x00-\x1f\x7f]+")
_GROUP: Final = re.compile(r"\(([^()]*)\)?")
_PHONE: Final = re.compile(
    r"(?:\+?86-?)?1[3-9]\d{9}(?!\d)|\(?0\d{2,3}\)?-?\d{7,8}(?:-\d{1,5})?(?!\d)|(?<!\d)\d{7,8}(?!\d)"
)
_UNNAMED: Final = re.compile(r"(?<![A-Z0-9])X{2,}(?![A-Z0-9])")  # XX公司: whoever typed it knew no name
MARK: Final = "\x1e"  # around a place in brackets, until the name is clean
_MARKED: Final = re.compile(f"{MARK}[^{MARK}]*{MARK}")
_EDGE: Final = "-—–:;,.、,。/\\|*#()+?!~=^$@%&"
_COMPANY_END: Final = re.compile(
    r"(.{4,}?(?:有限责任公司|有限公司|总公司|集团公司|公司|厂|店|经营部|合作社|商行))(.+)$"
)
_FULL_NAME: Final = re.compile(r".{4,}(?:公司|厂|店|合作社|商行|集团|经营部|事务所)$")
_LISTED: Final = re.compile(r"^(?:\*ST|S\*ST|SST|NST|PT|ST|XD|XR|DR)(?=[\u4e00-\u9fa5])")
_SHARE: Final = re.compile(r"(?<=[\u4e00-\u9fa5]{2})(?:-(?:[A-Z]{1,2})|[AB]股?|H股|\(?退市?\)?)$")
_HONG_KONG: Final = re.compile(r"-[A-Z]{1,2}$")
_NUMBERED: Final = re.compile(r"^(?:序号)?\(?\d{1,4}(?:[.、,:)]|(?<=\d)-)+(?=[\u4e00-\u9fa5]{4})")
_TRANSLATION: Final = re.compile(r"(?<=公司)[(]?[A-Z][A-Z&.,\- ]{9,}[)]?$")
_OF_PARTS: Final = frozenset("部室科处站厂店院所会委办队组")  # 安环部 is no person, though 安 is a surname
_ORDINARY: Final = re.compile(r"[\u4e00-\u9fa5A-Za-z0-9()（）&., \-]*")
_SYMBOLS: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk", "Mn", "Me"})


@lru_cache(maxsize=1)
def _converter() -> Any:  # noqa: ANN401  # opencc has no types
    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Turn traditional characters into simplified ones (opencc t2s)."""
    return str(_converter().convert(text))


def _printable(text: str) -> str:
    """Drop emoji, marks and control characters; blanks stay."""
    if _ORDINARY.fullmatch(text):
        return text
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _SYMBOLS)


def fold_width(text: str) -> str:
    """Bring a text to half width, capitals and one kind of bracket, without blanks."""
    if FOLDED.fullmatch(text):
        return text
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS).upper()


def _looks_like_contact(text: str, words: Lexicon) -> bool:
    if words.contact_pattern.match(text) or sum(c.isdigit() for c in text) >= 7:
        return True
    return 2 <= len(text) <= 5 and text[0] in words.surnames and text.endswith(words.honorifics)


def is_bare_person(text: str, words: Lexicon) -> bool:
    """Whether two or three Hanzi after a surname stand alone, such as a contact in brackets."""
    known = text in gazetteer() or text in words.trades or text in words.forms or words.is_remark(text)
    known = known or text in words.departments or text[-1:] in _OF_PARTS or text[:-1] in gazetteer()
    return 2 <= len(text) <= 3 and text.isalpha() and text[0] in words.surnames and not known


class _Groups(NamedTuple):
    text: str
    former: str
    places: tuple[Place, ...]
    contact: str
    present: str  # a name of today that a bracket gives beside the old one


def _open_brackets(text: str, words: Lexicon) -> _Groups:
    """Decide for each bracket: a place, a former name, a contact, a remark, or part of the name."""
    former, contact, present = "", "", ""
    places: list[Place] = []

    def decide(found: re.Match[str]) -> str:
        nonlocal former, contact, present
        inside = found.group(1).strip(_EDGE)
        at_end = found.end() == len(text)
        said = _other_name(inside, words)
        if said is not None and (said[0] or found.start() >= 4):
            present, former = (said[1], former) if said[0] == "present" else (present, said[1])
            return ""
        if words.is_remark(inside):
            return "集团" if inside == "集团" and not at_end else ""
        if at_end and not found.group().endswith(")") and words.starts_remark(inside):
            return ""  # cut off: 厂（普通
        meant = inside if inside in words.trades else repair_bracket(inside)
        place = place_in_brackets(meant) if inside not in words.trades else None
        if place is not None:
            places.append(place)
            return MARK + meant + MARK
        if _looks_like_contact(inside, words) or (at_end and is_bare_person(inside, words)):
            contact = inside
            return ""
        return inside

    opened = _GROUP.sub(decide, text)
    return _Groups(opened.replace(")", ""), former, tuple(places), contact, present)


def _other_name(tail: str, words: Lexicon) -> tuple[str, str] | None:
    """Return a name that a remark gives, as ("present" or "former" or "" without a label, name); or None."""
    now = words.present_pattern.match(tail)
    if now and len(tail) - now.end() >= 4:
        return "present", tail[now.end() :].strip(_EDGE)
    label = words.former_pattern.match(tail)
    if label and len(tail) - label.end() >= 2:
        return "former", tail[label.end() :].strip(_EDGE)
    return ("", tail) if len(tail) >= 8 and _FULL_NAME.match(tail) and "公司" in tail else None


class _Tail(NamedTuple):
    head: str
    former: str = ""
    contact: str = ""
    present: str = ""


def _drop_tail(text: str, words: Lexicon) -> _Tail:
    """Drop a former name, contact or remark behind a company's form."""
    found = _COMPANY_END.match(text)
    if not found:
        return _Tail(text)
    head, raw_tail = found.groups()
    tail = raw_tail.strip(_EDGE)
    if tail == head:  # pasted twice
        return _Tail(head)
    said = _other_name(tail, words) if len(tail) >= 5 else None
    if said is not None and said[0] and len(said[1]) >= 4:
        return _Tail(head, present=said[1]) if said[0] == "present" else _Tail(head, former=said[1])
    if not tail or words.is_remark(tail):
        return _Tail(head)
    part = next((d for d in words.departments_first if tail.startswith(d)), "")
    head, tail, rest = head + part, tail[len(part) :].strip(_EDGE), text if not part else head + part
    if not tail:
        return _Tail(rest)
    if _looks_like_contact(tail, words) or (
        is_bare_person(tail, words) and tail not in words.forms and not words.not_of_people.end(tail)
    ):
        return _Tail(head, contact=tail)
    return _Tail(text)


def _repaired(text: str, words: Lexicon) -> str:
    if text.startswith("原") and len(text) >= 8 and text[1:3] in gazetteer():
        text = text[1:]
    for ending in words.glued_notes if words.glued.end(text) else ():
        if text.endswith(ending) and len(text) > len(ending) + 3:
            text = text[: -len(ending)].rstrip(_EDGE)
    return repair_home(repair_form(text))


_HANZI: Final = re.compile(r"[\u4e00-\u9fa5]+")
_PLAIN: Final = re.compile(r"[\u4e00-\u9fa5]{4,40}(?:公司|厂|店|部|行|社|中心)")
_TELLING: Final = re.compile(r"原|曾|前身|已|更名|公司.{2,}")


def _decorated(text: str) -> str:
    """Drop what a list puts before or behind a name: numbers, a listed share's mark, a translation."""
    text = _NUMBERED.sub("", text)
    text = _TRANSLATION.sub("", _LISTED.sub("", text))
    return _SHARE.sub("", text) if len(text) <= SHARE_LONGEST else text


def _clean_hanzi(text: str, words: Lexicon) -> Cleaned:
    """Clean a text of nothing but Hanzi, as most are: no brackets, digits or marks to look for."""
    bare = text
    if _PLAIN.fullmatch(text):
        if not _TELLING.search(text):
            head = _repaired(text, words)
            return tuple.__new__(Cleaned, (head, head, "", (), "", False, False))  # half the time of Cleaned
        tail = _drop_tail(text, words)
    else:
        bare = _SHARE.sub("", text) if "退" in text and len(text) <= SHARE_LONGEST else text
        tail = _drop_tail(bare, words)
    head = _repaired(tail.present or tail.head, words)
    former = tail.former or (tail.head if tail.present else "")
    listed = bare != text and len(bare) >= 2
    return Cleaned(head, head, former, (), tail.contact, listed, listed)


def _drop_phone(text: str, words: Lexicon) -> tuple[str, str]:
    """Return a text without telephone numbers and the label before the first, and that number."""
    found = _PHONE.search(text)
    if found is None or len(text) == len(found.group()):
        return text, found.group() if found else ""
    labels = [m.start() for m in words.contact_pattern.finditer(text) if m.end() == found.start() > 4]
    kept = text[: labels[0]] + text[found.start() :] if labels else text
    return _PHONE.sub("", kept), found.group()


def _clean_once(raw: str) -> Cleaned:
    words = lexicon()
    hanzi = _HANZI.fullmatch(raw)
    text = to_simplified(raw if hanzi else fold_width(_printable(raw)))
    if (hanzi and text == raw) or _HANZI.fullmatch(text):
        return _clean_hanzi(text, words)
    bare = _decorated(text)
    listed = bare != text and len(bare) >= 2 and not text[:1].isdigit()
    mainland, text = listed and not _HONG_KONG.search(text), bare
    text, phone = _drop_phone(text, words)
    text = _UNNAMED.sub("", text)
    groups = _open_brackets(text, words)
    body = groups.text
    label = words.contact_pattern.search(body)
    if label and label.start() >= 2 and label.group().endswith(":"):
        body = body[: label.start()]
    tail = _drop_tail(body.strip(_EDGE), words)
    old = tail.former or groups.former
    present = tail.present or groups.present
    old, body = (tail.head.replace(MARK, ""), present) if present else (old, tail.head)
    body = _repaired(body.strip(_EDGE), words)
    contact = groups.contact or tail.contact or phone
    return Cleaned(
        _MARKED.sub("", body), body.replace(MARK, ""), old, groups.places, contact, listed, mainland
    )


def clean_name(raw: str) -> Cleaned:
    """Return the name without contact, remark and former name, simplified, half width, brackets opened.

    Identity cards are left out. Cleaning the result again changes nothing: it is repeated until it holds
    still. Text beyond the first LONGEST characters is not read.
    """
    raw = without_cards(raw)
    first = _clean_once(raw[:LONGEST])
    text, whole = first.text, first.whole
    for _ in range(9 if whole != raw else 0):
        again = _clean_once(whole)
        if again.whole == whole:
            break
        text, whole = (again.text if text == whole else _clean_once(text).text), again.whole
    if first.text is first.whole is whole:
        return first
    left = iter(whole)
    return first._replace(text=text if all(c in left for c in text) else whole, whole=whole)
