"""Firms together, on graphs small enough to see: who shares what with whom."""

from collections.abc import Iterator

import neo4j
import networkx as nx
import pytest
from typer.testing import CliRunner

from core.errors import NotFoundError
from core.settings import Settings
from graph_model.connect import connect
from queries.groups import central, communities, cores, groups, way
from queries.ties import Tie, graph_of, kinds, ties

pytestmark = pytest.mark.neo4j

# 甲 and 乙 share a person, 乙 and 丙 a telephone and an address, 丁 a telephone alone with 丙; 戊 builds
# for 丁; 己 shares nothing. A telephone that nine firms share is a bookkeeper's.
FIRMS = [
    ("甲", "1", "A路1号"), ("乙", "2", "B路2号"), ("丙", "2", "B路2号"), ("丁", "2", "D路4号"),
    ("戊", "5", "E路5号"), ("己", "6", "F路6号"), *((f"记账{i}", "9", f"G路{i}号") for i in range(9)),
]  # fmt: skip
MAKE = """
UNWIND $firms AS f
CREATE (:Enterprise {id: 'ent_' + f[0], name: f[0], phone: f[1], address: f[2], town: '某镇'})
WITH count(*) AS made
MATCH (a:Enterprise {name: '甲'}), (b:Enterprise {name: '乙'})
MATCH (d:Enterprise {name: '丁'}), (e:Enterprise {name: '戊'})
CREATE (p:Person {id: 'per_1', name: '陈某'})-[:REPRESENTS]->(a), (p)-[:REPRESENTS]->(b),
       (j:Project {id: 'prj_1', name: '新厂房'})<-[:TAKES_PART_IN]-(d), (j)<-[:TAKES_PART_IN]-(e)
"""


@pytest.fixture(scope="module")
def town(neo4j_settings: Settings) -> Iterator[neo4j.Session]:
    with connect(neo4j_settings) as session:
        session.run("MATCH (n) DETACH DELETE n").consume()
        session.run(MAKE, firms=[list(f) for f in FIRMS]).consume()
        yield session
        session.run("MATCH (n) DETACH DELETE n").consume()


def test_what_too_many_share_ties_nobody(town: neo4j.Session) -> None:
    found = {(t.kind.key, t.name): t.firms for t in ties(town)}
    assert found == {
        ("person", "陈某"): ("ent_乙", "ent_甲"), ("phone", "2"): ("ent_丁", "ent_丙", "ent_乙"),
        ("address", "B路2号"): ("ent_丙", "ent_乙"), ("project", "新厂房"): ("ent_丁", "ent_戊"),
    }  # fmt: skip


def test_weights_of_shared_things_add_up(town: neo4j.Session) -> None:
    graph = graph_of(ties(town))
    weights = {k.key: k.weight for k in kinds()}
    assert graph.edges["ent_乙", "ent_丙"]["weight"] == weights["phone"] + weights["address"]
    assert graph.edges["ent_乙", "ent_甲"]["weight"] == weights["person"]


def test_a_group_is_tied_to_its_core_and_tells_how(town: neo4j.Session) -> None:
    (found,) = groups(town)
    assert (found["core"], found["firms"], found["ids"]) == ("乙", 3, ["ent_乙", "ent_丙", "ent_甲"])
    assert found["members"] == ["丙（同一电话：2；同一地址：B路2号）", "甲（同一人任职：陈某）"]
    assert found["evidence"] == "同一人任职：陈某；同一电话：2；同一地址：B路2号"
    assert (found["weakest"], found["bridges"]) == (3, [])
    assert groups(town, firm="ent_甲") == [found]
    assert groups(town, firm="ent_己") == []
    assert [g["firms"] for g in groups(town, least=2)] == [4]


def chain(*pairs: tuple[str, str]) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(pairs, weight=3.0)
    return graph


def test_no_chain_of_acquaintances_makes_a_group() -> None:
    long = chain(("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"))
    assert cores(long) == [("b", ["a", "c"]), ("e", ["d", "f"])]
    # five firms around h, and one that knows a member alone: it stands in no group
    star = chain(("h", "1"), ("h", "2"), ("h", "3"), ("1", "2"), ("3", "x"))
    assert cores(star) == [("h", ["1", "2", "3"])]


def test_a_head_office_ties_its_branches_to_itself_alone() -> None:
    branch = next(k for k in kinds() if k.key == "branch")
    tie = Tie(branch, "h", "总", ("a", "b", "h"), ())
    assert list(tie.pairs()) == [("a", "h"), ("b", "h")]


def test_communities_are_the_same_each_time(town: neo4j.Session) -> None:
    found = communities(town, least=2)
    assert found == communities(town, least=2)
    assert sorted(i for c in found for i in c["ids"]) == ["ent_丁", "ent_丙", "ent_乙", "ent_戊", "ent_甲"]
    assert {c["towns"] for c in found} == {f"某镇 {c['firms']}" for c in found}


def test_the_firms_between_others_come_first(town: neo4j.Session) -> None:
    found = central(town)
    assert {found[0]["name"], found[1]["name"]} == {"乙", "丁"}
    assert {r["name"]: r["neighbours"] for r in found} == {"甲": 1, "乙": 3, "丙": 2, "丁": 3, "戊": 1}


def test_the_strongest_way_tells_each_step(town: neo4j.Session) -> None:
    found = way(town, "ent_甲", "ent_戊")
    assert [(r["start"], r["end"]) for r in found] == [("甲", "乙"), ("乙", "丁"), ("丁", "戊")]
    assert found[-1]["shared"] == "同一项目：新厂房"
    with pytest.raises(NotFoundError, match="没有可循的关系"):
        way(town, "ent_甲", "ent_己")


def test_the_command_prints_groups(
    town: neo4j.Session, neo4j_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli import acting, relation

    for module in (relation, acting):
        monkeypatch.setattr(module, "get_settings", lambda: neo4j_settings)
    done = CliRunner().invoke(relation.app, ["groups", "--format", "csv"])
    assert done.exit_code == 0, done.output
    assert "同一人任职：陈某" in done.stdout
