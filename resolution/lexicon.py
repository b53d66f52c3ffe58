"""The word lists in the shape the name parser needs: sets, longest lengths and compiled patterns."""

import re
from functools import lru_cache
from typing import NamedTuple

from data.wordlists import words


class Lexicon(NamedTuple):
    """Word lists, compiled."""

    trades: dict[str, str]  # word → class
    longest_trade: int
    forms: dict[str, str]  # word → class
    longest_form: int
    weak_forms: frozenset[str]
    remarks: frozenset[str]
    notes: frozenset[str]
    empty: frozenset[str]
    surnames: frozenset[str]
    compound_surnames: frozenset[str]
    not_of_people: tuple[str, ...]  # endings that no person's name has
    public_endings: tuple[str, ...]
    branch_pattern: re.Pattern[str]
    bank_pattern: re.Pattern[str]
    contact_pattern: re.Pattern[str]
    former_pattern: re.Pattern[str]
    honorifics: tuple[str, ...]


def _any(options: tuple[str, ...]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(options), key=lambda w: (-len(w), w)))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Compile the word lists once."""
    lists = words()
    trades = {w: name for name, c in lists.trades.classes.items() for w in c.words}
    forms = {w: name for name, c in lists.forms.classes.items() for w in c.words}
    companies = tuple(w for w, c in forms.items() if c in ("limited", "joint_stock") and len(w) >= 2)
    strong = tuple(w for w in forms if len(w) >= 2)
    branch = _any(lists.branches.after_form)
    return Lexicon(
        trades=trades,
        longest_trade=max(map(len, trades)),
        forms=forms,
        longest_form=max(map(len, forms)),
        weak_forms=frozenset(lists.forms.weak),
        remarks=frozenset(lists.forms.remarks),
        notes=frozenset((*lists.noise.notes, *lists.noise.departments)),
        empty=frozenset(w.upper() for w in lists.noise.empty),
        surnames=frozenset(lists.surnames.single),
        compound_surnames=frozenset(lists.surnames.compound),
        not_of_people=(*sorted(w for w in (*strong, *trades) if len(w) >= 2), "厂", "店", "鞋", "行"),
        public_endings=lists.bodies.endings,
        branch_pattern=re.compile(
            rf"(?P<parent>.{{2,}}?(?:{_any(companies)}))(?P<branch>.{{0,14}}?(?:{branch}))$"
        ),
        bank_pattern=re.compile(
            rf"(?P<parent>.{{0,12}}?(?:银行|信用社|人寿|财险|财产保险|人寿保险|保险|证券))(?P<branch>.{{0,12}}?(?:{_any(lists.branches.after_bank)}))$"
        ),
        contact_pattern=re.compile(rf"(?:{_any(lists.noise.contact_labels)}):?"),
        former_pattern=re.compile(rf"(?:{_any(lists.noise.former_labels)}):?"),
        honorifics=lists.noise.honorifics,
    )
