"""The sections of an enterprise's page and how their columns are shown, read from sections.yaml."""

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from api.formats import SHOWN

SECTIONS: Final = Path(__file__).parent / "sections.yaml"
NUMERIC: Final = frozenset({"yuan", "wan", "count", "number", "area", "percent", "figure"})
NARROW: Final = frozenset({"day", "code", "grade", "decision", "chain"})
Shown = Literal[
    "yuan", "wan", "count", "number", "area", "percent", "day", "code", "text", "name",
    "grade", "decision", "source", "enterprise", "chain", "figure", "flags", "tier", "reason",
]  # fmt: skip


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column: which value, its head, how it is shown."""

    key: str
    caption: str
    shown: Shown = "text"
    format: str = "text"
    link: str = ""
    words: dict[str, str] = {}
    numeric: bool = False
    short: bool = False

    @property
    def right(self) -> bool:
        """Whether the column is set to the right."""
        return self.numeric or self.shown in NUMERIC

    @property
    def narrow(self) -> bool:
        """Whether its cells stay on one line."""
        return self.short or self.shown in NARROW


class Section(Strict):
    """One section: a list of the profile as a table."""

    id: str
    title: str
    rows: str
    note: str = ""
    chart: bool = False
    columns: tuple[Column, ...]


@lru_cache(maxsize=1)
def load_sections() -> tuple[Section, ...]:
    """Return the sections in order; a format that does not exist is refused."""
    made = tuple(Section.model_validate(s) for s in yaml.safe_load(SECTIONS.read_text(encoding="utf-8")))
    unknown = {c.format for s in made for c in s.columns} - set(SHOWN)
    if unknown:
        raise ValueError(f"sections.yaml: unknown formats {sorted(unknown)}")
    return made
