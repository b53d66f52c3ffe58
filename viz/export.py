"""An enterprise's neighbourhood as one HTML file: asked, masked and audited, then drawn."""

from collections.abc import Mapping
from typing import Any

import neo4j

import queries
from access.guard import Guard
from access.principal import Principal
from core.errors import UsageError
from graph_model.schema import load_schema
from viz.graph import graph_html

MOST_HOPS = 4


def schema_captions() -> dict[str, str]:
    """Return the Chinese captions of labels, relations and their properties, from the graph's schema."""
    schema = load_schema()
    kinds = [*schema.labels.items(), *schema.relations.items()]
    properties = {k: p.caption for _, kind in kinds for k, p in kind.properties.items()}
    return properties | {name: kind.caption for name, kind in kinds}


def neighbourhood_html(
    session: neo4j.Session,
    guard: Guard,
    principal: Principal,
    text: str,
    *,
    hops: int = 2,
    limit: int = 300,
    note: str = "",
) -> tuple[str, str]:
    """Return (name, page) of the neighbourhood of the enterprise that a text means.

    `text` is a name, code or id; UsageError for hops out of range, NotFoundError and AmbiguousError as
    `queries.resolve_enterprise` raises them.
    """
    if not 1 <= hops <= MOST_HOPS:
        raise UsageError(f"--hops 须在 1 到 {MOST_HOPS} 之间。")
    guard.allow(principal, "export", text)
    centre = queries.resolve_enterprise(text, session)
    found = queries.neighbourhood(centre, hops, limit + 1, session)
    shown = guard.read(principal, "export", centre, [found]).data[0]
    name = next((_text(n) for n in shown["nodes"] if n["id"] == centre), centre)
    page = graph_html(
        shown["nodes"],
        shown["edges"],
        title=f"{name} 关系图（{hops} 步）",
        captions=schema_captions(),
        centre=centre,
        limit=limit,
        note=note,
    )
    return name, page


def _text(node: Mapping[str, Any]) -> str:
    return str(node.get("name") or node["id"])
