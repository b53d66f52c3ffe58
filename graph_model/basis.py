"""What a projection rests on: a stage whose inputs have not changed takes over what the last load kept.

Every input has a token, and equal tokens mean equal content: of a lake view the files behind it, of a
resolved table the hash in its run's note, of a table made here a hash of its rows. A stage's key is a digest
of its SQL and of the tokens of all that its SQL names. `assigned`, which most stages read, has a token for
each data set, so that a delivery touches the stages of its own data set and what follows from them.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from core.ids import digest
from graph_model.inputs import MASS
from graph_model.stages import Stage
from ingest.lake import Snapshot
from resolution.sources import THINGS
from resolution.tables import NOTE, Resolved, files

ASSIGNED: Final = "assigned"
SOURCES: Final = "mention_source"
READS: Final = re.compile(
    r"(?:FROM|JOIN)\s+assigned\s+(\w+)\b(.*?)(?=\b(?:JOIN|WHERE|UNION|QUALIFY|GROUP|FROM)\b|$)", re.S
)
CHANGED: Final = """
SELECT DISTINCT s.dataset FROM mention_source s SEMI JOIN (
    SELECT mention_id FROM decided n FULL JOIN shown_decided o USING (mention_id)
    WHERE n.entity_id IS DISTINCT FROM o.entity_id OR n.kind IS DISTINCT FROM o.kind
) USING (mention_id)
"""


class Made(NamedTuple):
    """A table as a stage made it: the stage's key, hashes of its rows and of a label's keys, its types.

    `dropped` are the relations that had no node at one end.
    """

    key: str
    content: str
    types: list[str]
    ids: str = ""
    dropped: int = 0


@dataclass(frozen=True)
class Kept:
    """What the last load kept: a folder with a file for each table."""

    folder: Path
    tables: Mapping[str, Made]
    sources: Mapping[str, str]
    assigned: Mapping[str, str]

    def file(self, table: str) -> Path:
        """Where a table's rows stand."""
        return self.folder / f"{table}.parquet"

    def view(self, con: duckdb.DuckDBPyConnection, table: str, name: str) -> None:
        """Create a view of a table, in the types that it had: a file has no integers of 128 bits."""
        found = con.read_parquet(str(self.file(table)))
        cells = zip(found.columns, self.tables[table].types, strict=True)
        found.project(", ".join(f'"{c}"::{t} AS "{c}"' for c, t in cells)).create_view(name, replace=True)


@dataclass
class Basis:
    """Tokens of all that stages may read, growing as they run, and what may be taken over."""

    tokens: dict[str, str]
    sources: dict[str, str]  # data set → token of its part of mention_source
    kept: Kept | None = None
    assigned: dict[str, str] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def key(self, stage: Stage, reads: Iterable[str]) -> str:
        """Return the key of a stage that reads tables of these names beside those that its SQL names."""
        names = {*re.findall(r"\w+", stage.sql), *reads}
        told = [f"{n}={self.tokens[n]}" for n in sorted(names & self.tokens.keys())]
        if ASSIGNED in names:
            told += [f"{d}={self.assigned.get(d)}" for d in datasets_read(stage.sql) or sorted(self.assigned)]
        return digest(stage.kind, *stage.target, stage.sql, *told, length=24)

    def take(self, con: duckdb.DuckDBPyConnection, tables: Sequence[str], key: str) -> bool:
        """Take tables over that the last load kept by this key; return whether it did."""
        kept = self.kept
        if kept is None or any(t not in kept.tables or kept.tables[t].key != key for t in tables):
            return False
        for table in tables:
            kept.view(con, table, table)
            self.taken.add(table)
            self.note(table, kept.tables[table])
        return True

    def note(self, table: str, made: Made) -> None:
        """Note a table that a stage made, or that was taken over."""
        self.made[table] = made
        self.tokens[table], self.tokens[ids_of(table)] = made.content, made.ids

    def tell_assigned(self, con: duckdb.DuckDBPyConnection) -> None:
        """Give each data set of `assigned` its token: the old one where no row and no decision changed."""
        kept, touched = self.kept, set(self.sources)
        if kept is not None and "decided" in kept.tables:
            kept.view(con, "decided", "shown_decided")
            touched = {d for (d,) in con.execute(CHANGED).fetchall()}
        for dataset, token in sorted(self.sources.items()):
            same = kept is not None and dataset not in touched and kept.sources.get(dataset) == token
            fresh = digest(dataset, token, self.tokens["decided"], length=24)
            self.assigned[dataset] = kept.assigned[dataset] if kept is not None and same else fresh


def ids_of(table: str) -> str:
    """Name of the token of the keys that a label's table has: a relation hangs on no more of its ends."""
    return f"ids of {table}"


def datasets_read(sql: str) -> list[str] | None:
    """Return the data sets to which each reading of `assigned` is held; None where one is held to none."""
    found = []
    reads = list(READS.finditer(sql))
    for read in reads:
        held = re.search(rf"\b{read[1]}\.dataset = '(\w+)'", read[2])
        if held is None:
            return None
        found.append(held[1])
    return sorted(set(found)) if len(reads) == len(re.findall(r"\bassigned\b", sql)) else None


def content(con: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str] = ()) -> str:
    """Return a hash of a table's rows, or of some columns of them, whatever their order."""
    select = _counted(columns or con.table(f'"{table}"').columns)
    rows, total = con.execute(f'SELECT {select} FROM "{table}"').fetchall()[0]
    return f"{rows}:{total}"


def _counted(columns: Iterable[str]) -> str:
    """SQL of the number of rows and of a sum that tells their content."""
    cells = ", ".join(f'"{c}"' for c in columns)
    return f"count(*), sum(hash({cells})::HUGEINT)"


def basis_of(con: duckdb.DuckDBPyConnection, shot: Snapshot, resolved: Resolved, kept: Kept | None) -> Basis:
    """Return the tokens of a snapshot and a run; the views of both must be attached."""
    lake = {}
    for dataset in sorted({f.dataset for f in shot.files}):
        told = (f"{f.period}/{f.supplier}/{f.delivery}/{f.sha256}/{f.known_from}" for f in shot.of(dataset))
        lake[dataset] = digest(*told, length=24)
    tokens = {f"{view}_{dataset}": token for dataset, token in lake.items() for view in ("lake", "history")}
    sources = _sources(con, resolved)
    tokens |= {"current_row": outside_mass(lake), "row_source": outside_mass(sources)}
    tokens["mass_source"] = digest(*(sources.get(d, "") for d in MASS), length=24)
    return Basis(tokens | _resolved(resolved), sources, kept)


def outside_mass(tokens: Mapping[str, str]) -> str:
    """Return one token of the data sets outside the mass facts, of which tokens are given."""
    return digest(*(t for d, named in sorted(tokens.items()) if d not in MASS for t in (d, named)), length=24)


def _resolved(resolved: Resolved) -> dict[str, str]:
    told = json.loads((resolved.folder / NOTE).read_text(encoding="utf-8"))
    return {name: f"{t['rows']}:{t['hash']}" for name, t in told.items()}


def _sources(con: duckdb.DuckDBPyConnection, resolved: Resolved) -> dict[str, str]:
    """Return a token of each data set's rows of mention_source: in files of its own, and among the things."""
    told: dict[str, list[str]] = {}
    for path in map(Path, files(resolved.folder, SOURCES)):
        if path.stem in (THINGS, SOURCES):
            for dataset, token in _by_dataset(con, path):
                told.setdefault(dataset, []).append(token)
        else:
            with path.open("rb") as handle:
                found = hashlib.file_digest(handle, "sha256").hexdigest()
            told.setdefault(path.stem.split("-")[0], []).append(f"{path.stem}/{found}")
    return {dataset: digest(*sorted(t), length=24) for dataset, t in told.items()}


def _by_dataset(con: duckdb.DuckDBPyConnection, path: Path) -> Iterator[tuple[str, str]]:
    found = con.read_parquet(str(path))
    query = f"SELECT dataset, {_counted(found.columns)} FROM found_things GROUP BY dataset"
    found.create_view("found_things", replace=True)
    for dataset, rows, total in con.execute(query).fetchall():
        yield dataset, f"{rows}:{total}"
