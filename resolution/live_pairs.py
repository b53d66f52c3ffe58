"""The pairs of one mention that the arbiter looks at, chosen as arbiter_pairs.sql chooses those of a run."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolution.arbiter.pairs import CORE_BITS, NAME_BITS, SHORT_BITS, Pairs, Record

OF_CODE: Final = ("uscc", "unlisted")  # kinds of codes beside which a firm of another code is none
PLAIN: Final = Record._fields[:-2]  # as the side has them


class Measured(NamedTuple):
    """What is known of each row of the registry beside the mention."""

    weight: NDArray[np.float64]  # Splink's, in bits
    core: NDArray[np.float32]  # cosines
    name: NDArray[np.float32]
    short: NDArray[np.bool_]  # holds the mention's short name


def record(row: Mapping[str, Any], code: str | None, former: str) -> Record:
    """Return one side of a pair from its row."""
    return Record._make([*(row[f] or "" for f in PLAIN), code or "", former])


def pairs(
    mention: Record,
    code: str,
    kind: str,
    side: pa.Table,
    measured: Measured,
    barred: frozenset[str],
    most: int,
) -> Pairs:
    """Return the best pairs of a mention: of each entity its best name, of those at most so many.

    `side` holds rows of the registry's side by unique_id; `barred` are entities that must not link.
    """
    keys, entities, codes = (side.column(c).to_pylist() for c in ("unique_id", "entity_id", "code"))
    promise = np.round(
        measured.weight + np.float32(CORE_BITS) * measured.core + np.float32(NAME_BITS) * measured.name
        + SHORT_BITS * measured.short, 5,
    ).tolist()  # fmt: skip
    best: dict[str, int] = {}
    for i in sorted(range(len(keys)), key=lambda i: (-promise[i], keys[i])):
        other = kind in OF_CODE and codes[i] is not None and codes[i] != code
        if not other and entities[i] not in barred:
            best.setdefault(entities[i], i)
    kept = sorted(best.values(), key=lambda i: (-promise[i], entities[i]))[:most]
    kept.sort(key=lambda i: entities[i])
    registered = [
        record(row, row["code"], row["name_status"] if row["name_status"] != "current" else "")
        for row in side.take(np.array(kept, dtype=np.int64)).to_pylist()
    ]
    splink = np.round(measured.weight[kept], 6)
    core, name = (cosine[kept].astype(np.float64) for cosine in (measured.core, measured.name))
    own, number = np.zeros(len(kept), dtype=np.int64), np.arange(len(kept), dtype=np.int64)
    ids = [mention.unique_id] * len(kept), [entities[i] for i in kept], [keys[i] for i in kept]
    return Pairs(*ids, splink, core, name, own, number, [mention], registered)
