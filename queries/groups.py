"""Firms together: groups that one hand may control, communities, the best connected, the way between two."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import neo4j
import networkx as nx

from core.errors import NotFoundError
from queries.enterprise import resolve_enterprise
from queries.ties import Tie, graph_of, names_of, ties, told

LEAST_WEIGHT: Final = 3.0
"""What two firms must share to stand in one group: a person, or a telephone and an address."""

SAMPLED: Final = 200  # firms from which betweenness is estimated (Brandes and Pich 2007)
SEED: Final = 1
Row = dict[str, Any]


def groups(
    session: neo4j.Session, *, least: float = LEAST_WEIGHT, firm: str | None = None, limit: int = 100
) -> list[Row]:
    """Return groups of firms that one hand may control (疑似同一控制), the largest first, with the evidence.

    A lead and no finding: firms that share things of control worth `least` together, and those joined to
    them in turn. `firm` (id, name or code) asks for its group alone.
    """
    whole = graph_of(ties(session, control=True))
    strong = whole.edge_subgraph([pair for pair in whole.edges if whole.edges[pair]["weight"] >= least])
    wanted = resolve_enterprise(firm, session) if firm is not None else None
    found = [sorted(g) for g in nx.connected_components(strong) if wanted is None or wanted in g]
    found.sort(key=lambda g: (-len(g), g))
    names = names_of(session, (f for g in found[:limit] for f in g))
    return [_group(strong.subgraph(g), g, names) for g in found[:limit]]


def _group(graph: "nx.Graph[str]", firms: Sequence[str], names: Mapping[str, Row]) -> Row:
    shared = {(t.kind.key, t.thing): t for pair in graph.edges for t in graph.edges[pair]["ties"]}
    evidence = sorted(shared.values(), key=lambda t: (-t.kind.weight, t.kind.key, t.thing))
    return {
        "firms": len(firms),
        "weakest": min(graph.edges[pair]["weight"] for pair in graph.edges),
        "evidence": told(evidence),
        "names": [names[f]["name"] for f in firms],
        "ids": list(firms),
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
            "weight": graph.edges[a, b]["weight"], "start_id": a, "end_id": b,
        }
        for n, ((a, b), things) in enumerate(zip(pairwise(steps), shared, strict=True), start=1)
    ]  # fmt: skip
