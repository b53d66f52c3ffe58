"""A view of a database, read into one Parquet file in memory: the same content gives the same bytes."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, MetaData, Select, String, Table, cast, create_engine, make_url, select
from sqlalchemy.exc import NoSuchModuleError, NoSuchTableError, SQLAlchemyError

from core.errors import DeliveryError
from governance.channels.sources import LARGEST, View, secret

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

    Rows come in the order of their values, so that equal rows are an equal file; without rows there are no
    bytes. DeliveryError where the database, the view or the column is not there.
    """
    url = make_url(source.url)
    password = secret(source.password_file, name)
    try:
        engine = create_engine(url.set(password=password) if password else url)
        try:
            table = _table(engine, name, source)
            return _parquet(engine, _query(table, name, source, period), table, name)
        finally:
            engine.dispose()
    except (ImportError, NoSuchModuleError) as error:
        raise DeliveryError(
            f"来源 {name}：没有装 {url.drivername} 的驱动。",
            advice="请核对地址开头；PostgreSQL 写 postgresql+psycopg，并安装附加组件 postgres。",
        ) from error
    except (SQLAlchemyError, pa.ArrowException, ValueError, OverflowError) as error:
        raise DeliveryError(
            f"来源 {name}：{url.host or url.database} 的 {source.view} 读取失败（{type(error).__name__}）。",
            advice="请检查网络、账号、口令文件和读权限，以及视图里的值是否与列的类型相符。",
        ) from error


def _table(engine: Engine, name: str, source: View) -> Table:
    schema, _, view = source.view.rpartition(".")
    try:
        return Table(view, MetaData(), schema=schema or None, autoload_with=engine)
    except NoSuchTableError as error:
        raise DeliveryError(
            f"来源 {name}：数据库里没有视图 {source.view}。", advice="请核对 view，带模式时写“模式.视图”。"
        ) from error


def _query(table: Table, name: str, source: View, period: str | None) -> Select[Any]:
    query = select(table).order_by(*(cast(column, String) for column in table.columns))
    if source.period_column is None or period is None:
        return query
    if source.period_column not in table.columns:
        raise DeliveryError(
            f"来源 {name}：视图 {source.view} 没有列 {source.period_column}。",
            advice=f"它的列是：{'、'.join(table.columns.keys())}。",
        )
    return query.where(cast(table.columns[source.period_column], String) == period)


def _parquet(engine: Engine, query: Select[Any], table: Table, name: str) -> bytes:
    """Return the rows as a file, empty bytes where there are none; DeliveryError where it grows too large."""
    shape = pa.schema([(column.name, _type(column.type)) for column in table.columns])
    target, count = io.BytesIO(), 0
    with pq.ParquetWriter(target, shape) as writer, engine.connect() as connection:
        rows = connection.execution_options(stream_results=True, yield_per=BATCH).execute(query)
        for part in rows.partitions():
            writer.write_batch(_batch(part, shape))
            count += len(part)
            if target.tell() > LARGEST:
                raise DeliveryError(
                    f"来源 {name}：视图的内容超过 {LARGEST >> 20} MB，没有收取。",
                    advice="请写 period_column 并用 --period 分期取数，或分成几个视图。",
                )
    return target.getvalue() if count else b""


def _type(kind: Any) -> pa.DataType:  # noqa: ANN401  # a type of SQLAlchemy
    try:
        return TYPES.get(kind.python_type, pa.string())
    except NotImplementedError:
        return pa.string()


def _batch(rows: Sequence[Any], shape: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [
        pa.array([_cell(v, field.type) for v in column], type=field.type)
        for field, column in zip(shape, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=shape)


def _cell(value: object, kind: pa.DataType) -> object:
    """Return a value as its column holds it: all digits of numbers, moments as their own clock shows them."""
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    if value is None or not pa.types.is_string(kind):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
