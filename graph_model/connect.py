"""The Bolt connection: to the managed Neo4j or to one that runs elsewhere, always with a password."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import neo4j
from neo4j.exceptions import AuthError, ServiceUnavailable

from core.errors import GraphUnavailableError, SettingsError
from core.settings import Settings
from graph_model.homes import DATABASE, managed_password
from graph_model.server import running

CONNECTION_TIMEOUT: Final = 5.0
"""Seconds until a server that does not answer counts as gone."""


def external_password(settings: Settings) -> str:
    """Return the password of an external Neo4j, from its variable or its file."""
    if settings.neo4j_password is not None:
        return settings.neo4j_password.get_secret_value()
    if settings.neo4j_password_file is not None:
        return settings.neo4j_password_file.read_text().strip()
    raise SettingsError(
        "设置了 CHANYE_NEO4J_URI，却没有密码。",
        advice="请设置 CHANYE_NEO4J_PASSWORD_FILE 或 CHANYE_NEO4J_PASSWORD。",
    )


def address(settings: Settings) -> tuple[str, str]:
    """Return (Bolt address, password); raises GraphUnavailableError when the managed Neo4j does not run."""
    if settings.neo4j_uri:
        return settings.neo4j_uri, external_password(settings)
    server = running(settings)
    if server is None:
        raise GraphUnavailableError("图数据库没有运行。", advice="请运行 chanye neo4j start。")
    return server.uri, managed_password(settings)


def open_driver(settings: Settings, at: tuple[str, str] | None = None) -> neo4j.Driver:
    """Open a driver on the served graph or `at` (address, password); one per process, close it at the end."""
    uri, password = at or address(settings)
    return neo4j.GraphDatabase.driver(
        uri,
        auth=(settings.neo4j_user, password),
        connection_timeout=CONNECTION_TIMEOUT,
        # A property that no node has yet is an empty column; hints are nothing for readers of the output.
        notifications_min_severity="OFF",
    )


@contextmanager
def connect(settings: Settings) -> Iterator[neo4j.Session]:
    """Yield a session on the graph for one command; raises GraphUnavailableError in Chinese."""
    try:
        with open_driver(settings) as driver, driver.session(database=DATABASE) as session:
            yield session
    except ServiceUnavailable as error:
        raise GraphUnavailableError(
            "连不上图数据库。", advice="请运行 chanye neo4j status 查看，或检查 CHANYE_NEO4J_URI。"
        ) from error
    except AuthError as error:
        raise GraphUnavailableError(
            "图数据库拒绝了密码。", advice="请检查 CHANYE_NEO4J_PASSWORD_FILE。"
        ) from error
