from pathlib import Path

import neo4j
import pytest

from core.errors import GraphError
from core.settings import Settings
from graph_model import load as loading
from graph_model import server
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from graph_model.homes import all_homes, current_home, password_file
from graph_model.project import Projection
from graph_model.verify import compare, graph_state
from tests.graph_model.mini import SHOE, mini_projection

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def projection(tmp_path_factory: pytest.TempPathFactory) -> Projection:
    return mini_projection(tmp_path_factory.mktemp("mini"))


def test_a_load_through_bolt_is_the_projection(graph: neo4j.Session, projection: Projection) -> None:
    load_over_bolt(graph, projection)
    assert compare(graph, projection) == []
    assert graph_state(graph, projection.schema) == projection.state_hash


def test_loading_again_gives_the_same_graph(graph: neo4j.Session, projection: Projection) -> None:
    load_over_bolt(graph, projection)
    assert compare(graph, projection) == []


@pytest.mark.parametrize(
    ("damage", "table", "expected", "found"),
    [
        ("MATCH (e:Enterprise {id: $id}) SET e.town = '别处'", "node_Enterprise", 10, 10),
        ("MATCH (e:Enterprise {id: $id})-[r:IN_PARK]->() DELETE r", "rel_IN_PARK_Enterprise_Park", 1, 0),
        ("MATCH (e:Enterprise {id: $id}) CREATE (e)-[:ODD]->(e)", "ODD", 0, 1),
        ("CREATE (:Stranger {id: $id})", "Stranger", 0, 1),
        ("MATCH (e:Enterprise {id: $id}) SET e.odd = 1", "node_Enterprise 多余属性", 0, 1),
        (
            "MATCH (:Enterprise {id: $id})-[r:IN_PARK]->() SET r.odd = 1",
            "rel_IN_PARK_Enterprise_Park 多余属性",
            0,
            1,
        ),
        ("MATCH (e:Enterprise {id: $id}) SET e.town = 7", "node_Enterprise", 10, 10),
        (
            "MATCH (:YearFigures {key: $id + '/2022'})-[r:FIGURES_OF]->(e) CREATE (e)-[:OWNS]->(e)",
            "OWNS",
            0,
            1,
        ),
    ],
)
def test_verify_sees_every_kind_of_damage(
    graph: neo4j.Session, projection: Projection, damage: str, table: str, expected: int, found: int
) -> None:
    with graph.begin_transaction() as work:
        work.run(damage, id=SHOE).consume()
        differences = [(d.table, d.expected, d.found) for d in compare(work, projection)]
        with pytest.raises(GraphError, match="不一致"):
            loading.check(work, projection)
        work.rollback()
    assert differences == [(table, expected, found)]


def test_any_two_characters_of_a_name_find_it(graph: neo4j.Session, projection: Projection) -> None:
    query = (
        "CALL db.index.fulltext.queryNodes('enterprise_text', $q) YIELD node RETURN collect(node.id) AS ids"
    )
    for text in ("恒盛", "鞋厂"):
        record = graph.run(query, q=f'"{text}"').single(strict=True)
        assert SHOE in record["ids"]


@pytest.mark.slow
def test_an_import_is_verified_served_and_replaces_the_old_home(
    tmp_path: Path, projection: Projection
) -> None:
    settings = Settings(home=tmp_path, neo4j_port=0, neo4j_heap="512m", neo4j_page_cache="64m")
    # One random password in sixty-four begins with a hyphen, which Neo4j's admin tool would read as options.
    password_file(settings).parent.mkdir(parents=True)
    password_file(settings).write_text("-SoTXOLQ_j4HYWrdRiLq2")
    try:
        loading.load_by_import(settings, projection)
        first = current_home(settings)
        with connect(settings) as session:
            assert compare(session, projection) == []
        before = server.running(settings)
        loading.load_by_import(settings, projection)
        after = server.running(settings)
        assert before is not None
        assert after is not None
        assert before.port == after.port
        assert not before.alive
        assert [current_home(settings)] == all_homes(settings) != [first]
        with connect(settings) as session:
            assert compare(session, projection) == []
        # A projection that cannot be imported leaves the served graph as it was.
        broken = mini_projection(tmp_path / "broken")
        broken.con.execute(
            'INSERT INTO "rel_BRANCH_OF_Enterprise_Enterprise" ("start", "end") '
            "VALUES ('ent_nobody', 'ent_nobody')"
        )
        with pytest.raises(GraphError):
            loading.load_by_import(settings, broken)
        assert server.running(settings) == after
        assert len(all_homes(settings)) == 1
    finally:
        server.stop(settings)
