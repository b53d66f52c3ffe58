"""Where each node stands: chosen, cut and laid out in advance, the same every time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import networkx as nx

GAP: Final = 90
"""Pixels that a node wants around itself."""
EXACT_UP_TO: Final = 120
"""Kamada-Kawai looks best but grows with the cube of the nodes."""


def cut(
    nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]], centre: str | None, limit: int
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Return at most `limit` nodes and the edges among them: nearest to the centre, then best connected.

    Nodes come back in the order of their ids; edges whose ends are not both there are dropped.
    """
    graph: nx.Graph[str] = nx.Graph()
    by_id = {str(n["id"]): n for n in nodes}
    graph.add_nodes_from(sorted(by_id))
    graph.add_edges_from(
        sorted(
            (str(e["source"]), str(e["target"]))
            for e in edges
            if str(e["source"]) in by_id and str(e["target"]) in by_id
        )
    )
    far = len(by_id) + 1
    steps = nx.single_source_shortest_path_length(graph, centre) if centre and centre in graph else {}
    order = sorted(graph, key=lambda n: (steps.get(n, far), -graph.degree(n), n))
    kept = set(order[:limit])
    inside = [e for e in edges if str(e["source"]) in kept and str(e["target"]) in kept]
    inside.sort(key=lambda e: (str(e["source"]), str(e["target"]), str(e["type"])))
    return [by_id[n] for n in sorted(kept)], inside


def positions(ids: Sequence[str], pairs: Sequence[tuple[str, str]], seed: int) -> dict[str, tuple[int, int]]:
    """Return whole pixels for each node; each connected part is laid out alone and set beside the others."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(ids))
    graph.add_edges_from(sorted((min(p), max(p)) for p in pairs if p[0] != p[1]))
    parts = sorted((sorted(c) for c in nx.connected_components(graph)), key=lambda c: (-len(c), c[0]))
    placed: dict[str, tuple[int, int]] = {}
    left = 0.0
    for part in parts:
        points = _part(graph.subgraph(part), seed)
        low = min(x for x, _ in points.values())
        for node in part:
            x, y = points[node]
            placed[node] = (round(x - low + left), round(y))
        left += max(x for x, _ in points.values()) - low + 1.5 * GAP
    return placed


def _part(graph: "nx.Graph[str]", seed: int) -> dict[str, tuple[float, float]]:
    count = graph.number_of_nodes()
    ordered: nx.Graph[str] = nx.Graph()  # a subgraph view iterates in no promised order
    ordered.add_nodes_from(sorted(graph))
    ordered.add_edges_from(sorted((min(e), max(e)) for e in graph.edges))
    if count == 1:
        return dict.fromkeys(ordered, (0.0, 0.0))
    radius = GAP * max(count**0.5, 1.2)
    start = nx.spring_layout(ordered, seed=seed, iterations=80, k=1.6 / count**0.5)
    if count <= EXACT_UP_TO:
        start = nx.kamada_kawai_layout(ordered, pos=start)
    return {n: (float(p[0]) * radius, float(p[1]) * radius * 0.65) for n, p in start.items()}
