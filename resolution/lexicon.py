"""The word lists in the shape the name parser needs: sets, longest lengths and compiled patterns."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from data.wordlists import words

_COMPANIES: Final = ("limited", "joint_stock")


class Endings:
    """Words that a text may end in, asked by its last character: most texts end in none of them."""

    def __init__(self, words: Iterable[str]) -> None:
        found: dict[str, list[str]] = {}
        for word in words:
            found.setdefault(word[-1], []).append(word)
        self._by_last = {last: tuple(held) for last, held in found.items()}

    def end(self, text: str) -> bool:
        """Whether one of the words ends the text."""
        held = self._by_last.get(text[-1:])
        return held is not None and text.endswith(held)


class Lexicon(NamedTuple):
    """Word lists, compiled."""

    trades: dict[str, str]  # word → class
    longest_trade: int
    synonyms: dict[str, str]  # abbreviation of a trade → the trade
    forms: dict[str, str]  # word → class
    longest_form: int
    weak_forms: frozenset[str]
    remarks: frozenset[str]
    notes: frozenset[str]
    glued_notes: tuple[str, ...]  # notes that stand glued to a name's end, longest first
    glued: Endings  # the same
    departments: frozenset[str]
    departments_first: tuple[str, ...]  # longest first
    empty: frozenset[str]
    surnames: frozenset[str]
    compound_surnames: frozenset[str]
    not_of_people: Endings  # that no person's name has
    public_endings: Endings
    private_endings: Endings  # of firms, though they end like bodies
    branch_pattern: re.Pattern[str]  # after a company's form
    bank_pattern: re.Pattern[str]  # after 银行, 保险 …
    place_pattern: re.Pattern[str]  # after a place
    branch_endings: Endings  # of any of the three
    place_endings: Endings  # of the last
    contact_pattern: re.Pattern[str]
    former_pattern: re.Pattern[str]
    present_pattern: re.Pattern[str]
    zone_pattern: re.Pattern[str]
    honorifics: tuple[str, ...]

    def is_remark(self, text: str) -> bool:
        """Whether a text beside a name says nothing about who it is."""
        return not text or text in self.remarks or text in self.notes

    def starts_remark(self, text: str) -> bool:
        """Whether a text is the beginning of a remark (普通 of 普通合伙)."""
        return any(r.startswith(text) for r in self.remarks)


def _any(options: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(options), key=lambda w: (-len(w), w)))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Compile the word lists once."""
    lists = words()
    trades = {w: name for name, c in lists.trades.classes.items() for w in c.words}
    forms = {w: name for name, c in lists.forms.classes.items() for w in c.words}
    companies = [w for w, c in forms.items() if c in _COMPANIES and w.endswith("公司")]
    strong = {w for w in (*forms, *trades) if len(w) >= 2}
    b, noise = lists.branches, lists.noise
    after_form, after_bank, after_place = (
        _any((*b.after_form, *b.departments, *b.cut_off)),
        _any(b.after_bank),
        _any(b.after_place),
    )
    return Lexicon(
        trades=trades,
        longest_trade=max(map(len, trades)),
        synonyms=lists.trades.synonyms,
        forms=forms,
        longest_form=max(map(len, forms)),
        weak_forms=frozenset(lists.forms.weak),
        remarks=frozenset(lists.forms.remarks),
        notes=frozenset(noise.notes),
        glued_notes=tuple(sorted(noise.endings, key=lambda w: (-len(w), w))),
        glued=Endings(noise.endings),
        departments=frozenset(b.departments),
        departments_first=tuple(sorted(b.departments, key=lambda w: (-len(w), w))),
        empty=frozenset(w.upper() for w in noise.empty),
        surnames=frozenset(lists.surnames.single),
        compound_surnames=frozenset(lists.surnames.compound),
        not_of_people=Endings((*sorted(strong), "厂", "店", "鞋", "行")),
        public_endings=Endings(lists.bodies.endings),
        private_endings=Endings(lists.bodies.not_bodies),
        branch_pattern=re.compile(
            rf"(?P<parent>.{{2,}}?(?:{_any(companies)}))(?P<branch>.{{0,18}}?(?:{after_form}))$"
        ),
        bank_pattern=re.compile(
            r"(?P<parent>.{0,12}?(?:银行|农商行|信用社|信用联社|人寿|财险|产险|财产保险|人寿保险|保险|证券)(?!保险))"
            rf"(?P<branch>.{{0,14}}?(?:{after_bank}))$"
        ),
        place_pattern=re.compile(rf".{{2,10}}?(?:{after_place})$"),
        branch_endings=Endings((*b.after_form, *b.departments, *b.after_bank, *b.after_place, *b.cut_off)),
        place_endings=Endings(b.after_place),
        contact_pattern=re.compile(rf"(?:{_any(noise.contact_labels)}):?"),
        former_pattern=re.compile(rf"(?:{_any(noise.former_labels)})[:为是]?"),
        present_pattern=re.compile(rf"(?:{_any(noise.present_labels)})[:为是]?"),
        zone_pattern=re.compile(rf"(?:{_any(lists.places.zones)})(?=.{{3,}})"),
        honorifics=noise.honorifics,
    )
