"""Asked later as known at a moment, the product answers as it did at that moment, byte for byte.

Deliveries, a correction, a withdrawal, a judgement and its undoing come one by one; after each the graph is
brought up to date and its answers are kept. At the end each moment is asked for again.
"""

import fcntl
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

import neo4j
import pytest

import queries
from cli.output import plain
from core.errors import NotFoundError, UsageError
from core.settings import Settings
from graph_model import jars, server
from graph_model.connect import connect
from pipeline import asking, past
from pipeline.refresh import refresh
from queries.chain_board import chain_board
from store import deliveries
from store.ledger import Ledger
from store.tables import Delivery
from tests.pipeline.replay import NOW, live

OTHERS: dict[str, dict[str, Any]] = {
    "documents": {},
    "chain_firms": {"chain": "鞋服"},
    "land_by_town": {},
    "dev_town": {},
    "city_indicators": {},
}


class History(NamedTuple):
    """An installation with a past: what it answered after each act."""

    settings: Settings
    ledger: Ledger
    firms: list[str]
    answers: dict[datetime, str]


def _answers(settings: Settings, ledger: Ledger, firms: list[str]) -> str:
    """Every row of profile, support and chain board, as the command line writes JSON."""
    lake = queries.open_lake(settings, ledger)
    told: dict[str, Any] = {}
    with connect(settings) as session:
        for firm in firms:
            try:
                told[firm] = [
                    queries.profile(firm, session),
                    queries.profile(firm, session, lake, datetime(2022, 12, 31).date()),
                    [s.rows for s in queries.support_sections(firm, session)],
                ]
            except NotFoundError as error:  # nobody knew of it yet, or it had not been founded by that day
                told[firm] = str(error)
        told |= {chain: vars(chain_board(chain, session)) for chain in ("鞋服", "纺织")}
        told |= {name: queries.run(name, given, session, lake).rows for name, given in OTHERS.items()}
    lake.close()
    return json.dumps(plain(told), ensure_ascii=False, sort_keys=True, indent=1)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    folder = tmp_path_factory.mktemp("past")
    settings = Settings(
        home=folder / "home", neo4j_port=0, neo4j_heap="512m", neo4j_page_cache="64m", neo4j_start_seconds=600
    )
    jars.fetch_jars(settings)
    # A dozen servers that live for seconds: Java's second compiler would take more than it gives.
    patch = pytest.MonkeyPatch()
    patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    try:
        ledger = Ledger(settings)
        firms, answers = live(
            settings,
            ledger,
            folder,
            lambda: refresh(settings, ledger),
            lambda some: _answers(settings, ledger, some),
        )
        yield History(settings, ledger, firms, answers)
    finally:
        server.stop_all(settings)
        for state in list(past.states(settings)):
            asking.drop(settings, state)
        patch.undo()


def _lines(told: str) -> list[str]:
    """An answer line by line, so that a difference is shown and not the whole."""
    return told.splitlines()


def _asked_again(history: History, *moments: datetime) -> None:
    settings, ledger, firms, answers = history
    for moment in moments:
        with asking.asked_at(settings, ledger, moment, now=NOW) as then:
            assert _lines(_answers(then, Ledger(then), firms)) == _lines(answers[moment]), moment


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.neo4j
def test_what_was_answered_after_a_withdrawal_and_a_judgement_is_answered_again(history: History) -> None:
    told = list(history.answers.values())
    different = [a != b for a, b in pairwise(told)]
    assert all(different), "every act must show in some answer, or the test shows nothing"
    _asked_again(history, *list(history.answers)[2:4])


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.neo4j
def test_what_was_answered_after_every_act_is_answered_again(history: History) -> None:
    settings, ledger, _, answers = history
    moments = list(answers)
    _asked_again(history, *moments)
    # The undone judgement leaves what was known before it; the last moment is what is served now.
    assert answers[moments[2]] == answers[moments[4]]
    assert len(list(past.states(settings))) == len(moments) - 2
    assert past.plan(settings, ledger, moments[-1], NOW).current
    assert all(server.running(past.settings_of(settings, s.key)) is None for s in past.states(settings))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.neo4j
def test_a_state_is_used_again_and_one_that_was_not_finished_is_not(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, ledger, moment = history.settings, history.ledger, datetime(2023, 7, 2)
    with asking.asked_at(settings, ledger, moment, now=NOW, graph=False) as then:
        made = past.read(settings, then.home.name)
    with asking.asked_at(settings, ledger, datetime(2023, 7, 3), now=NOW, graph=False) as again:
        assert again.home == then.home
        assert past.read(settings, again.home.name) == made
        with pytest.raises(UsageError, match="正在被查询"):
            asking.drop(settings, made)  # type: ignore[arg-type]
    # Killed while it was made: no note, and a graph that runs without being known.
    started = server.start(then)
    server.state_file(then).unlink()
    (then.home / past.NOTE).unlink()
    monkeypatch.setattr(past, "load", _broken)
    with (
        pytest.raises(RuntimeError, match="power cut"),
        asking.asked_at(settings, ledger, moment, now=NOW, graph=False),
    ):
        pass
    assert not started.alive
    assert not then.home.exists()
    assert settings.lake.is_dir()


def _broken(*_: object) -> neo4j.Session:
    raise RuntimeError("power cut")


def _came(ledger: Ledger, at: datetime) -> None:
    row = Delivery(
        id="d1", dataset="chain_firm", period="2022", supplier="市工信局", file_name="a.csv", sha256="1",
        received_at=at, committed_at=at, mode="snapshot",
    )  # fmt: skip
    with ledger.session() as session:
        deliveries.record(session, row, [], replaces=False)


@pytest.mark.parametrize(
    ("moment", "error", "words"),
    [
        (datetime(2023, 5, 31, 23, 59), NotFoundError, "最早的一份收到于 2023-06-01 09:00"),
        (datetime(2024, 1, 2), UsageError, "在将来"),
        (datetime(2023, 6, 2), NotFoundError, "没有在用的数据"),
    ],
)
def test_a_moment_that_nothing_can_be_known_of(
    settings: Settings, ledger: Ledger, moment: datetime, error: type[Exception], words: str
) -> None:
    _came(ledger, datetime(2023, 6, 1, 9))
    with pytest.raises(error, match=words):
        past.plan(settings, ledger, moment, NOW)


def test_before_anything_came_nothing_is_known(settings: Settings, ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="还没有收到过任何交付件"):
        past.plan(settings, ledger, NOW, NOW)


def test_a_state_is_found_by_the_beginning_of_its_key(settings: Settings) -> None:
    for key in ("abc1", "abd2"):
        past.home_of(settings, key).mkdir(parents=True)
        note = past.State(key, "2023-06-01", "", 1, 1, 0, 1, "r", "", 1.0)
        (past.home_of(settings, key) / past.NOTE).write_text(json.dumps(asdict(note)), encoding="utf-8")
    past.home_of(settings, "unfinished").mkdir()
    assert [s.key for s in past.states(settings)] == ["abc1", "abd2"]
    assert asking.find(settings, "abc").key == "abc1"
    with pytest.raises(UsageError, match="不止一个"):
        asking.find(settings, "ab")
    with pytest.raises(NotFoundError):
        asking.find(settings, "unf")
    asking.drop(settings, asking.find(settings, "abd"))
    assert [s.key for s in past.states(settings)] == ["abc1"]


def _note(settings: Settings, folder: str, key: str, rules: str) -> None:
    past.home_of(settings, folder).mkdir(parents=True)
    note = past.State(key, "2023-06-01", "", 1, 1, 0, 1, rules, "", 1.0)
    (past.home_of(settings, folder) / past.NOTE).write_text(json.dumps(asdict(note)), encoding="utf-8")


@pytest.mark.parametrize("key", ["../..", "other", ""])
def test_a_note_that_speaks_of_another_folder_is_none(settings: Settings, key: str) -> None:
    _note(settings, "abc1", key, past.rules_of_today())
    assert list(past.states(settings)) == []
    assert past.unfinished(settings) == ["abc1"]
    with pytest.raises(NotFoundError):
        asking.find(settings, "ab")


@pytest.mark.parametrize("text", ["", " "])
def test_no_key_finds_no_state_even_where_there_is_only_one(settings: Settings, text: str) -> None:
    _note(settings, "abc1", "abc1", past.rules_of_today())
    with pytest.raises(UsageError, match="请写编号"):
        asking.find(settings, text)


def test_what_no_question_leads_to_is_deleted_but_not_what_is_being_made(settings: Settings) -> None:
    _note(settings, "good", "good", past.rules_of_today())
    _note(settings, "old", "old", "rules of yesterday")
    for name in ("killed", "making"):
        past.home_of(settings, name).mkdir()
    with (past.folder(settings) / "making.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert asking.drop_useless(settings) == ["killed", "old"]
        assert past.keys(settings) == ["good", "making"]
    assert asking.drop_useless(settings) == ["making"]
