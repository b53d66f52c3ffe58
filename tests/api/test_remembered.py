"""Kept answers are asked once per load of the graph, and anew after the next."""

from datetime import datetime

from api.remembered import Remembered
from core.settings import Settings
from store.ledger import Ledger
from store.tables import GraphLoad, ResolutionRun


def _load(ledger: Ledger, number: int) -> None:
    at = datetime(2023, 5, number)
    with ledger.session() as session:
        run = ResolutionRun(
            id=f"run{number}", snapshot="s", finished_at=at, path="p", state_hash="h", counts={}
        )
        session.add(run)
        session.flush()
        session.add(GraphLoad(run=run.id, loaded_at=at, state_hash="h", counts={}))


def test_an_answer_is_asked_once_until_the_graph_is_loaded_anew(settings: Settings, ledger: Ledger) -> None:
    elsewhere = settings.model_copy(update={"neo4j_uri": "bolt://localhost:1", "neo4j_password": None})
    secret = settings.home / "password"
    secret.write_text("x", encoding="utf-8")
    remembered = Remembered(elsewhere.model_copy(update={"neo4j_password_file": secret}), ledger)
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    _load(ledger, 1)
    assert [remembered.answer("chains", ask) for _ in range(3)] == [1, 1, 1]
    assert remembered.answer("other", ask) == 2
    _load(ledger, 2)
    assert [remembered.answer("chains", ask) for _ in range(2)] == [3, 3]
