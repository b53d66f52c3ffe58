"""An enterprise's neighbourhood as a file: asked, masked and audited, then drawn or written."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import neo4j

import queries
from access.guard import Guard
from access.principal import Principal
from core.errors import UsageError
from core.text import tidy_name
from viz.formats import KINDS
from viz.graph import graph_html
from viz.layout import cut

MOST_HOPS: Final = 4
LOOK_AROUND: Final = 4
"""How many times the nodes that are drawn are looked at, so that the best connected are among them."""


class Surroundings(NamedTuple):
    """What stands around an enterprise, as `principal` may see it."""

    centre: str
    name: str
    nodes: list[dict[str, Any]]  # id, label, name, …
    edges: list[dict[str, Any]]  # source, target, type, …
    note: str


def surroundings(
    session: neo4j.Session, guard: Guard, principal: Principal, text: str, *, hops: int = 2, limit: int = 300
) -> Surroundings:
    """Return the neighbourhood of the enterprise that a text means: asked, masked and audited.

    `text` is a name, code or id; UsageError for hops out of range, NotFoundError and AmbiguousError as
    `queries.resolve_enterprise` raises them.
    """
    if not 1 <= hops <= MOST_HOPS:
        raise UsageError(f"--hops 须在 1 到 {MOST_HOPS} 之间。")
    guard.allow(principal, "export", text)
    centre = queries.resolve_enterprise(text, session)
    most = LOOK_AROUND * limit
    found = queries.neighbourhood(centre, hops, most, session)
    full = len(found["nodes"]) >= most
    shown = guard.read(principal, "export", centre, [found]).data[0]
    name = next((_text(n) for n in shown["nodes"] if n["id"] == centre), centre)
    note = f"周围节点太多，只在最近的 {most} 个中选取。" if full else ""
    return Surroundings(centre, name, shown["nodes"], shown["edges"], note)


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
    """Return (name, page) of the neighbourhood of an enterprise; see `surroundings`."""
    around = surroundings(session, guard, principal, text, hops=hops, limit=limit)
    page = graph_html(
        around.nodes,
        around.edges,
        title=f"{around.name} 关系图（{hops} 步）",
        captions=queries.captions(),
        centre=around.centre,
        limit=limit,
        note=note + around.note,
    )
    return around.name, page


def neighbourhood_file(
    session: neo4j.Session,
    guard: Guard,
    principal: Principal,
    text: str,
    kind: str,
    *,
    hops: int = 2,
    limit: int = 300,
) -> tuple[str, bytes]:
    """Return (name, content) of the neighbourhood as a file of a kind of `viz.formats.KINDS`."""
    around = surroundings(session, guard, principal, text, hops=hops, limit=limit)
    return around.name, KINDS[kind](*cut(around.nodes, around.edges, around.centre, limit))


def _text(node: Mapping[str, Any]) -> str:
    return tidy_name(str(node.get("name") or node["id"]))
