"""The graph of a past moment, made later, has row for row what the graph of that moment had."""

from itertools import pairwise
from pathlib import Path

import pytest

from core.settings import Settings
from graph_model.project import project_run
from pipeline import asking, past
from resolution.run import resolve
from resolution.tables import latest
from store.ledger import Ledger
from tests.pipeline.replay import NOW, live

Hashes = dict[str, tuple[int, str]]


def _hashes(settings: Settings, ledger: Ledger) -> Hashes:
    """Rows and hash of every label and relation."""
    projection = project_run(settings, ledger, latest(settings, ledger))
    try:
        return projection.hashes
    finally:
        projection.con.close()


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_a_past_graph_is_the_graph_that_was(
    settings: Settings, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    _, told = live(
        settings, ledger, folder, lambda: resolve(settings, ledger), lambda _: _hashes(settings, ledger)
    )
    moments = list(told)
    assert all(told[a] != told[b] for a, b in pairwise(moments))
    assert told[moments[2]] == told[moments[4]], "undone, a judgement leaves nothing"
    monkeypatch.setattr(past, "load", lambda *_: None)
    for moment, wanted in told.items():
        with asking.asked_at(settings, ledger, moment, now=NOW, graph=False) as then:
            found = _hashes(then, Ledger(then))
        assert {t: found[t] for t in found if found[t] != wanted[t]} == {}, moment
    assert len(list(past.states(settings))) == len(moments) - 1  # two of them know the same
