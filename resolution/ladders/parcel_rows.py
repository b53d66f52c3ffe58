"""The rows that name a parcel, and the distinct mentions among them."""

from typing import Final

import duckdb

from ingest.contract import Catalogue, EntityKind
from resolution.ladders.certificates import read_certificate, read_parcel_code
from resolution.ladders.maps import text_map
from resolution.ladders.parties import parties
from resolution.ladders.rows import collect, roles_of
from resolution.ladders.sites import read_site
from resolution.places import read_town

PARTY_ROLES: Final = ("受让方", "转让方", "权利人", "原权利人", "义务人")
CERTIFICATES: Final = {
    "property_registration": "certificate_no",
    "land_transfer": "transferee_certificate_no",
    "land_allocation": "certificate_no",
    "property_transfer": "original_certificate_no",
}
OLD_CERTIFICATES: Final = {"land_transfer": "original_certificate_no"}
AREAS: Final = {
    "land_grant": "area",
    "property_registration": "parcel_area",
    "land_transfer": "area",
    "land_allocation": "area",
}
DAYS: Final = {
    "land_grant": "granted_on",
    "property_registration": "issued_on",
    "land_transfer": "transferred_on",
    "property_transfer": "registered_on",
    "property_mortgage": "registered_on",
}

# A home's holder is a person: parties are kept only where they are firms, and rooms are cut off the site.
_ROWS: Final = """
CREATE OR REPLACE TEMP TABLE ladder_row AS
WITH joined AS (
  SELECT r.* EXCLUDE (address, town, code, day, name), r.on_day::DATE AS day, coalesce(k.key, '') AS code,
         coalesce(c.key, '') AS certificate, coalesce(o.key, '') AS old_certificate,
         round(TRY_CAST(r.area AS DOUBLE)) AS square, coalesce(s.core, '') AS site,
         coalesce(nullif(w.town, ''), nullif(s.town, ''), '') AS town,
         list_filter(coalesce(p.parties, []), lambda x: NOT starts_with(x, 'name:')) AS parties, 0 AS part_no
  FROM pcl_raw r
  LEFT JOIN pcl_code k ON k.raw = r.code
  LEFT JOIN pcl_certificate c ON c.raw = r.certificate_no
  LEFT JOIN pcl_certificate o ON o.raw = r.old_no
  LEFT JOIN pcl_site s ON s.raw = r.address
  LEFT JOIN pcl_town w ON w.raw = r.town
  LEFT JOIN ladder_party p ON p.dataset = r.dataset AND p.delivery = r.delivery AND p.sheet IS NOT
    DISTINCT FROM r.sheet
    AND p."row" = r."row"
)
SELECT *, 'm1_' || substr(md5(concat_ws(chr(31), 'pcl', code, certificate, old_certificate,
  coalesce(square::VARCHAR, ''), site,
         town, array_to_string(parties, '|'))), 1, 20) AS mention_id,
       nullif(town || site, '') AS name, nullif(town || site, '') AS name_norm, NULL::VARCHAR AS person,
         NULL::VARCHAR AS phone
FROM joined WHERE code <> '' OR certificate <> '' OR old_certificate <> '' OR site <> ''
"""


def build_rows(con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Create `ladder_row`: every row that names a parcel, with its mention and all that it says of it."""
    extra = {"certificate_no": CERTIFICATES, "old_no": OLD_CERTIFICATES, "area": AREAS, "on_day": DAYS}
    collect(con, catalogue, EntityKind.PARCEL, "pcl_raw", extra)
    parties(con, PARTY_ROLES, [r.dataset for r in roles_of(catalogue, EntityKind.PARCEL)])
    text_map(con, "pcl_code", "SELECT code AS raw FROM pcl_raw", ("key",), lambda r: (read_parcel_code(r),))
    numbers = "SELECT certificate_no AS raw FROM pcl_raw UNION ALL SELECT old_no FROM pcl_raw"
    text_map(con, "pcl_certificate", numbers, ("key",), lambda r: (read_certificate(r),))
    text_map(
        con, "pcl_site", "SELECT address AS raw FROM pcl_raw", ("core", "town"), lambda r: read_site(r)[:2]
    )
    text_map(con, "pcl_town", "SELECT town AS raw FROM pcl_raw", ("town",), lambda r: (read_town(r),))
    con.execute(_ROWS)
