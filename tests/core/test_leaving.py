"""Ending a process at once: its output, exit functions and code stay as they are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import atexit
from core.leaving import leave
atexit.register(print, "尾")
print("头")
leave({code})
"""
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""Only what waits in a buffer can be lost at the end."""


def test_output_exit_functions_and_code_survive() -> None:
    command = [sys.executable, "-c", SCRIPT.format(code=3)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=BUFFERED)
    assert (done.returncode, done.stdout) == (3, "头\n尾\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by /dev/full")
@pytest.mark.parametrize(("code", "left"), [(0, 1), (3, 3)])
def test_output_that_a_full_disk_does_not_take_is_told_and_is_no_success(code: int, left: int) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT.format(code=code)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=BUFFERED,
        )
    assert done.returncode == left
    assert "输出没有写完（No space left on device）" in done.stderr


def test_a_reader_who_is_gone_changes_no_code() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", SCRIPT.format(code=0)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False, env=BUFFERED)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
