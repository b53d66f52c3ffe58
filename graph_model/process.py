"""Processes: which one a recorded pid really is, so that nobody else's is ever stopped."""

import os
import signal
import subprocess
import time
from pathlib import Path

_children: dict[int, subprocess.Popen[bytes]] = {}


def start_detached(command: list[str], environment: dict[str, str], output: Path) -> int:
    """Start a process in its own session, so that Ctrl-C here does not reach it, and return its pid."""
    with output.open("ab") as console:
        child = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=output.parent,
        )
    _children[child.pid] = child
    return child.pid


def started_at(pid: int) -> str:
    """Return a token that changes when a pid is given to another process; empty when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return _started_by_ps(pid) if not Path("/proc/self/stat").exists() else ""
    except (PermissionError, ProcessLookupError):
        return ""
    state, ticks = fields[0], fields[19]
    return "" if state in "ZX" else ticks


def _started_by_ps(pid: int) -> str:
    """The same where there is no /proc (macOS)."""
    done = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return done.stdout.strip()


def is_alive(pid: int, token: str) -> bool:
    """Tell whether this pid still is the process that had this token."""
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        return False
    return bool(token) and started_at(pid) == token


def terminate(pid: int, token: str, seconds: float) -> bool:
    """Ask a process to end and wait; True once it is gone. A pid that is another process is left alone."""
    if is_alive(pid, token):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while is_alive(pid, token):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    _children.pop(pid, None)
    return True


def kill(pid: int, token: str) -> None:
    """End a process at once; for a server that never answered."""
    if is_alive(pid, token):
        os.kill(pid, signal.SIGKILL)
        terminate(pid, token, 10)
