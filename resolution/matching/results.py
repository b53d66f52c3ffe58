"""What each row of a list gets, by the decisions on its names: many rows in two halves beside each other."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import duckdb

from core.duck import another, one_thread
from resolution.matching.settings import limits
from resolution.sql import sql

ROWS: Final = sql("matching_rows")
SHOWN: Final = sql("matching_shown")
RESULT: Final = sql("matching_result")
FIRST: Final = "CREATE TABLE list_result AS FROM {made} ORDER BY row_no"
APPEND: Final = "INSERT INTO list_result FROM {made} ORDER BY row_no"
BOTH: Final = "(FROM result_first UNION ALL FROM result_rest)"
MANY: Final = 4_000  # rows; fewer are made at once


def add_results(con: duckdb.DuckDBPyConnection, start: int, rows: int, type_of_id: str) -> None:
    """Add the rows start < row_no <= start + rows, which are decided, to list_result."""
    con.execute(ROWS)
    made, middle, end = "result_first", start + rows // 2, start + rows
    if rows < MANY or one_thread(con):
        _part(con, "first", start, end, type_of_id)
    else:
        made = BOTH
        with ThreadPoolExecutor(1) as beside:
            other = beside.submit(_part, another(con), "rest", middle, end, type_of_id)
            _part(con, "first", start, middle, type_of_id)
            other.result()
    con.execute((APPEND if start else FIRST).format(made=made))


def _part(con: duckdb.DuckDBPyConnection, part: str, after: int, upto: int, type_of_id: str) -> None:
    """Create shown_`part`, the candidates of rows, and result_`part`."""
    known, rows = limits(), {"after": after, "upto": upto}
    con.execute(SHOWN.format(part=part), {"kept": known.candidates_shown} | rows)
    values = {"certain": known.certain, "longest": known.longest_name}
    con.execute(RESULT.format(part=part, id_type=type_of_id), values | rows)
