"""Ending a process at once: its output, exit functions and code stay as they are."""

import subprocess
import sys

SCRIPT = """
import atexit
from core.leaving import leave
atexit.register(print, "尾")
print("头")
leave(3)
"""


def test_output_exit_functions_and_code_survive() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "头\n尾\n")
