"""rapidfuzz: the registered name of the best ratio, as `process.extractOne` gives it, without a cut-off."""

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.peers.table import Found, Task

BATCH = 500


def link(task: Task) -> list[Found]:
    """Accept the best ratio whatever it is; scores are 0–100."""
    choices = [row.name for row in task.registry]
    found = []
    for start in range(0, len(task.names), BATCH):
        rows = task.names[start : start + BATCH]
        scores = process.cdist(
            [r.name for r in rows], choices, scorer=fuzz.ratio, workers=-1, dtype=np.float32
        )
        best = scores.argmax(axis=1)
        found += [
            Found(row.id, task.registry[at].id, float(score[at]), True)
            for row, at, score in zip(rows, best, scores, strict=True)
        ]
    return found
