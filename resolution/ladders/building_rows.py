"""The rows that name a building, their mentions, and the groups that name and town settle."""

from collections.abc import Sequence
from typing import Any, Final

import duckdb

from ingest.contract import Catalogue, EntityKind
from resolution.ladders.maps import text_map
from resolution.ladders.parties import parties
from resolution.ladders.project_groups import Group
from resolution.ladders.rows import collect, roles_of
from resolution.ladders.sites import read_site
from resolution.ladders.titles import numbers_in, read_building
from resolution.places import read_town, shorten
from resolution.reading import sound

_ROWS: Final = """
CREATE OR REPLACE TEMP TABLE ladder_row AS
WITH joined AS (
  SELECT r.* EXCLUDE (address, town, code), b.core AS norm, nullif(s.core, '') AS site, r.permit_no,
         coalesce(nullif(w.town, ''), nullif(s.town, ''), nullif(v.town, ''), '') AS town,
           coalesce(p.parties, []) AS parties,
         0 AS part_no
  FROM bld_raw r
  JOIN bld_name b ON b.raw = r.name AND b.core <> ''
  LEFT JOIN bld_site s ON s.raw = r.address
  LEFT JOIN bld_town w ON w.raw = coalesce(r.town, r.firm_town)
  LEFT JOIN bld_town v ON v.raw = r.supplier
  LEFT JOIN ladder_party p ON p.dataset = r.dataset AND p.delivery = r.delivery AND p.sheet IS NOT
    DISTINCT FROM r.sheet
    AND p."row" = r."row"
)
SELECT *, 'm1_' || substr(md5(concat_ws(chr(31), 'bld', norm, town, array_to_string(parties, '|'))), 1,
  20) AS mention_id,
       norm AS name_norm, NULL::VARCHAR AS code, NULL::VARCHAR AS person, NULL::VARCHAR AS phone
FROM joined
"""

_DISTINCT: Final = """
SELECT mention_id, any_value(norm), any_value(town), any_value(parties), list(DISTINCT dataset ORDER BY
  dataset)
FROM ladder_row GROUP BY mention_id ORDER BY mention_id
"""


def build_rows(con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Create `ladder_row`: every row that names an estate, office building or market, with its mention."""
    extra = {
        "permit_no": {"housing_unit": "presale_permit_no"},
        "firm_town": {"building_occupancy": "town"},
    }
    collect(con, catalogue, EntityKind.BUILDING, "bld_raw", extra)
    parties(con, ["开发企业"], [r.dataset for r in roles_of(catalogue, EntityKind.BUILDING)])
    text_map(con, "bld_name", "SELECT name AS raw FROM bld_raw", ("core",), lambda r: (read_building(r),))
    text_map(
        con, "bld_site", "SELECT address AS raw FROM bld_raw", ("core", "town"), lambda r: read_site(r)[:2]
    )
    towns = (
        "SELECT town AS raw FROM bld_raw UNION ALL SELECT firm_town FROM bld_raw "
        "UNION ALL SELECT supplier FROM bld_raw"
    )
    text_map(con, "bld_town", towns, ("town",), lambda r: (read_town(r),))
    con.execute(_ROWS)


def _without_town(core: str, town: str) -> str:
    """Take the name of its own town off a building's name: 青阳恒悦大厦 in 青阳街道 is 恒悦大厦."""
    short = shorten(town) if town else ""
    return core[len(short) :] if short and core.startswith(short) and len(core) - len(short) >= 3 else core


def build_groups(con: duckdb.DuckDBPyConnection) -> list[Group]:
    """Return one group for each name and town, in the order of their content."""
    groups: dict[tuple[str, str], Group] = {}
    rows: Sequence[Any] = con.execute(_DISTINCT).fetchall()
    for mention, norm, town, developers, datasets in rows:
        core = _without_town(norm, town)
        group = groups.setdefault(
            (core, town), Group(core, "", frozenset(), "", sound=sound(core), numbers=numbers_in(core))
        )
        group.mentions.append(mention)
        group.owners |= frozenset(developers)
        group.towns.update([town] if town else [])
        group.datasets.update(datasets)
    return [groups[k] for k in sorted(groups)]
