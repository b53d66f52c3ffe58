"""Nodes and edges as files that other programs read: GraphML, GEXF, JSON, and CSV in a zip."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import networkx as nx

Rows = Sequence[Mapping[str, Any]]
BETWEEN: Final = "；"
ENDS: Final = ("source", "target")
TODAY: Final = re.compile(rb' lastmodifieddate="[^"]*"')  # no content
STAMP: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


def graph_of(nodes: Rows, edges: Rows) -> "nx.MultiDiGraph[str]":
    """Return a directed graph with parallel edges; values are numbers, truth values or text."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    points = _alike([_values(node, ("id",)) for node in nodes])
    lines = _alike([_values(edge, ENDS) for edge in edges])
    for node, values in zip(nodes, points, strict=True):
        graph.add_node(str(node["id"]), **values)
    for number, (edge, values) in enumerate(zip(edges, lines, strict=True)):
        graph.add_edge(str(edge["source"]), str(edge["target"]), key=str(number), **values)
    return graph


def _alike(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with one type for each name, as the formats ask: numbers, else text."""
    kinds: dict[str, set[type]] = {}
    for row in rows:
        for name, value in row.items():
            kinds.setdefault(name, set()).add(type(value))
    casts: dict[str, type] = {
        name: float if found == {int, float} else str for name, found in kinds.items() if len(found) > 1
    }
    return [{n: casts[n](v) if n in casts else v for n, v in row.items()} for row in rows]


def _values(row: Mapping[str, Any], left_out: Sequence[str]) -> dict[str, Any]:
    """Return what a file can carry; words of the formats (id, label, key, type) are called otherwise.

    A permit, a building and an event on land have a kind of their own, which stays.
    """
    names = {"label": "class", "id": "number", "key": "record", "type": "relation"}
    found = {names.get(k, k): _simple(v) for k, v in row.items() if k not in left_out and v is not None}
    if "name" in found:
        found["label"] = found["name"]
    return found


def _simple(value: Any) -> str | int | float | bool:  # noqa: ANN401  # whatever a property holds
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return BETWEEN.join(str(_simple(v)) for v in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def graphml(nodes: Rows, edges: Rows) -> bytes:
    """Return GraphML, as yEd, Gephi and Cytoscape read it."""
    target = io.BytesIO()
    nx.write_graphml_xml(graph_of(nodes, edges), target, encoding="utf-8", prettyprint=True)
    return target.getvalue()


def gexf(nodes: Rows, edges: Rows) -> bytes:
    """Return GEXF 1.2, as Gephi reads it."""
    target = io.BytesIO()
    nx.write_gexf(graph_of(nodes, edges), target, encoding="utf-8", version="1.2draft")
    return TODAY.sub(b"", target.getvalue())


def plain_json(nodes: Rows, edges: Rows) -> bytes:
    """Return JSON: `nodes` and `edges` as they are."""
    whole = {"nodes": list(nodes), "edges": list(edges)}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_simple).encode()


def csv_zip(nodes: Rows, edges: Rows) -> bytes:
    """Return a zip of nodes.csv and edges.csv, with a mark that lets spreadsheets read Chinese."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows, first in (
            ("nodes", nodes, ("id", "label", "name")),
            ("edges", edges, (*ENDS, "type")),
        ):
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", STAMP), _csv(rows, first))
    return target.getvalue()


def _csv(rows: Rows, first: Sequence[str]) -> bytes:
    columns = [*first, *sorted({k for row in rows for k in row} - set(first))]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if row.get(c) is None else _cell(row[c]) for c in columns])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str | int | float | bool:  # noqa: ANN401  # whatever a property holds
    """Return a cell that no spreadsheet takes for a formula."""
    found = _simple(value)
    return f"'{found}" if isinstance(found, str) and found[:1] in ("=", "+", "-", "@", "\t") else found


KINDS: Final[Mapping[str, Callable[[Rows, Rows], bytes]]] = {
    ".graphml": graphml, ".gexf": gexf, ".json": plain_json, ".zip": csv_zip,
}  # fmt: skip
"""How a file is written, by its ending."""
