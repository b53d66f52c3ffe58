"""The door to the ledger: opens it, brings it to the newest layout, hands out sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from core.errors import LedgerError
from core.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"


def ledger_url(settings: Settings) -> str:
    """Return the SQLAlchemy URL, with the password from its file where one is set."""
    if settings.ledger_url is None:
        return f"sqlite:///{settings.home / 'ledger.sqlite'}"
    url = make_url(settings.ledger_url)
    if settings.ledger_password_file is not None:
        url = url.set(password=settings.ledger_password_file.read_text().strip())
    return url.render_as_string(hide_password=False)


def _sqlite_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=FULL"):
        cursor.execute("PRAGMA " + pragma)
    cursor.close()


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
    return engine


def migration_config(engine: Engine) -> Config:
    """Return Alembic's configuration for this engine; no ini file is needed."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


@lru_cache(maxsize=8)
def open_ledger(url: str) -> Engine:
    """Open the ledger and bring it to the newest layout; cheap after the first call of a process.

    LedgerError where a newer product has written it.
    """
    engine = _engine(url)
    try:
        command.upgrade(migration_config(engine), "head")
    except CommandError as error:
        if not isinstance(error.__cause__, RevisionError):
            raise
        raise LedgerError(
            "台账由更新版本的产业图谱写成，本版本读不了。", advice="请用当时或更新的版本打开，或从备份恢复。"
        ) from error
    return engine


def forget_ledger(settings: Settings) -> None:
    """Close an installation's ledger, whose file goes away: one that takes its place is opened anew."""
    _engine(ledger_url(settings)).dispose()
    _engine.cache_clear()
    open_ledger.cache_clear()


class Ledger:
    """Sessions on the ledger of one installation."""

    def __init__(self, settings: Settings) -> None:
        # Personal data lies below it: its owner alone may look in.
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.engine = open_ledger(ledger_url(settings))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a session that commits when the block ends well and rolls back when it does not."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
