"""The pages on the named queries and on what became of each data set."""

from pathlib import Path

from graph_model.inputs import MASS
from graph_model.schema import load_schema
from ingest.contract import load_catalogue
from queries.catalogue import COSTS, USERS, Parameter, Query, load_queries
from tools.coverage import Place, places
from tools.markdown import table

MADE = "<!-- Made by `make docs`; do not edit. -->"
QUERIES_INTRO = Path(__file__).parent / "queries_intro.md"
COVERAGE_INTRO = Path(__file__).parent / "coverage_intro.md"


def _default(spec: Parameter) -> str:
    if spec.required:
        return f"required, e.g. {spec.example}"
    return "—" if spec.default is None else str(spec.default)


def query_section(query: Query) -> list[str]:
    """The section of one query."""
    users = "、".join(USERS[u] for u in query.users)
    lines = [
        f"### {query.title} `{query.name}`",
        "",
        f"**{query.question}** ({users}; {COSTS[query.cost]})",
        "",
    ]
    lines += [query.note.strip(), ""] if query.note else []
    if query.params:
        rows = [[f"`{n}`", p.type, p.caption, _default(p)] for n, p in query.params.items()]
        lines += [*table(["Parameter", "Type", "Caption", "Default"], rows), ""]
    columns = "、".join(f"{caption} `{name}`" for name, caption in query.columns.items())
    lines += [f"Columns: {columns}", ""]
    lines += [f"What the figures are made of: `{query.behind}`", ""] if query.behind else []
    return [*lines, f"    {query.example}", ""]


def queries_page() -> str:
    """docs/queries.md: every named query; first the list, then one section each."""
    queries = list(load_queries().values())
    marks = [["✓" if u in q.users else "" for u in USERS] for q in queries]
    rows = [[f"`{q.name}`", q.title, *mark, COSTS[q.cost]] for q, mark in zip(queries, marks, strict=True)]
    lines = [MADE, *QUERIES_INTRO.read_text(encoding="utf-8").split("\n")]
    lines += [*table(["Name", "Title", *USERS.values(), "Cost"], rows), "", "## Each query", ""]
    for query in queries:
        lines += query_section(query)
    return "\n".join(lines).rstrip() + "\n"


def _rows(place: Place) -> str:
    if place.dataset in MASS:
        return "mass"
    return "`SourceRecord`" if place.roles else "lake"


def coverage_row(place: Place) -> list[str]:
    """One line of the table of coverage."""
    schema = load_schema()
    catalogue = load_catalogue()
    spec = catalogue.datasets[place.dataset]
    ends: dict[str, list[str]] = {}
    for role, label in place.roles.items():
        ends.setdefault(label, []).append(role.removesuffix("·人"))
    return [
        f"{catalogue.unit_of(place.dataset).name}",
        f"{spec.label} `{place.dataset}`",
        "; ".join(f"{schema.labels[n].caption}: {'、'.join(roles)}" for n, roles in ends.items()) or "nobody",
        ", ".join(f"`{n}`" for n in place.labels),
        ", ".join(f"`{n}`" for n in place.relations),
        _rows(place),
        ", ".join(f"`{n}`" for n in place.queries),
    ]


def coverage_page() -> str:
    """docs/coverage.md: where each data set went, and who uses it."""
    header = ["Unit", "Data set", "Names", "Nodes", "Relations", "Rows", "Queries"]
    lines = [
        MADE,
        *COVERAGE_INTRO.read_text(encoding="utf-8").split("\n"),
        *table(header, [coverage_row(p) for p in places()]),
    ]
    return "\n".join(lines) + "\n"
