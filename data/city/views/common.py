"""What every view needs: who supplies, which period a day falls in, and frames from columns."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.city.draw import Bools, Dates, Ints, Text, category, text
from data.city.frame import ID, PERIOD, SUPPLIER, Frame
from data.city.settings import CitySettings
from data.city.world import World
from ingest.contract import load_catalogue

NONE: npt.NDArray[np.datetime64] = np.array(["NaT"], dtype="datetime64[s]")


@lru_cache(maxsize=128)
def supplier(dataset: str) -> str:
    """The unit that owes the data set."""
    return load_catalogue().unit_of(dataset).name


@lru_cache(maxsize=128)
def stock_period(dataset: str, settings: CitySettings) -> str:
    """The period of a first stock: the last one of its collection, or the city's last if earlier."""
    until = load_catalogue().dataset(dataset).first_until
    last = {7: settings.periods[-1], 4: settings.periods[-1][:4]}[len(until)]
    return min(until, last)


def month_end(period: str) -> np.datetime64:
    """The last second of a month."""
    return month_start(period, 1) - np.timedelta64(1, "s")


def month_start(period: str, later: int = 0) -> np.datetime64:
    """The first second of a month, or of one some months later."""
    month = np.datetime64(period, "M") + np.timedelta64(later, "M")
    return month.astype("datetime64[s]")  # type: ignore[no-any-return]


def frame(
    dataset: str,
    period: str | Text | pd.Series,
    columns: Mapping[Any, Any] | pd.DataFrame,
    town: Text | None = None,
) -> Frame:
    """Make a frame of these columns; a single period is spread over all rows."""
    table = columns.copy() if isinstance(columns, pd.DataFrame) else pd.DataFrame(columns)
    size = len(table)
    table[PERIOD] = (
        category([period], np.zeros(size, dtype=np.int8)) if isinstance(period, str) else np.asarray(period)
    )
    if not isinstance(period, str):
        table[PERIOD] = table[PERIOD].astype("str")
    table[SUPPLIER] = category([supplier(dataset)], np.zeros(size, dtype=np.int8)) if town is None else town
    return Frame(dataset, table)


def named(
    world: World, role: str, rows: Ints, day: Dates | np.datetime64 | None = None, name: str = "name"
) -> dict[str, Any]:
    """Columns that name these bodies: the name field and its hidden id; with a day, the name of that day."""
    at = world.column("called", rows) if day is None else world.names_on(rows, day)
    return {name: at, ID + role: world.body_ids.take(rows, allow_fill=True)}


def months_of(days: pd.Series | npt.NDArray[Any]) -> Text:
    """The month of each day as text (2023-04); missing for no day."""
    days = np.asarray(days, dtype="datetime64[M]")
    out = text(np.datetime_as_string(days, unit="M"))
    return pd.Series(out).mask(np.isnat(days)).array


def inside(settings: CitySettings, days: pd.Series | npt.NDArray[Any]) -> Bools:
    """Which days fall into the city's months."""
    days = np.asarray(days, dtype="datetime64[M]")
    first, last = np.datetime64(settings.periods[0], "M"), np.datetime64(settings.periods[-1], "M")
    out: Bools = (days >= first) & (days <= last)
    return out


def department(world: World, name: str) -> int:
    """The body of a department by its name."""
    return int(world.bodies.index[world.bodies["name"] == name][0])


def constant(value: str, size: int) -> pd.Categorical:
    """A column that says the same in every row."""
    return category([value], np.zeros(size, dtype=np.int8))


def serials(prefix: str, period: str, size: int, width: int) -> Text:
    """Numbers that run within a period: prefix, year and month, serial."""
    stamp = f"{prefix}{period.replace('-', '')}"
    return (
        text([stamp]).take(np.zeros(size, dtype=np.int64))
        + pd.Series(np.arange(1, size + 1)).astype("str").str.zfill(width).array
    )


def uuids(rng: np.random.Generator, size: int) -> Text:
    """32 hexadecimal digits a row."""
    raw = rng.integers(0, 256, (size, 16), dtype=np.uint8)
    hexes = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    block = np.empty((size, 32), dtype=np.uint8)
    block[:, 0::2], block[:, 1::2] = hexes[raw >> 4], hexes[raw & 15]
    return text(block.view("S32").ravel().astype("U32"))
