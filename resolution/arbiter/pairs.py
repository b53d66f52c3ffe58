"""The pairs that the arbiter looks at, as columns, with the records of both sides that they point to."""

from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolution.arrow_rows import places
from resolution.panel.fits import no_fits
from resolution.sql import sql

CORE_BITS: Final = (
    14.0  # what full likeness of the cores is worth beside Splink's weight, when the best are chosen
)
NAME_BITS: Final = 10.0
SHORT_BITS: Final = 6.0  # and a full name that holds a short one
FIT_BITS: Final = 8.0  # and a firm that the other rows suggest (resolution/panel/fits.py)

MEASURED: Final = ("splink", "core_cosine", "name_cosine")

PAIRS: Final = sql("arbiter_pairs")
SIDE: Final = """
SELECT {columns}, coalesce({code}, '') AS code, coalesce({former}, '') AS former
FROM {side} s {join} WHERE s.unique_id IN (SELECT {key} FROM {chosen}) ORDER BY s.unique_id
"""
CHOSEN: Final = """
SELECT mention_id, entity_id, registry_key, splink, core_cosine, name_cosine FROM {chosen}
ORDER BY mention_id, entity_id
"""


class Record(NamedTuple):
    """One side of a pair; texts are normalised, empty where nothing is known."""

    unique_id: str
    norm: str
    core: str
    brand: str
    trade: str
    trade_class: str
    place: str
    form: str
    form_group: str
    branch: str
    person: str
    phone: str
    address: str
    spot: str
    town: str
    code: str
    former: str  # "former" for a name the firm bore before

    @property
    def flat(self) -> str:
        """The name without its form: what is left when the parser misreads place or 字号."""
        cut = self.norm.removesuffix(self.branch) if self.branch else self.norm
        return cut.removesuffix(self.form) if len(cut) > len(self.form) + 1 else cut


class Pairs(NamedTuple):
    """Pairs sorted by mention and entity: ids, Splink's bits, cosines, and both sides' record numbers."""

    mention_id: list[str]
    entity_id: list[str]
    registry_key: list[str]
    splink: NDArray[np.float64]
    core_cosine: NDArray[np.float64]
    name_cosine: NDArray[np.float64]
    mention: NDArray[np.int64]
    registry: NDArray[np.int64]
    mentions: list[Record]
    registered: list[Record]

    @property
    def starts(self) -> NDArray[np.int64]:
        """The row at which each mention's pairs begin."""
        return np.flatnonzero(np.diff(self.mention, prepend=-1))

    @property
    def minor(self) -> NDArray[np.bool_]:
        """Pairs of a mention of a whole firm with a branch: no rivals of the firm itself."""
        whole = np.array([not m.branch for m in self.mentions], dtype=bool)[self.mention]
        part: NDArray[np.bool_] = np.array([bool(r.branch) for r in self.registered], dtype=bool)[
            self.registry
        ]
        both: NDArray[np.bool_] = np.logical_and(whole, part)
        return both

    def part(self, first: int, end: int) -> "Pairs":
        """Return the pairs of some rows with the records that they need; whole mentions only."""
        rows = slice(first, end)
        of_mention, mention = np.unique(self.mention[rows], return_inverse=True)
        of_registry, registry = np.unique(self.registry[rows], return_inverse=True)
        return Pairs(
            self.mention_id[rows], self.entity_id[rows], self.registry_key[rows],
            self.splink[rows], self.core_cosine[rows], self.name_cosine[rows], mention, registry,
            [self.mentions[i] for i in of_mention.tolist()],
            [self.registered[i] for i in of_registry.tolist()],
        )  # fmt: skip


Columns = list[tuple[str, ...]]  # of records, field by field: read by another process in a third of the time
Packed = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], Columns, Columns]


def pack(pairs: Pairs) -> Packed:
    """Return what another process needs of pairs to compute their features: no ids."""
    return (*pairs[3:8], list(zip(*pairs.mentions, strict=True)), list(zip(*pairs.registered, strict=True)))


def unpack(packed: Packed) -> Pairs:
    """Return what was packed; the ids are left out."""
    splink, core, name, mention, registry, *records = packed
    mentions, registered = (list(map(Record._make, zip(*columns, strict=True))) for columns in records)
    return Pairs([], [], [], splink, core, name, mention, registry, mentions, registered)


class Chosen(NamedTuple):
    """What `fetch` reads, as tables for another process too: pairs, and the records of both sides."""

    pairs: pa.Table
    mentions: pa.Table
    registered: pa.Table


def choose(con: duckdb.DuckDBPyConnection, scored: str, most: int, made: str = "arbiter_pair") -> None:
    """Create `made` from Splink's scored pairs and `likeness`: at most so many of each mention."""
    no_fits(con)
    bits = {"core": CORE_BITS, "name": NAME_BITS, "short": SHORT_BITS, "fit": FIT_BITS}
    con.execute(PAIRS.format(scored=scored, made=made, **bits), [most])


def _side(con: duckdb.DuckDBPyConnection, **parts: str) -> pa.Table:
    columns = ", ".join(f"coalesce(s.{c}, '') AS {c}" for c in Record._fields[:-2])
    return con.sql(SIDE.format(columns=columns, **parts)).to_arrow_table()


def read_chosen(con: duckdb.DuckDBPyConnection, chosen: str = "arbiter_pair") -> Chosen:
    """Read what `choose` made and both sides' records."""
    mentions = _side(
        con, side="mention_side", key="mention_id", former="''", chosen=chosen,
        code="CASE WHEN m.code_kind = 'bad' THEN m.code ELSE '' END",
        join="JOIN mention m ON m.mention_id = s.unique_id",
    )  # fmt: skip
    registered = _side(
        con, side="registry_side", key="registry_key", former="nullif(s.name_status, 'current')",
        chosen=chosen, code="e.code", join="JOIN entity e ON e.entity_id = split_part(s.unique_id, '|', 1)",
    )  # fmt: skip
    return Chosen(con.sql(CHOSEN.format(chosen=chosen)).to_arrow_table(), mentions, registered)


def _records(side: pa.Table) -> list[Record]:
    return list(map(Record._make, zip(*(c.to_pylist() for c in side.columns), strict=True)))


def pairs_of(chosen: Chosen) -> Pairs:
    """Return the pairs that were read."""
    table, mentions, registered = chosen
    mention_id, entity_id, registry_key = (
        table.column(n).to_pylist() for n in ("mention_id", "entity_id", "registry_key")
    )
    splink, core, name = (table.column(c).to_numpy().astype(np.float64) for c in MEASURED)
    mention = places(table.column("mention_id"), mentions.column("unique_id"))
    registry = places(table.column("registry_key"), registered.column("unique_id"))
    return Pairs(
        mention_id, entity_id, registry_key, splink, core, name, mention, registry,
        _records(mentions), _records(registered),
    )  # fmt: skip


def fetch(con: duckdb.DuckDBPyConnection) -> Pairs:
    """Read arbiter_pair and both sides' records."""
    return pairs_of(read_chosen(con))
