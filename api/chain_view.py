"""What the board of a chain shows: three lanes of nodes, gaps, weak nodes and who suffers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

STAGES: Final = ("上游", "中游", "下游")
GRADE_WORDS: Final = {
    "A": "名单在册且有依据",
    "B": "行业相符且有经营",
    "C": "仅经营范围提到",
    "": "缺链",
}


@dataclass(frozen=True)
class Node:
    """One node of the board."""

    row: Mapping[str, Any]
    grade: str
    weak: str

    @property
    def is_gap(self) -> bool:
        """Whether no enterprise stands there."""
        return not self.grade


@dataclass(frozen=True)
class Lane:
    """One stage and its nodes."""

    stage: str
    nodes: Sequence[Node]

    @property
    def filled(self) -> int:
        """How many nodes have at least one enterprise."""
        return sum(not n.is_gap for n in self.nodes)


def lanes(rows: Sequence[Mapping[str, Any]]) -> list[Lane]:
    """Return 上游, 中游, 下游 with their nodes in the order of the template."""
    nodes = [Node(r, _grade(r), _weak(r)) for r in rows]
    ordered = sorted(nodes, key=lambda n: (n.row.get("position") or 0, str(n.row.get("name"))))
    return [Lane(stage, [n for n in ordered if n.row.get("stage") == stage]) for stage in STAGES]


def _grade(row: Mapping[str, Any]) -> str:
    grade = str(row.get("grade") or "")
    return grade if grade in ("A", "B", "C") else ""


def _weak(row: Mapping[str, Any]) -> str:
    value = row.get("weak")
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return "弱链" if value is True else str(value or "")
