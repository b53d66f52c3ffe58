"""What another model would change, why, and how many yuan change hands with it."""

from typing import Any, Final, NamedTuple

from core.duck import records
from core.settings import Settings
from ingest.lake import snapshot
from queries.consequence import put_money
from resolution.reasons import CAPTIONS
from resolution.shadow import compared
from store.ledger import Ledger

CASES: Final = "CREATE OR REPLACE TEMP TABLE review_case AS SELECT DISTINCT mention_id FROM model_change"
SUMMARY: Final = """
SELECT cause, before, after, count(*) AS mentions, sum(rows)::BIGINT AS rows,
       coalesce(sum(subsidy), 0)::DECIMAL(18, 2) AS subsidy, coalesce(sum(tax), 0)::DECIMAL(18, 2) AS tax
FROM model_change LEFT JOIN review_money USING (mention_id) GROUP BY ALL ORDER BY cause, before, after
"""
EXAMPLES: Final = """
SELECT cause, mention_id, name, rows, before, before_entity, before_reason, before_weight,
       after, after_entity, after_reason, after_weight,
       coalesce(subsidy, 0)::DECIMAL(18, 2) AS subsidy, coalesce(tax, 0)::DECIMAL(18, 2) AS tax
FROM model_change LEFT JOIN review_money USING (mention_id)
ORDER BY cause <> 'model', abs(coalesce(subsidy, 0)) + abs(coalesce(tax, 0)) DESC, rows DESC,
         mention_id, cause
LIMIT ?
"""


class Change(NamedTuple):
    """Counts by cause and decision before and after, and the mentions on which most hangs."""

    summary: list[dict[str, Any]]
    examples: list[dict[str, Any]]


def model_change(settings: Settings, ledger: Ledger, one: int, other: int, examples: int) -> Change:
    """Return what would change if version `other` took the place of `one`; nothing is recorded."""
    with compared(settings, ledger, one, other) as con:
        snapshot(settings, ledger).attach(con)
        con.execute(CASES)
        put_money(con)
        found = [records(con, SUMMARY), records(con, EXAMPLES, [examples])]
    captions = {str(r): c for r, c in CAPTIONS.items()}
    for row in found[1]:
        row |= {k: captions.get(row[k], row[k]) for k in ("before_reason", "after_reason")}
    return Change(*found)
