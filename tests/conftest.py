"""Fixtures shared by all tests: an empty installation, and one Neo4j a session in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest
from argon2 import PasswordHasher

from core.settings import Settings
from store import accounts
from store.ledger import Ledger
from tests.road import Road


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty installation."""
    return Settings(home=tmp_path)


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    """The ledger of that installation."""
    return Ledger(settings)


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with argon2 at its cheapest: the product's own cost is for attackers, not for tests."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def neo4j_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a throw-away installation whose Neo4j runs; started once, stopped at the end."""
    from graph_model import jars, server

    home: Path = tmp_path_factory.mktemp("neo4j")
    settings = Settings(home=home, neo4j_port=0, neo4j_heap="768m", neo4j_page_cache="128m")
    jars.fetch_jars(settings)
    server.start(settings)
    yield settings
    server.stop(settings)


@pytest.fixture
def graph(neo4j_settings: Settings) -> Iterator[neo4j.Session]:
    """A session on the session's Neo4j, whatever was loaded there before."""
    from graph_model.connect import connect

    with connect(neo4j_settings) as session:
        yield session


@pytest.fixture(scope="session")
def road_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """A city of 600 enterprises with noise, taken in, resolved and served; made once for all slow tests.

    Whoever uses it leaves it as it is.
    """
    found = Road(tmp_path_factory.mktemp("road"))
    found.run("generate", "--enterprises", "600", "--seed", "5", "--out", str(found.city))
    found.run("refresh", str(found.city / "supply"), exits=3)
    yield found
    found.run("neo4j", "stop")
