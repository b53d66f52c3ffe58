"""A view of a database, read into one Parquet file in memory: the same content gives the same bytes."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, MetaData, Select, Table, create_engine, make_url, select
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

from core.errors import DeliveryError
from governance.channels.sources import View, secret

BATCH: Final = 50_000  # rows fetched at a time
TYPES: Final = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
}


def read_view(name: str, source: View, period: str | None) -> bytes:
    """Return the rows of a view as Parquet, those of a period where the source tells its column.

    Rows come in the order of their values, so that equal rows are an equal file. DeliveryError where the
    database, the view or the column is not there.
    """
    url = make_url(source.url)
    password = secret(source.password_file, name)
    engine = create_engine(url.set(password=password) if password else url)
    try:
        table = _table(engine, name, source)
        return _parquet(engine, _query(table, name, source, period), table)
    except SQLAlchemyError as error:
        raise DeliveryError(
            f"来源 {name}：数据库 {url.host or url.database} 读取失败（{type(error).__name__}）。",
            advice="请检查网络、账号和口令文件，以及账号对视图的读权限。",
        ) from error
    finally:
        engine.dispose()


def _table(engine: Engine, name: str, source: View) -> Table:
    schema, _, view = source.view.rpartition(".")
    try:
        return Table(view, MetaData(), schema=schema or None, autoload_with=engine)
    except NoSuchTableError as error:
        raise DeliveryError(
            f"来源 {name}：数据库里没有视图 {source.view}。", advice="请核对 view，带模式时写“模式.视图”。"
        ) from error


def _query(table: Table, name: str, source: View, period: str | None) -> Select[Any]:
    query = select(table).order_by(*table.columns)
    if source.period_column is None or period is None:
        return query
    if source.period_column not in table.columns:
        raise DeliveryError(
            f"来源 {name}：视图 {source.view} 没有列 {source.period_column}。",
            advice=f"它的列是：{'、'.join(table.columns.keys())}。",
        )
    return query.where(table.columns[source.period_column] == period)


def _parquet(engine: Engine, query: Select[Any], table: Table) -> bytes:
    shape = pa.schema([(column.name, _type(column.type)) for column in table.columns])
    target = io.BytesIO()
    with pq.ParquetWriter(target, shape) as writer, engine.connect() as connection:
        rows = connection.execution_options(stream_results=True, yield_per=BATCH).execute(query)
        for part in rows.partitions():
            writer.write_batch(_batch(part, shape))
    return target.getvalue()


def _type(kind: Any) -> pa.DataType:  # noqa: ANN401  # a type of SQLAlchemy
    try:
        return TYPES.get(kind.python_type, pa.string())
    except NotImplementedError:
        return pa.string()


def _batch(rows: Sequence[Any], shape: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [
        pa.array(
            [_text(v) for v in column] if pa.types.is_string(field.type) else list(column), type=field.type
        )
        for field, column in zip(shape, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=shape)


def _text(value: object) -> str | None:
    """Return a value as text; an exact number keeps all its digits."""
    if value is None or isinstance(value, str):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
