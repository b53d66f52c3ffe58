"""An enterprise's neighbourhood as one HTML file: asked, masked and audited, then drawn."""

from collections.abc import Mapping
from typing import Any, Final

import neo4j

import queries
from access.guard import Guard
from access.principal import Principal
from core.errors import UsageError
from core.text import tidy_name
from viz.graph import graph_html

MOST_HOPS: Final = 4
LOOK_AROUND: Final = 4
"""How many times the nodes that are drawn are looked at, so that the best connected are among them."""


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
    most = LOOK_AROUND * limit
    found = queries.neighbourhood(centre, hops, most, session)
    if len(found["nodes"]) >= most:
        note = f"{note}周围节点太多，只在最近的 {most} 个中选取。"
    shown = guard.read(principal, "export", centre, [found]).data[0]
    name = next((_text(n) for n in shown["nodes"] if n["id"] == centre), centre)
    page = graph_html(
        shown["nodes"],
        shown["edges"],
        title=f"{name} 关系图（{hops} 步）",
        captions=queries.captions(),
        centre=centre,
        limit=limit,
        note=note,
    )
    return name, page


def _text(node: Mapping[str, Any]) -> str:
    return tidy_name(str(node.get("name") or node["id"]))
