"""Fixtures shared by all tests: one Neo4j a session, on its own port, password and folder."""

from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest

from core.settings import Settings


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
