"""How a graph is drawn: shapes, colours and short names, read from styles.yaml."""

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict

STYLES: Final = Path(__file__).parent / "styles.yaml"
CLOSING: Final = "）)〕】》」”、，。…"
Shape = Literal["dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon"]


class NodeStyle(BaseModel):
    """Shape, colour and radius in pixels of one label."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shape: Shape
    color: str
    size: int


class Styles(BaseModel):
    """The typed content of styles.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: dict[str, NodeStyle]
    other: NodeStyle
    dashed: frozenset[str]
    quiet: frozenset[str]
    quiet_from: int
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    label_length: int
    line_length: int
    captions: dict[str, str]

    def of(self, label: str) -> NodeStyle:
        """Return the style of a label."""
        return self.labels.get(label, self.other)

    def short(self, name: str) -> str:
        """Return a name without place and legal form, cut to the length of a label."""
        core = name
        for prefix in self.prefixes:
            if core.startswith(prefix) and len(core) > len(prefix) + 2:
                core = core[len(prefix) :]
        for suffix in self.suffixes:
            if core.endswith(suffix) and len(core) > len(suffix) + 1:
                core = core[: -len(suffix)]
                break
        return core if len(core) <= self.label_length else core[: self.label_length - 1] + "…"

    def lines(self, name: str) -> list[str]:
        """Return a short name in lines of about equal length: wide names cover their neighbours."""
        short = self.short(name)
        wanted = -(-len(short) // self.line_length)
        width = -(-len(short) // wanted) if wanted else 1
        cut = [short[i : i + width] for i in range(0, len(short), width)]
        for i in range(1, len(cut)):
            if cut[i][0] in CLOSING:  # never at the beginning of a line
                cut[i - 1], cut[i] = cut[i - 1] + cut[i][0], cut[i][1:]
        return [line for line in cut if line]


@lru_cache(maxsize=1)
def load_styles() -> Styles:
    """Return the styles of this installation."""
    return Styles.model_validate(yaml.safe_load(STYLES.read_text(encoding="utf-8")))
