"""The page of all commands, made from the command line itself."""

from collections.abc import Iterator
from typing import Any

import typer.main

INTRO = """# Commands

<!-- Made by `make docs`; do not edit. -->

Every command of `chanye`, as `--help` tells it. Data goes to stdout (`--format table|json|csv`), messages and
progress to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some input was refused.
"""


def _commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # Typer's own click types
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _parameter(parameter: Any) -> str:  # noqa: ANN401  # Typer's own click types
    names = parameter.opts[-1] if parameter.opts[-1].startswith("-") else parameter.name.upper()
    text = " ".join((getattr(parameter, "help", None) or "").split())
    return f"- `{names}`: {text}" if text else f"- `{names}`"


def commands_page() -> str:
    """Return docs/commands.md: each command's help and its parameters."""
    from cli.main import app

    lines = [INTRO]
    for path, command in _commands(typer.main.get_command(app), "chanye"):
        help_text = " ".join((command.help or "").split())
        own = [p for p in command.params if p.name != "help"]
        lines += [f"## `{path}`", "", help_text, "", *[_parameter(p) for p in own], ""]
    return "\n".join(lines).rstrip() + "\n"
