"""Named SQL stages: files of statements, each with a line that says what it makes."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import GraphError

FOLDER = Path(__file__).parent / "projection"
Kind = Literal["table", "temp", "view", "node", "relation", "call"]
HEAD = re.compile(r"^-- (table|temp|view|node|relation|call) ([^:\n]+?)(?:: (.+))?$", re.MULTILINE)


@dataclass(frozen=True)
class Stage:
    """One statement: `table x`, `view x`, `node Label`, `relation TYPE From To`, `call x` (Python).

    A `temp x` is a table that is not kept for the next load, for it takes less time to make than to keep;
    it is made where another stage needs it.
    """

    kind: Kind
    target: tuple[str, ...]
    purpose: str
    sql: str
    file: str

    @property
    def made_as(self) -> str:
        """What DuckDB makes of a table, temp or view."""
        return "VIEW" if self.kind == "view" else "TABLE"


def parse(text: str, file: str) -> Iterator[Stage]:
    """Yield the stages of one file in order; raises GraphError at text before the first head line."""
    heads = list(HEAD.finditer(text))
    if not heads or text[: heads[0].start()].strip():
        raise GraphError(f"{file}: 第一条语句之前缺少 “-- table 名称: 说明” 一行")
    ends = [*(h.start() for h in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=True):
        kind: Kind = head[1]  # type: ignore[assignment]  # the pattern allows these words alone
        yield Stage(kind, tuple(head[2].split()), head[3] or "", text[head.end() : end].strip(), file)


def stages(folder: Path = FOLDER) -> list[Stage]:
    """Return every stage of the projection in the order of the files."""
    return [s for p in sorted(folder.glob("*.sql")) for s in parse(p.read_text(encoding="utf-8"), p.name)]


def behind(targets: Collection[str], known: Sequence[Stage]) -> list[Stage]:
    """Return the stages that make some tables, and all that those rest on, in their order."""
    wanted, found = set(targets), []
    for stage in reversed(known):
        if stage.target[0] in wanted:
            wanted |= set(re.findall(r"\w+", stage.sql))
            found.append(stage)
    return found[::-1]
