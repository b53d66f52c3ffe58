"""Contradictions that the lake and the resolution show, each with its source row, value and reason."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import duckdb

from core.duck import connect, records
from core.settings import Settings
from governance.tickets import facts
from governance.tickets.rules import Kind, TicketRules, load_rules
from governance.tickets.sql import sql
from ingest.contract import Catalogue, load_catalogue
from ingest.lake import snapshot
from resolution import tables
from store.ledger import Ledger
from store.tickets import ticket_id


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that contradicts something; `subject` names what the ticket is about."""

    kind: Kind
    dataset: str
    supplier: str
    subject: str
    source_key: str
    delivery: str
    sheet: str
    row: int
    field: str
    header: str  # the column as people know it
    value: str | None
    expected: str | None
    why: str

    @property
    def ticket(self) -> str:
        """Return the id of the ticket it belongs to."""
        return ticket_id(self.kind, self.dataset, self.supplier, self.subject)

    def plain(self) -> dict[str, Any]:
        """Return the row as a ticket keeps it."""
        left_out = ("kind", "dataset", "supplier", "subject")
        return {k: v for k, v in asdict(self).items() if k not in left_out}


COLUMNS: Final = (
    "dataset", "supplier", "subject", "source_key", "delivery", "sheet", "row", "field", "value", "expected",
    "why",
)  # fmt: skip
Report = Callable[[Kind, int], None]


def find(settings: Settings, ledger: Ledger, report: Report = lambda kind, count: None) -> list[Finding]:
    """Return every contradiction of the last run over what is in force, ordered; `report` hears each kind.

    Raises ResolutionError where nothing was resolved yet, RulesError where the rules are wrong.
    """
    rules = load_rules(settings)
    resolved = tables.latest(settings, ledger)
    con = connect(settings)
    try:
        snapshot(settings, ledger).attach(con)
        resolved.attach(con)
        return stages(con, load_catalogue(), rules, report)
    finally:
        con.close()


def stages(
    con: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    rules: TicketRules,
    report: Report = lambda kind, count: None,
) -> list[Finding]:
    """Run the stages on a connection that has the lake's views and the resolved tables."""
    for name in ("macros", "known", "suspects"):
        con.execute(sql(name))
    con.execute(sql("closed"), {"closed": list(rules.closed_status)})
    facts.build(con, catalogue, rules)
    found: list[Finding] = []
    for kind in rules.wanted:
        own = _run(con, catalogue, rules, kind)
        report(kind, len(own))
        found += own
    return found


def _run(
    con: duckdb.DuckDBPyConnection, catalogue: Catalogue, rules: TicketRules, kind: Kind
) -> list[Finding]:
    scale = rules.amount_scale
    values = {"rows": scale.rows, "least": scale.least, "most": scale.most}
    query = (
        f"SELECT DISTINCT {', '.join(COLUMNS)} FROM ({sql(kind)}) "
        "ORDER BY dataset, supplier, subject, delivery, sheet, row, field, value"
    )
    rows = records(con, query, values if kind is Kind.AMOUNT_SCALE else {})
    return [
        Finding(kind=kind, header=catalogue.dataset(r["dataset"]).field(r["field"]).label, **r) for r in rows
    ]
