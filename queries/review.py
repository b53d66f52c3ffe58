"""The queue of a steward: uncertain matches with what hangs on them, in the order asked for."""

from typing import Any

from core.duck import connect
from core.settings import Settings
from ingest.lake import snapshot
from queries.consequence import put_worth
from resolution.review.cases import put_cases, shown_cases
from resolution.review.order import Order
from resolution.tables import latest
from store.ledger import Ledger


def review_queue(
    settings: Settings,
    ledger: Ledger,
    actor: str,
    *,
    order: Order = Order.CONSEQUENCE,
    limit: int = 20,
    seed: int = 0,
    second: bool = False,
) -> list[dict[str, Any]]:
    """Return the cases that wait for this actor (see shown_cases); what it has judged is not asked again."""
    resolved = latest(settings, ledger)
    con = connect(settings)
    try:
        snapshot(settings, ledger).attach(con)
        resolved.attach(con)
        put_cases(con, ledger, actor, second=second)
        put_worth(con)
        return shown_cases(con, order, limit, seed)
    finally:
        con.close()
