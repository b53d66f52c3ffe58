"""The section of the report on lists of real names: sizes, codes, short names, time and memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.real_lists import (
    Figures,
    Matched,
    Short,
    figures,
    match_names,
    match_short,
    mistyped,
    read_names,
    read_short,
    with_codes,
)
from benchmarks.report import share, table

CODED: Final = 0.5  # share of the rows that carry a code in the run with codes
HEAD: Final = [
    "registry", "rows", "precision", "recall", "with review", "foreign rejected", "queue", "arbiter",
    "seconds", "CPU seconds", "peak MiB",
]  # fmt: skip
KINDS: Final = 8  # of noise that the section lists
BOTH: Final = ("--no-learn", "--learn")
WAYS: Final = {
    "base": "shipped",
    "kept": "shipped, after a trial",
    "shifted": "shipped, threshold fitted",
    "own": "fitted",
    "mean": "fitted, mean with shipped",
}

INTRODUCTION = """## Lists of real names

`{command}` ({machine}): {names:,} real names from outside, each list matched through `chanye match LIST
--registry FILE -o OUT` as a process of its own, csv to csv; seconds and memory are of that whole
process. 15 % of the names are held out of the registry, and one row in seven is of such a firm; rows
are mistyped in {kinds} ways (`benchmarks/name_noise.py`, written apart from the synthetic city). A
larger registry is widened with names of another 字号. Precision, recall and foreign firms rejected are of
automatic matches; *with review* adds the rows up for review that show the right firm."""

CODES = """
With codes: every registry row has one and {coded:.0%} of the list's rows; figures are of the rows
**without**. First with the arbiter as shipped (`--no-learn`), then as `chanye match` does it, with what the
rows with codes teach ([docs/matching.md](../docs/matching.md))."""

SHORT = """
Real short names against the distinct full names of both files. *First right*: the match or else the
first candidate is the true firm; *held by one*: one full name alone holds its characters in their
order."""


class Line(NamedTuple):
    """One run, as the table shows it."""

    figures: Figures
    found: Matched


class RealResults(NamedTuple):
    """All runs over one file of names."""

    names: int
    plain: list[Line]
    by_noise: list[tuple[str, Figures]]
    coded: list[Line]
    short: tuple[Short, Matched] | None


def run_real(
    path: Path, short: Path | None, scales: Sequence[int], mentions: Sequence[int], seed: int
) -> RealResults:
    """Match lists of real names; each scale (0: the names alone) has its number of rows."""
    names = read_names(path)
    plain, by_noise = [], []
    for scale, rows in zip(scales, mentions, strict=True):
        firms, named = mistyped(names, scale, rows, seed)
        found = match_names(firms, named)
        plain.append(Line(figures(found.rows, {n.id: n.truth for n in named}), found))
        kinds: dict[str, dict[str, str]] = {}
        for row in named:
            kinds.setdefault(row.kind, {})[row.id] = row.truth
        by_noise = [(kind, figures(found.rows, truth)) for kind, truth in kinds.items()]
    firms, named = mistyped(names, scales[0], 2 * mentions[0], seed)
    codes = with_codes(firms, named, CODED, seed)
    bare = {n.id: n.truth for n in named if n.id not in codes}
    coded = []
    for option in BOTH:
        found = match_names(firms, named, codes, [option])
        coded.append(Line(figures(found.rows, bare), found))
    done = match_short(read_short(short), names) if short else None
    return RealResults(len(names), plain, sorted(by_noise, key=lambda f: f[1].recall or 0), coded, done)


def _row(line: Line) -> list[str]:
    f, found = line
    return [
        f"{found.registry:,}", f"{f.rows:,}", *(share(v) for v in f[1:]), WAYS[str(found.arbiter["way"])],
        *_took(found),
    ]  # fmt: skip


def _took(found: Matched) -> list[str]:
    return [f"{found.took.seconds:,.1f}", f"{found.took.cpu:,.1f}", f"{found.took.peak_mib:,.0f}"]


def real_section(results: RealResults, command: str, machine: str) -> str:
    """Return the section."""
    told = INTRODUCTION.format(
        command=command, machine=machine, names=results.names, kinds=len(results.by_noise)
    )
    hardest = [[kind, f"{f.rows:,}", share(f.precision), share(f.recall), share(f.with_review)]
               for kind, f in results.by_noise[:KINDS]]  # fmt: skip
    parts = [
        told, "", table(HEAD, [_row(line) for line in results.plain]), "",
        f"The {KINDS} kinds of noise that cost most recall, in the last of these runs:", "",
        table(["noise", "rows", "precision", "recall", "with review"], hardest),
        CODES.format(coded=CODED), "", table(HEAD, [_row(line) for line in results.coded]),
    ]  # fmt: skip
    return "\n".join([*parts, *(_short(*results.short) if results.short else [])])


def _short(found: Short, took: Matched) -> list[str]:
    head = [
        "full names", "short names", "first right", "held by one full name", "first right of those",
        "automatic", "wrong automatic", "seconds", "CPU seconds", "peak MiB",
    ]  # fmt: skip
    row = [
        f"{took.registry:,}", f"{found.names:,}", share(found.first_right), f"{found.held_by_one:,}",
        share(found.first_right_of_those), share(found.automatic), share(found.wrong_automatic), *_took(took),
    ]  # fmt: skip
    return [SHORT, "", table(head, [row])]


def options_of(path: Path, short: Path | None, settings: Mapping[str, str]) -> str:
    """Return the command that makes the section, files by name alone."""
    words = ["chanye bench", f"--names {path.name}", *([f"--short {short.name}"] if short else [])]
    return " ".join([*words, *(f"--{key} {value}" for key, value in settings.items())])
