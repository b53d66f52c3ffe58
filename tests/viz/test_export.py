"""The export of a real neighbourhood: masked, audited, cut, from the command line too."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import neo4j
import networkx as nx
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from access.guard import Guard
from access.principal import Principal, local_operator
from core.errors import ForbiddenError, NotFoundError, UsageError
from core.settings import Settings
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from queries import neighbourhood
from store.ledger import Ledger
from store.tables import AuditEntry
from tests.graph_model.mini import SHOE, mini_projection
from viz.export import neighbourhood_html
from viz.formats import KINDS

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def city(neo4j_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[neo4j.Session]:
    with connect(neo4j_settings) as session:
        load_over_bolt(session, mini_projection(tmp_path_factory.mktemp("mini_export")))
        yield session


def test_a_neighbourhood_is_drawn_with_chinese_captions_and_noted(
    city: neo4j.Session, ledger: Ledger
) -> None:
    name, html = neighbourhood_html(city, Guard(ledger), local_operator(), "晋江恒盛鞋业有限公司")
    assert name == "晋江恒盛鞋业有限公司"
    for word in ("陈志强", "企业", "任职", "关系清单"):
        assert word in html
    assert html == neighbourhood_html(city, Guard(ledger), local_operator(), SHOE)[1]
    with ledger.session() as session:
        acts = [(e.action, e.object) for e in session.scalars(select(AuditEntry))]
    assert ("export", SHOE) in acts


def test_persons_are_masked_in_the_export_of_an_analyst(city: neo4j.Session, ledger: Ledger) -> None:
    html = neighbourhood_html(city, Guard(ledger), Principal("lin", "analyst"), SHOE)[1]
    assert "陈志强" not in html
    assert "13800000001" not in html
    assert "陈**" in html


def test_who_may_not_export_gets_nothing(city: neo4j.Session, ledger: Ledger) -> None:
    with pytest.raises(ForbiddenError):
        neighbourhood_html(city, Guard(ledger), Principal("boss", "leader"), SHOE)


def test_wrong_hops_and_unknown_firms_are_refused(city: neo4j.Session, ledger: Ledger) -> None:
    with pytest.raises(UsageError):
        neighbourhood_html(city, Guard(ledger), local_operator(), SHOE, hops=9)
    with pytest.raises(NotFoundError):
        neighbourhood_html(city, Guard(ledger), local_operator(), "ent_nothing")


def test_a_small_limit_says_what_was_left_out(city: neo4j.Session, ledger: Ledger) -> None:
    html = neighbourhood_html(city, Guard(ledger), local_operator(), SHOE, limit=5)[1]
    assert "5 个节点" in html
    assert "略去" in html


def test_the_command_writes_the_file(
    city: neo4j.Session, neo4j_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli import export
    from cli.graph import app
    from core import settings

    monkeypatch.setattr(settings, "get_settings", lambda: neo4j_settings)
    file = tmp_path / "out" / "x.html"
    done = CliRunner().invoke(app, ["export", "--enterprise", SHOE, "--hops", "2", "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert export.export.__doc__
    assert "<!doctype html>" in file.read_text(encoding="utf-8")
    assert done.stdout == ""
    data = tmp_path / "x.graphml"
    done = CliRunner().invoke(app, ["export", "--enterprise", SHOE, "--hops", "1", "-o", str(data)])
    assert done.exit_code == 0, done.output
    assert nx.read_graphml(data).nodes[SHOE]["class"] == "Enterprise"
    refused = CliRunner().invoke(app, ["export", "--enterprise", SHOE, "-o", str(tmp_path / "x.docx")])
    assert isinstance(refused.exception, UsageError)


@pytest.mark.parametrize(("ending", "read"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)])
def test_every_attribute_of_a_neighbourhood_survives_in_files_for_other_programs(
    city: neo4j.Session, ending: str, read: Callable[..., Any]
) -> None:
    found = neighbourhood(SHOE, 3, 500, city)
    graph = read(io.BytesIO(KINDS[ending](found["nodes"], found["edges"])))
    assert {n["id"] for n in found["nodes"]} == set(graph.nodes)
    assert len({n["label"] for n in found["nodes"]}) > 8
    for node in found["nodes"]:
        told = graph.nodes[node["id"]]
        assert told["class"] == node["label"]
        for key, value in node.items():
            if key not in ("id", "label") and isinstance(value, str | int | float | bool) and value != "":
                read_back = told["record" if key == "key" else key]
                assert read_back == value or str(read_back) == str(value), (node["id"], key)
    assert graph.number_of_edges() == len(found["edges"])
    said = {(a, b, k, v) for a, b, d in graph.edges(data=True) for k, v in d.items() if isinstance(v, str)}
    for edge in found["edges"]:
        for key, value in edge.items():
            if key not in ("source", "target") and isinstance(value, str) and value:
                told_as = "relation" if key == "type" else key
                assert (edge["source"], edge["target"], told_as, value) in said


def test_json_and_csv_of_a_neighbourhood_keep_its_chinese(city: neo4j.Session) -> None:
    found = neighbourhood(SHOE, 2, 500, city)
    told = json.loads(KINDS[".json"](found["nodes"], found["edges"]))
    assert [n["id"] for n in told["nodes"]] == [n["id"] for n in found["nodes"]]
    assert "晋江恒盛鞋业有限公司" in {n["name"] for n in told["nodes"]}
    with zipfile.ZipFile(io.BytesIO(KINDS[".zip"](found["nodes"], found["edges"]))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("nodes.csv").decode("utf-8-sig"))))
        edges = list(csv.DictReader(io.StringIO(archive.read("edges.csv").decode("utf-8-sig"))))
    assert {r["name"] for r in rows} == {str(n["name"]) for n in found["nodes"]}
    assert [(e["source"], e["target"], e["type"]) for e in edges] == [
        (e["source"], e["target"], e["type"]) for e in found["edges"]
    ]
