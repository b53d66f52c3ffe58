"""Plain lookup of the name after normalising it: width, blanks, brackets and marks, letter case."""

import re
import unicodedata
from collections import defaultdict

from benchmarks.peers.table import Found, Task


def _norm(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).casefold()


def link(task: Task) -> list[Found]:
    """Accept a name that exactly one firm bears."""
    firms: dict[str, set[str]] = defaultdict(set)
    for row in task.registry:
        firms[_norm(row.name)].add(row.id)
    hits = ((row, firms.get(_norm(row.name), set())) for row in task.names)
    return [Found(row.id, min(ids), 1.0, True) for row, ids in hits if len(ids) == 1]
