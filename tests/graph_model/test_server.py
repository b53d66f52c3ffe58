import json
import socket
from pathlib import Path

import neo4j
import pytest

from core.errors import GraphError, GraphUnavailableError
from core.settings import Settings
from graph_model import server
from graph_model.connect import connect
from graph_model.status import status

pytestmark = pytest.mark.neo4j


def test_the_session_server_answers(graph: neo4j.Session) -> None:
    record = graph.run("CALL dbms.components() YIELD edition, versions RETURN edition, versions").single()
    assert record is not None
    assert record["edition"] == "community"
    assert record["versions"][0].startswith("5.26.")


def test_a_hint_of_the_server_is_not_passed_on(graph: neo4j.Session) -> None:
    summary = graph.run("MATCH (n:NoSuchLabel {noSuchProperty: 1}), (m:Neither) RETURN n, m").consume()
    assert [s.gql_status for s in summary.gql_status_objects if s.raw_severity] == []


def test_starting_twice_gives_the_same_server(neo4j_settings: Settings) -> None:
    assert server.start(neo4j_settings) == server.running(neo4j_settings)


def test_status_names_process_and_counts(neo4j_settings: Settings) -> None:
    found = status(neo4j_settings)
    assert (found.state, found.managed) == ("running", True)
    assert found.pid == server.start(neo4j_settings).pid
    assert found.nodes is not None


def test_a_wrong_password_is_told(neo4j_settings: Settings) -> None:
    running = server.start(neo4j_settings)
    outside = neo4j_settings.model_copy(update={"neo4j_uri": running.uri})
    outside = Settings.model_validate({**outside.model_dump(), "neo4j_password": "wrong"})
    with pytest.raises(GraphUnavailableError, match="密码"), connect(outside) as session:
        session.run("RETURN 1").consume()


def test_an_external_server_is_not_ours_to_stop(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="CHANYE_NEO4J_URI"):
        server.stop(Settings(home=tmp_path, neo4j_uri="bolt://127.0.0.1:1"))


def test_a_taken_port_is_the_cause_that_is_shown(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = Settings(home=tmp_path, neo4j_port=other.getsockname()[1])
        with pytest.raises(GraphUnavailableError, match="端口已被其他程序占用"):
            server.start(settings)
    assert server.running(settings) is None


def test_too_large_a_heap_is_the_cause_that_is_shown(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, neo4j_port=0, neo4j_heap="9000g")
    with pytest.raises(GraphError, match="内存不够"):
        server.start(settings)


def test_a_stale_pid_file_does_not_hinder(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.graph.mkdir()
    old = {"pid": 2**22 + 1, "token": "1", "home": "000001", "port": 1}
    server.state_file(settings).write_text(json.dumps(old))
    assert status(settings).state == "stale"
    assert server.running(settings) is None
    assert server.stop(settings) is False
    assert status(settings).state == "stopped"


def test_without_a_server_the_advice_is_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(GraphUnavailableError, match="chanye neo4j start"), connect(Settings(home=tmp_path)):
        pass


def test_a_second_server_on_the_same_home_is_refused_by_the_store_lock(neo4j_settings: Settings) -> None:
    home = server.served_home(neo4j_settings)
    with pytest.raises(GraphUnavailableError, match="另一个 Neo4j 进程"):
        server.launch(neo4j_settings, home, server.free_port())
