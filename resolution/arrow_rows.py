"""Rows of values as columns of Arrow, made where the values are read."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Row = tuple[Any, ...]
Read = Callable[[Sequence[str]], list[Row]]


def as_table(shape: pa.Schema, rows: Sequence[Row]) -> pa.Table:
    """Return row tuples as a table of a shape."""
    if not rows:
        return shape.empty_table()
    columns = [pa.array(c, type=f.type) for c, f in zip(zip(*rows, strict=True), shape, strict=True)]
    return pa.Table.from_arrays(columns, schema=shape)


def tables(read: Read, shape: pa.Schema, values: Sequence[str]) -> list[pa.Table]:
    """Return what a reader makes of values as one table: what a helper sends back in a tenth of the time."""
    return [as_table(shape, read(values))]


def places(ids: pa.ChunkedArray, known: Sequence[str] | pa.ChunkedArray) -> NDArray[np.int64]:
    """Return where each id stands among the known ones; KeyError where one is not known."""
    known = known if isinstance(known, pa.ChunkedArray) else pa.array(known, pa.string())
    found = pc.index_in(ids, value_set=known)
    if found.null_count:
        raise KeyError(ids.filter(pc.is_null(found))[0].as_py())
    numbers: NDArray[np.int64] = found.to_numpy().astype(np.int64)
    return numbers
