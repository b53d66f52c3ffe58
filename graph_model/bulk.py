"""The offline load: CSV files with the schema's headers, imported into a home that never ran."""

import shutil
from pathlib import Path

from core.settings import Settings
from graph_model.homes import DATABASE, Home
from graph_model.java import admin
from graph_model.project import Projection, node_table, relation_table
from graph_model.schema import IMPORT_TYPES, Property

# No name holds these, and a comma or a semicolon may stand in any text.
LIST_SEPARATOR = "\x1f"
CSV = "HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"'"


def _columns(properties: dict[str, Property], skip: str | None = None) -> tuple[list[str], list[str]]:
    """SQL and import headers of properties; lists become one text."""
    sql, header = [], []
    for name, spec in properties.items():
        if name == skip:
            continue
        joined = f'array_to_string("{name}", chr(31)) AS "{name}"' if spec.type == "strings" else f'"{name}"'
        sql.append(joined)
        header.append(f"{name}:{IMPORT_TYPES[spec.type]}")
    return sql, header


def _write(projection: Projection, table: str, sql: list[str], header: list[str], folder: Path) -> str:
    """Write header and rows to two files and return them as neo4j-admin wants them."""
    head, body = folder / f"{table}.header.csv", folder / f"{table}.csv"
    head.write_text(",".join(header) + "\n", encoding="utf-8")
    query = f'SELECT {", ".join(sql)} FROM "{table}" ORDER BY ALL'
    projection.con.execute(f"COPY ({query}) TO $file ({CSV})", {"file": str(body)})
    return f"{head},{body}"


def write_csv(projection: Projection, folder: Path) -> list[str]:
    """Write every table and return the arguments of `database import full`; empty tables are left out."""
    schema, arguments = projection.schema, []
    for name, label in schema.labels.items():
        sql, header = _columns(label.properties, skip=label.key)
        if projection.counts[node_table(name)]:
            files = _write(
                projection,
                node_table(name),
                [f'"{label.key}"', *sql],
                [f"{label.key}:ID({name})", *header],
                folder,
            )
            arguments.append(f"--nodes={name}={files}")
    for kind, start, end in schema.relation_pairs():
        table = relation_table(kind, start, end)
        sql, header = _columns(schema.relations[kind].properties)
        if projection.counts[table]:
            ends = [f":START_ID({start})", f":END_ID({end})"]
            files = _write(projection, table, ['"start"', '"end"', *sql], [*ends, *header], folder)
            arguments.append(f"--relationships={kind}={files}")
    return arguments


def import_full(settings: Settings, home: Home, projection: Projection) -> None:
    """Import a projection into a home that never ran; raises GraphError when a single row is refused."""
    folder = home.path / "import"
    arguments = write_csv(projection, folder)
    admin(
        settings,
        home,
        "database",
        "import",
        "full",
        DATABASE,
        *arguments,
        "--id-type=string",
        f"--array-delimiter={LIST_SEPARATOR}",
        "--legacy-style-quoting=false",
        "--bad-tolerance=0",
        "--strict=true",
        f"--report-file={home.path / 'logs' / 'import.report'}",
    )
    shutil.rmtree(folder)
    folder.mkdir()
