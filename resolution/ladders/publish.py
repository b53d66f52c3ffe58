"""From one ladder's working tables to the resolved tables, appended."""

from typing import Final

import duckdb
import pyarrow as pa

from core.ids import Kind, canonical_id
from resolution.ladders.judged import apply_judgements

VERSION: Final = "m1"
TARGETS: Final = {
    "mention": "mention",
    "mention_source": "new_source",
    "match": "match",
    "entity": "entity",
    "entity_name": "entity_name",
}
"""The resolved tables that a ladder adds to, and the working table of each that takes rows."""
_IDS: Final = pa.schema([("anchor", pa.string()), ("entity_id", pa.string())])

_MENTION: Final = """
CREATE OR REPLACE TEMP TABLE ladder_mention AS
SELECT r.mention_id, $kind AS kind, min(r.name) AS name, min(r.name_norm) AS name_norm, min(r.code) AS code,
       min(r.person) AS person, min(r.phone) AS phone, min(r.site) AS address, min(r.town) AS town,
       count(*) AS "rows", 'none' AS code_kind, min(r.day) AS first_day, max(r.day) AS last_day,
       min(r.known_from) AS known_from
FROM ladder_row r GROUP BY r.mention_id ORDER BY r.mention_id
"""

_SOURCE: Final = """
CREATE OR REPLACE TEMP TABLE ladder_mention_source AS
SELECT mention_id, dataset, role, part_no, delivery, sheet, "row", period, supplier FROM ladder_row
ORDER BY dataset, role, delivery, sheet, "row", part_no
"""

_MATCH: Final = """
CREATE OR REPLACE TEMP TABLE ladder_match AS
SELECT d.mention_id, coalesce(c.entity_id, i.entity_id) AS entity_id, d.decision, d.tier, d.weight,
  d.margin, d.reason,
       u.entity_id AS runner_up, m.first_day AS valid_from, m.last_day AS valid_to, m.known_from, CASE
         WHEN d.candidate IS NOT NULL THEN i.entity_id END AS own_entity_id
FROM ladder_decided d
JOIN ladder_mention m ON m.mention_id = d.mention_id
LEFT JOIN ladder_id i ON i.anchor = d.anchor
LEFT JOIN ladder_id c ON c.anchor = d.candidate
LEFT JOIN ladder_id u ON u.anchor = d.runner_up
ORDER BY d.mention_id
"""

_ENTITY: Final = """
CREATE OR REPLACE TEMP TABLE ladder_entity AS
SELECT i.entity_id, $kind AS kind, t.anchor, false AS registered, t.name, t.name_norm, t.code, t.town,
  t.address, t.person,
       t.phone, t.status, t.form, 
       coalesce(p.entity_id, CASE WHEN starts_with(t.parent, 'prj_') THEN t.parent END) AS parent_id,
         t.valid_from, t.valid_to, t.known_from, false AS in_market
FROM ladder_thing t
JOIN ladder_id i ON i.anchor = t.anchor
LEFT JOIN ladder_id p ON p.anchor = t.parent
ORDER BY i.entity_id
"""

_NAMES: Final = """
CREATE OR REPLACE TEMP TABLE ladder_entity_name AS
WITH said AS (
  SELECT i.entity_id, r.name, count(*) AS n, min(r.day) AS first_day,
         arg_min(r.dataset || '/' || r.period || '/' || r.delivery || '#' || r.sheet || '!' || r."row",
                 r.dataset || '/' || r.period || '/' || r.delivery || '#' || r.sheet || '!' || r."row")
                   AS source_key
  FROM ladder_row r JOIN ladder_decided d ON d.mention_id = r.mention_id JOIN ladder_id i ON i.anchor =
    d.anchor
  WHERE r.name IS NOT NULL AND d.anchor IS NOT NULL GROUP BY 1, 2
)
SELECT s.entity_id, s.name, CASE WHEN s.name = e.name THEN 'current' ELSE 'alias' END AS kind,
  s.first_day AS valid_from,
       s.source_key, e.name_norm AS norm
FROM said s JOIN ladder_entity e ON e.entity_id = s.entity_id ORDER BY s.entity_id, s.name
"""


def _append(con: duckdb.DuckDBPyConnection, table: str, target: str) -> None:
    """Append `ladder_<table>` to `target`, the columns that both have."""
    here = {r[0] for r in con.execute("SELECT column_name FROM (DESCRIBE ladder_" + table + ")").fetchall()}
    there = [r[0] for r in con.execute("SELECT column_name FROM (DESCRIBE " + target + ")").fetchall()]
    columns = ", ".join(f'"{c}"' for c in there if c in here)
    con.execute(f"INSERT INTO {target} BY NAME SELECT {columns} FROM ladder_{table}")


def _ids(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    anchors = [r[0] for r in con.execute("SELECT DISTINCT anchor FROM ladder_thing ORDER BY 1").fetchall()]
    table = pa.table({"anchor": anchors, "entity_id": [canonical_id(kind, a) for a in anchors]}, schema=_IDS)
    con.register("ladder_id_rows", table)
    con.execute("CREATE OR REPLACE TEMP TABLE ladder_id AS SELECT * FROM ladder_id_rows")
    con.unregister("ladder_id_rows")


def publish(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Append one ladder's outcome to the resolved tables.

    Reads `ladder_row` (mention_id, dataset, role, part_no, delivery, sheet, row, period, supplier,
    known_from, day, name, name_norm,
    code, person, phone, site, town), `ladder_decided` (mention_id, anchor, decision, tier, weight,
    margin, reason, candidate,
    runner_up) and `ladder_thing` (anchor, name, name_norm, code, town, address, person, phone, status,
    form, parent,
    valid_from, valid_to, known_from); `parent` is an anchor of this ladder or the id of a project. A
    decision of `review` names the anchor of the mention's own entity and, as
    `candidate`, that of the one it may be.
    """
    _ids(con, kind)
    if apply_judgements(con):
        _ids(con, kind)
    con.execute(_MENTION, {"kind": kind})
    con.execute(_SOURCE)
    con.execute(_MATCH)
    con.execute(_ENTITY, {"kind": kind})
    con.execute(_NAMES)
    for table, target in TARGETS.items():
        _append(con, table, target)
