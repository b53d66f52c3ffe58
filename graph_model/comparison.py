"""Which unsupported firm is most like a newly supported one in the year before its first payment.

Exact on year, division of GB/T 4754, size class, and on whether staff and trend are known; among those the
nearest by log revenue, log staff, log age and the trend of revenue, each in units of its spread in that year.
One firm may stand beside several. Nothing here says that support caused a difference.
"""

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

CALIPER = 0.7
"""Difference of log revenue (a factor of 2) beyond which no firm counts as like."""
MEASURES = ("revenue", "staff", "age", "trend")
EXACT = ["year", "division", "size_no", "staff_known", "trend_known"]
COLUMNS = {
    "entity_id": pa.string(),
    "other": pa.string(),
    "first_year": pa.int64(),
    "distance": pa.float64(),
    "trend_known": pa.bool_(),
}


def nearest(panel: pd.DataFrame) -> list[tuple[str, str, int, float, bool]]:
    """Return (firm, its like, first year of support, distance, trend known) of every firm that has a like.

    `panel` is `match_panel` (84_effects.sql): entity_id, year, division, size_no, revenue, staff, age, trend,
    first_year (missing for a firm never supported), in any order.
    """
    panel = panel.sort_values(["entity_id", "year"], ignore_index=True)
    panel = panel.assign(staff_known=panel["staff"].notna(), trend_known=panel["trend"].notna())
    spread = panel.groupby("year")[list(MEASURES)].transform("std").replace(0, 1).fillna(1)
    scaled = (panel[list(MEASURES)] / spread).fillna(0.0)
    found = []
    for _, rows in panel.groupby(EXACT, sort=True):
        paid = rows["first_year"].notna()
        if paid.any() and not paid.all():
            found += _pairs(rows[paid], rows[~paid], scaled, bool(rows["trend_known"].iloc[0]))
    return sorted(found)


def _pairs(
    paid: pd.DataFrame, unpaid: pd.DataFrame, scaled: pd.DataFrame, trend: bool
) -> list[tuple[str, str, int, float, bool]]:
    others, at = scaled.loc[unpaid.index].to_numpy(), unpaid["revenue"].to_numpy()
    ids = unpaid["entity_id"].tolist()
    own = scaled.loc[paid.index].to_numpy()
    out = []
    for i, (firm, revenue, first) in enumerate(
        zip(paid["entity_id"], paid["revenue"], paid["first_year"], strict=True)
    ):
        distance = np.sqrt(((others - own[i]) ** 2).sum(axis=1)).round(9)
        distance[np.abs(at - revenue) > CALIPER] = np.inf
        best = int(distance.argmin())  # the first of equals: the panel is in the order of ids
        if np.isfinite(distance[best]):
            out.append((str(firm), str(ids[best]), int(first), float(distance[best]), trend))
    return out


def compare_firms(con: duckdb.DuckDBPyConnection) -> None:
    """Create `comparison` from `match_panel`."""
    pairs = nearest(con.execute("SELECT * FROM match_panel ORDER BY entity_id, year").df())
    columns = [pa.array([p[i] for p in pairs], kind) for i, kind in enumerate(COLUMNS.values())]
    con.register("compared_rows", pa.table(columns, names=list(COLUMNS)))
    con.execute("CREATE OR REPLACE TEMP TABLE comparison AS SELECT * FROM compared_rows")
    con.unregister("compared_rows")
