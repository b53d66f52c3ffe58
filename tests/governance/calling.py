"""Commands of the office as a person and a script call them."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from cli.main import app
from core.errors import ChanyeError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def ask(*arguments: str) -> Any:  # noqa: ANN401  # any JSON value
    done = run(*arguments, "--format", "json")
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout)


def fails(kind: type[ChanyeError], said: str, *arguments: str) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, kind)
    assert said in str(done.exception)
