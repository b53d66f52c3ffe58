"""Writing filled-in sheets as files of every format that units deliver."""

from collections.abc import Callable
from pathlib import Path

from data.city.supply.formats.text import write_csv, write_json, write_parquet
from data.city.supply.formats.xls import write_xls
from data.city.supply.formats.xlsx import write_xlsx
from data.city.supply.habits import Habit
from data.city.supply.sheet import Sheet

Writer = Callable[[Path, list[Sheet], Habit], None]
WRITERS: dict[str, Writer] = {
    "xlsx": write_xlsx, "xls": write_xls, "et": write_xls, "csv": write_csv, "json": write_json,
    "parquet": write_parquet,
}  # fmt: skip
BARE = ("json", "parquet")
"""Formats without headings: their records are counted from 1."""
WORKBOOKS = ("xlsx", "xls", "et")
"""Formats that hold several sheets and name them."""
