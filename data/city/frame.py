"""A frame: clean rows of one data set as its unit would see them, with the hidden truth beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from data.city.world import World

PERIOD = "_period"
SUPPLIER = "_supplier"
ID = "_id:"


@dataclass(frozen=True, slots=True)
class Frame:
    """Some rows of one data set; a data set may come in many frames (per month), in period order.

    `table` has the catalogue's field keys as columns, clean and in canonical units, and hidden columns:

    - `_period`: the period the row belongs to (`2023-04`, `2023-Q1`, `2023`; a first stock carries the
      last period of its collection).
    - `_supplier`: the supplying unit's name, or the town for the sets that every town owes.
    - `_id:<role>`: the true id of what the fields of this role name, missing where they name nothing.

    Texts are `str`, low-cardinality ones `category`, dates `datetime64`, periods text, money and areas
    float (元, 平方米). Where a cell names several, name and id cells are lists of equal length in `object`
    columns; other rows of the same column hold plain text. The kind of what is named follows from the
    id's first letter (e enterprise or other body, p person, j project, l parcel, b building), which may
    differ from the role's usual kind: a person can own land.
    """

    dataset: str
    table: pd.DataFrame

    @property
    def fields(self) -> list[str]:
        """The columns a unit would see."""
        return [c for c in self.table.columns if not c.startswith("_")]

    @property
    def roles(self) -> list[str]:
        """The roles that have a true id in this frame."""
        return [c.removeprefix(ID) for c in self.table.columns if c.startswith(ID)]


View = Callable[["World"], Iterator[Frame]]
