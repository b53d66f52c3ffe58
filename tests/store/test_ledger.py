"""The ledger: one layout from code and migrations, whole transactions or none."""

from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from core.errors import LedgerError
from core.settings import Settings
from store.ledger import Ledger, forget_ledger, ledger_url, open_ledger
from store.tables import Base, Redirect


def _redirect(old: str) -> Redirect:
    return Redirect(old=old, new="ent_b", since=datetime(2023, 5, 1), reason="merge")


def test_migrations_give_the_layout_that_the_code_declares(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_block_that_fails_leaves_nothing(ledger: Ledger) -> None:
    def fail_half_way() -> None:
        with ledger.session() as session:
            session.add(_redirect("ent_a"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with ledger.session() as session:
        assert session.scalars(select(Redirect)).all() == []


def test_opening_again_keeps_what_is_there(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.session() as session:
        session.add(_redirect("ent_a"))
    with Ledger(Settings(home=tmp_path)).session() as session:
        assert session.scalars(select(Redirect.old)).all() == ["ent_a"]


def test_a_ledger_of_a_newer_product_is_not_opened(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ffffffffffff'"))
    open_ledger.cache_clear()
    with pytest.raises(LedgerError, match="更新版本"):
        Ledger(Settings(home=tmp_path))


def test_sqlite_keeps_foreign_keys_and_survives_a_crash(ledger: Ledger) -> None:
    with ledger.session() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_password_of_a_database_comes_from_its_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("a/b c\n")
    settings = Settings(ledger_url="postgresql+psycopg://chanye@db/chanye", ledger_password_file=secret)
    assert ledger_url(settings) == "postgresql+psycopg://chanye:a%2Fb c@db/chanye"


def test_a_ledger_whose_file_was_deleted_is_opened_anew_once_forgotten(settings: Settings) -> None:
    with Ledger(settings).session() as session:
        session.add(_redirect("ent_a"))
    forget_ledger(settings)
    for file in settings.home.glob("ledger.sqlite*"):
        file.unlink()
    with Ledger(settings).session() as session:
        assert session.scalars(select(Redirect)).all() == []
