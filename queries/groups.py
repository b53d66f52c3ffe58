"""Firms together: groups that one hand may control, communities, the best connected, the way between two."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import neo4j
import networkx as nx

from core.errors import NotFoundError
from queries.enterprise import resolve_enterprise
from queries.ties import Tie, graph_of, keys_of, names_of, ties, told

LEAST_WEIGHT: Final = 3.0
"""What two firms must share to stand in one group: a person, or a telephone and an address."""

SAMPLED: Final = 200  # firms from which betweenness is estimated (Brandes and Pich 2007)
SEED: Final = 1
Row = dict[str, Any]


def groups(
    session: neo4j.Session, *, least: float = LEAST_WEIGHT, firm: str | None = None, limit: int = 100
) -> list[Row]:
    """Return groups of firms that one hand may control (疑似同一控制), the largest first, with the evidence.

    A lead and no finding. Every firm of a group shares things of control worth `least` with the group's core,
    so that no chain of others' acquaintances makes a group (see cores); `bridges` tells the ties to firms
    outside. `firm` (id, name or code) asks for its group alone: the one it stands in, else the one around it.
    """
    whole = graph_of(ties(session, control=True))
    strong = whole.edge_subgraph([pair for pair in whole.edges if whole.edges[pair]["weight"] >= least])
    found = [core for part in nx.connected_components(strong) for core in cores(strong.subgraph(part))]
    if firm is not None:
        wanted = resolve_enterprise(firm, session)
        own = [(core, members) for core, members in found if wanted in (core, *members)]
        found = own or [(wanted, sorted(strong[wanted]))] if wanted in strong else []
    found = [(core, members) for core, members in found if suspects(strong, core, members)]
    found.sort(key=lambda g: (-len(g[1]), g[0]))
    beyond = {f for core, members in found[:limit] for m in (core, *members) for f in (m, *strong[m])}
    names = names_of(session, beyond)
    return [_group(strong, core, members, names) for core, members in found[:limit]]


def cores(graph: "nx.Graph[str]") -> list[tuple[str, list[str]]]:
    """Cut a connected graph into stars: a core and the firms tied to it, the heaviest core first.

    The core is the firm with the greatest weight of ties to those left (ties of rank by id). Firms that are
    left without a tie to anybody left stand in no group: what they share with a group is a bridge.
    """
    left: nx.Graph[str] = nx.Graph(graph)
    found = []
    while left.number_of_edges():
        core = min(left.nodes, key=lambda f: (-left.degree(f, weight="weight"), f))
        members = sorted(left[core])
        found.append((core, members))
        left.remove_nodes_from([core, *members])
        left.remove_nodes_from([f for f, n in dict(left.degree()).items() if not n])
    return found


def suspects(graph: "nx.Graph[str]", core: str, members: Sequence[str]) -> bool:
    """Whether anything speaks for one hand beside what is known: branches and successors of the core."""
    return any(not tie.kind.known for m in members for tie in graph.edges[core, m]["ties"])


def _group(graph: "nx.Graph[str]", core: str, members: Sequence[str], names: Mapping[str, Row]) -> Row:
    inside = graph.subgraph([core, *members])
    shared = {(t.kind.key, t.thing): t for pair in inside.edges for t in inside.edges[pair]["ties"]}
    across = sorted((m, o) for m in inside for o in graph[m] if o not in inside)
    return {
        "firms": len(inside),
        "core": names[core]["name"],
        "weakest": min(graph.edges[core, m]["weight"] for m in members),
        "members": [f"{names[m]['name']}（{told(graph.edges[core, m]['ties'])}）" for m in members],
        "evidence": told(shared.values()),
        "bridges": [
            f"{names[m]['name']}—{names[o]['name']}（{told(graph.edges[m, o]['ties'])}）" for m, o in across
        ],
        "ids": [core, *members],
        "sources": keys_of(shared.values()),
    }


def communities(session: neo4j.Session, *, least: int = 3, limit: int = 50) -> list[Row]:
    """Return communities by Louvain's method over all kinds of ties, the largest first.

    Blondel et al. (2008), by networkx with a fixed seed: the same graph gives the same communities.
    """
    graph = graph_of(ties(session))
    found = [sorted(c) for c in nx.community.louvain_communities(graph, weight="weight", seed=SEED)]
    found = sorted((c for c in found if len(c) >= least), key=lambda c: (-len(c), c))[:limit]
    names = names_of(session, (f for c in found for f in c))
    return [_community(graph.subgraph(c), c, names) for c in found]


def _community(graph: "nx.Graph[str]", firms: Sequence[str], names: Mapping[str, Row]) -> Row:
    held = Counter(t.kind.caption for pair in graph.edges for t in graph.edges[pair]["ties"])
    towns = Counter(names[f]["town"] for f in firms if names[f]["town"])
    centre = max(firms, key=lambda f: (graph.degree(f, weight="weight"), f))
    return {
        "firms": len(firms),
        "ties": graph.number_of_edges(),
        "density": round(nx.density(graph), 4),
        "centre": names[centre]["name"],
        "kinds": "、".join(f"{k} {n}" for k, n in sorted(held.items(), key=lambda i: (-i[1], i[0]))),
        "towns": "、".join(f"{t} {n}" for t, n in sorted(towns.items(), key=lambda i: (-i[1], i[0]))[:3]),
        "ids": list(firms),
    }


def central(session: neo4j.Session, *, limit: int = 50) -> list[Row]:
    """Return the best connected firms: by how many shortest ways lead over them, then by their ties' weight.

    Betweenness is estimated from SAMPLED firms drawn with a fixed seed, ways the shorter the heavier their
    ties; 0 to 1.
    """
    graph = graph_of(ties(session))
    sample = min(SAMPLED, graph.number_of_nodes())
    between = nx.betweenness_centrality(graph, k=sample, weight="cost", seed=SEED) if sample else {}
    strength = dict(graph.degree(weight="weight"))
    order = sorted(graph.nodes, key=lambda f: (-round(between[f], 6), -strength[f], f))[:limit]
    names = names_of(session, order)
    return [
        {
            "id": f, "name": names[f]["name"], "town": names[f]["town"], "between": round(between[f], 6),
            "strength": round(strength[f], 2), "neighbours": graph.degree(f),
        }
        for f in order
    ]  # fmt: skip


def way(session: neo4j.Session, start: str, end: str) -> list[Row]:
    """Return the strongest way between two firms (id, name or code), a row a step.

    The sum of 1 / weight is least; NotFoundError where no way leads from one to the other.
    """
    graph = graph_of(ties(session))
    one, other = (resolve_enterprise(text, session) for text in (start, end))
    try:
        steps = nx.shortest_path(graph, one, other, weight="cost")
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        raise NotFoundError(
            "这两家企业之间没有可循的关系。", advice="很多企业共用的人、电话、地址不算。"
        ) from None
    names = names_of(session, steps)
    shared: list[list[Tie]] = [graph.edges[a, b]["ties"] for a, b in pairwise(steps)]
    return [
        {
            "step": n, "start": names[a]["name"], "end": names[b]["name"], "shared": told(things),
            "weight": graph.edges[a, b]["weight"], "start_id": a, "end_id": b, "sources": keys_of(things),
        }
        for n, ((a, b), things) in enumerate(zip(pairwise(steps), shared, strict=True), start=1)
    ]  # fmt: skip
