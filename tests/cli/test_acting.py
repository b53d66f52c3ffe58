"""Whoever stands at the command line leaves a trace like anyone else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.acting import note_as_operator, read_as_operator
from core.errors import UsageError
from core.settings import Settings, get_settings
from store.audit import entries, verify
from store.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setenv("CHANYE_HOME", str(tmp_path))
    get_settings.cache_clear()
    yield Ledger(Settings())
    get_settings.cache_clear()


def test_readings_and_acts_stand_in_the_audit(ledger: Ledger) -> None:
    read_as_operator("profile", "ent_a", 1)
    note_as_operator("delivery.withdraw", "d1", rows=7, detail={"reason": "重报"})
    with ledger.session() as session:
        found = [(e.action, e.object, e.rows) for e in entries(session)]
        assert verify(session).sound
        assert all(e.actor.startswith("local:") for e in entries(session))
    assert sorted(found) == [("delivery.withdraw", "d1", 7), ("profile", "ent_a", 1)]


def test_an_act_that_no_role_knows_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageError):
        read_as_operator("guess", "ent_a", 1)
