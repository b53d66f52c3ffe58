"""nomenklatura: candidates from its own blocking index, scored by logic-v2."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker import Index
from nomenklatura.matching import LogicV2, ScoringConfig
from nomenklatura.resolver import Linker
from nomenklatura.store.memory import MemoryStore

from benchmarks.peers.table import Found, Row, Task, best_of

THRESHOLD = 0.7  # what the API built on it calls a match where nobody says otherwise


def _entity(dataset: Dataset, key: str, row: Row) -> Any:  # noqa: ANN401  # StatementEntity
    properties = {
        "name": [row.name],
        "jurisdiction": ["cn"],
        "phone": [f"+86{row.phone}"] if row.phone else [],
        "address": [row.address] if row.address else [],
    }
    return StatementEntity.from_data(dataset, {"id": key, "schema": "Company", "properties": properties})


def _pairs(task: Task, folder: Path) -> Iterator[tuple[str, str, float]]:
    dataset = Dataset.make({"name": "registry", "title": "registry"})
    store: Any = MemoryStore(dataset, Linker({}))
    firms = {f"firm-{n}": (row.id, _entity(dataset, f"firm-{n}", row)) for n, row in enumerate(task.registry)}
    writer = store.writer()
    for _, entity in firms.values():
        writer.add_entity(entity)
    writer.flush()
    index = Index(store.default_view(), folder)
    index.build()
    asked = {f"row-{n}": (row.id, _entity(dataset, f"row-{n}", row)) for n, row in enumerate(task.names)}
    config = ScoringConfig.defaults()
    for key, candidates in index.match_entities(entity for _, entity in asked.values()):
        row, query = asked[str(key)]
        for other, _ in candidates:
            firm, entity = firms[str(other)]
            yield row, firm, float(LogicV2.compare(query, entity, config).score)


def link(task: Task) -> list[Found]:
    """Accept a score of 0.7, the best firm of each row."""
    with tempfile.TemporaryDirectory(prefix="nomenklatura-") as folder:
        return best_of(_pairs(task, Path(folder)), THRESHOLD)
