"""An installation in a folder of its own, driven through the command line alone, as a user does."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

CHANYE = Path(sys.executable).with_name("chanye")


class Road:
    """A city's files in `city`, and the installation that takes them in."""

    def __init__(self, folder: Path) -> None:
        self.city = folder / "city"
        self.home = folder / "home"
        self.environment = {**os.environ, "CHANYE_HOME": str(self.home), "CHANYE_NEO4J_PORT": "0"}

    def run(self, *arguments: str, exits: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command and insist on its exit code."""
        done = subprocess.run(
            [str(CHANYE), *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == exits, done.stderr[-3000:]
        return done

    def ask(self, *arguments: str) -> Any:  # noqa: ANN401  # any JSON value
        """Run a command that prints JSON and return what it says."""
        return json.loads(self.run(*arguments, "--format", "json").stdout)
