"""One sheet as a unit fills it in: columns, the lines around them, and which row says what."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.city.supply.contradictions import Contradiction
from data.city.supply.values import Column

Rows = npt.NDArray[np.int64]


@dataclass(slots=True)
class Fault:
    """A row that a careful reader must refuse, and why."""

    row: int  # place among the data rows
    column: str  # the header
    reason: str


@dataclass(slots=True)
class Sheet:
    """A filled-in sheet; rows are counted as a spreadsheet shows them, from 1."""

    dataset: str
    name: str
    columns: list[Column]
    size: int  # data rows
    periods: tuple[str, ...] = ()
    above: list[str] = field(default_factory=list)  # one line each, in the first cell; "" is an empty row
    below: list[str] = field(default_factory=list)
    two_levels: bool = False
    inserts: list[tuple[int, list[str | None] | None]] = field(default_factory=list)
    """(before which data row, cells): None is an empty row; ordered; `size` is behind the last row."""
    truth: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["row", "role", "kind", "true_id"])
    )
    """row is the place among the data rows until `positions` turns it into a row of the sheet."""
    faults: list[Fault] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    duplicates: int = 0

    @property
    def headers(self) -> list[str]:
        """Headers in order."""
        return [c.header for c in self.columns]

    @property
    def first_row(self) -> int:
        """The row of the first data row, in a sheet with headings."""
        return len(self.above) + (2 if self.two_levels else 1) + 1

    def positions(self, bare: bool = False) -> Rows:
        """Return the row of each data row; `bare` counts records only (json, Parquet)."""
        place = np.arange(self.size, dtype=np.int64)
        if bare:
            return place + 1
        points = np.array([at for at, _ in self.inserts], dtype=np.int64)
        return place + self.first_row + np.searchsorted(points, place, side="right")

    def header_of(self, key: str) -> str | None:
        """Return the header of the column that holds a field, None where it has none."""
        return next((c.header for c in self.columns if c.field is not None and c.field.key == key), None)

    def placed_truth(self, bare: bool = False) -> pd.DataFrame:
        """Return the truth with rows of the sheet."""
        return self.truth.assign(row=self.positions(bare)[self.truth["row"].to_numpy(dtype=np.int64)])
