"""The rows that name a project, and the distinct mentions among them."""

from typing import Final

import duckdb

from ingest.contract import Catalogue, EntityKind
from resolution.ladders.maps import text_map
from resolution.ladders.parties import parties
from resolution.ladders.rows import collect, roles_of
from resolution.ladders.sites import read_site
from resolution.ladders.titles import read_title
from resolution.places import read_town

OWNER_ROLES: Final = ("业主单位", "建设单位", "用地单位", "开发企业", "项目单位")

# The stages of a project's life, in the order of the permits; the first ones also name it best.
STAGES: Final[dict[str, tuple[int, str]]] = {
    "project_approval": (0, "立项"),
    "investment_promotion": (0, "招商签约"),
    "land_use_permit": (1, "用地规划"),
    "construction_planning_permit": (2, "工程规划"),
    "tender_award": (3, "招标投标"),
    "construction_permit": (4, "施工"),
    "presale_permit": (5, "预售"),
    "completion_filing": (6, "竣工"),
}

# A person's own house is no project: rows whose owner is a person are left out.
_MENTIONS: Final = """
CREATE OR REPLACE TEMP TABLE ladder_row AS
WITH joined AS (
  SELECT r.* EXCLUDE (address, town, code), t.norm, t.core, t.phases, t.trade, s.core AS site_core, s.raw
    AS site_raw,
         coalesce(nullif(w.town, ''), nullif(s.town, ''), nullif(v.town, '')) AS town,
         coalesce(p.parties, []) AS parties, p.party_name, r.permit_no AS code, 0 AS part_no
  FROM prj_raw r
  LEFT JOIN prj_title t ON t.raw = r.name
  LEFT JOIN prj_site s ON s.raw = r.address
  LEFT JOIN prj_town w ON w.raw = r.town
  LEFT JOIN prj_town v ON v.raw = r.supplier
  LEFT JOIN ladder_party p ON p.dataset = r.dataset AND p.delivery = r.delivery AND p.sheet IS NOT
    DISTINCT FROM r.sheet
    AND p."row" = r."row"
  WHERE (r.name IS NOT NULL OR r.permit_no IS NOT NULL) AND NOT coalesce(p.person, false)
)
SELECT *, 'm1_' || substr(md5(concat_ws(chr(31), 'prj', coalesce(norm, ''), array_to_string(parties, '|'),
         coalesce(site_core, ''), coalesce(town, ''), coalesce(code, ''))), 1, 20) AS mention_id,
       norm AS name_norm, nullif(site_core, '') AS site, NULL::VARCHAR AS person, NULL::VARCHAR AS phone
FROM joined
"""

_DISTINCT: Final = """
SELECT mention_id, coalesce(any_value(core), ''), coalesce(any_value(phases), ''), any_value(parties),
  coalesce(min(party_name), ''),
       coalesce(any_value(town), ''), coalesce(min(site_raw), ''), coalesce(any_value(code), ''),
         coalesce(any_value(norm), ''),
       coalesce(any_value(trade), '')
FROM ladder_row GROUP BY mention_id ORDER BY mention_id
"""

_DAYS: Final = """
SELECT mention_id, dataset, min(day), max(day) FROM ladder_row GROUP BY ALL ORDER BY ALL
"""


def build_rows(con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Create `ladder_row`: every row that names a project, with its mention, owner, town and site."""
    extra = {
        "permit_no": {"presale_permit": "permit_no"},
        "contract_no": {"presale_contract": "contract_no"},
    }
    collect(con, catalogue, EntityKind.PROJECT, "prj_raw", extra)
    parties(con, OWNER_ROLES, [r.dataset for r in roles_of(catalogue, EntityKind.PROJECT)])
    text_map(
        con,
        "prj_title",
        "SELECT name AS raw FROM prj_raw",
        ("norm", "core", "phases", "work", "trade"),
        read_title,
    )
    text_map(
        con, "prj_site", "SELECT address AS raw FROM prj_raw", ("core", "town"), lambda r: read_site(r)[:2]
    )
    towns = "SELECT town AS raw FROM prj_raw UNION ALL SELECT supplier FROM prj_raw"
    text_map(con, "prj_town", towns, ("town",), lambda r: (read_town(r),))
    con.execute(_MENTIONS)


def mentions(con: duckdb.DuckDBPyConnection) -> tuple[list[tuple], list[tuple]]:  # type: ignore[type-arg]
    """Return the distinct mentions, and their first and last day by data set."""
    return con.execute(_DISTINCT).fetchall(), con.execute(_DAYS).fetchall()
