"""The managed Neo4j: started from its jars on 127.0.0.1, watched until it answers, stopped cleanly."""

import fcntl
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from core.errors import GraphError, GraphUnavailableError
from core.settings import Settings
from graph_model import process
from graph_model.causes import start_failure
from graph_model.homes import (
    Home,
    all_homes,
    current_home,
    fresh_home,
    make_current,
    managed_password,
    write_conf,
)
from graph_model.java import admin, environment, server_command

STOP_SECONDS = 90


@dataclass(frozen=True)
class Server:
    """A server that was started: its process, home and port."""

    pid: int
    token: str
    home: str
    port: int

    @property
    def uri(self) -> str:
        """Its Bolt address."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        return process.is_alive(self.pid, self.token)


def state_file(settings: Settings) -> Path:
    """The pid file of the served Neo4j."""
    return settings.graph.resolve() / "server.json"


def recorded(settings: Settings) -> Server | None:
    """Return the server that the pid file names, alive or not."""
    return _read(state_file(settings))


def _read(file: Path) -> Server | None:
    try:
        return Server(**json.loads(file.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def running(settings: Settings) -> Server | None:
    """Return the served Neo4j if it runs; a stale pid file counts as none."""
    server = recorded(settings)
    return server if server and server.alive else None


def record(settings: Settings, server: Server) -> None:
    """Write the pid file, at once and whole."""
    _write(state_file(settings), server)


def _own_file(home: Home) -> Path:
    """The pid file of a home, written as its server starts: a load that is killed leaves it running."""
    return home.path / "server.json"


def _write(file: Path, server: Server) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(asdict(server)))
    part.replace(file)


@contextmanager
def lock(settings: Settings) -> Iterator[None]:
    """Hold the installation's graph for one start, stop or load at a time."""
    settings.graph.mkdir(parents=True, exist_ok=True)
    with (settings.graph / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def check_port_is_free(port: int) -> None:
    """Refuse a port that somebody uses: another Neo4j there would answer in place of ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise start_failure("Address already in use", f"127.0.0.1:{port}") from error


def read_logs(home: Home) -> str:
    """Return what the last start of a home said, Java's own words first."""
    files = [f for f in (home.console, home.log) if f.exists()]
    return "\n".join(f.read_text(encoding="utf-8", errors="replace") for f in files)


def prepare(settings: Settings, home: Home) -> None:
    """Give a home that never ran its password."""
    write_conf(home, settings, settings.neo4j_port)
    # "--" ends the options: one random password in sixty-four begins with a hyphen.
    admin(settings, home, "dbms", "set-initial-password", "--", managed_password(settings))


def wait_for_answer(server: Server, settings: Settings, home: Home) -> None:
    """Poll Bolt until a query is answered; raises GraphUnavailableError with the cause read from the logs."""
    deadline = time.monotonic() + settings.neo4j_start_seconds
    auth = (settings.neo4j_user, managed_password(settings))
    while time.monotonic() < deadline:
        if not server.alive:
            raise start_failure(read_logs(home), str(home.log))
        try:
            with neo4j.GraphDatabase.driver(server.uri, auth=auth) as driver, driver.session() as session:
                session.run("RETURN 1").consume()
                return
        except AuthError as error:
            process.kill(server.pid, server.token)
            raise start_failure(str(error), str(home.log)) from error
        except (DriverError, Neo4jError):
            time.sleep(0.3)
    process.terminate(server.pid, server.token, STOP_SECONDS)
    raise GraphUnavailableError(
        f"Neo4j 在 {settings.neo4j_start_seconds} 秒内没有应答。",
        advice=f"可调大 CHANYE_NEO4J_START_SECONDS；日志：{home.log}",
    )


def launch(settings: Settings, home: Home, port: int) -> Server:
    """Start the server of a home on a port and wait until it answers."""
    check_port_is_free(port)
    write_conf(home, settings, port)
    for log in (home.console, home.log):
        log.unlink(missing_ok=True)
    pid = process.start_detached(server_command(settings, home), environment(home), home.console)
    server = Server(pid, process.started_at(pid), home.id, port)
    _write(_own_file(home), server)
    try:
        wait_for_answer(server, settings, home)
    except BaseException:
        process.terminate(server.pid, server.token, STOP_SECONDS)
        raise
    return server


def halt(server: Server) -> None:
    """Stop a server cleanly; raises GraphError if it does not end in time."""
    if not process.terminate(server.pid, server.token, STOP_SECONDS):
        raise GraphError(
            f"Neo4j（进程 {server.pid}）{STOP_SECONDS} 秒内没有停下。", advice="请稍后再试，或查看其日志。"
        )


def check_managed(settings: Settings) -> None:
    """Refuse to start or stop a Neo4j that is not ours."""
    if settings.neo4j_uri:
        raise GraphError(
            "已设置 CHANYE_NEO4J_URI：使用外部 Neo4j，本命令不管理它。",
            advice="如需自带的 Neo4j，请取消该设置。",
        )


def served_home(settings: Settings) -> Home:
    """Return the home to serve, an empty one before the first load."""
    home = current_home(settings)
    if home is None:
        home = fresh_home(settings)
        prepare(settings, home)
        make_current(settings, home)
    return home


def start(settings: Settings) -> Server:
    """Start the served Neo4j, or return it if it already runs."""
    check_managed(settings)
    with lock(settings):
        server = running(settings)
        if server is None:
            server = launch(settings, served_home(settings), settings.neo4j_port or free_port())
            record(settings, server)
        return server


def stop_all(settings: Settings) -> None:
    """Stop the server of every home, also one that a killed load left behind; before they are deleted."""
    stop(settings)
    with lock(settings):
        for home in all_homes(settings):
            server = _read(_own_file(home))
            if server is not None and server.alive:
                halt(server)


def stop(settings: Settings) -> bool:
    """Stop the served Neo4j; False if it did not run."""
    check_managed(settings)
    with lock(settings):
        server = running(settings)
        if server is not None:
            halt(server)
        state_file(settings).unlink(missing_ok=True)
        return server is not None
