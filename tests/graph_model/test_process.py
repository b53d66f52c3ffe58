import os
import sys
from pathlib import Path

from graph_model import process

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_process_is_known_by_pid_and_start(tmp_path: Path) -> None:
    pid = process.start_detached(SLEEP, dict(os.environ), tmp_path / "out")
    token = process.started_at(pid)
    assert process.is_alive(pid, token)
    assert process.terminate(pid, token, 10)
    assert not process.is_alive(pid, token)


def test_a_pid_that_went_to_another_process_is_left_alone() -> None:
    assert not process.is_alive(os.getpid(), "an older start")
    assert process.terminate(os.getpid(), "an older start", 1)


def test_a_pid_that_nobody_has_is_not_alive() -> None:
    assert process.started_at(2**22 + 1) == ""
