"""`chanye serve`: one line of error for a port that is taken, no password in the output, a clean end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from cli.serve import PortTakenError, listen


def test_a_port_that_is_taken_is_a_clear_error() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=str(port)) as error:
            listen("127.0.0.1", port)
    assert "--port" in str(error.value)


def test_an_address_of_another_machine_is_a_clear_error() -> None:
    with pytest.raises(PortTakenError):
        listen("192.0.2.1", 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_tells_where_and_ends_clean(tmp_path: Path, sign: signal.Signals) -> None:
    password = tmp_path / "password"
    password.write_text("x")
    # A Neo4j elsewhere that does not answer: the pages come up all the same and say so.
    environment = os.environ | {
        "CHANYE_HOME": str(tmp_path / "home"),
        "CHANYE_NEO4J_URI": f"bolt://127.0.0.1:{_free_port()}",
        "CHANYE_NEO4J_PASSWORD_FILE": str(password),
    }
    command = [sys.executable, "-c", "from cli.main import main; main()", "serve", "--port", "0"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, env=environment, cwd=root, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = ""
        while "Ctrl-C" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        address = re.search(r"http://127\.0\.0\.1:\d+/", told)
        assert address is not None
        deadline = time.monotonic() + 30
        while True:
            try:
                assert httpx.get(f"{address[0]}healthz").status_code == 200
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert httpx.get(f"{address[0]}readyz").status_code == 503
        process.send_signal(sign)
        told += process.stderr.read()
        assert process.wait(timeout=30) == 0
    secret = (tmp_path / "home/secrets/admin-password.txt").read_text().strip()
    assert "admin-password.txt" in told
    assert secret not in told
    assert "Traceback" not in told
