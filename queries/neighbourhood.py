"""What stands around one enterprise, as nodes and edges for drawing."""

from typing import Any

import neo4j

from graph_model.schema import load_schema
from queries.enterprise import resolve_enterprise
from queries.run import read

# What everybody is joined to would drown the drawing: such nodes are shown and never walked through.
HUBS = (
    "Town",
    "Industry",
    "Chain",
    "ChainNode",
    "Park",
    "Honour",
    "Register",
    "Department",
    "FundingDocument",
    "Policy",
)
LEFT_OUT = ("YearFigures", "NodeFigures", "ProjectMonth", "LandEvent", "SourceRecord", "Delivery", "Dataset")
HIDDEN = ("sources", "source", "former_ids", "scope")

STEP = """
UNWIND $ids AS id
MATCH (n) WHERE elementId(n) = id
MATCH (n)-[r]-(m)
WHERE none(l IN labels(m) WHERE l IN $left_out)
RETURN elementId(startNode(r)) AS source, elementId(endNode(r)) AS target, type(r) AS type,
       properties(r) AS properties, elementId(m) AS id, labels(m)[0] AS label, properties(m) AS node,
       elementId(r) AS edge
ORDER BY label, coalesce(m.id, m.key, m.name, m.number, m.code), type, edge
LIMIT $limit
"""
START = "MATCH (n:Enterprise {id: $id}) RETURN elementId(n) AS id, properties(n) AS node"


def _key(label: str, properties: dict[str, Any]) -> str:
    """The stable id of a node: its key, with the label where keys of two labels may be equal."""
    key = str(properties[load_schema().labels[label].key])
    return key if label in ("Enterprise", "Person", "Project", "Parcel", "Building") else f"{label}:{key}"


def _node(label: str, properties: dict[str, Any]) -> dict[str, Any]:
    name = next(
        (properties[k] for k in ("name", "number", "summary", "kind", "key") if properties.get(k)), ""
    )
    shown = {k: v for k, v in properties.items() if k not in HIDDEN}
    if label == "Honour":
        name = " ".join(filter(None, (properties["kind"], properties.get("level"))))
    return {**shown, "id": _key(label, properties), "label": label, "name": name}


def neighbourhood(
    entity_id: str, hops: int, limit: int, session: neo4j.Session
) -> dict[str, list[dict[str, Any]]]:
    """Return `nodes` and `edges` around an enterprise.

    A node is `{"id", "label", "name", …}`, an edge `{"source", "target", "type", …}`.
    Goes `hops` steps out and stops at `limit` nodes, nearest first, in a fixed order; towns, industries,
    chains and the like are shown and never walked through. `entity_id` may be a name or a code too.
    """
    start = read(session, START, {"id": resolve_enterprise(entity_id, session)})[0]
    labels = {start["id"]: "Enterprise"}
    nodes = {start["id"]: _node("Enterprise", start["node"])}
    edges: dict[str, dict[str, Any]] = {}
    border = [start["id"]]
    for _ in range(hops):
        rows = read(session, STEP, {"ids": border, "left_out": list(LEFT_OUT), "limit": limit * 20})
        border = []
        for row in rows:
            if row["id"] not in nodes and len(nodes) < limit:
                nodes[row["id"]] = _node(row["label"], row["node"])
                labels[row["id"]] = row["label"]
                if row["label"] not in HUBS:
                    border.append(row["id"])
            edges[row["edge"]] = row
        if not border:
            break
    kept = [
        {
            **{k: v for k, v in e["properties"].items() if k not in HIDDEN},
            "source": nodes[e["source"]]["id"],
            "target": nodes[e["target"]]["id"],
            "type": e["type"],
        }
        for e in edges.values()
        if e["source"] in nodes and e["target"] in nodes
    ]
    kept.sort(key=lambda e: (e["source"], e["target"], e["type"], str(sorted(e.items(), key=lambda i: i[0]))))
    return {"nodes": sorted(nodes.values(), key=lambda n: str(n["id"])), "edges": kept}


def captions() -> dict[str, str]:
    """Return Chinese captions of labels, relations and properties."""
    return load_schema().captions()
