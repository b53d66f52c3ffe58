"""Delivering files: each is read, recognised, checked and committed by itself."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from core.errors import ChanyeError, DeliveryError
from core.logs import get_logger
from core.settings import Settings
from ingest import commit, compare, gather, periods, rejects, supplement, validate
from ingest.commit import Batch
from ingest.contract import Catalogue, load_catalogue
from ingest.gather import Options, Part, Unknown
from ingest.lines import nil_note
from ingest.readers import read
from ingest.receipt import Receipt, Status
from ingest.recognise import Declared
from ingest.sources import Source, Unreadable, collect
from ingest.validate import Checked, Finding
from store import deliveries
from store.ledger import Ledger
from store.tables import Delivery

log = get_logger(__name__)
NOW: Final = datetime.max
"""Files that the register does not name come after those it does, in their own order."""
Report = Callable[[Source | Unreadable, list[Receipt]], None]


def deliver(
    settings: Settings,
    ledger: Ledger,
    paths: Sequence[Path],
    options: Options | None = None,
    report: Report | None = None,
) -> list[Receipt]:
    """Ingest files, folders and archives; return a receipt for every delivery and refused file or sheet.

    Each file is one ledger transaction; what it wrote is seen only once that is committed. `report` is called
    after each file.
    """
    chosen = options or Options()
    receipts: list[Receipt] = []
    for source in sorted(collect(paths), key=lambda s: chosen.came(s.name) or NOW):
        own = deliver_one(settings, ledger, source, chosen)
        receipts += own
        if report is not None:
            report(source, own)
    return receipts


def deliver_one(
    settings: Settings, ledger: Ledger, source: Source | Unreadable, options: Options
) -> list[Receipt]:
    """Ingest one file; an error of its content becomes a receipt that says what to do."""
    if isinstance(source, Unreadable):
        return [_refusal(source.name, source.error)]
    try:
        content = source.load()
        with ledger.session() as session:
            return _deliver(settings, session, source.name, content, options)
    except DeliveryError as error:
        return [_refusal(source.name, error)]
    except OSError as error:
        return [
            _refusal(source.name, DeliveryError(f"无法打开文件：{error.strerror}。", advice="请检查权限。"))
        ]


def _refusal(file: str, error: ChanyeError, sheet: str | None = None) -> Receipt:
    log.debug("refused", error=type(error).__name__)
    sheets = [] if sheet is None else [sheet]
    return Receipt(file, Status.REFUSED, sheets, error=error.message, advice=error.advice or "")


def _deliver(
    settings: Settings, session: Session, name: str, content: bytes, options: Options
) -> list[Receipt]:
    sha256 = hashlib.sha256(content).hexdigest()
    if known := _known_file(session, sha256, name, options):
        return known
    catalogue = load_catalogue()
    grids = read(name, content)
    origin = rejects.origin_of(grids)
    if origin is not None:
        batch = supplement.batch_of(session, settings, catalogue, origin, grids)
        return [_finish(settings, session, batch, name, sha256, options)]
    receipts: list[Receipt] = []
    batches = _batches(catalogue, name, gather.parts_of(catalogue, name, grids, options), options, receipts)
    for batch in batches:
        try:
            receipts.append(_finish(settings, session, batch, name, sha256, options))
        except DeliveryError as error:
            receipts.append(_about(batch, _refusal(name, error)))
    if not any(r.status is Status.REFUSED for r in receipts):
        for row in deliveries.of_content(session, sha256):
            row.receipt = row.receipt | {"whole": True}
    return receipts


def _known_file(session: Session, sha256: str, name: str, options: Options) -> list[Receipt]:
    """Return receipts of a file that came before under the same name and whole; saves reading it again."""
    if options.dataset or options.period or options.supplier or options.again or options.dry_run:
        return []
    held = [d for d in deliveries.of_content(session, sha256) if d.file_name == name]
    return [_unchanged(d, name) for d in held] if held and all(d.receipt.get("whole") for d in held) else []


def _unchanged(row: Delivery, name: str) -> Receipt:
    states = {deliveries.WITHDRAWN: "，后来已撤回", deliveries.REPLACED: "，后来已被更正"}
    text = f"内容与 {row.received_at:%Y-%m-%d} 收到的相同{states.get(row.status, '')}，没有作任何改动"
    return Receipt(
        name,
        Status.UNCHANGED,
        list(row.receipt.get("sheets", [])),
        row.id,
        row.dataset,
        load_catalogue().dataset(row.dataset).label,
        row.receipt.get("certainty", 1.0),
        row.period,
        row.receipt.get("period_source", ""),
        row.supplier,
        findings=[Finding("unchanged", text)],
    )


def _batches(
    catalogue: Catalogue,
    name: str,
    parts: Sequence[Part | Unknown],
    options: Options,
    receipts: list[Receipt],
) -> list[Batch]:
    """Check every sheet and put those of one data set and supplier together; what fails becomes a receipt."""
    found: dict[tuple[str, str], Batch] = {}
    notes: list[Finding] = []
    for part in parts:
        if isinstance(part, Unknown):
            if part.harmless:
                notes.append(Finding("skipped_sheet", f"工作表“{part.sheet}”不是数据，已略过", 1))
            else:
                receipts.append(_refusal(name, part.error, part.sheet))
            continue
        try:
            checked = _check(part)
        except DeliveryError as error:
            receipts.append(_refusal(name, error, part.grid.name))
            continue
        key = (part.spec.key, part.supplier)
        batch = found.setdefault(
            key, Batch(part.spec, part.supplier, [], [], options.period is not None, part.certainty)
        )
        batch.checked.append(checked)
        batch.declared.append(part.declared)
        batch.certainty = min(batch.certainty, part.certainty)
    for batch in found.values():
        batch.checked[0].findings[:0] = notes
    return list(found.values())


def _check(part: Part) -> Checked:
    """Check one sheet; a header without rows, or a note, is a nil return."""
    if part.header is None:
        note = nil_note(part.grid) or "零报告"
        return validate.nothing(part.grid, part.spec, note)
    year = (
        part.declared.last[:4]
        if part.declared and part.declared.first[:4] == part.declared.last[:4]
        else None
    )
    return validate.check(part.grid, part.spec, part.header, year)


def _about(batch: Batch, receipt: Receipt) -> Receipt:
    receipt.dataset, receipt.label, receipt.supplier = batch.spec.key, batch.spec.label, batch.supplier
    receipt.sheets = [c.sheet for c in batch.checked]
    return receipt


def _finish(
    settings: Settings, session: Session, batch: Batch, name: str, sha256: str, options: Options
) -> Receipt:
    """Place, compare and (unless it is a preview) write and enter one batch."""
    batch.declared = [d or _asked(batch, options) for d in batch.declared]
    commit.prepare(batch)
    attempt = 0
    while (row := session.get(Delivery, commit.identity(sha256, batch, attempt))) is not None:
        if not (options.again and row.status == deliveries.WITHDRAWN):
            if not options.dry_run:
                deliveries.note_repeat(session, row, name, options.came(name) or datetime.now())
            return _unchanged(row, name)
        attempt += 1
    receipt = commit.receipt_of(batch, name, commit.identity(sha256, batch, attempt))
    old, beside = commit.replaced_by(session, batch, name)
    old = [] if options.append else old
    receipt.replaces = sorted({f.delivery for f in old})
    earlier = deliveries.deliveries(session, dataset=batch.spec.key, supplier=batch.supplier)
    usual = [d.receipt.get("medians", {}) for d in earlier if d.status != deliveries.WITHDRAWN]
    receipt.findings += compare.jumps(batch.spec, compare.medians(batch.spec, batch.rows), usual)
    if options.dry_run:
        receipt.status = Status.PREVIEW
        receipt.difference = compare.difference(settings, batch.spec, batch.rows, old)
        return receipt
    now = datetime.now()
    files = commit.write_files(settings, batch, receipt.delivery)
    receipt.reject_file = commit.write_rejects(settings, batch, receipt.delivery)
    row = commit.entry(batch, receipt, sha256, options.came(name) or now, now)
    replaces = not options.append and commit.replaces(session, batch)
    deliveries.record(session, row, files, replaces=replaces, beside=beside)
    log.debug(
        "delivered", delivery=row.id, dataset=row.dataset, good=row.rows_good, rejected=row.rows_rejected
    )
    return receipt


def _asked(batch: Batch, options: Options) -> Declared | None:
    """Ask for the period where only a person can know it."""
    needed = batch.spec.period_field is None or all(c.nil for c in batch.checked)
    if not needed or options.ask is None:
        return None
    answer = options.ask(f"{batch.spec.label} 是哪一期的（如 2023-04）？", [])
    return Declared(periods.parse(answer), answer, "指定") if answer else None
