"""The two dates of a question, as the command line says them."""

from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.asked import answering, head, object_of, option
from cli.main import app
from core.errors import NotFoundError, UsageError
from core.settings import Settings, get_settings

DAY, MOMENT = datetime(2022, 12, 31), datetime(2023, 2, 15, 9, 30)


@pytest.mark.parametrize(
    ("as_of", "known_on", "words"),
    [
        (None, None, []),
        (DAY, None, ["实情：2022-12-31 那一天", "所知：现在"]),
        (None, datetime(2023, 2, 15), ["实情：最新", "所知：2023-02-15 结束时", "产业链模板"]),
        (DAY, MOMENT, ["实情：2022-12-31 那一天", "所知：2023-02-15 09:30:00"]),
    ],
)
def test_the_first_line_says_both_dates(
    as_of: datetime | None, known_on: datetime | None, words: list[str]
) -> None:
    told = head(as_of, known_on)
    assert bool(told) == bool(words)
    assert all(w in told for w in words)


def test_the_audit_and_the_commands_of_a_board_keep_the_dates() -> None:
    assert object_of("鞋服产业链", DAY, MOMENT) == "鞋服产业链 as-of=2022-12-31 known-on=2023-02-15T09:30:00"
    assert object_of("鞋服产业链", None, None) == "鞋服产业链"
    assert (option(None), option(DAY), option(MOMENT)) == (
        "", " --known-on 2022-12-31", " --known-on 2023-02-15T09:30:00",
    )  # fmt: skip


def test_without_a_date_nothing_past_is_asked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.asked.get_settings", lambda: settings)
    with answering(None) as asked:
        assert asked is settings


def test_what_was_not_known_then_is_said_to_be_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.asked.get_settings", lambda: settings)
    with pytest.raises(NotFoundError, match="还没有收到过任何交付件"), answering(MOMENT):
        pass


@pytest.mark.parametrize(
    "command", [["profile", "X"], ["support", "X"], ["chain", "show", "鞋服"], ["query", "run", "chains"]]
)
def test_a_day_that_is_none_or_to_come_is_refused(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHANYE_HOME", str(tmp_path))
    get_settings.cache_clear()
    try:
        none = CliRunner().invoke(app, [*command, "--known-on", "2023-02-30"])
        later = CliRunner().invoke(app, [*command, "--known-on", "2999-01-01"])
    finally:
        get_settings.cache_clear()
    assert none.exit_code == 2
    assert isinstance(later.exception, UsageError)
    assert "在将来" in str(later.exception)
