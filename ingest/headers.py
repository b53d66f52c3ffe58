"""Headers: from the cells above the rows to the fields of a data set; synonyms, units, two levels."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ingest import units
from ingest.contract import Catalogue, DatasetSpec, load_catalogue
from ingest.grid import Grid

SEARCHED: Final = 40  # rows in which a header is looked for
LONGEST: Final = 60  # characters of a header
NOISE: Final = re.compile(r"[\s:：,，;；*＊'\"。、_\-—]+")
BRACKETED: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")
SERIAL: Final = {"序号", "行号", "no", "no.", "编号序号", "序列"}


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """Return a header without width, case, blanks, line breaks and marks; brackets become half-width."""
    text = unicodedata.normalize("NFKC", text).replace("〔", "(").replace("〕", ")")
    return NOISE.sub("", text).lower().removesuffix("(必填)").removesuffix("(选填)")


def without_bracket(header: str) -> tuple[str, str | None]:
    """Return a normalised header without its last bracket, and what stood in it."""
    match = BRACKETED.search(header)
    return (header[: match.start()], match[1]) if match and match.start() else (header, None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one column of a sheet goes: a field (None: unknown), its header and the unit it names."""

    header: str
    field: str | None
    unit: str | None = None
    repeat: bool = False  # a second column of the same field


@dataclass(frozen=True, slots=True)
class Header:
    """A header found: its first row (None: the format names columns), how many rows, and where columns go."""

    row: int
    depth: int
    places: tuple[Place, ...]

    @property
    def fields(self) -> list[str]:
        """The fields that have a column."""
        return [p.field for p in self.places if p.field and not p.repeat]

    @property
    def unknown(self) -> list[str]:
        """Headers that mean no field, in order."""
        return [p.header for p in self.places if p.header and p.field is None]


@lru_cache(maxsize=128)
def _names(dataset: str) -> dict[str, str]:
    """Return normalised header → field of one data set; the literal names count before the synonyms."""
    spec = load_catalogue().dataset(dataset)
    found: dict[str, str] = {}
    for pick in (0, 1):
        for field in spec.fields:
            for header in field.headers[:1] if pick == 0 else field.headers[1:]:
                found.setdefault(normalise(header), field.key)
    for field in spec.fields:
        for header in field.headers:
            bare, inside = without_bracket(normalise(header))
            if inside is not None and (inside in units.every() or inside == ""):
                found.setdefault(bare, field.key)
    return found


@lru_cache(maxsize=1)
def _rarity() -> dict[str, float]:
    """Return how telling a header is: 1 over the number of data sets that know it."""
    counts: dict[str, int] = {}
    for key in load_catalogue().datasets:
        for name in _names(key):
            counts[name] = counts.get(name, 0) + 1
    return {name: 1 / n for name, n in counts.items()}


@lru_cache(maxsize=4096)
def _known(text: str) -> bool:
    """Whether a cell is a header of any data set; cheap, for finding the rows worth a closer look."""
    return any(lookup(key, text)[0] is not None for key in load_catalogue().datasets)


@lru_cache(maxsize=262144)
def lookup(dataset: str, text: str) -> tuple[str | None, str | None]:
    """Return the field that a header means in a data set, and the unit that it names."""
    names = _names(dataset)
    full = normalise(text)
    bare, inside = without_bracket(full)
    unit = inside if inside is not None and inside in units.every() else None
    if full in names:
        return names[full], unit
    if bare != full and bare in names:
        return names[bare], unit
    suffix = next(
        (u for u in ("万元", "亿元", "亩", "元") if full.endswith(u) and full[: -len(u)] in names), None
    )
    return (names[full[: -len(suffix)]], suffix) if suffix else (None, unit)


def _joined(upper: str, lower: str) -> tuple[str, ...]:
    """Return the readings of a two-level header, the most telling first."""
    if not upper or not lower or normalise(upper) == normalise(lower):
        return (lower or upper,)
    return (f"{upper}{lower}", lower, upper)


def _texts(rows: list[list[str]], at: int, depth: int, grid: Grid) -> list[tuple[str, ...]]:
    """Return each column's readings for a header of `depth` rows that starts at `at`."""
    if depth == 1:
        return [(t.strip(),) for t in rows[at]]
    upper, lower = list(rows[at]), rows[at + 1]
    merged = {(r[0], c): r for r in grid.merged for c in range(r[1], r[3] + 1) if r[0] == at}
    for i in range(1, len(upper)):
        if not upper[i].strip():
            if (at, i) in merged:
                upper[i] = upper[merged[at, i][1]]
            elif not grid.merged and lower[i].strip() and lower[i - 1].strip():
                upper[i] = upper[i - 1]
    return [_joined(u.strip(), low.strip()) for u, low in zip(upper, lower, strict=True)]


def match(spec: DatasetSpec, texts: list[tuple[str, ...]], row: int, depth: int) -> Header:
    """Return where the columns go; a second column of a field takes its numbered synonym."""
    places: list[Place] = []
    taken: set[str] = set()
    for readings in texts:
        place = Place(readings[-1] if len(readings) == 1 else readings[1], None)
        for reading in readings:
            field, unit = lookup(spec.key, reading) if reading else (None, None)
            if field is not None:
                place = Place(reading, field, unit)
                break
        if place.field in taken and place.field is not None:
            numbered = (lookup(spec.key, f"{place.header}{end}")[0] for end in ("2", "_2", ".1"))
            other = next((f for f in numbered if f and f not in taken), None)
            place = (
                Place(place.header, other, place.unit)
                if other
                else Place(place.header, place.field, place.unit, repeat=True)
            )
        if place.field:
            taken.add(place.field)
        places.append(place)
    return Header(row, depth, tuple(places))


def coverage(spec: DatasetSpec, header: Header) -> float:
    """Return 0–1: how much of the data set is there, and how much of the sheet that explains."""
    rarity = _rarity()
    own = {f.key: max(rarity[normalise(h)] for h in f.headers) for f in spec.fields}
    whole = {f.key for f in spec.fields if not f.splits_into}
    parts = {k for f in spec.fields if f.splits_into and f.key in header.fields for k in f.splits_into}
    held = {k for k in (*header.fields, *parts) if k in whole}
    total = sum(own[k] for k in whole)
    columns = sum(1 for p in header.places if p.header and normalise(p.header) not in SERIAL)
    recall = sum(own[k] for k in held) / total if total else 0.0
    plain = len(held) / len(whole)
    explained = sum(1 for p in header.places if p.field) / columns if columns else 0.0
    return (0.4 * recall + 0.6 * plain) * (0.5 + 0.5 * min(explained, 1.0))


def find(spec: DatasetSpec, grid: Grid, rows: list[list[str]] | None = None) -> Header | None:
    """Return the data set's best header in a sheet, or None where fewer than two columns (or all) fit."""
    if grid.headers is not None:
        return match(spec, [(h,) for h in grid.headers], -1, 0)
    rows = _shown(grid) if rows is None else rows
    enough = min(2, len(spec.fields))
    best: tuple[float, Header] | None = None
    for at in range(min(SEARCHED, len(rows))):
        if not any(lookup(spec.key, t)[0] for row in rows[at : at + 2] for t in row if t):
            continue
        for depth in (1, 2):
            if at + depth > len(rows):
                continue
            header = match(spec, _texts(rows, at, depth, grid), at, depth)
            if depth == 2 and not _both_matter(spec, rows, at):
                continue
            score = coverage(spec, header)
            if len(header.fields) >= enough and (best is None or score > best[0] + 1e-9):
                best = (score, header)
    return best[1] if best else None


def _shown(grid: Grid) -> list[list[str]]:
    """Return the first rows up to the last that could be a header; rows of data look like none."""
    rows = grid.top(SEARCHED + 1)
    likely = [i for i, row in enumerate(rows) if sum(_known(t) for t in row if t and len(t) <= LONGEST) >= 1]
    return rows[: likely[-1] + 1] if likely else []


def _both_matter(spec: DatasetSpec, rows: list[list[str]], at: int) -> bool:
    """A two-level header has real headers in its lower row, and an upper row that is no title line."""
    lower = [t for t in rows[at + 1] if t.strip()]
    upper = [t for t in rows[at] if t.strip()]
    known = sum(lookup(spec.key, t)[0] is not None for t in lower)
    joined = sum(
        lookup(spec.key, f"{u}{low}")[0] is not None
        for u, low in zip(rows[at], rows[at + 1], strict=True)
        if u and low
    )
    return len(upper) > 1 and (known + joined) * 2 >= len(lower) and bool(lower)


def candidates(catalogue: Catalogue, grid: Grid) -> list[tuple[float, DatasetSpec, Header]]:
    """Return the data sets whose header stands in the sheet, best first."""
    rows = [] if grid.headers is not None else _shown(grid)
    found = []
    for spec in catalogue.datasets.values():
        header = find(spec, grid, rows)
        if header is not None:
            found.append((coverage(spec, header), spec, header))
    return sorted(found, key=lambda entry: -entry[0])
