"""Persons as things: which mentions are one, the anchor of the id, and what became of each mention."""

from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

_LINKS: Final = "SELECT node, dense_rank() OVER (ORDER BY key) - 1 AS key FROM per_key ORDER BY node, key"

# The oldest registered firm names the person's anchor, so that later firms and telephones leave the id alone.
_PERSONS: Final = """
CREATE OR REPLACE TEMP TABLE per_person AS
WITH named AS (
  SELECT c.person, n.name, sum(n."rows") AS n FROM per_cluster c JOIN per_node n USING (node) GROUP BY 1, 2
  QUALIFY row_number() OVER (PARTITION BY c.person ORDER BY sum(n."rows") DESC, n.name) = 1
),
phoned AS (
  SELECT c.person, n.phone, sum(n."rows") AS n FROM per_cluster c JOIN per_node n USING (node) WHERE
    n.phone <> '' GROUP BY 1, 2
  QUALIFY row_number() OVER (PARTITION BY c.person ORDER BY sum(n."rows") DESC, n.phone) = 1
),
firms AS (
  SELECT DISTINCT c.person, e.entity_id, e.town, e.registered, e.valid_from
  FROM per_cluster c JOIN per_node n USING (node) JOIN entity e ON e.entity_id = n.firm
),
first AS (
  SELECT * FROM firms
  QUALIFY row_number() OVER (PARTITION BY person ORDER BY registered DESC, valid_from NULLS LAST,
    entity_id) = 1
),
counted AS (SELECT person, count(*) AS firms FROM firms GROUP BY 1),
known AS (SELECT c.person, count(*) AS mentions, min(n.known_from) AS known_from FROM per_cluster c JOIN
  per_node n USING (node) GROUP BY 1)
SELECT k.person, d.name || '|' || f.entity_id AS anchor, d.name, p.phone, f.town, t.firms, k.mentions,
  k.known_from
FROM known k JOIN named d USING (person) JOIN first f USING (person) JOIN counted t USING (person) LEFT
  JOIN phoned p USING (person)
"""

_THINGS: Final = """
CREATE OR REPLACE TEMP TABLE ladder_thing AS
SELECT anchor, name, name AS name_norm, NULL::VARCHAR AS code, town, NULL::VARCHAR AS address, name AS
  person, phone,
       NULL::VARCHAR AS status, NULL::VARCHAR AS form, NULL::VARCHAR AS parent, NULL::DATE AS valid_from,
         NULL::DATE AS valid_to,
       known_from
FROM per_person ORDER BY anchor
"""

# A person is known by a firm: where none is decided, and no telephone leads to one, nobody is made.
_DECIDED: Final = """
CREATE OR REPLACE TEMP TABLE ladder_decided AS
SELECT n.mention_id, p.anchor, CASE WHEN p.anchor IS NULL THEN 'none' ELSE 'match' END AS decision,
       CASE WHEN p.anchor IS NULL THEN 'unresolved' WHEN p.firms > 1 THEN 'person_evidence' WHEN
       p.mentions > 1 THEN 'person_firm'
            ELSE 'alone' END AS tier,
       NULL::DOUBLE AS weight, NULL::DOUBLE AS margin,
       CASE WHEN p.anchor IS NULL THEN 'no_candidate' WHEN p.firms > 1 THEN 'same_person_elsewhere' WHEN
       p.mentions > 1
            THEN 'same_person_and_firm' ELSE 'stands_alone' END AS reason,
       NULL::VARCHAR AS candidate, NULL::VARCHAR AS runner_up
FROM per_node n JOIN per_cluster c USING (node) LEFT JOIN per_person p USING (person)
"""


def _components(con: duckdb.DuckDBPyConnection) -> None:
    """Create `per_cluster` (node, person): mentions that share a key, also through others, are one person."""
    links = con.execute(_LINKS).fetchnumpy()
    nodes = con.execute("SELECT count(*) FROM per_node").fetchall()[0][0]
    keys = int(np.max(links["key"])) + 1 if len(links["key"]) else 0
    shape = (nodes + keys, nodes + keys)
    graph = coo_matrix(
        (np.ones(len(links["node"]), dtype=np.int8), (links["node"], links["key"] + nodes)), shape=shape
    )
    _, labels = connected_components(graph, directed=False)
    table = pa.table({"node": np.arange(nodes, dtype=np.int64), "person": labels[:nodes].astype(np.int64)})
    con.register("per_cluster_rows", table)
    con.execute("CREATE OR REPLACE TEMP TABLE per_cluster AS SELECT * FROM per_cluster_rows")
    con.unregister("per_cluster_rows")


def write_outcome(con: duckdb.DuckDBPyConnection) -> None:
    """Create ladder_decided and ladder_thing (see publish) from per_node and per_key."""
    _components(con)
    for sql in (_PERSONS, _THINGS, _DECIDED):
        con.execute(sql)
