"""What a named query returns."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """Rows of a query; `columns` is (key, Chinese caption) in order, each row a mapping by key."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Candidate:
    """An enterprise that a search text may mean; `how` is code, id, name, former or similar."""

    id: str
    name: str
    code: str | None
    town: str | None
    how: str
    score: float
