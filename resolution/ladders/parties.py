"""The firm beside a thing in its row: a project's owner, a parcel's holder, an estate's developer."""

from collections.abc import Sequence

import duckdb

_PARTIES = """
CREATE OR REPLACE TEMP TABLE ladder_party AS
SELECT s.dataset, s.delivery, s.sheet, s."row",
       list_sort(list(DISTINCT coalesce(CASE WHEN m.decision = 'match' THEN m.entity_id END, m.own_entity_id,
                                        'name:' || n.name_norm))) AS parties,
       min(n.name_norm) FILTER (WHERE s.part_no = 0) AS party_name, bool_and(m.reason = 'person') AS person
FROM mention_source s
JOIN mention n ON n.mention_id = s.mention_id AND n.kind = 'ent'
LEFT JOIN match m ON m.mention_id = s.mention_id
WHERE list_contains($roles, s.role) AND list_contains($datasets, s.dataset)
  AND (n.name_norm IS NOT NULL OR m.entity_id IS NOT NULL)
GROUP BY s.dataset, s.delivery, s.sheet, s."row"
"""


def parties(con: duckdb.DuckDBPyConnection, roles: Sequence[str], datasets: Sequence[str]) -> None:
    """Create `ladder_party`: for each row of the data sets the firms in these roles.

    `parties` lists entity ids (`name:` and the normalised name where the firm is not decided), sorted;
    `party_name` is the first one's normalised name; `person` says that only persons stand there.
    """
    con.execute(_PARTIES, {"roles": list(roles), "datasets": list(datasets)})
