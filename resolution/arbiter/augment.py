"""Names typed as people mistype them, made from registered names: labels that cost nobody any work.

Each kind is one way of writing a firm that clerks were seen to use; KINDS gives its share. `elsewhere` and
`stranger` make a name of a firm that is *not* registered, close to one that is: its right answer is none.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from data.gazetteer import regions
from data.wordlists import words
from resolution.arbiter.likeness import Likeness, fold, likeness, radical, sounds
from resolution.lexicon import lexicon
from resolution.names import Name, parse_name
from resolution.places import shorten
from resolution.subsequence import SHORT_FORMS
from resolution.subsequence import words as trade_words


class Typed(NamedTuple):
    """A mistyped name: its text, the kind of mistake, and whether it still means the firm."""

    text: str
    kind: str
    means_it: bool


class Letters(NamedTuple):
    """The characters of the registry, by folded sound and by radical."""

    common: tuple[str, ...]
    by_sound: dict[str, list[str]]
    by_radical: dict[str, list[str]]


def letters(texts: Sequence[str]) -> Letters:
    """Collect the characters of names, each once, in the order of their code points."""
    common = tuple(sorted({c for t in texts for c in t if "\u4e00" <= c <= "\u9fa5"}))
    by_sound: dict[str, list[str]] = {}
    by_radical: dict[str, list[str]] = {}
    for char in common:
        for sound in sorted({fold(s) for s in sounds(char)}):
            by_sound.setdefault(sound, []).append(char)
        by_radical.setdefault(radical(char), []).append(char)
    return Letters(common, by_sound, by_radical)


class _Parts(NamedTuple):
    place: str
    brand: str
    trade: str
    form: str
    tail: str

    @property
    def text(self) -> str:
        return self.place + self.brand + self.trade + self.form + self.tail


def _cut(name: str, read: Name) -> _Parts | None:
    """Cut a name where it is written in the usual order; None else."""
    at = name.find(read.brand + read.trade)
    if at < 0 or not read.brand:
        return None
    end = at + len(read.brand) + len(read.trade)
    form = read.form if name.startswith(read.form, end) else ""
    return _Parts(name[:at], read.brand, read.trade, form, name[end + len(form) :])


def _other_chars(char: str, kind: Likeness, known: Letters) -> list[str]:
    if kind in (Likeness.SOUND, Likeness.NEAR_SOUND):
        pool = [c for s in sorted({fold(s) for s in sounds(char)}) for c in known.by_sound.get(s, ())]
    elif kind == Likeness.NONE:
        pool = list(known.common)
    else:
        pool = known.by_radical.get(radical(char), [])
    return [c for c in pool if c != char and (kind == Likeness.NONE or likeness(char, c) == kind)]


def _slip(text: str, kind: Likeness, rng: Random, known: Letters) -> str:
    for at in rng.sample(range(len(text)), len(text)):
        others = _other_chars(text[at], kind, known)
        if others:
            return text[:at] + rng.choice(others) + text[at + 1 :]
    return text


def _of_kind(kind: Likeness) -> Callable[[str, Random, Letters], str]:
    return lambda text, rng, known: _slip(text, kind, rng, known)


_SLIPS: Final = tuple(_of_kind(kind) for kind in Likeness)
Change = Callable[[_Parts, Random, Letters], _Parts]


def _in_core(change: Callable[[str, Random, Letters], str]) -> Change:
    """Change the 字号 and trade as one text; what is left of the trade's length is the trade."""

    def done(p: _Parts, rng: Random, known: Letters) -> _Parts:
        return p._replace(brand=change(p.brand + p.trade, rng, known), trade="")

    return done


def _slipped(kind: Likeness) -> Change:
    return _in_core(lambda t, r, k: _slip(t, kind, r, k))


def _drop(text: str, rng: Random, _: Letters) -> str:
    at = rng.randrange(len(text))
    return text[:at] + text[at + 1 :] if len(text) > 2 else text


def _double(text: str, rng: Random, _: Letters) -> str:
    at = rng.randrange(len(text))
    return text[: at + 1] + text[at:]


def _add(text: str, rng: Random, known: Letters) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(known.common) + text[at:]


def _swap(text: str, rng: Random, _: Letters) -> str:
    at = rng.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _thin(text: str, rng: Random, _: Letters) -> str:
    """Keep the first character and some of the rest, in order (攀钢钛业 of 攀钢集团重庆钛业)."""
    kept = [c for i, c in enumerate(text) if i == 0 or rng.random() < 0.55]
    return "".join(kept) if len(kept) >= 2 else text[:2]


def _kept_form(p: _Parts, rng: Random) -> str:
    """The form that a short name keeps: 恒兴小卖部 is hardly ever called 恒兴 alone, a company always is.

    Of 股份有限公司 and 集团有限公司 the first word may stay (马钢股份).
    """
    if lexicon().forms.get(p.form) == "shop" and rng.random() < 0.95:
        return p.form
    return next((f for f in SHORT_FORMS if f in p.form and rng.random() < 0.35), "")


def _short(p: _Parts, rng: Random, _: Letters) -> _Parts:
    place = rng.choice(("", "", shorten(p.place)))
    trade = rng.choice(("", p.trade[:2], p.trade, p.trade))
    brand = p.brand if len(p.brand) < 4 or rng.random() < 0.6 else p.brand[: rng.choice((2, 3))]
    return _Parts(place, brand, trade, _kept_form(p, rng), "")


def _bare(p: _Parts, rng: Random, _: Letters) -> _Parts:
    return _Parts("", p.brand, "", _kept_form(p, rng), "")


def _thinned(p: _Parts, rng: Random, known: Letters) -> _Parts:
    whole = (p.place if rng.random() < 0.5 else "") + p.brand + p.trade
    form = p.form if rng.random() < 0.2 else _kept_form(p, rng)
    return _Parts("", _thin(whole, rng, known), "", form, "")


def _head(word: str, rng: Random, whole: float) -> str:
    return word if rng.random() < whole else word[:1]


def _initials(p: _Parts, rng: Random, _: Letters) -> _Parts:
    """Keep words of a company or their first characters (马钢股份 of 马鞍山钢铁股份有限公司)."""
    place = _head(shorten(p.place), rng, 0.5) if rng.random() < 0.45 else ""
    brand = _head(
        p.brand[:2] if rng.random() < 0.3 and len(p.brand) > 3 else p.brand, rng, 0.8 if place else 0.95
    )
    trade = "".join(_head(w, rng, 0.6) for w in trade_words(p.trade) if rng.random() < 0.6)
    return _Parts(place, brand, trade, _kept_form(p, rng), "")


_FORMS: Final = ("有限公司", "有限责任公司", "股份有限公司", "公司", "集团有限公司", "厂", "经营部", "商行")


def _form(p: _Parts, rng: Random, _: Letters) -> _Parts:
    return p._replace(form=rng.choice([f for f in _FORMS if f != p.form]))


def _group(p: _Parts, rng: Random, _: Letters) -> _Parts:
    if p.form.startswith("集团"):
        return p._replace(form=p.form[2:] or "公司")
    return p._replace(trade=p.trade + "集团", form=rng.choice(("", p.form)))


def _moved_place(p: _Parts, rng: Random, _: Letters) -> _Parts:
    inside = f"（{shorten(p.place)}）" if p.place else ""
    if rng.random() < 0.5:
        return _Parts("", p.brand + inside, p.trade, p.form, p.tail)
    return _Parts("", p.brand, p.trade + inside, p.form, p.tail)


def _trade(p: _Parts, rng: Random, _: Letters) -> _Parts:
    """Another trade word of the same class, as written from memory."""
    same = next((c.words for c in words().trades.classes.values() if p.trade in c.words), ())
    return (
        p._replace(trade=rng.choice(same)) if same and rng.random() < 0.7 else p._replace(trade=p.trade[:2])
    )


def _spelled(p: _Parts, rng: Random, _: Letters) -> _Parts:
    at = rng.randrange(len(p.brand))
    spelled = min(sounds(p.brand[at])).upper()
    return p._replace(brand=p.brand[:at] + spelled + p.brand[at + 1 :])


def _branch(p: _Parts, rng: Random, _: Letters) -> _Parts:
    return p._replace(tail=p.tail + rng.choice(("第一分公司", "城东分公司", "财务部", "项目部", "门市部")))


def _cut_end(p: _Parts, rng: Random, _: Letters) -> _Parts:
    return _Parts("", p.text[: max(4, len(p.text) - rng.randrange(1, 4))], "", "", "")


def _place_name(rng: Random) -> str:
    region = rng.choice(regions())
    return rng.choice((region.short, *region.cities))


def _two(p: _Parts, rng: Random, known: Letters) -> _Parts:
    first = _slipped(Likeness.SOUND)(p, rng, known)
    return rng.choice((_form, _no_place, _no_form))(first, rng, known)


def _twice(p: _Parts, rng: Random, known: Letters) -> _Parts:
    """Two slips in one name, each of its own kind."""
    text = p.brand + p.trade
    for change in rng.sample((_drop, _double, _swap, *_SLIPS), 2):
        text = change(text, rng, known)
    return p._replace(brand=text, trade="")


def _no_place(p: _Parts, _rng: Random, _: Letters) -> _Parts:
    return p._replace(place="")


def _no_form(p: _Parts, rng: Random, _: Letters) -> _Parts:
    return p._replace(form=_kept_form(p, rng), tail="")


def _town(p: _Parts, rng: Random, _: Letters) -> _Parts:
    return p._replace(place=p.place + rng.choice(("开发区", "城关", "高新区", "城东", "新区")))


# The share of each kind, and how it changes the parts.
KINDS: Final[dict[str, tuple[int, Change]]] = {
    "short": (9, _short), "initials": (5, _initials), "bare": (4, _bare), "thinned": (5, _thinned),
    "no_place": (8, _no_place),
    "no_form": (6, _no_form), "form": (6, _form), "group": (3, _group), "moved_place": (4, _moved_place),
    "trade": (5, _trade), "spelled": (3, _spelled), "branch": (2, _branch), "cut_end": (3, _cut_end),
    "two": (5, _two), "twice": (6, _twice),
    "sound": (8, _slipped(Likeness.SOUND)), "near_sound": (5, _slipped(Likeness.NEAR_SOUND)),
    "looks": (4, _slipped(Likeness.LOOKS)), "component": (5, _slipped(Likeness.COMPONENT)),
    "drop": (7, _in_core(_drop)), "double": (3, _in_core(_double)), "add": (4, _in_core(_add)),
    "swap": (4, _in_core(_swap)), "town": (2, _town), "wrong": (3, _slipped(Likeness.NONE)),
}  # fmt: skip


def _stranger(p: _Parts, rng: Random, known: Letters) -> _Parts:
    return p._replace(brand=_slip(p.brand, Likeness.NONE, rng, known))


def _elsewhere(p: _Parts, rng: Random, _: Letters) -> _Parts:
    return p._replace(place=_place_name(rng))


def _sibling(p: _Parts, rng: Random, known: Letters) -> _Parts:
    """Another firm of the 字号 and place: in another trade, or the group or holding above it."""
    if p.trade and rng.random() < 0.3:
        return p._replace(
            trade="", form=rng.choice(("集团", "集团有限公司", "股份有限公司", "控股有限公司")), tail=""
        )
    other = rng.choice(_trades())
    keeps = len(p.trade) >= 4 and rng.random() < 0.3
    return p._replace(trade=other + p.trade[-2:] if keeps else other)


def _shares(p: _Parts, rng: Random, known: Letters) -> _Parts:
    """Another firm's short name that bears 股份, which no 有限公司 and no shop bears."""
    if "股份" in p.form:
        return _stranger(p, rng, known)
    return _Parts("", p.brand, p.trade if rng.random() < 0.2 else "", "股份", "")


@lru_cache(maxsize=1)
def _trades() -> tuple[str, ...]:
    classes = words().trades.classes
    return tuple(w for name, c in classes.items() if name != "general" for w in c.words if 2 <= len(w) <= 4)


STRANGERS: Final[dict[str, tuple[int, Change]]] = {
    "stranger": (6, _stranger), "elsewhere": (4, _elsewhere), "sibling": (5, _sibling),
    "shares": (2, _shares),
}  # fmt: skip


def mistype(name: str, rng: Random, known: Letters, *, strangers: bool = True) -> Typed | None:
    """Return a registered name as someone may type it; None where it is not written in the usual order.

    Branches are left out: a short form of one names its parent as well. `strangers` says whether names of
    firms that are not registered are made too.
    """
    read = parse_name(name)
    parts = _cut(name, read)
    if parts is None or read.branch:
        return None
    choices = {**KINDS, **STRANGERS} if strangers else KINDS
    kind = rng.choices(list(choices), [share for share, _ in choices.values()])[0]
    text = choices[kind][1](parts, rng, known).text
    return Typed(text, kind, kind in KINDS) if text != name and len(text) >= 2 else None
