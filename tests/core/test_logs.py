"""Log lines go to stderr, never to stdout, in the chosen form."""

import json

import pytest

from core.logs import configure_logging, get_logger
from core.settings import Settings


def test_json_lines_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(log_format="json"))
    get_logger("tests").info("delivered", rows=3)
    out, err = capsys.readouterr()
    assert out == ""
    line = json.loads(err)
    assert (line["event"], line["rows"], line["level"], line["module"]) == ("delivered", 3, "info", "tests")


def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings(log_level="warning"))
    get_logger("tests").info("quiet")
    assert capsys.readouterr().err == ""
