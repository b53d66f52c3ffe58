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
    for node in nodes:
        graph.add_node(str(node["id"]), **_values(node, ("id",)))
    for number, edge in enumerate(edges):
        graph.add_edge(str(edge["source"]), str(edge["target"]), key=str(number), **_values(edge, ENDS))
    return graph


def _values(row: Mapping[str, Any], left_out: Sequence[str]) -> dict[str, Any]:
    """Return what a file can carry; "id" and "label" are words of the formats, so ours is called kind."""
    names = {"label": "kind", "id": "number"}
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
