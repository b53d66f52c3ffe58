"""Neo4j homes: each load gets a fresh one beside the served one, and a pointer file says which is served."""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from core.settings import Settings

DATABASE = "neo4j"
"""Community has one database besides `system`, under this name."""


@dataclass(frozen=True)
class Home:
    """One Neo4j home folder: its configuration, data and logs."""

    path: Path

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def conf(self) -> Path:
        """Folder of neo4j.conf."""
        return self.path / "conf"

    @property
    def log(self) -> Path:
        """Where the server says why it did not start."""
        return self.path / "logs" / "neo4j.log"

    @property
    def console(self) -> Path:
        """What Java itself printed: wrong version, too little memory."""
        return self.path / "logs" / "console.log"


def homes_folder(settings: Settings) -> Path:
    """Folder of all homes of this installation."""
    return settings.graph.resolve() / "homes"


def pointer(settings: Settings) -> Path:
    """The file that names the served home."""
    return settings.graph.resolve() / "current"


def all_homes(settings: Settings) -> list[Home]:
    """Return every home, oldest first."""
    folder = homes_folder(settings)
    return [Home(p) for p in sorted(folder.iterdir())] if folder.is_dir() else []


def current_home(settings: Settings) -> Home | None:
    """Return the served home, or None before the first load."""
    file = pointer(settings)
    if not file.is_file():
        return None
    home = Home(homes_folder(settings) / file.read_text().strip())
    return home if home.path.is_dir() else None


def fresh_home(settings: Settings) -> Home:
    """Make an empty home with the next number; nothing is served from it until `make_current`."""
    numbers = [int(h.id) for h in all_homes(settings) if h.id.isdigit()]
    home = Home(homes_folder(settings) / f"{max(numbers, default=0) + 1:06d}")
    for folder in ("conf", "data", "logs", "import", "plugins", "run"):
        (home.path / folder).mkdir(parents=True)
    return home


def make_current(settings: Settings, home: Home) -> None:
    """Let this home be the served one from the next start on; atomic."""
    target = pointer(settings)
    part = target.with_name("current.part")
    part.write_text(home.id)
    part.replace(target)


def remove_home(home: Home) -> None:
    """Delete a home that no server runs on."""
    shutil.rmtree(home.path)


def remove_others(settings: Settings, keep: Home) -> None:
    """Delete every home but this one; call only once it is served."""
    for home in all_homes(settings):
        if home != keep:
            shutil.rmtree(home.path, ignore_errors=True)


def write_conf(home: Home, settings: Settings, port: int) -> None:
    """Write neo4j.conf: bolt on 127.0.0.1 only, no web server, nothing reported, no files read by queries."""
    values = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.heap.initial_size": settings.neo4j_heap,
        "server.memory.heap.max_size": settings.neo4j_heap,
        "server.memory.pagecache.size": settings.neo4j_page_cache,
        "dbms.usage_report.enabled": "false",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "db.tx_log.rotation.retention_policy": "100M size",
        # An import gives a log its whole size at once; by default an empty city takes half a gigabyte.
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.size": "32m",
    }
    text = "".join(f"{key}={value}\n" for key, value in values.items())
    (home.conf / "neo4j.conf").write_text(text, encoding="utf-8")


def password_file(settings: Settings) -> Path:
    """Where the password of the managed Neo4j is kept."""
    return settings.secrets / "neo4j-password"


def managed_password(settings: Settings) -> str:
    """Return this installation's random password, made at first use and readable by its owner alone."""
    file = password_file(settings)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_EXCL: of two processes that come at once, one makes the password and the other reads it.
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return managed_password(settings)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(24))
    return file.read_text().strip()
