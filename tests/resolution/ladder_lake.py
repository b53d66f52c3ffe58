"""A small lake and its resolved enterprises in one connection, for tests of the smaller ladders."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from ingest.contract import EntityKind, Part, load_catalogue
from ingest.lake import SOURCE, sql_type
from resolution.tables import TABLES

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def _create(con: duckdb.DuckDBPyConnection, dataset: str, rows: Sequence[Mapping[str, Any]]) -> None:
    spec = load_catalogue().dataset(dataset)
    types = {f.key: sql_type(f) for f in spec.fields} | dict.fromkeys(SOURCE, "VARCHAR")
    types |= {"src_row": "BIGINT", "source_key": "VARCHAR", "known_from": "TIMESTAMP"}
    columns = ", ".join(f'"{n}" {t}' for n, t in types.items())
    con.execute(f"CREATE TEMP TABLE history_{dataset} ({columns})")
    con.execute(f"CREATE TEMP VIEW lake_{dataset} AS SELECT * FROM history_{dataset}")
    for number, row in enumerate(rows, start=2):
        place = {
            "src_delivery": f"d_{dataset}",
            "src_sheet": "Sheet1",
            "src_row": number,
            "src_period": "2022-01",
        }
        full = {**place, "src_supplier": spec.key, "known_from": "2023-06-01 00:00:00", **row}
        names = ", ".join(f'"{n}"' for n in full)
        marks = ", ".join("?" * len(full))
        con.execute(f"INSERT INTO history_{dataset} ({names}) VALUES ({marks})", list(full.values()))


def _name_firms(con: duckdb.DuckDBPyConnection, dataset: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Every firm is matched by its exact name; person, phone and address make another mention of it."""
    for spec in load_catalogue().dataset(dataset).fields:
        if spec.entity is not EntityKind.ENTERPRISE or spec.part is not Part.NAME:
            continue
        parts = {f.part: f.key for f in load_catalogue().dataset(dataset).fields if f.role == spec.role}
        for number, row in enumerate(rows, start=2):
            if name := row.get(spec.key):
                said = {
                    p: row.get(parts[p]) if p in parts else None
                    for p in (Part.PERSON, Part.PHONE, Part.ADDRESS)
                }
                key = "|".join(str(v) for v in ("m", name, *said.values()))
                place = [dataset, spec.role, 0, f"d_{dataset}", "Sheet1", number, "2022-01", dataset]
                con.execute("INSERT INTO new_source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [key, *place])
                con.execute(
                    "INSERT INTO mention (mention_id, kind, name, name_norm, person, phone, address) "
                    "SELECT $1, 'ent', $2, $2, $3, $4, $5 WHERE $1 NOT IN (SELECT mention_id FROM mention)",
                    [key, name, *said.values()],
                )
                con.execute(
                    "INSERT INTO match (mention_id, entity_id, decision, tier, reason) "
                    "SELECT $1, 'ent_' || $2, 'match', 'name', 'same_name' "
                    "WHERE $1 NOT IN (SELECT mention_id FROM match)",
                    [key, name],
                )


def lake_with(rows: Rows) -> duckdb.DuckDBPyConnection:
    """Return a connection with every data set's views and the resolved tables of the firms named."""
    con = duckdb.connect()
    for table in TABLES:
        con.execute(
            f"CREATE TABLE {table.name} (" + ", ".join(f'"{c.name}" {c.type}' for c in table.columns) + ")"
        )
    con.execute("ALTER TABLE mention_source RENAME TO new_source")
    con.execute("CREATE VIEW mention_source AS SELECT * FROM new_source")
    for dataset in load_catalogue().datasets:
        _create(con, dataset, rows.get(dataset, ()))
        _name_firms(con, dataset, rows.get(dataset, ()))
    con.execute(
        "INSERT INTO entity (entity_id, kind, name) "
        "SELECT DISTINCT entity_id, 'ent', substr(entity_id, 5) FROM match"
    )
    return con


def entities_of(con: duckdb.DuckDBPyConnection, kind: str) -> dict[tuple[str, int], tuple[str, str, str]]:
    """Return (data set, row) → (entity id, decision, reason) of every mention of a kind."""
    found = con.execute(
        'SELECT s.dataset, s."row", coalesce(m.own_entity_id, m.entity_id), m.decision, m.reason '
        "FROM mention_source s JOIN mention n ON n.mention_id = s.mention_id AND n.kind = ? "
        "JOIN match m ON m.mention_id = s.mention_id ORDER BY ALL",
        [kind],
    ).fetchall()
    return {(dataset, row): (entity, decision, reason) for dataset, row, entity, decision, reason in found}
