"""The projection: lake and resolved tables become one DuckDB table per label and per relation."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import duckdb
from duckdb.sqltypes import VARCHAR

from core.duck import connect
from core.errors import GraphError
from core.settings import Settings
from graph_model.basis import ASSIGNED, Basis, Kept, Made, basis_of, content, ids_of
from graph_model.comparison import compare_firms
from graph_model.inputs import INPUTS, put_inputs
from graph_model.likeness import find_likeness
from graph_model.placement import place_all
from graph_model.rules import load_flag_rules, load_rules, load_support_rules, set_rules
from graph_model.schema import SQL_TYPES, Property, PropertyType, Schema, load_schema
from graph_model.stages import Stage, stages
from graph_model.state import state_hash, table_hash
from ingest.lake import snapshot
from resolution.cards import mask_cards
from resolution.tables import Resolved
from store.ledger import Ledger

BATCH = 20_000
PASSING = ("temp", "view")
"""Kinds of stages of which nothing is kept: they are made where another stage needs them."""


class Call(NamedTuple):
    """A stage in Python: what it runs, which tables it reads and which it makes."""

    run: Callable[[duckdb.DuckDBPyConnection], None]
    reads: tuple[str, ...]
    makes: tuple[str, ...]


PLACED = ("firm_text", "listed", "listed_in_review", "entity", "life", "industry_of", "firm_status")
CALLS: dict[str, Call] = {
    "placement": Call(place_all, PLACED, ("placement", "former_placement")),
    "likeness": Call(find_likeness, ("firm_text", "life"), ("likeness",)),
    "comparison": Call(compare_firms, ("match_panel",), ("comparison",)),
}


def node_table(label: str) -> str:
    """Name of the table of a label."""
    return f"node_{label}"


def relation_table(kind: str, start: str, end: str) -> str:
    """Name of the table of a relation between two labels."""
    return f"rel_{kind}_{start}_{end}"


def columns_of(schema: Schema) -> dict[str, dict[str, PropertyType]]:
    """Return the columns of each table with their types; the ends of a relation come first."""
    ends: dict[str, PropertyType] = {"start": "string", "end": "string"}
    found = {
        node_table(name): {k: p.type for k, p in label.properties.items()}
        for name, label in schema.labels.items()
    }
    for kind, start, end in schema.relation_pairs():
        told = {k: p.type for k, p in schema.relations[kind].properties.items()}
        found[relation_table(kind, start, end)] = ends | told
    return found


def read_rows(con: duckdb.DuckDBPyConnection, table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a projected table as mappings, in a fixed order."""
    return rows_of(con, f'SELECT * FROM "{table}" ORDER BY ALL')


def rows_of(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a query as mappings, in its order."""
    found = con.cursor().execute(query)
    names = [d[0] for d in found.description or []]
    while rows := found.fetchmany(BATCH):
        for row in rows:
            yield dict(zip(names, row, strict=True))


@dataclass(frozen=True)
class Projection:
    """The tables of a graph to be; `dropped` counts relations that had no node at one end."""

    con: duckdb.DuckDBPyConnection
    schema: Schema
    dropped: dict[str, int]
    basis: Basis | None = None

    @property
    def tables(self) -> list[str]:
        """Every table, nodes first."""
        nodes = [node_table(name) for name in self.schema.labels]
        return nodes + [relation_table(*pair) for pair in self.schema.relation_pairs()]

    @cached_property
    def hashes(self) -> dict[str, tuple[int, str]]:
        """Rows and hash of each table."""
        kinds = columns_of(self.schema)
        if self.basis is not None:
            told = {t: self.basis.made[t].content.split() for t in self.tables}
            return {t: (int(rows), digest) for t, (rows, digest) in told.items()}
        return {t: table_hash(self.con, f'"{t}"', kinds[t]) for t in self.tables}

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each table."""
        return {t: n for t, (n, _) in self.hashes.items()}

    @property
    def state_hash(self) -> str:
        """The hash of the whole graph."""
        return state_hash(self.hashes)


def _clean(expression: str) -> str:
    """SQL that takes line breaks and blanks around out of a text; an empty one becomes NULL.

    An import cannot keep the difference, and keys must be equal at both ends.
    """
    return f"nullif(trim(regexp_replace(({expression})::VARCHAR, '[\\r\\n\\t]+', ' ', 'g')), '')"


def _cast(name: str, spec: Property, offered: set[str]) -> str:
    """SQL of one column in the type of the schema; a list loses its empty elements."""
    kind = SQL_TYPES[spec.type]
    if name not in offered:
        return f'NULL::{kind} AS "{name}"'
    if spec.type == "string":
        text = _clean(_quoted(name))
        return f'{f"mask_cards({text})" if spec.free else text} AS "{name}"'
    if spec.type == "strings":
        cleaned = f'[{_clean("x")} FOR x IN "{name}"::VARCHAR[]]'
        return f'[x FOR x IN {cleaned} IF x IS NOT NULL] AS "{name}"'
    if spec.type == "float":
        return f'round("{name}"::DOUBLE, 6) AS "{name}"'
    return f'"{name}"::{kind} AS "{name}"'


def _quoted(name: str) -> str:
    return f'"{name}"'


def _offered(con: duckdb.DuckDBPyConnection, stage: Stage, allowed: set[str]) -> set[str]:
    """Return the columns of a stage; one that the schema does not know is a mistake in the stage."""
    names = {row[0] for row in con.execute(f"DESCRIBE {stage.sql}").fetchall()}
    if unknown := names - allowed:
        raise GraphError(f"{stage.file}: {' '.join(stage.target)} 的列 {sorted(unknown)} 不在 schema.yaml 中")
    return names


def make_nodes(con: duckdb.DuckDBPyConnection, schema: Schema, stage: Stage) -> None:
    """Create the table of a label; raises GraphError when a key is missing or appears twice."""
    name = stage.target[0]
    label = schema.labels[name]
    offered = _offered(con, stage, set(label.properties))
    columns = ", ".join(_cast(k, p, offered) for k, p in label.properties.items())
    con.execute(f'CREATE OR REPLACE TABLE "{node_table(name)}" AS SELECT {columns} FROM ({stage.sql})')
    rows, keys = con.execute(
        f'SELECT count(*), count(DISTINCT "{label.key}") FROM "{node_table(name)}"'
    ).fetchall()[0]
    if rows != keys:
        raise GraphError(f"{stage.file}: {name} 有 {rows} 行，{label.key} 却只有 {keys} 个不同的值")


def make_relations(con: duckdb.DuckDBPyConnection, schema: Schema, stage: Stage) -> int:
    """Create the table of a relation and return how many rows had no node at one end."""
    kind, start, end = stage.target
    properties = schema.relations[kind].properties
    offered = _offered(con, stage, {"start", "end", *properties})
    ends = [f'{_clean(_quoted(n))} AS "{n}"' for n in ("start", "end")]
    columns = ", ".join([*ends, *(_cast(k, p, offered) for k, p in properties.items())])
    table = relation_table(kind, start, end)
    con.execute(f'CREATE OR REPLACE TABLE "{table}" AS SELECT {columns} FROM ({stage.sql})')
    keys = (schema.labels[start].key, schema.labels[end].key)
    gone = con.execute(
        f'DELETE FROM "{table}" WHERE "start" NOT IN (SELECT "{keys[0]}" FROM "{node_table(start)}") '
        f'OR "end" NOT IN (SELECT "{keys[1]}" FROM "{node_table(end)}") OR "start" IS NULL OR "end" IS NULL'
    ).fetchall()
    return int(gone[0][0])


def _make(con: duckdb.DuckDBPyConnection, schema: Schema, stage: Stage, waiting: dict[str, Stage]) -> int:
    """Run a stage and, before it, what waits and is named in it.

    Returns how many relations had no node at one end.
    """
    for name in sorted({*re.findall(r"\w+", stage.sql), *_reads(stage)} & waiting.keys()):
        if name in waiting:  # the one before may have needed it too
            _make(con, schema, waiting.pop(name), waiting)
    if stage.kind == "relation":
        return make_relations(con, schema, stage)
    if stage.kind == "node":
        make_nodes(con, schema, stage)
    elif stage.kind == "call":
        CALLS[stage.target[0]].run(con)
    else:
        con.execute(f"CREATE OR REPLACE TEMP {stage.made_as} {stage.target[0]} AS {stage.sql}")
    return 0


def _tables(stage: Stage) -> tuple[str, ...]:
    """Return the tables that a stage makes."""
    if stage.kind == "relation":
        return (relation_table(*stage.target),)
    if stage.kind == "call":
        return CALLS[stage.target[0]].makes
    return (node_table(stage.target[0]),) if stage.kind == "node" else stage.target


def _reads(stage: Stage) -> tuple[str, ...]:
    """Return what a stage reads beside what its SQL names."""
    if stage.kind == "relation":
        return tuple(ids_of(node_table(end)) for end in stage.target[1:])
    return CALLS[stage.target[0]].reads if stage.kind == "call" else ()


def _noted(
    con: duckdb.DuckDBPyConnection, schema: Schema, stage: Stage, table: str, key: str, dropped: int
) -> Made:
    types = [str(t) for t in con.table(f'"{table}"').types]
    if stage.kind not in ("node", "relation"):
        return Made(key, content(con, table), types)
    rows, told = table_hash(con, f'"{table}"', columns_of(schema)[table])
    ids = content(con, table, [schema.labels[stage.target[0]].key]) if stage.kind == "node" else ""
    return Made(key, f"{rows} {told}", types, ids, dropped)


def _make_or_take(
    con: duckdb.DuckDBPyConnection, schema: Schema, stage: Stage, basis: Basis, waiting: dict[str, Stage]
) -> int:
    """Make a stage's tables, or take them over; a temp waits for the first stage that needs it.

    Returns how many relations had no node at one end.
    """
    if stage.kind == "view" and stage.target == (ASSIGNED,):
        _make(con, schema, stage, waiting)
        basis.tell_assigned(con)
        return 0
    key, tables = basis.key(stage, _reads(stage)), _tables(stage)
    if stage.kind in PASSING:
        basis.tokens[tables[0]] = key
        waiting[tables[0]] = stage
        return 0
    if not basis.take(con, tables, key):
        dropped = _make(con, schema, stage, waiting)
        for table in tables:
            basis.note(table, _noted(con, schema, stage, table, key, dropped))
    return basis.made[tables[0]].dropped


def run_stages(con: duckdb.DuckDBPyConnection, schema: Schema, basis: Basis | None = None) -> dict[str, int]:
    """Run every stage, nodes before relations, and return the dropped relations by table.

    With a basis, a stage whose inputs are as they were takes over what was kept of it.
    """
    dropped: dict[str, int] = {}
    waiting: dict[str, Stage] = {}
    for stage in sorted(stages(), key=lambda s: s.kind == "relation"):
        if basis is None:
            gone = _make(con, schema, stage, waiting)
        else:
            gone = _make_or_take(con, schema, stage, basis, waiting)
        if gone:
            dropped[relation_table(*stage.target)] = gone
    return dropped


def project(con: duckdb.DuckDBPyConnection, ledger: Ledger, basis: Basis | None = None) -> Projection:
    """Project a connection that has the lake's views and the resolved tables attached."""
    schema = load_schema()
    con.create_function("mask_cards", lambda text: mask_cards(text), [VARCHAR], VARCHAR)
    set_rules(con, load_rules())
    set_rules(con, load_flag_rules())
    set_rules(con, load_support_rules())
    put_inputs(con, ledger)
    if basis is not None:
        basis.tokens |= {name: content(con, name) for name in INPUTS}
    return Projection(con, schema, run_stages(con, schema, basis), basis)


def project_run(
    settings: Settings, ledger: Ledger, resolved: Resolved, kept: Kept | None = None
) -> Projection:
    """Project a resolution run; what has not changed since is taken over from what an earlier load kept."""
    shot = snapshot(settings, ledger)
    if shot.hash != resolved.run.snapshot:
        raise GraphError("归一之后又有新的交付，图谱会与数据不一致。", advice="请先运行 chanye resolve。")
    con = connect(settings, spill=settings.graph / "spill")
    shot.attach(con)
    resolved.attach(con)
    return project(con, ledger, basis_of(con, shot, resolved, kept))
