"""Lists of real names through `chanye match` itself: files in, a file out, as a process of its own.

`chanye bench --names FILE [--short FILE]` writes the section; the names stay outside of the project.
"""

import csv
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from benchmarks.lists import Firm, Named
from benchmarks.name_noise import Alphabet
from benchmarks.real_names import lists, widen
from benchmarks.stages import Measure, measure
from resolution.identifiers import USCC_ALPHABET, uscc_check
from resolution.subsequence import holds, plain

FOREIGN_CODES: Final = 500_000  # numbers of the codes of firms that no registry lists begin here
SPREAD: Final = 15_485_863  # neighbours in number are far apart in writing


class Row(NamedTuple):
    """What became of one row of a list."""

    id: str
    decision: str
    best: str  # the match, else the first candidate, "" where there is none
    shown: frozenset[str]
    tier: str


class Figures(NamedTuple):
    """Shares over a list; None where nothing stands under the line."""

    rows: int
    precision: float | None
    recall: float | None
    with_review: float | None  # of the listed firms: matched right, or up for review with the right one shown
    rejected: float | None  # of rows that name no listed firm: not matched
    queue: float | None


class Matched(NamedTuple):
    """One list matched: sizes, the answers, and what it took."""

    registry: int
    rows: list[Row]
    took: Measure
    arbiter: dict[str, Any]  # which one decided, and what the list taught it


def code(number: int) -> str:
    """Return a valid 统一社会信用代码 with this number (GB 32100-2015)."""
    digits = ""
    number = number * SPREAD % len(USCC_ALPHABET) ** 6
    for _ in range(6):
        number, at = divmod(number, len(USCC_ALPHABET))
        digits = USCC_ALPHABET[at] + digits
    first = "91350582" + "MA2" + digits
    return first + uscc_check(first)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def read_rows(path: Path) -> list[Row]:
    """Read an answer in csv."""
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            shown = [str(c["id"]) for c in json.loads(row["candidates"])]
            best = row["match_id"] or next(iter(shown), "")
            found.append(Row(row["id"], row["decision"], best, frozenset(shown), row["tier"]))
    return found


def match_names(
    firms: Sequence[Firm],
    named: Sequence[Named],
    codes: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
) -> Matched:
    """Match a list to a registry through the command; `codes` are of firms and rows by their id."""
    with tempfile.TemporaryDirectory(prefix="chanye-lists-") as name:
        folder, known = Path(name), codes or {}
        head = ["id", "name", "uscc"] if known else ["id", "name"]
        sides = [[(e.id, e.name, known.get(e.id, ""))[: len(head)] for e in side] for side in (firms, named)]
        registry = _write(folder / "registry.csv", head, sides[0])
        listed = _write(folder / "list.csv", head, sides[1])
        out = folder / "out.csv"
        arguments = [
            "match",
            str(listed),
            "--registry",
            str(registry),
            "-o",
            str(out),
            "--format",
            "json",
            *options,
        ]
        took = measure("match", arguments, {"CHANYE_HOME": str(folder / "no-home")})
        return Matched(len(firms), read_rows(out), took, json.loads(took.output)["arbiter"])


def figures(rows: Sequence[Row], truth: Mapping[str, str]) -> Figures:
    """Measure answers against the true firm of each row, "" where the registry lists none."""
    asked = [(r, truth[r.id]) for r in rows if r.id in truth]
    matched = [(r, t) for r, t in asked if r.decision == "match"]
    right = sum(r.best == t for r, t in matched)
    listed = sum(1 for _, t in asked if t)
    seen = sum(1 for r, t in asked if t and r.decision == "review" and t in r.shown)
    foreign = len(asked) - listed
    wrong = sum(not t for _, t in matched)
    queue = sum(r.decision == "review" for r, _ in asked)
    return Figures(
        len(asked), _share(right, len(matched)), _share(right, listed), _share(right + seen, listed),
        _share(foreign - wrong, foreign), _share(queue, len(asked)),
    )  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


class Short(NamedTuple):
    """Real short names against full names."""

    names: int
    first_right: float | None
    held_by_one: int
    first_right_of_those: float | None
    automatic: float | None
    wrong_automatic: float | None


def short_figures(rows: Sequence[Row], truth: Mapping[str, str], held: frozenset[str]) -> Short:
    """Measure short names; `held` are the ids of those that one full name only holds, the right one."""
    alone = [r for r in rows if r.id in held]
    automatic = [r for r in rows if r.decision == "match"]
    return Short(
        len(rows), _share(sum(r.best == truth[r.id] for r in rows), len(rows)), len(alone),
        _share(sum(r.best == truth[r.id] for r in alone), len(alone)), _share(len(automatic), len(rows)),
        _share(sum(r.best != truth[r.id] for r in automatic), len(rows)),
    )  # fmt: skip


def read_names(path: Path) -> list[str]:
    """Return the distinct names of a file that holds one a line."""
    return sorted({n.strip() for n in path.read_text(encoding="utf-8").split("\n") if n.strip()})


def read_short(path: Path) -> list[tuple[str, str]]:
    """Return short and full names of a csv with the columns short_name and full_name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(r["short_name"], r["full_name"]) for r in csv.DictReader(file)]


def match_short(pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> tuple[Short, Matched]:
    """Match short names to the distinct full names of both files."""
    full = sorted({*names, *(name for _, name in pairs)})
    number = {name: f"R{i:06d}" for i, name in enumerate(full)}
    named = [Named(f"S{i:06d}", short, number[name]) for i, (short, name) in enumerate(pairs)]
    found = match_names([Firm(number[name], name) for name in full], named)
    truth = {n.id: n.truth for n in named}
    held = frozenset(
        n.id for n in named
        if [number[name] for name in full if holds(name, plain(n.name))] == [n.truth]
    )  # fmt: skip
    return short_figures(found.rows, truth, held), found


def mistyped(names: Sequence[str], scale: int, mentions: int, seed: int) -> tuple[list[Firm], list[Named]]:
    """Return a registry and a mistyped list of real names; `scale` > their number widens the pool."""
    pool = widen(list(names), scale, Random(seed), Alphabet(list(names)))
    return lists(pool, mentions, seed)


def with_codes(firms: Sequence[Firm], named: Sequence[Named], share: float, seed: int) -> dict[str, str]:
    """Return codes of all firms and of a share of the rows; a foreign row has one that nobody else has."""
    rng = Random(seed)
    codes = {f.id: code(i) for i, f in enumerate(firms)}
    for at, row in enumerate(named):
        if rng.random() < share:
            codes[row.id] = codes[row.truth] if row.truth else code(FOREIGN_CODES + at)
    return codes


def as_data(found: Any) -> Any:  # noqa: ANN401  # figures of either kind
    """Return figures with four places."""
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in found._asdict().items()}
