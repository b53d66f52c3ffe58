"""The rows of the lake as the findings read them: names, dates, amounts and towns of every data set.

Only names of our own columns go into the statements that are put together here; values are parameters.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import duckdb
import pyarrow as pa

from governance.tickets.rules import TicketRules
from ingest.contract import Catalogue, DatasetSpec, FieldSpec, FieldType, Mode, Part
from resolution.addresses import read_address, town_of
from resolution.roles import Role, enterprise_roles

PLACE: Final = (
    "s.src_supplier AS supplier, s.src_delivery AS delivery, s.src_sheet AS sheet, s.src_row AS row, "
    "s.src_period AS period, s.source_key, s.known_from"
)


def view(con: duckdb.DuckDBPyConnection, name: str, parts: Sequence[str], shape: str) -> None:
    """Create a view of all parts, or an empty one of that shape (name and type of each column)."""
    pairs = [c.split(" ") for c in shape.split(", ")]
    empty = f"SELECT {', '.join(f'NULL::{kind} AS {column}' for column, kind in pairs)} WHERE false"
    query = " UNION ALL BY NAME ".join(parts) or empty
    con.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")


SHAPE: Final = (
    "dataset VARCHAR, supplier VARCHAR, delivery VARCHAR, sheet VARCHAR, row BIGINT, period VARCHAR, "
    "source_key VARCHAR, known_from TIMESTAMP, subject VARCHAR, field VARCHAR, caption VARCHAR"
)


def build(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, rules: TicketRules) -> None:
    """Create naming (a table), active, placed, town_read, ordered, happened, opening, amounts and series."""
    roles = enterprise_roles(catalogue)
    naming(con, catalogue, roles)
    active(con, catalogue, roles, rules)
    placed(con, catalogue, rules)
    dates(con, catalogue, rules)
    amounts(con, catalogue, rules)


def naming(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, roles: Iterable[Role]) -> None:
    """Create the rows in which a suspect mention stands, with its cells as they were written."""
    con.execute(
        "CREATE OR REPLACE TABLE suspect_row AS "
        "SELECT s.* FROM mention_source s JOIN suspect USING (mention_id)"
    )
    held = {(d, r) for d, r in con.execute("SELECT DISTINCT dataset, role FROM suspect_row").fetchall()}
    parts = [_named(catalogue.dataset(r.dataset), r) for r in roles if (r.dataset, r.role) in held]
    view(con, "naming_parts", parts, f"{SHAPE}, mention_id VARCHAR, role VARCHAR, name_field VARCHAR, "
         "name VARCHAR, code_field VARCHAR, code VARCHAR")  # fmt: skip
    con.execute("CREATE OR REPLACE TABLE naming AS SELECT * FROM naming_parts")


def _named(spec: DatasetSpec, role: Role) -> str:
    name, code = role.columns["name"], role.columns["code"] or role.columns["org_code"]
    return (
        f"SELECT '{spec.key}' AS dataset, '{role.role}' AS role, {PLACE}, m.mention_id, "
        f"{_literal(name)} AS name_field, {_column(name)} AS name, "
        f"{_literal(code)} AS code_field, {_column(code)} AS code "
        f"FROM lake_{spec.key} s JOIN suspect_row m ON m.dataset = '{spec.key}' AND m.role = '{role.role}' "
        "AND m.delivery = s.src_delivery AND m.sheet = s.src_sheet AND m.row = s.src_row"
        f"{_in_force(spec, name, code)}"
    )


def _in_force(spec: DatasetSpec, name: str | None, code: str | None) -> str:
    """SQL that leaves out a row whose key held a wrong code: a later one of that name holds another code."""
    if spec.mode is not Mode.CHANGES or not name or not code or code not in spec.keys:
        return ""
    return (
        f" WHERE NOT EXISTS (SELECT 1 FROM lake_{spec.key} l WHERE l.src_supplier = s.src_supplier "
        f'AND l."{name}" = s."{name}" AND l."{code}" <> s."{code}" AND l.known_from > s.known_from)'
    )


def _literal(key: str | None) -> str:
    return f"'{key}'" if key else "NULL::VARCHAR"


def _column(key: str | None) -> str:
    return f"nullif(trim(s.\"{key}\"), '')" if key else "NULL::VARCHAR"


def subject(spec: DatasetSpec, without: Iterable[str] = ()) -> str:
    """SQL that says which row of a data set is meant, the same after a correction: its name and its keys."""
    left_out = set(without)
    names = [f.key for f in spec.fields if f.part is Part.NAME and f.key not in left_out][:1]
    dated = [spec.period_field] if spec.period_field and not spec.keys else []
    keys = [k for k in (*names, *spec.keys, *dated) if k not in left_out]
    columns = ", ".join(f's."{k}"::VARCHAR' for k in dict.fromkeys(keys)) or "s.src_sheet, s.src_row::VARCHAR"
    return f"concat_ws('·', {columns}, CASE WHEN {bool(spec.keys)} THEN NULL ELSE s.src_period END)"


def facts(spec: DatasetSpec, field: FieldSpec, more: str = "", without: Iterable[str] = ()) -> str:
    """SQL of one column's cells with where they stand."""
    return (
        f"SELECT '{spec.key}' AS dataset, {PLACE}, {subject(spec, {field.key, *without})} AS subject, "
        f"'{field.key}' AS field, '{field.label}' AS caption, s.\"{field.key}\" AS value{more} "
        f'FROM lake_{spec.key} s WHERE s."{field.key}" IS NOT NULL'
    )


def active(
    con: duckdb.DuckDBPyConnection, catalogue: Catalogue, roles: Sequence[Role], rules: TicketRules
) -> None:
    """Create the rows that a closed firm cannot bring, with the day since when they are for."""
    parts = []
    for rule in rules.activity:
        role = next(r for r in roles if r.dataset == rule.dataset)
        since = f's."{rule.since}"' if rule.since else "period_starts(s.src_period)"
        name = role.columns["name"]
        parts.append(
            f"SELECT '{rule.dataset}' AS dataset, {PLACE}, m.mention_id, {_literal(name)} AS name_field, "
            f"{_column(name)} AS name, {since}::DATE AS since FROM lake_{rule.dataset} s "
            f"JOIN mention_source m ON m.dataset = '{rule.dataset}' AND m.role = '{role.role}' "
            "AND m.delivery = s.src_delivery AND m.sheet = s.src_sheet AND m.row = s.src_row "
            f'WHERE s."{rule.positive}" > 0'
        )
    view(con, "active", parts, f"{SHAPE}, mention_id VARCHAR, name_field VARCHAR, name VARCHAR, since DATE")


def placed(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, rules: TicketRules) -> None:
    """Create the rows with an address and a town, and what town each of these texts names."""
    parts = []
    for rule in rules.towns:
        spec = catalogue.dataset(rule.dataset)
        town = f's."{rule.town}"' if rule.town else "s.src_supplier"
        said = spec.field(rule.town).label if rule.town else "报送单位"
        about = subject(spec, {rule.address, rule.town or ""})
        parts.append(
            f"SELECT '{spec.key}' AS dataset, {PLACE}, {about} AS subject, "
            f"'{rule.address}' AS field, s.\"{rule.address}\" AS address, {town} AS town, '{said}' AS said "
            f'FROM lake_{spec.key} s WHERE s."{rule.address}" IS NOT NULL AND {town} IS NOT NULL'
        )
    view(con, "placed", parts, f"{SHAPE}, address VARCHAR, town VARCHAR, said VARCHAR")
    raw = con.execute(
        "SELECT DISTINCT address, true FROM placed UNION SELECT DISTINCT town, false FROM placed "
        "ORDER BY 1, 2"
    ).fetchall()
    read: dict[str, str] = {}
    for text, is_address in raw:
        read[text] = (read_address(text).town if is_address else town_of(text)) or read.get(text, "")
    table = pa.table(
        {"raw": pa.array(list(read), pa.string()), "town": pa.array(list(read.values()), pa.string())}
    )
    con.register("town_rows", table)
    con.execute("CREATE OR REPLACE TABLE town_read AS SELECT * FROM town_rows")
    con.unregister("town_rows")


def dates(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, rules: TicketRules) -> None:
    """Create pairs of dates (ordered), dates of what has happened, and dates held against the opening."""
    pairs = []
    for rule in rules.date_order:
        spec = catalogue.dataset(rule.dataset)
        second = spec.field(rule.second)
        more = f", s.\"{second.key}\" AS second, '{second.label}' AS second_caption"
        pairs.append(facts(spec, spec.field(rule.first), more, {second.key}))
    view(con, "ordered", pairs, f"{SHAPE}, value DATE, second DATE, second_caption VARCHAR")
    view(con, "happened", _columns(catalogue, rules.date_ahead), f"{SHAPE}, value DATE")
    roles = {r.dataset: r.role for r in reversed(enterprise_roles(catalogue))}
    opening = [
        facts(catalogue.dataset(d), catalogue.dataset(d).field(k), f", '{roles[d]}' AS role")
        for d, keys in rules.date_before_opening.items() if d in roles for k in keys
    ]  # fmt: skip
    view(con, "opening", opening, f"{SHAPE}, value DATE, role VARCHAR")


def _columns(catalogue: Catalogue, named: dict[str, tuple[str, ...]]) -> list[str]:
    return [
        facts(catalogue.dataset(d), catalogue.dataset(d).field(k)) for d, keys in named.items() for k in keys
    ]


def amounts(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, rules: TicketRules) -> None:
    """Create the amounts that may not be negative, and those that are held against the firm's other rows."""
    parts = [
        facts(spec, field)
        for spec in catalogue.datasets.values()
        for field in spec.fields
        if field.type is FieldType.MONEY and field.key not in rules.may_be_negative.get(spec.key, ())
    ]
    view(con, "amounts", parts, f"{SHAPE}, value DOUBLE")
    series = []
    for rule in rules.amount_scale.fields:
        spec = catalogue.dataset(rule.dataset)
        names = [f.key for f in spec.fields if f.part is Part.NAME][:1]
        codes = [f.key for f in spec.fields if f.part is Part.CODE][:1]
        who = ", ".join(f's."{k}"' for k in codes + names)
        sort = ", ".join([f"coalesce({who})", *(f's."{k}"' for k in rule.by)])
        more = f", concat_ws('·', {sort}) AS sort"
        series.append(facts(spec, spec.field(rule.field), more))
    view(con, "series", series, f"{SHAPE}, value DOUBLE, sort VARCHAR")
