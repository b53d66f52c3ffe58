"""The audit: a chain in which a change, a removal and an insertion show, also with many writers."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from core.settings import Settings
from store.audit import append, entries, verify
from store.ledger import Ledger

NOW = datetime(2023, 6, 1, 9, 0)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(Settings(home=tmp_path))
    for number in range(5):
        with ledger.session() as session:
            append(session, "lin", "profile", f"ent_{number}", rows=1, detail={"第": number}, at=NOW)
    return ledger


def test_an_untouched_chain_is_sound(ledger: Ledger) -> None:
    with ledger.session() as session:
        verdict = verify(session)
    assert verdict.sound
    assert verdict.entries == 5


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_entry SET actor = 'wang' WHERE id = 3", 3),
        ("UPDATE audit_entry SET detail = '{}' WHERE id = 2", 2),
        ("UPDATE audit_entry SET at = '2023-06-01 10:00:00.000000' WHERE id = 5", 5),
        ("DELETE FROM audit_entry WHERE id = 1", 2),
        ("DELETE FROM audit_entry WHERE id = 3", 4),
        (
            "INSERT INTO audit_entry SELECT 9, at, actor, action, object, rows, detail, 'x', hash "
            "FROM audit_entry WHERE id = 5",
            9,
        ),
    ],
)
def test_tampering_shows_at_the_entry(ledger: Ledger, tampering: str, broken_at: int) -> None:
    with ledger.session() as session:
        session.execute(text(tampering))
    with ledger.session() as session:
        assert verify(session).broken_at == broken_at


def test_entries_cut_off_at_the_end_show_against_a_noted_head(ledger: Ledger) -> None:
    with ledger.session() as session:
        noted = verify(session).head
        session.execute(text("DELETE FROM audit_entry WHERE id = 5"))
    with ledger.session() as session:
        assert verify(session).sound
        assert not verify(session, noted_head=noted).sound


def test_an_act_that_fails_leaves_no_trace_of_itself(ledger: Ledger) -> None:
    def fail_half_way() -> None:
        with ledger.session() as session:
            append(session, "lin", "profile", "ent_x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with ledger.session() as session:
        assert verify(session).entries == 5


def test_many_writers_make_one_chain(ledger: Ledger) -> None:
    def write() -> None:
        for _ in range(10):
            with ledger.session() as session:
                append(session, threading.current_thread().name, "search", "鞋")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.session() as session:
        verdict = verify(session)
    assert verdict.sound
    assert verdict.entries == 45


def test_the_newest_entries_come_first_and_by_actor(ledger: Ledger) -> None:
    with ledger.session() as session:
        append(session, "wang", "search", "鞋")
        assert [e.actor for e in entries(session, limit=2)] == ["wang", "lin"]
        assert [e.object for e in entries(session, actor="wang")] == ["鞋"]
