"""Requests to correct (更正申请) of people and firms: tickets like any other; who asks is kept nowhere."""

from datetime import datetime

from core.duck import connect
from core.errors import UsageError
from core.settings import Settings
from governance.tickets.rules import REQUEST
from ingest.contract import Catalogue, Part, load_catalogue
from ingest.lake import snapshot
from store import tickets
from store.audit import take_turn
from store.ledger import Ledger
from store.tickets import UNSETTLED


def request(
    ledger: Ledger,
    dataset: str,
    supplier: str,
    subject: str,
    field: str,
    *,
    value: str,
    wanted: str,
    why: str,
    at: datetime,
) -> str:
    """Enter a person's or firm's request to correct (更正申请); who asks is kept nowhere.

    Raises UsageError where something is missing or the same was asked before.
    """
    spec = load_catalogue().dataset(dataset)
    column = next((f for f in spec.fields if field in (f.key, *f.headers)), None)
    if column is None:
        raise UsageError(
            f"数据集“{spec.label}”没有“{field}”这一项。", advice="用 chanye catalogue show 查看。"
        )
    if not (subject.strip() and wanted.strip() and why.strip()):
        raise UsageError("更正申请要写明对象、更正后的值和理由。")
    owed = _supplier(load_catalogue(), spec.key, supplier)
    row = {
        "source_key": "", "delivery": "", "sheet": "", "row": None, "field": column.key,
        "header": column.label, "value": value or None, "expected": wanted.strip(), "why": why.strip(),
        "subject": subject.strip(),
    }  # fmt: skip
    about = f"{subject.strip()}·{column.label}→{wanted.strip()}"
    with ledger.session() as session:
        take_turn(session)
        return tickets.open_ticket(session, REQUEST, spec.key, owed, about, [row], actor="", at=at)


def _supplier(catalogue: Catalogue, dataset: str, name: str) -> str:
    unit = catalogue.unit_of(dataset)
    if not unit.suppliers:
        return unit.name
    if name not in unit.suppliers:
        raise UsageError(
            f"“{unit.name}”由各镇（街道）分别报送，请写明是哪一个。", advice="用 --supplier 写明。"
        )
    return name


def met(settings: Settings, ledger: Ledger) -> dict[str, str]:
    """Return which delivery brought what an unsettled request asked for, by ticket.

    It came after the request and holds a row of that name or code with the value asked for.
    """
    with ledger.session() as session:
        waiting = [
            c for c in tickets.cases(session).values() if c.ticket.kind == REQUEST and c.state in UNSETTLED
        ]
    if not waiting:
        return {}
    catalogue, found = load_catalogue(), dict[str, str]()
    con = connect(settings)
    snapshot(settings, ledger).attach(con, {c.ticket.dataset for c in waiting})
    for case in waiting:
        spec, row = catalogue.dataset(case.ticket.dataset), case.rows[0]
        named = [f.key for f in spec.fields if f.part in (Part.NAME, Part.CODE, Part.ORG_CODE)]
        column = spec.field(row["field"]).key
        said = " OR ".join(f'"{key}" = $subject' for key in named) or "false"
        query = (
            f"SELECT src_delivery FROM lake_{spec.key} WHERE src_supplier = $supplier "
            f'AND known_from > $since AND "{column}"::VARCHAR = $wanted AND ({said}) '
            "ORDER BY known_from, src_delivery LIMIT 1"
        )
        values = {
            "subject": row["subject"], "supplier": case.ticket.supplier, "since": case.ticket.opened_at,
            "wanted": row["expected"],
        }  # fmt: skip
        brought = con.execute(query, values).fetchall()
        if brought:
            found[case.ticket.id] = str(brought[0][0])
    con.close()
    return found
