"""The page on the graph: labels and relations of the schema, and the chains."""

from pathlib import Path

from data.chains import load_chains
from graph_model.schema import Property, Rows, load_schema
from tools.markdown import table

ROWS: dict[Rows, str] = {
    "own": "Source rows: its own `source` or `sources`.",
    "key": "Source row: its key.",
    "start": "Source rows: those of the node that it starts at.",
    "end": "Source rows: those of the node that it ends at.",
    "joined": "Source rows: those of what is joined to it.",
    "figures": "Source rows: too many to hold; `chanye trace … --figure …` or a query lists them.",
    "none": "Source rows: none (a standard, a template, the catalogue or a file itself).",
}
INTRO = Path(__file__).parent / "graph_intro.md"


def _properties(properties: dict[str, Property], key: str = "") -> list[str]:
    rows = [
        [f"**{n}**" if n == key else f"`{n}`", p.type, p.caption, "yes" if p.index or n == key else ""]
        for n, p in properties.items()
    ]
    return (
        table(["Property (key in bold)", "Type", "Caption", "Indexed"], rows) if rows else ["No properties."]
    )


def _labels() -> list[str]:
    lines = ["## Labels", ""]
    for name, label in load_schema().labels.items():
        lines += [f"### {name} · {label.caption}", "", *([label.note, ""] if label.note else [])]
        lines += [ROWS[label.rows], ""]
        lines += [*_properties(label.properties, label.key), ""]
    return lines


def _relations() -> list[str]:
    lines = ["## Relations", ""]
    for name, relation in load_schema().relations.items():
        pairs = ", ".join(f"({a})→({b})" for a, b in relation.between)
        lines += [
            f"### {name} · {relation.caption}",
            "",
            pairs,
            "",
            *([relation.note, ""] if relation.note else []),
            ROWS[relation.rows],
            "",
        ]
        lines += [*_properties(relation.properties), ""]
    return lines


def _chains() -> list[str]:
    lines = ["## Chain templates", ""]
    for chain in load_chains():
        names = {n.key: n.name for n in chain.nodes}
        rows = [
            [
                n.stage,
                n.name,
                str(n.importance),
                "必须本地配套" if n.must_be_local else "可外购",
                "、".join(names[t] for t in n.supplies_to),
                " ".join(n.industries),
                "、".join(n.words),
            ]
            for n in chain.nodes
        ]
        header = ["Stage", "Node", "Importance", "Local", "Supplies", "GB/T 4754", "Words"]
        lines += [f"### {chain.name}", "", *table(header, rows), ""]
    return lines


def graph_page() -> str:
    """The text of docs/graph.md."""
    intro = INTRO.read_text(encoding="utf-8").rstrip().split("\n")
    made = "<!-- Made by `make docs`; do not edit. -->"
    return "\n".join([made, *intro, "", *_labels(), *_relations(), *_chains()]).rstrip() + "\n"
