"""Firms that no registry holds: an entity of their own for each code, else for each normalised name."""

from typing import Final

import duckdb

from resolution.registry import assign_ids

# A name that stands beside one foreign code only belongs to that code's firm, also where it stands alone.
ANCHORS: Final = """
CREATE OR REPLACE TABLE own AS
WITH none AS (
  SELECT m.mention_id, m.name, m.name_norm, m.rows, m.known_from, m.first_period, d.reason, d.runner_up,
         CASE WHEN m.code_kind = 'uscc' THEN m.code END AS code
  FROM decided d JOIN mention m USING (mention_id)
  WHERE d.decision = 'none' AND d.reason NOT IN ('person', 'empty')
),
coded AS (SELECT name_norm, min(code) AS code FROM none WHERE code IS NOT NULL AND name_norm IS NOT NULL GROUP BY 1 HAVING count(DISTINCT code) = 1)
SELECT n.*, coalesce(n.code, c.code, n.name_norm) AS anchor
FROM none n LEFT JOIN coded c ON c.name_norm = n.name_norm WHERE coalesce(n.code, n.name_norm) IS NOT NULL
"""

ADD: Final = """
INSERT INTO entity BY NAME
WITH named AS (
  SELECT anchor, name, name_norm, row_number() OVER (PARTITION BY anchor ORDER BY rows DESC, name_norm, name, mention_id) AS place,
         max(code) OVER (PARTITION BY anchor) AS code, min(known_from) OVER (PARTITION BY anchor) AS known_from,
         max(CASE WHEN reason = 'branch_of_registered' THEN runner_up END) OVER (PARTITION BY anchor) AS parent_id,
         bool_or(reason = 'public_body') OVER (PARTITION BY anchor) AS body
  FROM own
)
SELECT i.entity_id, 'ent' AS kind, n.anchor, false AS registered, coalesce(n.name, n.code) AS name, n.code, nullif(y.town, '') AS town,
       CASE WHEN n.body THEN '机关团体' WHEN y.branch <> '' THEN '分支机构' ELSE '未登记' END AS form,
       n.parent_id, n.known_from, coalesce(n.name_norm, '') AS name_norm, '' AS spot, '' AS address_norm, false AS in_market
FROM named n JOIN own_ids i USING (anchor) LEFT JOIN anatomy y ON y.norm = n.name_norm WHERE n.place = 1
ORDER BY i.entity_id
"""

NAMES: Final = """
INSERT INTO entity_name BY NAME
SELECT entity_id, name, 'current' AS kind, name_norm AS norm FROM entity WHERE NOT registered AND name_norm <> '' ORDER BY entity_id
"""


def add_unregistered(con: duckdb.DuckDBPyConnection) -> None:
    """Give every firm that was decided `none` an unregistered entity, and create `own` (mention_id, anchor)."""
    con.execute(ANCHORS)
    assign_ids(con, "SELECT DISTINCT anchor FROM own ORDER BY 1", "own_ids")
    con.execute(ADD)
    con.execute(NAMES)
