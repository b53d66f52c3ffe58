"""What every peer reads and writes; only the standard library, for it runs in the peers' own environment."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

csv.field_size_limit(1 << 24)


class Row(NamedTuple):
    """One row of the list, or one name of a registered firm; `id` is the row's or the firm's."""

    id: str
    name: str
    legal_rep: str
    phone: str
    town: str
    address: str
    answer: str = ""  # the right firm, in the rows a peer may learn from


class Found(NamedTuple):
    """A peer's best firm for one row and how sure it is; `accepted` at the threshold it recommends."""

    id: str
    best: str
    score: float
    accepted: bool


class Task(NamedTuple):
    """The tables of one comparison; a firm stands in the registry once for each name it has or had."""

    names: list[Row]
    registry: list[Row]
    taught: list[Row]


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def read_rows(path: Path) -> list[Row]:
    """Read a list; columns that a file lacks are empty."""
    return [Row(*(record.get(f, "") for f in Row._fields)) for record in _records(path)]


def read_registry(path: Path) -> list[Row]:
    """Read a registry, a row for each current and former name of a firm."""
    found = []
    for record in _records(path):
        evidence = [record[f] for f in ("legal_rep", "phone", "town", "address")]
        names = [record["name"], *(n for n in record["former_names"].split("|") if n)]
        found += [Row(record["id"], name, *evidence) for name in dict.fromkeys(names)]
    return found


def write_found(path: Path, found: Iterable[Found]) -> None:
    """Write a peer's answers as csv."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Found._fields)
        writer.writerows((f.id, f.best, repr(float(f.score)), int(f.accepted)) for f in found)


def read_found(path: Path) -> list[Found]:
    """Read what `write_found` wrote."""
    return [Found(r["id"], r["best"], float(r["score"]), r["accepted"] == "1") for r in _records(path)]


def best_of(pairs: Iterable[tuple[str, str, float]], threshold: float) -> list[Found]:
    """Keep the best firm of each row of scored pairs (row, firm, score); of equals the first firm."""
    best: dict[str, tuple[float, str]] = {}
    for row, firm, score in pairs:
        held = best.get(row)
        if held is None or score > held[0] or (score == held[0] and firm < held[1]):
            best[row] = (score, firm)
    return [Found(row, firm, score, score >= threshold) for row, (score, firm) in sorted(best.items())]
