"""Cases that wait for a person: what was typed, where it stands, who it may be, and why nobody decided."""

from typing import Any, Final

import duckdb
import pyarrow as pa

from core.duck import records
from ingest.contract import load_catalogue
from resolution.normalise import TEXT, load
from resolution.reasons import CAPTIONS
from resolution.review.order import Order
from resolution.sql import sql
from store.judgements import in_force
from store.ledger import Ledger

JUDGED_BY: Final = pa.schema([("mention_id", TEXT), ("entity_id", TEXT), ("actor", TEXT), ("verdict", TEXT)])
SECOND: Final = "另一人已判定，请独立再判一次"


def put_judged(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Create judged_by: each decision in force with its actor."""
    with ledger.session() as session:
        rows = [(j.mention, j.entity, j.actor, j.decision) for j in in_force(session)]
    load(con, "judged_by", JUDGED_BY, [rows])


def put_cases(con: duckdb.DuckDBPyConnection, ledger: Ledger, actor: str, *, second: bool = False) -> None:
    """Create review_case for this actor; `second` asks for pairs that one other person has judged."""
    put_judged(con, ledger)
    con.execute(sql("review_second" if second else "review_cases"), {"actor": actor})


def shown_cases(
    con: duckdb.DuckDBPyConnection, order: Order, limit: int, seed: int = 0
) -> list[dict[str, Any]]:
    """Return cases, those of the greatest weight first; needs review_case and review_worth.

    Each has the mention, its sources, the best and second candidate, the reason in Chinese, and what hangs
    on it: yuan of subsidy and of tax, nodes of chains, and all of it in yuan.
    """
    values = {"by": str(order), "limit": limit, "seed": str(seed)}
    found = records(con, sql("review_shown"), values)
    labels = {key: spec.label for key, spec in load_catalogue().datasets.items()}
    captions = {str(r): c for r, c in CAPTIONS.items()} | {"second": SECOND}
    for case in found:
        case["reason"] = captions.get(case["reason_key"], case["reason_key"])
        case["sources"] = "、".join(
            f"{labels.get(s['dataset'], s['dataset'])} {s['rows']} 行" for s in case["sources"] or []
        )
    return found
