"""What the board of a chain shows: three lanes of nodes, gaps, weak nodes and who may suffer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

STAGES: Final = ("上游", "中游", "下游")
GRADES: Final = {"A": "在册且环节可认定", "B": "行业相符且有经营", "C": "仅经营范围提到"}
FIRMS_PER_NODE: Final = 6
COMPLETE: Final = "完整"
WEAK: Final = "弱链"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Node:
    """One node of the board: its row of 产业链完整度, its first enterprises, the rest, those not listed.

    `nearest` are the enterprises that could fill a gap.
    """

    row: Row
    firms: Sequence[Row]
    rest: Sequence[Row]
    more: int
    nearest: Sequence[Row] = ()

    @property
    def is_gap(self) -> bool:
        """Whether the chain breaks here."""
        return self.row["state"] not in (COMPLETE, WEAK)

    @property
    def grade(self) -> str:
        """The best grade of the node's enterprises, or nothing."""
        return self.row["grade"] if self.row["grade"] in GRADES else ""


@dataclass(frozen=True)
class Lane:
    """One stage and its nodes."""

    stage: str
    nodes: Sequence[Node]

    @property
    def filled(self) -> int:
        """How many nodes are no gap."""
        return sum(not n.is_gap for n in self.nodes)


@dataclass(frozen=True)
class Summary:
    """One chain in figures; the score is a share between 0 and 1."""

    name: str
    listed: int | None
    nodes: int
    gaps: int
    weak: int
    score: float | None


def summary(chain: Row) -> Summary:
    """Return a chain's figures from its row of 产业链一览."""
    return Summary(
        name=chain["chain"],
        listed=chain["listed"],
        nodes=chain["nodes"],
        gaps=chain["gaps"],
        weak=chain["weak"],
        score=None if chain["score"] is None else chain["score"] / 100,
    )


def lanes(rows: Sequence[Row], firms: Sequence[Row], nearest: Sequence[Row] = ()) -> list[Lane]:
    """Return 上游, 中游, 下游 with their nodes in the template's order; enterprises come best grade first."""
    nodes = []
    for row in rows:
        own = [f for f in firms if f["node"] == row["node"]]
        total = sum(row[k] or 0 for k in ("grade_a", "grade_b", "grade_c"))
        more, near = max(total - len(own), 0), [n for n in nearest if n["node"] == row["node"]]
        nodes.append(Node(row, own[:FIRMS_PER_NODE], own[FIRMS_PER_NODE:], more, near))
    return [Lane(stage, [n for n in nodes if n.row["stage"] == stage]) for stage in STAGES]
