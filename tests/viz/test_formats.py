"""Files for other programs: read again by the libraries that read them, and the same bytes each time."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import networkx as nx
import pytest

from viz.formats import KINDS, gexf, graphml
from viz.layout import cut

NODES: list[dict[str, Any]] = [
    {"id": "ent_a", "label": "Enterprise", "name": "晋江恒盛鞋业有限公司", "names": ["恒盛", "老恒盛"]},
    {"id": "ent_b", "label": "Enterprise", "name": "=HYPERLINK(1)", "valid_from": date(2010, 5, 1)},
    {"id": "Park:甲", "label": "Park", "name": "甲<园>", "tax": None},
    {"id": "Permit:1", "label": "Permit", "name": "施工许可", "kind": "施工许可", "step": 6},
]  # fmt: skip
EDGES: list[dict[str, Any]] = [
    {"source": "ent_a", "target": "ent_b", "type": "BRANCH_OF"},
    {"source": "ent_a", "target": "Park:甲", "type": "IN_PARK", "site_area": 12.5},
    {"source": "ent_a", "target": "Park:甲", "type": "IN_PARK", "site_area": 3.0},
]


@pytest.mark.parametrize(("write", "read"), [(graphml, nx.read_graphml), (gexf, nx.read_gexf)])
def test_what_networkx_reads_again_is_what_was_written(
    write: Callable[..., bytes], read: Callable[..., Any]
) -> None:
    graph = read(io.BytesIO(write(NODES, EDGES)))
    assert sorted(graph.nodes) == ["Park:甲", "Permit:1", "ent_a", "ent_b"]
    permit = graph.nodes["Permit:1"]
    assert (permit["class"], permit["kind"], permit["label"], permit["step"]) == (
        "Permit",
        "施工许可",
        "施工许可",
        6,
    )
    assert graph.nodes["ent_a"]["class"] == "Enterprise"
    assert graph.nodes["ent_a"]["names"] == "恒盛；老恒盛"
    assert graph.nodes["ent_b"]["valid_from"] == "2010-05-01"
    assert sorted(d["site_area"] for *_, d in graph.edges(data=True) if "site_area" in d) == [3.0, 12.5]


@pytest.mark.parametrize(("write", "read"), [(graphml, nx.read_graphml), (gexf, nx.read_gexf)])
def test_a_name_has_one_type_in_a_file(write: Callable[..., bytes], read: Callable[..., Any]) -> None:
    edges = [
        {"source": "ent_a", "target": "ent_b", "type": "COULD_JOIN", "distance": 2},
        {"source": "ent_b", "target": "ent_a", "type": "COMPARED_WITH", "distance": 0.5},
    ]
    graph = read(io.BytesIO(write(NODES, edges)))
    assert sorted(d["distance"] for *_, d in graph.edges(data=True)) == [0.5, 2.0]


def test_json_and_csv_carry_every_row() -> None:
    found = json.loads(KINDS[".json"](NODES, EDGES))
    assert [n["id"] for n in found["nodes"]] == [n["id"] for n in NODES]
    assert found["edges"] == EDGES
    with zipfile.ZipFile(io.BytesIO(KINDS[".zip"](NODES, EDGES))) as archive:
        nodes = list(csv.DictReader(io.StringIO(archive.read("nodes.csv").decode("utf-8-sig"))))
        edges = list(csv.DictReader(io.StringIO(archive.read("edges.csv").decode("utf-8-sig"))))
    assert [n["name"] for n in nodes] == ["晋江恒盛鞋业有限公司", "'=HYPERLINK(1)", "甲<园>", "施工许可"]
    assert [e["site_area"] for e in edges] == ["", "12.5", "3.0"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_content_gives_the_same_bytes(kind: str) -> None:
    assert KINDS[kind](NODES, EDGES) == KINDS[kind](NODES, EDGES)


def test_the_nearest_are_kept() -> None:
    chain = [{"source": f"n{i}", "target": f"n{i + 1}", "type": "T"} for i in range(5)]
    nodes, edges = cut([{"id": f"n{i}"} for i in range(6)], chain, "n2", 3)
    assert [n["id"] for n in nodes] == ["n1", "n2", "n3"]
    assert len(edges) == 2
