"""The rows in which a person stands for a firm: legal representatives, operators, principals and contacts."""

from typing import Final

import duckdb

from resolution.ladders.maps import text_map
from resolution.ladders.sites import read_site
from resolution.reading import sound

# Only what the enterprises' mentions say: who owns a home or signs a contract never comes here.
_ROWS: Final = """
CREATE OR REPLACE TEMP TABLE ladder_row AS
WITH said AS (
  SELECT n.mention_id AS firm_mention, n.person, coalesce(n.phone, '') AS phone,
         coalesce(CASE WHEN m.decision = 'match' THEN m.entity_id END, m.own_entity_id, '') AS firm,
         coalesce(a.site, '') AS place
  FROM mention n JOIN match m ON m.mention_id = n.mention_id LEFT JOIN per_site a ON a.raw = n.address
  WHERE n.kind = 'ent' AND n.person IS NOT NULL AND n.person <> ''
)
SELECT s.dataset, s.role, s.part_no, s.delivery, s.sheet, s."row", s.period, s.supplier, p.person AS
  name, p.person AS name_norm,
       p.person, nullif(p.phone, '') AS phone, p.firm, p.place, NULL::VARCHAR AS code, NULL::VARCHAR AS
         site, NULL::VARCHAR AS town,
       NULL::DATE AS day, m.known_from,
       'm1_' || substr(md5(concat_ws(chr(31), 'per', p.person, p.phone, p.firm, p.place)), 1, 20) AS
         mention_id
FROM mention_source s JOIN said p ON p.firm_mention = s.mention_id JOIN match m ON m.mention_id = s.mention_id
"""

_NODES: Final = """
CREATE OR REPLACE TEMP TABLE per_node AS
SELECT row_number() OVER (ORDER BY mention_id) - 1 AS node, * FROM (
  SELECT mention_id, any_value(name) AS name, coalesce(any_value(phone), '') AS phone, any_value(firm) AS
    firm, any_value(place) AS place,
         count(*) AS "rows", min(known_from) AS known_from
  FROM ladder_row GROUP BY mention_id
)
"""

# One person: same name and same phone; or same name (or its sound, for slips) at one firm or group of
# firms; or same name at an
# address that few firms share. A firm's address counts for its people where their own row gives none.
_KEYS: Final = """
CREATE OR REPLACE TEMP TABLE per_key AS
WITH family AS (
  SELECT entity_id AS firm, coalesce(parent_id, entity_id) AS head FROM entity WHERE kind = 'ent'
),
placed AS (
  SELECT firm, place FROM per_node WHERE place <> '' AND firm <> ''
  UNION SELECT e.entity_id, a.site FROM entity e JOIN per_site a ON a.raw = e.address AND a.site <> ''
    WHERE e.kind = 'ent'
),
small AS (SELECT place FROM placed GROUP BY place HAVING count(DISTINCT firm) <= $firms),
spoken AS (SELECT n.*, s.sound, coalesce(f.head, n.firm) AS head FROM per_node n JOIN per_sound s ON
  s.raw = n.name LEFT JOIN family f USING (firm))
SELECT node, 'phone|' || name || '|' || phone AS key FROM spoken WHERE phone <> ''
UNION ALL SELECT node, 'firm|' || sound || '|' || head FROM spoken WHERE head <> ''
UNION ALL SELECT DISTINCT n.node, 'place|' || n.name || '|' || p.place FROM spoken n JOIN placed p ON
  p.firm = n.firm JOIN small m ON m.place = p.place
"""

# 个转企: the new firm's person is the old one's, so both stand under one key.
_SUCCESSORS: Final = """
INSERT INTO per_key
SELECT n.node, 'firm|' || s.sound || '|' || o.predecessor_id FROM per_node n JOIN entity o ON o.entity_id
  = n.firm
JOIN per_sound s ON s.raw = n.name WHERE o.predecessor_id IS NOT NULL
"""


def _place(raw: str) -> tuple[str]:
    """A place that can be told from its neighbours: with a number, or an estate and what follows."""
    site = read_site(raw)
    return (f"{site.town}|{site.core}" if site.number or any(c.isdigit() for c in site.core) else "",)


def build_rows(con: duckdb.DuckDBPyConnection, address_firms: int) -> None:
    """Create `ladder_row` (rows with a person), `per_node` (mentions) and `per_key` (what they share)."""
    addresses = (
        "SELECT address AS raw FROM mention WHERE kind = 'ent' "
        "UNION ALL SELECT address FROM entity WHERE kind = 'ent'"
    )
    text_map(con, "per_site", addresses, ("site",), _place)
    con.execute(_ROWS)
    con.execute(_NODES)
    text_map(con, "per_sound", "SELECT name AS raw FROM per_node", ("sound",), lambda r: (sound(r),))
    con.execute(_KEYS, {"firms": address_firms})
    con.execute(_SUCCESSORS)
