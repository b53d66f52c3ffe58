"""Kinds of typing noise for real names, written apart from the synthetic city: neither flatters the other."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final

import yaml
from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

_WORDS: Final = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
PLACES: Final = tuple(_WORDS["places"].split())
FORMS: Final = tuple(_WORDS["forms"])
TRADE_SWAPS: Final = tuple(tuple(swap.split("→")) for swap in _WORDS["trade_swaps"].split())
GLYPHS: Final = tuple(_WORDS["glyphs"].split())
CONTACTS: Final = tuple(_WORDS["contacts"])

Corrupt = Callable[[str, Random, "Alphabet"], str]


class Alphabet:
    """The characters of a pool of names, by sound: what a typist may strike instead."""

    def __init__(self, names: Sequence[str]) -> None:
        seen: dict[str, int] = defaultdict(int)
        for name in names:
            for char in name:
                if "\u4e00" <= char <= "\u9fa5":
                    seen[char] += 1
        self.common = sorted(c for c, n in seen.items() if n >= 5)
        self.same: dict[str, list[str]] = defaultdict(list)
        self.near: dict[str, list[str]] = defaultdict(list)
        for char in self.common:
            self.same[_sound(char)].append(char)
            self.near[_fold(_sound(char))].append(char)


@lru_cache(maxsize=1 << 15)
def _sound(char: str) -> str:
    return lazy_pinyin(char, style=Style.NORMAL)[0]


def _fold(sound: str) -> str:
    for old, new in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
        sound = sound.replace(old, new)
    return re.sub(r"^[lr]", "n", re.sub(r"^h(?=u)", "f", sound))


def split(name: str) -> tuple[str, str, str]:
    """Cut a name into place, middle and form; rough, and of its own making."""
    place = next((p for p in sorted(PLACES, key=len, reverse=True) if name.startswith(p)), "")
    if place and name[len(place) : len(place) + 1] in ("市", "省", "县"):
        place = name[: len(place) + 1]
    form = next((f for f in FORMS if name.endswith(f)), "")
    middle = name[len(place) : len(name) - len(form)]
    return (place, middle, form) if len(middle) >= 2 else ("", name[: len(name) - len(form)], form)


def _hit(rng: Random, middle: str, choices: Callable[[str], Sequence[str]]) -> str:
    """Replace one character of the middle by one of its choices; the text itself where none has any."""
    spots = [i for i in range(len(middle)) if any(c != middle[i] for c in choices(middle[i]))]
    if not spots:
        return middle
    at = rng.choice(spots[:4])
    return middle[:at] + rng.choice([c for c in choices(middle[at]) if c != middle[at]]) + middle[at + 1 :]


def _within(change: Callable[[str, Random, Alphabet], str]) -> Corrupt:
    def corrupt(name: str, rng: Random, letters: Alphabet) -> str:
        place, middle, form = split(name)
        return place + change(middle, rng, letters) + form

    return corrupt


def _swap(middle: str, rng: Random, _: Alphabet) -> str:
    at = rng.randrange(len(middle) - 1)
    return middle[:at] + middle[at + 1] + middle[at] + middle[at + 2 :]


def _double(middle: str, rng: Random, _: Alphabet) -> str:
    at = rng.randrange(len(middle))
    return middle[: at + 1] + middle[at:]


def _drop(middle: str, rng: Random, _: Alphabet) -> str:
    at = rng.randrange(len(middle))
    return middle[:at] + middle[at + 1 :] if len(middle) > 2 else middle


def _add(middle: str, rng: Random, letters: Alphabet) -> str:
    at = rng.randrange(1, len(middle))
    return middle[:at] + rng.choice(letters.common) + middle[at:]


def _glyph(char: str) -> str:
    return "".join(g for g in GLYPHS if char in g)


def _short(name: str, rng: Random, _: Alphabet) -> str:
    place, middle, _form = split(name)
    brand = middle[: rng.choice((2, 3, 4))]
    return rng.choice((brand, place.rstrip("市省县") + brand, place.rstrip("市省县") + middle, middle))


def _abbreviation(name: str, rng: Random, _: Alphabet) -> str:
    place, middle, form = split(name)
    kept = middle[:2] + "".join(c for c in middle[2:] if rng.random() < 0.4)
    return place.rstrip("市省县") + kept + (form if rng.random() < 0.3 else "")


def _other_form(name: str, rng: Random, _: Alphabet) -> str:
    place, middle, form = split(name)
    return (
        place
        + middle
        + rng.choice([f for f in ("有限公司", "有限责任公司", "股份有限公司", "公司") if f != form])
    )


def _factory(name: str, _rng: Random, _: Alphabet) -> str:
    place, middle, form = split(name)
    return place + middle + ("有限公司" if form == "厂" else "厂")


def _group(name: str, rng: Random, _: Alphabet) -> str:
    place, middle, form = split(name)
    if "集团" in name:
        return name.replace("集团", "", 1)
    return place + rng.choice((middle + "集团" + form, middle + "（集团）" + form, middle + "集团"))


def _bracket_place(name: str, rng: Random, _: Alphabet) -> str:
    place, middle, form = split(name)
    inside = re.search(r"[（(](.{2,4})[）)]", name)
    if inside and inside.group(1) in PLACES:
        return inside.group(1) + name.replace(inside.group(), "")
    short = place.rstrip("市省县")
    return (
        f"{middle[:2]}（{short}）{middle[2:]}{form}"
        if short and rng.random() < 0.5
        else f"{middle}（{short}）{form}"
    )


def _other_trade(name: str, rng: Random, _: Alphabet) -> str:
    found = [(a, b) for a, b in TRADE_SWAPS if a in name]
    if not found:
        return _drop_place(name, rng, _)
    old, new = rng.choice(found)
    return name.replace(old, new, 1)


def _drop_place(name: str, _rng: Random, _: Alphabet) -> str:
    _place, middle, form = split(name)
    return middle + form


def _drop_form(name: str, _rng: Random, _: Alphabet) -> str:
    place, middle, _form = split(name)
    return place + middle


def _place_style(name: str, rng: Random, _: Alphabet) -> str:
    place, middle, form = split(name)
    if not place:
        return name
    return (place.rstrip("市") if place.endswith("市") else place + rng.choice(("市", "省"))) + middle + form


def _wrong_town(name: str, rng: Random, _: Alphabet) -> str:
    place, middle, form = split(name)
    return place + rng.choice(("城关", "开发区", "高新区", "新区", "经济开发区")) + middle + form


def _latin(name: str, rng: Random, letters: Alphabet) -> str:
    place, middle, form = split(name)
    if re.search(r"[A-Za-z0-9]", middle):
        return place + re.sub(r"[A-Za-z0-9]", lambda m: m.group().lower(), middle) + form
    at = rng.randrange(min(2, len(middle)))
    return place + middle[:at] + _sound(middle[at]) + middle[at + 1 :] + form


def _traditional(name: str, _rng: Random, _: Alphabet) -> str:
    return str(_to_traditional().convert(name))


@lru_cache(maxsize=1)
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


def _full_width(name: str, _rng: Random, _: Alphabet) -> str:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    return wide[:2] + "\u3000" + wide[2:]


def _brackets(name: str, rng: Random, _: Alphabet) -> str:
    if re.search(r"[（(]", name):
        return re.sub(r"[（()）]", "" if rng.random() < 0.5 else "-", name)
    return f"（{name}）"


def _truncated(name: str, rng: Random, _: Alphabet) -> str:
    return name[: max(5, len(name) - rng.randrange(1, 4))]


def _two(name: str, rng: Random, letters: Alphabet) -> str:
    return _other_form(KINDS["same sound"](name, rng, letters), rng, letters)


KINDS: Final[dict[str, Corrupt]] = {
    "as it is": lambda n, r, a: n,
    "short": _short,
    "abbreviation": _abbreviation,
    "no place": _drop_place,
    "no form": _drop_form,
    "same sound": _within(lambda m, r, a: _hit(r, m, lambda c: a.same[_sound(c)])),
    "near sound": _within(lambda m, r, a: _hit(r, m, lambda c: a.near[_fold(_sound(c))])),
    "glyph": _within(lambda m, r, a: _hit(r, m, _glyph)),
    "swapped": _within(_swap),
    "doubled": _within(_double),
    "dropped": _within(_drop),
    "added": _within(_add),
    "traditional": _traditional,
    "full width": _full_width,
    "brackets": _brackets,
    "other form": _other_form,
    "factory or company": _factory,
    "group moved": _group,
    "place in brackets": _bracket_place,
    "branch": lambda n, r, a: n + r.choice(("第一分公司", "城东分公司", "人事部", "项目部", "朝阳门市部")),
    "contact": lambda n, r, a: n + r.choice(CONTACTS),
    "other trade word": _other_trade,
    "latin": _latin,
    "spaces": lambda n, r, a: "".join(c + (" " if r.random() < 0.3 else "") for c in n),
    "place written otherwise": _place_style,
    "wrong town": _wrong_town,
    "truncated": _truncated,
    "sound and form": _two,
}
