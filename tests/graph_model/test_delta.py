"""What changed is written in one transaction, and the graph is then what a full load makes."""

from pathlib import Path
from random import Random

import duckdb
import neo4j
import pytest

from core.errors import GraphError
from core.settings import Settings
from graph_model import delta, shown
from graph_model import load as loading
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from graph_model.delta import DIFFERS, cells
from graph_model.project import Projection, node_table, relation_table
from graph_model.verify import compare
from tests.graph_model.mini import SHOE, mini_projection

pytestmark = pytest.mark.neo4j

CHANGES = {
    "a property": "UPDATE node_Enterprise SET town = '别处', names = ['甲', '乙'] WHERE id = $shoe",
    "a property is gone": "UPDATE node_Enterprise SET town = NULL, names = [] WHERE id = $shoe",
    "a relation is gone": 'DELETE FROM "rel_IN_PARK_Enterprise_Park" WHERE "start" = $shoe',
    "a relation stands twice": """INSERT INTO "rel_IN_PARK_Enterprise_Park"
        SELECT * FROM "rel_IN_PARK_Enterprise_Park" WHERE "start" = $shoe""",
    "a relation's property": 'UPDATE "rel_IN_PARK_Enterprise_Park" SET site_area = 1.5 WHERE "start" = $shoe',
}


def _written(session: neo4j.Session, projection: Projection, differ: set[str] | None) -> int:
    assert differ is not None
    found = delta.changes(projection, differ)
    with session.begin_transaction() as transaction:
        delta.write(transaction, projection, found)
        delta.check_counts(transaction, projection)
        transaction.commit()
    return sum(c.rows for c in found)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Projection:
    return mini_projection(tmp_path_factory.mktemp("before"))


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_change_is_written_and_nothing_else(
    graph: neo4j.Session, before: Projection, tmp_path: Path, change: str
) -> None:
    settings = Settings(home=tmp_path)
    load_over_bolt(graph, before)
    shown.keep(settings, before)
    after = mini_projection(tmp_path / "after")
    after.con.execute(change, {"shoe": SHOE})
    differ = shown.attach(settings, after, before.state_hash)
    assert _written(graph, after, differ) == 1
    assert compare(graph, after) == []
    assert _written(graph, after, differ) == 1  # once more, as after a crash before the ledger knew
    assert compare(graph, after) == []


@pytest.mark.parametrize("seed", range(3))
def test_many_changes_at_once_give_the_graph_of_a_full_load(
    graph: neo4j.Session, before: Projection, tmp_path: Path, seed: int
) -> None:
    settings, rng = Settings(home=tmp_path), Random(seed)
    load_over_bolt(graph, before)
    shown.keep(settings, before)
    after = mini_projection(tmp_path / "after")
    for name, label in after.schema.labels.items():
        keys = [
            k
            for (k,) in after.con.execute(
                f'SELECT "{label.key}" FROM "{node_table(name)}" ORDER BY 1'
            ).fetchall()
        ]
        for key in rng.sample(keys, k=min(len(keys), rng.randrange(3))):
            after.con.execute(f'DELETE FROM "{node_table(name)}" WHERE "{label.key}" = $key', {"key": key})
            for kind, start, end in after.schema.relation_pairs():
                for side, of in (("start", start), ("end", end)):
                    if of == name:
                        query = f'DELETE FROM "{relation_table(kind, start, end)}" WHERE "{side}" = $key'
                        after.con.execute(query, {"key": key})
    assert _written(graph, after, shown.attach(settings, after, before.state_hash)) > 0
    assert compare(graph, after) == []
    # and back again
    shown.keep(settings, after)
    back = mini_projection(tmp_path / "back")
    _written(graph, back, shown.attach(settings, back, after.state_hash))
    assert compare(graph, back) == []


def test_what_was_kept_is_not_taken_from_another_schema_or_an_unfinished_folder(
    before: Projection, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    assert shown.attach(settings, before, before.state_hash) is None
    shown.keep(settings, before)
    assert shown.attach(settings, before, before.state_hash) == set()
    (shown.folder(settings, before.state_hash) / shown.NOTE).unlink()
    assert shown.attach(settings, before, before.state_hash) is None
    shown.keep(settings, before)
    other = mini_projection(tmp_path / "other")
    other.con.execute('ALTER TABLE "node_Park" ADD COLUMN more VARCHAR')
    assert shown.attach(settings, other, before.state_hash) is None


def test_counts_that_do_not_come_out_leave_the_graph_as_it_was(
    neo4j_settings: Settings, graph: neo4j.Session, before: Projection, tmp_path: Path
) -> None:
    load_over_bolt(graph, before)
    settings = neo4j_settings
    shown.keep(settings, before)
    graph.run("MATCH (p:Park) WITH p LIMIT 1 DETACH DELETE p").consume()  # somebody meddled
    after = mini_projection(tmp_path / "after")
    after.con.execute(CHANGES["a property"], {"shoe": SHOE})
    with pytest.raises(GraphError, match="不能只写入变化"):
        loading.load_changes(settings, after, before.state_hash, must=True)
    assert loading.load_changes(settings, after, before.state_hash) is None
    with connect(settings) as session:
        town = session.run("MATCH (e:Enterprise {id: $id}) RETURN e.town", id=SHOE).single(strict=True)[0]
    assert town != "别处"


def test_what_moves_from_one_list_to_the_next_is_a_change() -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE n AS SELECT 'a' AS id, ['甲'] AS names, ['乙', '丙'] AS words")
    con.execute("CREATE TABLE shown_n AS SELECT 'a' AS id, ['甲', '乙'] AS names, ['丙'] AS words")
    columns = cells({"id": "string", "names": "strings", "words": "strings"})
    con.execute(DIFFERS.format(table="n", keys='"id"', columns=columns))
    assert con.execute("FROM differs_n").fetchall() == [("a",)]
