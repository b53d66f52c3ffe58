"""Records that a system pushes: json (a list of objects) and Parquet."""

import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.errors import DeliveryError
from ingest.grid import DATE, EMPTY, NUMBER, Column, Grid, Kinds, column_of, text_column


def _objects(data: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # any JSON value
    if isinstance(data, dict):
        lists = [v for v in data.values() if isinstance(v, list)]
        data = lists[0] if len(lists) == 1 else data
    if not isinstance(data, list) or not all(isinstance(r, dict) for r in data):
        raise DeliveryError("json 的内容不是记录的列表。", advice='应写成 [{"字段": 值, …}, …]。')
    return data


def read_json(content: bytes) -> list[Grid]:
    """Read a list of objects, or an object that holds one list of them; whole numbers keep their digits."""
    try:
        records = _objects(json.loads(content.decode("utf-8-sig"), parse_int=str))
    except UnicodeDecodeError as error:
        raise DeliveryError("json 必须是 UTF-8 编码。", advice="请以 UTF-8 重新导出。") from error
    except json.JSONDecodeError as error:
        raise DeliveryError(
            f"json 第 {error.lineno} 行第 {error.colno} 列写法有误。", advice="文件可能不完整，请重新导出。"
        ) from error
    names = list(dict.fromkeys(k for r in records for k in r))
    columns = [column_of([_plain(r.get(n)) for r in records]) for n in names]
    return [Grid("", columns, len(records), headers=names)]


def _plain(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def read_parquet(content: bytes) -> list[Grid]:
    """Read a Parquet file."""
    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        raise DeliveryError("Parquet 文件已损坏。", advice="文件可能传输不完整，请重新导出。") from error
    columns = [_column(table.column(i).combine_chunks()) for i in range(table.num_columns)]
    return [Grid("", columns, table.num_rows, headers=list(table.column_names))]


def _column(values: Any) -> Column:  # noqa: ANN401  # an Arrow array of any type
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return text_column(values.cast(pa.string()))
    if pa.types.is_floating(kind):
        return column_of(values.to_pylist())
    text = (
        values.cast(pa.string()) if not pa.types.is_nested(kind) else pa.array(map(str, values.to_pylist()))
    )
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return Column(text, _kinds(text, DATE))
    # Integers and decimals of a database are exact, unlike those of a spreadsheet.
    return text_column(text) if not pa.types.is_decimal(kind) else Column(text, _kinds(text, NUMBER))


def _kinds(text: pa.StringArray, kind: int) -> Kinds:
    held = pc.is_valid(text).to_numpy(zero_copy_only=False)
    kinds: Kinds = (held * kind + ~held * EMPTY).astype("uint8")
    return kinds
