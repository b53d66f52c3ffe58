"""Single raw values → rows of the maps of normal forms, in plain Python: a helper loads no database."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final

from resolution.addresses import read_address, town_of
from resolution.cards import MASK, mask_cards, without_cards
from resolution.cells import split_cell
from resolution.identifiers import CodeKind, read_code, read_phone
from resolution.names import parse_name, person_name
from resolution.pinyin import reading

_FOLDS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


class _Sounds(dict[str, str]):
    """The folded pinyin of characters: zh = z, ang = an, as the ear here hears them."""

    def __missing__(self, char: str) -> str:
        """Read a character that nobody asked before."""
        known = reading(char) if not char.isascii() else char.lower()
        for old, new in _FOLDS:
            known = known.replace(old, new)
        self[char] = known
        return known


_SOUND: Final = _Sounds()


def sound(text: str) -> str:
    """Return the folded pinyin of a text, character by character (phrases misread place names)."""
    return " ".join(map(_SOUND.__getitem__, text))


def deletions(text: str) -> list[str]:
    """Return the text and all it becomes by losing one character: two texts one slip apart share one."""
    if len(text) < 3:
        return [text] if text else []
    return sorted({text, *map("".join, combinations(text, len(text) - 1))})


def anatomy_row(part: str) -> tuple[Any, ...]:
    """Return the row of ANATOMY for a name as it stood in a cell."""
    name = parse_name(part)
    return (
        name.norm, part, name.kind, name.place, name.relation, name.town, name.brand, name.trade,
        name.trade_class,
        name.form, name.form_class, name.core, name.branch, name.parent,
        sound(name.core), sound(name.brand), "".join(sorted(name.core)), deletions(name.core),
    )  # fmt: skip


def name_rows(raw: str) -> list[tuple[Any, ...]]:
    """Return one row of NAME_MAP for each name in a cell; an identity card in it is masked."""
    shown = mask_cards(raw)
    parts = tuple(p for p in split_cell(shown) if p != MASK) or (shown,)
    return [(raw, i, len(parts), p, (n := parse_name(p)).norm, n.former) for i, p in enumerate(parts)]


def code_row(raw: str) -> tuple[Any, ...]:
    """Return the row of CODE_MAP."""
    code = read_code(raw)
    # an identity card is personal data: its digits never leave the lake
    return (raw, code.kind, "" if code.kind == CodeKind.PERSON else code.value, code.org)


def person_row(raw: str) -> tuple[Any, ...]:
    """Return the row of person_map; empty where the text is no person's name."""
    return (raw, person_name(raw))


def address_row(raw: str) -> tuple[Any, ...]:
    """Return the row of ADDRESS_MAP."""
    shown = mask_cards(raw)
    a = read_address(raw if shown == raw and MASK not in raw else without_cards(raw))
    return (raw, a.norm, a.town, a.village, a.spot, shown if shown != raw else None)


def phone_row(raw: str) -> tuple[Any, ...]:
    """Return the row of phone_map."""
    return (raw, read_phone(raw))


def town_row(raw: str) -> tuple[Any, ...]:
    """Return the row of town_map."""
    return (raw, town_of(raw))


def former_row(raw: str) -> tuple[Any, ...]:
    """Return the row of FORMER_MAP."""
    return (raw, raw, parse_name(raw).norm)


def read_names(cells: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of NAME_MAP of many cells."""
    return [row for raw in cells for row in name_rows(raw)]


def read_anatomies(parts: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of ANATOMY of many names."""
    return list(map(anatomy_row, parts))


def read_codes(cells: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of CODE_MAP of many cells."""
    return list(map(code_row, cells))


def read_persons(cells: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of person_map of many cells."""
    return list(map(person_row, cells))


def read_phones(cells: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of phone_map of many cells."""
    return list(map(phone_row, cells))


def read_addresses(cells: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of ADDRESS_MAP of many cells."""
    return list(map(address_row, cells))


def read_towns(cells: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of town_map of many cells."""
    return list(map(town_row, cells))


def read_formers(names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of FORMER_MAP of many names."""
    return list(map(former_row, names))
