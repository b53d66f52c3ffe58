"""Contradictions in cells that pass validation: those that clerks make, and those planted on demand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import yaml

from data.city.codes import ALPHABET
from data.city.supply import draws
from data.city.supply.profile import NoiseProfile
from ingest.contract import DatasetSpec, EntityKind, FieldSpec, Part

FOLDED: Final = str.maketrans("", "", " 　\u00a0（）()【】〔〕﹙﹚")
CONFUSED: Final = str.maketrans("OI", "01")
LETTERS: Final = "".join(chr(c) for c in ALPHABET.view(np.uint8))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One cell that cannot be right; `row` is the place among the data rows, `field` the catalogue's key."""

    row: int
    field: str
    case: str
    note: str


@lru_cache(maxsize=1)
def cells() -> dict[str, Any]:
    """Return in which cells which case may be planted."""
    path = Path(__file__).with_name("contradictions.yaml")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def one_slip(one: str, other: str) -> bool:
    """Say whether one character was left out, added, replaced, or swapped with its neighbour."""
    if len(one) == len(other):
        apart = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1 and one[apart[0]] == other[apart[1]]
        return len(apart) == 1 or (swapped and one[apart[1]] == other[apart[0]])
    long, short = sorted((one, other), key=len, reverse=True)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def folded(name: str) -> str:
    """Return a name without blanks, brackets and 原 before it, which are no contradiction."""
    return name.translate(FOLDED).upper().removeprefix("原")


def fields_of(spec: DatasetSpec, part: Part) -> list[FieldSpec]:
    """Return the fields that give this part of enterprises."""
    return [f for f in spec.fields if f.part is part and f.entity is EntityKind.ENTERPRISE]


def clean(part: pd.DataFrame, spec: DatasetSpec) -> dict[str, "pd.Series[Any]"]:
    """Return the columns of names and codes before anybody types them."""
    wanted = [*fields_of(spec, Part.NAME), *fields_of(spec, Part.CODE)]
    return {f.key: part[f.key] for f in wanted if f.key in part}


def mistyped(
    part: pd.DataFrame, spec: DatasetSpec, before: dict[str, "pd.Series[Any]"]
) -> list[Contradiction]:
    """Return what clerks' mistakes contradict: codes that fail their check, names one character away."""
    found: list[Contradiction] = []
    for part_of, case, tells in ((Part.CODE, "code_bad", _is_bad), (Part.NAME, "name_near", _is_near)):
        for field in fields_of(spec, part_of):
            if field.key in before:
                found += _changed(before[field.key], part[field.key], field.key, case, tells)
    return found


def _changed(
    true: "pd.Series[Any]", written: "pd.Series[Any]", key: str, case: str, tells: Callable[[str, str], bool]
) -> Iterable[Contradiction]:
    one, other = true.to_numpy(dtype=object), written.to_numpy(dtype=object)
    known: dict[tuple[str, str], bool] = {}
    for row in np.flatnonzero(one != other).tolist():
        a, b = one[row], other[row]
        if isinstance(a, str) and isinstance(b, str):
            if (a, b) not in known:
                known[a, b] = tells(a, b)
            if known[a, b]:
                yield Contradiction(row, key, case, a)


def _is_bad(true: str, written: str) -> bool:
    plain = written.replace(" ", "").upper()
    return plain.translate(CONFUSED) != true.translate(CONFUSED) and plain != true[2:17]


def _is_near(true: str, written: str) -> bool:
    return folded(true) != folded(written) and one_slip(folded(true), folded(written))


def plant(
    part: pd.DataFrame, spec: DatasetSpec, profile: NoiseProfile, seed: int, purpose: str
) -> list[Contradiction]:
    """Plant contradictions in place, at the profile's rates, and return them; no other draw is touched."""
    found: list[Contradiction] = []
    taken: set[int] = set()
    for case, rate in profile.contradictions.model_dump().items():
        places = PLANTERS[case](spec, part)
        salt = draws.salt(profile.salt, seed, "contradiction", case, purpose)
        for row in draws.chosen(len(part), rate if places else 0.0, salt).tolist():
            rows = (row, (row + 1) % len(part)) if case in PAIRED else (row,)
            if taken.isdisjoint(rows) and len(set(rows)) == len(rows):
                place = places[draws.salt(salt, row) % len(places)]
                made = place(part, row, draws.salt(salt, row, "how"))
                found += [Contradiction(r, key, case, note) for r in rows for key, note in made]
                taken.update(rows if made else [])
    return found


Made = list[tuple[str, str]]
Place = Callable[[pd.DataFrame, int, int], Made]


def _set(part: pd.DataFrame, row: int, key: str, value: Any) -> None:  # noqa: ANN401  # a cell
    if isinstance(part[key].dtype, pd.CategoricalDtype):
        part[key] = part[key].astype("str")
    part.loc[row, key] = value


def _firm(spec: DatasetSpec, part: pd.DataFrame) -> tuple[str, str] | None:
    """Return the columns of name and code of the first party that has both."""
    for name in fields_of(spec, Part.NAME):
        code = next((c.key for c in fields_of(spec, Part.CODE) if c.role == name.role), None)
        if code in part and name.key in part:
            return name.key, str(code)
    return None


def _text(part: pd.DataFrame, row: int, key: str) -> str:
    value = part[key].iloc[row]
    return value if isinstance(value, str) else ""


def _coded(case: str, write: Callable[[str, pd.DataFrame, str, int], str]) -> Callable[..., list[Place]]:
    def places(spec: DatasetSpec, part: pd.DataFrame) -> list[Place]:
        keys = _firm(spec, part) if spec.key in cells()[case] else None

        def place(table: pd.DataFrame, row: int, seed: int) -> Made:
            name, code = keys or ("", "")
            old = _text(table, row, code)
            new = write(old, table, code, seed) if len(old) == 18 and old[:2] in ("91", "92") else ""
            if not new or new == old or not _text(table, row, name):
                return []
            _set(table, row, code, new)
            return [(code, old)]

        return [place] if keys else []

    return places


def _other_code(old: str, part: pd.DataFrame, key: str, seed: int) -> str:
    new = part[key].iloc[seed % len(part)]
    return new if isinstance(new, str) and len(new) == 18 and new[:2] == old[:2] else ""


def _wrong_code(old: str, part: pd.DataFrame, key: str, seed: int) -> str:
    """Return a right code with another check character."""
    if any(c not in LETTERS for c in old) or old[17] != _check(old[:17]):
        return ""
    return old[:17] + LETTERS[(LETTERS.index(old[17]) + 1 + seed % 30) % 31]


def _check(first: str) -> str:
    """Return the check character of 17 characters (GB 32100)."""
    return LETTERS[-sum(LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(first)) % 31]


def _new_code(old: str, part: pd.DataFrame, key: str, seed: int) -> str:
    """Return a valid code of the same place with another organisation code (GB 32100, GB 11714)."""
    if any(c not in LETTERS for c in old):
        return ""
    body = "MB" + "".join(LETTERS[(seed >> (5 * i)) % 31] for i in range(6))
    weighed = sum((ord(c) - 48 if c.isdigit() else ord(c) - 55) * w
                  for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))  # fmt: skip
    rest = 11 - weighed % 11
    first = old[:8] + body + ("X" if rest == 10 else "0" if rest == 11 else str(rest))
    return first + _check(first)


def _names(spec: DatasetSpec, part: pd.DataFrame) -> list[Place]:
    keys = _firm(spec, part) if spec.key in cells()["code_two_names"] else None

    def place(table: pd.DataFrame, row: int, seed: int) -> Made:
        name, code = keys or ("", "")
        old, who = _text(table, row, name), _text(table, row, code)
        twice = bool(who) and int((table[code] == who).sum()) > 1
        if not old or not twice:
            return []
        _set(table, row, name, _made_up(seed))
        return [(name, old)]

    return [place] if keys else []


def _made_up(seed: int) -> str:
    """Return the name of a firm that nobody registered."""
    return f"晋江市{chr(0x4E00 + seed % 5000)}{chr(0x4E00 + (seed >> 20) % 5000)}浩贸易有限公司"


def _codes(spec: DatasetSpec, part: pd.DataFrame) -> list[Place]:
    """A made-up name in a row and in the next, each with a valid code that nobody has."""
    keys = _firm(spec, part) if spec.key in cells()["name_two_codes"] else None

    def place(table: pd.DataFrame, row: int, seed: int) -> Made:
        name, code = keys or ("", "")
        both = (row, (row + 1) % len(table))
        old = [_text(table, r, code) for r in both]
        new = [_new_code(o, table, code, seed >> n) for n, o in enumerate(old) if o[:2] in ("91", "92")]
        if len(set(new) - {""}) < len(both):
            return []
        for r, number in zip(both, new, strict=True):
            _set(table, r, name, _made_up(seed))
            _set(table, r, code, number)
        return [(code, "")]  # nobody can tell which is right

    return [place] if keys else []


def _closed(spec: DatasetSpec, part: pd.DataFrame) -> list[Place]:
    key = cells()["closed_active"].get(spec.key)

    def place(table: pd.DataFrame, row: int, seed: int) -> Made:
        if _text(table, row, key) != "正常":
            return []
        _set(table, row, key, "注销")
        return [(key, "正常")]

    return [place] if key in part else []


def _towns(spec: DatasetSpec, part: pd.DataFrame) -> list[Place]:
    def at(key: str) -> Place:
        def place(table: pd.DataFrame, row: int, seed: int) -> Made:
            old, towns = _text(table, row, key), cells()["towns"]
            others = [t for t in towns if t[:2] != old[:2]]
            if not old:
                return []
            _set(table, row, key, others[seed % len(others)])
            return [(key, old)]

        return place

    return [at(k) for k in cells()["town_differs"].get(spec.key, ()) if k in part]


def _dates(case: str, year: int) -> Callable[[DatasetSpec, pd.DataFrame], list[Place]]:
    def at(key: str) -> Place:
        def place(table: pd.DataFrame, row: int, seed: int) -> Made:
            old = table[key].iloc[row]
            if pd.isna(old):
                return []
            _set(table, row, key, pd.Timestamp(year, 1 + seed % 12, 1 + (seed >> 8) % 28))
            return [(key, str(old)[:10])]

        return place

    return lambda spec, part: [at(k) for k in cells()[case].get(spec.key, ()) if k in part]


def _order(spec: DatasetSpec, part: pd.DataFrame) -> list[Place]:
    def at(first: str, second: str) -> Place:
        def place(table: pd.DataFrame, row: int, seed: int) -> Made:
            old, later = table[first].iloc[row], table[second].iloc[row]
            if pd.isna(old) or pd.isna(later):
                return []
            _set(table, row, first, pd.Timestamp(later) + pd.Timedelta(days=3 + seed % 60))
            return [(first, str(old)[:10])]

        return place

    return [at(*pair) for pair in cells()["date_order"].get(spec.key, ()) if set(pair) <= set(part.columns)]


def _amounts(case: str, factor: float) -> Callable[[DatasetSpec, pd.DataFrame], list[Place]]:
    def at(key: str) -> Place:
        def place(table: pd.DataFrame, row: int, seed: int) -> Made:
            old = table[key].iloc[row]
            if pd.isna(old) or float(old) <= 0:
                return []
            _set(table, row, key, float(old) * factor)
            return [(key, f"{float(old):.2f}")]

        return place

    return lambda spec, part: [at(k) for k in cells()[case].get(spec.key, ()) if k in part]


PAIRED: Final = ("name_two_codes",)
"""Cases that two rows on end make together."""
PLANTERS: Final[dict[str, Callable[[DatasetSpec, pd.DataFrame], list[Place]]]] = {
    "code_bad": _coded("code_bad", _wrong_code),
    "code_other_firm": _coded("code_other_firm", _other_code),
    "code_unregistered": _coded("code_unregistered", _new_code),
    "code_two_names": _names,
    "closed_active": _closed,
    "town_differs": _towns,
    "date_order": _order,
    "date_ahead": _dates("date_ahead", 2031),
    "date_before_opening": _dates("date_before_opening", 1951),
    "amount_negative": _amounts("amount_negative", -1.0),
    "amount_scale": _amounts("amount_scale", 1e4),
    "name_two_codes": _codes,
}
