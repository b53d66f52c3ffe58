"""From nodes and edges to one HTML file: a pure function, the same bytes for the same input."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup
from pyvis.network import Network

from core.text import tidy_name
from viz.layout import cut, positions
from viz.page import FONT, render
from viz.spread import spread
from viz.style import NodeStyle, load_styles

Item = Mapping[str, Any]
OWN_KEYS: Final = frozenset({"id", "label", "name", "source", "target", "type"})
EDGE_LABELS: Final = 25
"""More labels than these on edges hide the drawing; the tip tells them all the same."""
# Paths of the shapes around 0,0 within a radius of 9, as vis-network draws them.
SVG: Final = {
    "dot": '<circle r="8" fill="{}"/>',
    "square": '<rect x="-7" y="-7" width="14" height="14" fill="{}"/>',
    "diamond": '<path d="M0-9 9 0 0 9-9 0z" fill="{}"/>',
    "triangle": '<path d="M0-9 9 7H-9z" fill="{}"/>',
    "triangleDown": '<path d="M0 9 9-7H-9z" fill="{}"/>',
    "star": '<path d="M0-10 2.9-3.1 10-3.1 4.3 1.6 6.2 9 0 4.6-6.2 9-4.3 1.6-10-3.1-2.9-3.1z" fill="{}"/>',
    "hexagon": '<path d="M-9 0-4.5-8H4.5L9 0 4.5 8H-4.5z" fill="{}"/>',
}


def graph_html(
    nodes: Sequence[Item],
    edges: Sequence[Item],
    *,
    title: str,
    captions: Mapping[str, str] | None = None,
    centre: str | None = None,
    limit: int = 300,
    seed: int = 20230521,
    note: str = "",
) -> str:
    """Return one self-contained page that draws the graph.

    A node is `{"id", "label", "name", …}`, an edge `{"source", "target", "type", …}`; what else they carry
    is shown on a click. `captions` gives Chinese names of labels, relations and properties; `centre` is drawn
    larger and decides what stays if there are more than `limit` nodes; `note` joins the line under the title.
    """
    words = dict(load_styles().captions) | dict(captions or {})
    kept, inside = cut(nodes, edges, centre, limit)
    network = Network(directed=True, cdn_resources="in_line", heading=title)
    labels = {str(n["id"]): _label(n, centre, crowded=len(kept) >= load_styles().quiet_from) for n in kept}
    places = _places(kept, inside, labels, centre, seed)
    for node in kept:
        _add_node(network, node, words, places[str(node["id"])], centre, labels[str(node["id"])])
    for edge in inside:
        _add_edge(network, edge, words, labelled=len(inside) <= EDGE_LABELS)
    names = {str(n["id"]): _name(n) for n in kept}
    page = {
        "summary": " ".join(filter(None, [f"{len(kept)} 个节点，{len(inside)} 条关系。", note])),
        "cut": _cut_note(len(nodes), len(kept)),
        "legend": _legend(kept, words),
        "relations": _relations(inside, words),
        "details": {str(n["id"]): _details(n, words) for n in kept},
        "centre": centre if centre in names else None,
        "rows": [
            {
                "source": names[str(e["source"])],
                "relation": words.get(str(e["type"]), str(e["type"])),
                "target": names[str(e["target"])],
                "detail": "；".join(f"{k}：{v}" for k, v in _properties(e, words)),
            }
            for e in inside
        ],
    }
    return render(network, page)


def _name(node: Item) -> str:
    return tidy_name(str(node.get("name") or node["id"]))


def _label(node: Item, centre: str | None, *, crowded: bool) -> str:
    """Return the text under a node, in lines; a blank where a name would only cover others."""
    styles = load_styles()
    if crowded and node["label"] in styles.quiet and str(node["id"]) != centre:
        return " "
    return "\n".join(styles.lines(_name(node)))


def _places(
    nodes: Sequence[Item], edges: Sequence[Item], labels: Mapping[str, str], centre: str | None, seed: int
) -> dict[str, tuple[int, int]]:
    """Return where each node stands, in pixels; the centre at 0, 0, no name over another."""
    pairs = [(str(e["source"]), str(e["target"])) for e in edges]
    laid = positions([str(n["id"]) for n in nodes], pairs, seed)
    x, y = laid.get(centre or "", (0, 0))
    boxes = {str(n["id"]): _box(n, labels[str(n["id"])], centre) for n in nodes}
    return spread({k: (px - x, py - y) for k, (px, py) in laid.items()}, boxes, centre)


def _box(node: Item, label: str, centre: str | None) -> tuple[float, float]:
    """Return width and height in pixels of a node with its name under it."""
    lines, size = label.split("\n"), _size(node, centre)
    font = (FONT + 4 if str(node["id"]) == centre else FONT) if label.strip() else 0
    return max(2.0 * size, *(float(font * len(t)) for t in lines)), 2 * size + 1.3 * font * len(lines)


def _size(node: Item, centre: str | None) -> float:
    return load_styles().of(str(node["label"])).size * (1.6 if str(node["id"]) == centre else 1.0)


def _add_node(
    network: Network,
    node: Item,
    words: Mapping[str, str],
    place: tuple[int, int],
    centre: str | None,
    label: str,
) -> None:
    style = load_styles().of(str(node["label"]))
    key, middle = str(node["id"]), str(node["id"]) == centre
    network.add_node(
        key,
        label=label,
        title=f"{words.get(str(node['label']), str(node['label']))}\n{_name(node)}",
        shape=style.shape,
        color=style.color,
        size=_size(node, centre),
        borderWidth=3 if middle else 1,
        font={"size": FONT + 4, "color": "#0b2547"} if middle else {},
        x=place[0],
        y=place[1],
    )


def _add_edge(network: Network, edge: Item, words: Mapping[str, str], *, labelled: bool) -> None:
    caption = words.get(str(edge["type"]), str(edge["type"]))
    lines = [caption, *(f"{k}：{v}" for k, v in _properties(edge, words))]
    network.add_edge(
        str(edge["source"]),
        str(edge["target"]),
        label=caption if labelled else "",
        title="\n".join(lines),
        dashes=str(edge["type"]) in load_styles().dashed,
    )


def _properties(item: Item, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (caption, text) of what an item carries beside its own keys, in order of the key."""
    shown = ((k, v) for k, v in sorted(item.items()) if k not in OWN_KEYS and v not in (None, "", [], {}))
    return [
        (words.get(k, k), "、".join(map(str, v)) if isinstance(v, list | tuple) else str(v)) for k, v in shown
    ]


def _details(node: Item, words: Mapping[str, str]) -> list[tuple[str, str]]:
    label = str(node["label"])
    return [("名称", _name(node)), ("类型", words.get(label, label)), *_properties(node, words)]


def _legend(nodes: Sequence[Item], words: Mapping[str, str]) -> list[dict[str, Any]]:
    counts = Counter(str(n["label"]) for n in nodes)
    return [
        {"caption": words.get(label, label), "count": count, "svg": _svg(load_styles().of(label))}
        for label, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    ]


def _svg(style: NodeStyle) -> Markup:
    return Markup(SVG[style.shape]).format(style.color)


def _relations(edges: Sequence[Item], words: Mapping[str, str]) -> list[dict[str, Any]]:
    counts = Counter(str(e["type"]) for e in edges)
    return [
        {"caption": words.get(kind, kind), "count": count, "dashed": kind in load_styles().dashed}
        for kind, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    ]


def _cut_note(total: int, kept: int) -> str:
    if total == kept:
        return ""
    return f"共 {total} 个节点，按离中心的远近和关系多少只画出 {kept} 个，略去 {total - kept} 个。"
