"""Pre-sale permits name no project: contracts and homes say to which one a permit belongs."""

from typing import Final

import duckdb

from resolution.ladders.certificates import read_certificate
from resolution.ladders.cluster import Pair
from resolution.ladders.maps import text_map
from resolution.ladders.project_groups import Group
from resolution.ladders.settings import ladder_settings
from resolution.ladders.titles import read_title

# A stray contract number must not bind two projects: links with less than a fifth of a permit's rows are
# left out.
_LINKS: Final = """
WITH homes AS (
  SELECT DISTINCT u.house_no, c.key AS contract, p.key AS permit, t.core, t.phases
  FROM lake_housing_unit u
  JOIN prj_number p ON p.raw = u.presale_permit_no AND p.key <> ''
  LEFT JOIN prj_number c ON c.raw = u.contract_no
  LEFT JOIN prj_estate t ON t.raw = u.estate_name
),
named AS (
  SELECT r.mention_id, n.key AS contract FROM ladder_row r JOIN prj_number n ON n.raw = r.contract_no AND
    n.key <> ''
),
votes AS (
  SELECT h.permit, n.mention_id, count(*) AS votes FROM homes h JOIN named n ON n.contract = h.contract
    GROUP BY 1, 2
)
SELECT permit, mention_id FROM votes
QUALIFY votes * 5 >= sum(votes) OVER (PARTITION BY permit) ORDER BY permit, mention_id
"""

_ESTATES: Final = """
SELECT DISTINCT p.key, t.core, t.phases FROM lake_housing_unit u
JOIN prj_number p ON p.raw = u.presale_permit_no AND p.key <> ''
JOIN prj_estate t ON t.raw = u.estate_name AND t.core <> '' ORDER BY 1, 2, 3
"""

_NUMBERS: Final = """
SELECT presale_permit_no AS raw FROM lake_housing_unit UNION ALL SELECT contract_no FROM lake_housing_unit
UNION ALL SELECT contract_no FROM ladder_row UNION ALL SELECT permit_no FROM ladder_row
"""


def permit_pairs(con: duckdb.DuckDBPyConnection, groups: list[Group]) -> list[Pair]:
    """Return pairs of a permit's group and the project's group that its contracts or homes name."""
    text_map(con, "prj_number", _NUMBERS, ("key",), lambda r: (read_certificate(r),))
    text_map(
        con,
        "prj_estate",
        "SELECT estate_name AS raw FROM lake_housing_unit",
        ("norm", "core", "phases"),
        lambda r: read_title(r)[:3],
    )
    of_mention = {m: i for i, g in enumerate(groups) for m in g.mentions}
    of_permit: dict[str, set[int]] = {}
    for i, group in enumerate(groups):
        for permit in group.permits:
            of_permit.setdefault(read_certificate(permit), set()).add(i)
    found = {(p, of_mention[m]) for p, m in con.execute(_LINKS).fetchall() if m in of_mention}
    by_title: dict[tuple[str, str], list[int]] = {}
    for i, group in enumerate(groups):
        by_title.setdefault((group.core, group.phases), []).append(i)
    for permit, core, phases in con.execute(_ESTATES).fetchall():
        same = by_title.get((core, phases), [])
        found |= {
            (permit, i)
            for i in same
            if any(groups[i].owners & groups[j].owners for j in of_permit.get(permit, ()))
        }
    weight = ladder_settings().weights.permit
    return sorted(
        Pair(weight, *sorted((i, j)))
        for permit, i in sorted(found)
        for j in sorted(of_permit.get(permit, ()))
        if i != j
    )
