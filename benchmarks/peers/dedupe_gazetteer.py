"""dedupe: its Gazetteer, for a messy list against a canonical one, taught as its documentation says."""

import io
import random

import dedupe
import dedupe.variables as kinds
import numpy as np
from dedupe.serializer import write_training

from benchmarks.peers.table import Found, Row, Task

QUESTIONS = 60
"""Pairs that dedupe finds most uncertain and asks about; their answers are known from the codes."""

Record = dict[str, str | None]
Records = dict[str, Record]


def _records(rows: list[Row]) -> Records:
    evidence = ("name", "legal_rep", "phone", "town", "address")
    return {str(n): {f: getattr(row, f) or None for f in evidence} for n, row in enumerate(rows)}


def _known(task: Task, messy: Records, canonical: Records) -> dict[str, list[tuple[Record, Record]]]:
    """Pair the rows whose code tells the firm with that firm, and as often with one drawn at random."""
    places: dict[str, list[str]] = {}
    for at, row in enumerate(task.registry):
        places.setdefault(row.id, []).append(str(at))
    right = [(str(n), at) for n, row in enumerate(task.taught) for at in places.get(row.answer, [])]
    draw = random.Random(1)
    other = {(m, str(draw.randrange(len(canonical)))) for m, _ in right} - set(right)
    return {
        "match": [(messy[m], canonical[c]) for m, c in right],
        "distinct": [(messy[m], canonical[c]) for m, c in sorted(other)],
    }


def _teach(gazetteer: dedupe.Gazetteer, task: Task) -> None:
    """Give it the known pairs, then answer what it asks."""
    messy, canonical = _records(task.taught), _records(task.registry)
    known = _known(task, messy, canonical)
    file = io.StringIO()
    write_training(known, file)
    file.seek(0)
    gazetteer.prepare_training(messy, canonical, training_file=file)
    same = {(tuple(a.items()), tuple(b.items())) for a, b in known["match"]}
    for _ in range(QUESTIONS):
        pair = gazetteer.uncertain_pairs()[0]
        right = (tuple(pair[0].items()), tuple(pair[1].items())) in same
        gazetteer.mark_pairs({"match": [pair] if right else [], "distinct": [] if right else [pair]})


def link(task: Task) -> list[Found]:
    """Accept a probability of 0.5, the threshold of its documented search."""
    random.seed(1)
    np.random.seed(1)
    fields = [
        kinds.String("name"),
        kinds.Exact("legal_rep", has_missing=True),
        kinds.Exact("phone", has_missing=True),
        kinds.Exact("town", has_missing=True),
        kinds.String("address", has_missing=True),
    ]
    gazetteer = dedupe.Gazetteer(fields, num_cores=1)
    _teach(gazetteer, task)
    gazetteer.train()
    gazetteer.index(_records(task.registry))
    found = []
    for row, hits in gazetteer.search(_records(task.names), threshold=0.0, n_matches=1, generator=True):
        if hits:
            at, score = hits[0]
            found.append(
                Found(task.names[int(row)].id, task.registry[int(at)].id, float(score), float(score) >= 0.5)
            )
    return found
