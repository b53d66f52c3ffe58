"""The rows that speak of one kind of thing: the catalogue says in which columns."""

from typing import Final, NamedTuple

import duckdb

from ingest.contract import Catalogue, EntityKind, Part

PARTS: Final = (Part.NAME, Part.CODE, Part.ADDRESS, Part.TOWN, Part.DATE)
PLACE: Final = ("dataset", "role", "delivery", "sheet", "row")


class LadderRole(NamedTuple):
    """One role of one data set that names a thing of the kind, and the column of each part."""

    dataset: str
    role: str
    columns: dict[str, str | None]


def roles_of(catalogue: Catalogue, kind: EntityKind) -> list[LadderRole]:
    """Return every role of the kind, in the catalogue's order."""
    found: list[LadderRole] = []
    for dataset in catalogue.datasets.values():
        for role in dict.fromkeys(f.role for f in dataset.fields if f.entity is kind and f.role):
            by_part = {f.part: f.key for f in dataset.fields if f.role == role and f.entity is kind}
            found.append(LadderRole(dataset.key, role, {p.value: by_part.get(p) for p in PARTS}))
    return found


def _column(dataset: str, column: str | None, kind: str) -> str:
    if column is None:
        return f"NULL::{kind}"
    return f"nullif(trim(h.\"{column}\"), '')" if kind == "VARCHAR" else f'h."{column}"'


def collect(
    con: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    kind: EntityKind,
    table: str,
    extra: dict[str, dict[str, str]] | None = None,
) -> None:
    """Create `table`: a row for every delivered row that names a thing of the kind.

    Columns: dataset, role, delivery, sheet, row, period, supplier, known_from, name, code, address,
    town, day, and one
    text column for each key of `extra`, which gives for each data set the column it is read from.
    """
    more = extra or {}
    selects: list[str] = []
    for role in roles_of(catalogue, kind):
        own = {n: more[n].get(role.dataset) for n in more}
        parts = ", ".join(
            f"{_column(role.dataset, role.columns[p], 'VARCHAR')} AS {p}"
            for p in ("name", "code", "address", "town")
        )
        others = "".join(
            f', h."{c}"::VARCHAR AS {n}' if c else f", NULL::VARCHAR AS {n}" for n, c in own.items()
        )
        selects.append(
            f"SELECT '{role.dataset}' AS dataset, '{role.role}' AS role, h.src_delivery AS delivery, "
            f'h.src_sheet AS sheet, h.src_row AS "row", h.src_period AS period, h.src_supplier AS supplier, '
            f"h.known_from, {parts}, {_column(role.dataset, role.columns['date'], 'DATE')} AS day{others} "
            f"FROM history_{role.dataset} h"
        )
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS " + " UNION ALL ".join(selects))
