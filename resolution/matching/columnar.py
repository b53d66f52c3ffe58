"""The columns of a Parquet file as a list keeps them: numbers, dates and truth values, all else as text."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from resolution.matching import delimited


def shape_of(file: pq.ParquetFile) -> pa.Schema:
    """Return file_row, c0, c1 … with the types that are kept."""
    kinds = [_kind(f.type) for f in file.schema_arrow]
    return pa.schema([("file_row", pa.int64()), *((f"c{i}", kind) for i, kind in enumerate(kinds))])


def _kind(kind: pa.DataType) -> pa.DataType:
    """Keep numbers, dates and truth values; everything else becomes text."""
    if pa.types.is_dictionary(kind):
        return _kind(kind.value_type)
    plain = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    if pa.types.is_float16(kind):
        return pa.float32()
    return kind if plain or pa.types.is_date32(kind) else pa.string()


def parts_of(file: pq.ParquetFile, shape: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the rows in batches of this shape, numbered from 1."""
    start = 0
    for batch in file.iter_batches(delimited.BATCH):
        numbers = pa.array(range(start + 1, start + batch.num_rows + 1), pa.int64())
        cells = [_cast(c, f.type) for c, f in zip(batch.columns, list(shape)[1:], strict=True)]
        yield pa.RecordBatch.from_arrays([numbers, *cells], schema=shape)
        start += batch.num_rows


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if column.type == kind:
        return column
    try:
        return column.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())
