"""One delivery from checked sheets to the lake: placed, compared, written, entered in the ledger."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy.orm import Session

from core.ids import digest
from core.settings import Settings
from ingest import compare, lake, periods, placing, rejects
from ingest.contract import DatasetSpec, Mode
from ingest.lines import Ignored
from ingest.placing import Placed
from ingest.receipt import Receipt, Status
from ingest.recognise import Declared
from ingest.validate import Checked, Finding
from store import deliveries
from store.tables import Delivery, LakeFile

PART: Final = re.compile(
    r"[（(_\-\s]*(第?\s*[一二三四五六七八九十\d]+\s*(部分|册|卷|分册)|part\s*\d+|分卷\s*\d+|之[一二三四五六七八九十\d]+)[）)]?",
    re.I,
)


@dataclass(slots=True)
class Batch:
    """What one delivery consists of, before anything is written."""

    spec: DatasetSpec
    supplier: str
    checked: list[Checked]
    declared: list[Declared | None]
    forced: bool
    certainty: float
    supplements: str | None = None
    rows: pa.Table = field(default_factory=lambda: pa.table({}))
    first: str = ""
    last: str = ""
    source: str = ""
    findings: list[Finding] = field(default_factory=list)
    repeats: int = 0

    @property
    def period(self) -> str:
        """The period as the ledger writes it: `2023-04`, or `2020-01..2023-04`."""
        return self.first if self.first == self.last else f"{self.first}..{self.last}"

    @property
    def ignored(self) -> Counter[str]:
        """Ignored lines by reason."""
        total: Counter[str] = Counter()
        for sheet in self.checked:
            total.update({k.value: v for k, v in sheet.ignored.items()})
        if self.repeats:
            total[Ignored.DUPLICATE.value] += self.repeats
        return total

    @property
    def rejected(self) -> int:
        """Refused rows."""
        return sum(len(s.rejected) for s in self.checked)


def prepare(batch: Batch) -> None:
    """Place every row and take out exact repeats; raise DeliveryError where no period is known."""
    placed = [
        placing.place(batch.spec, c.table, d, batch.forced)
        for c, d in zip(batch.checked, batch.declared, strict=True)
    ]
    tables = [
        c.table.append_column("src_period", p.periods) for c, p in zip(batch.checked, placed, strict=True)
    ]
    rows = pa.concat_tables(tables).combine_chunks()
    keep, batch.repeats, found = compare.duplicates(batch.spec, rows)
    batch.rows = rows if keep is None else rows.filter(keep)
    _span(batch, placed)
    batch.findings = _merged([f for c in batch.checked for f in c.findings]) + found
    batch.findings += _merged([f for p in placed for f in p.findings])


def _span(batch: Batch, placed: Sequence[Placed]) -> None:
    batch.first = min((p.first for p in placed), key=lambda p: (periods.start(p), p))
    batch.last = max((p.last for p in placed), key=lambda p: (periods.end(p), p))
    batch.source = "、".join(dict.fromkeys(p.source for p in placed if p.source))


def _merged(findings: Sequence[Finding]) -> list[Finding]:
    """Sheets of one shape say the same; counts of equal findings add up."""
    counts: dict[tuple[str, str], int] = {}
    for f in findings:
        counts[f.kind, f.text] = counts.get((f.kind, f.text), 0) + f.count
    return [Finding(k, t, n) for (k, t), n in counts.items()]


def identity(sha256: str, batch: Batch, attempt: int = 0) -> str:
    """Return a delivery's id: a digest of content, data set, supplier and period."""
    extra = [str(attempt)] if attempt else []
    return digest(sha256, batch.spec.key, batch.supplier, batch.period, *extra, length=16)


def receipt_of(batch: Batch, file: str, delivery: str) -> Receipt:
    """Return the receipt of a prepared batch."""
    nil = batch.rows.num_rows == 0 and batch.rejected == 0
    return Receipt(
        file=file,
        status=Status.NIL if nil else Status.COMMITTED,
        sheets=[c.sheet for c in batch.checked],
        delivery=delivery,
        dataset=batch.spec.key,
        label=batch.spec.label,
        certainty=batch.certainty,
        period=batch.period,
        period_source=batch.source,
        supplier=batch.supplier,
        good=batch.rows.num_rows,
        rejected=batch.rejected,
        ignored=batch.ignored,
        findings=list(batch.findings),
        supplements=batch.supplements,
    )


def replaced_by(session: Session, batch: Batch, file: str) -> tuple[list[LakeFile], list[str]]:
    """Return the files that a batch replaces, and the deliveries that stay beside it as other parts."""
    if not replaces(session, batch):
        return [], []
    beside = _family(session, batch) if batch.supplements else _other_parts(session, batch, file)
    spans = sorted(set(batch.rows["src_period"].to_pylist())) or _covered(batch)
    found = [
        f
        for p in spans
        for f in deliveries.in_force(session, batch.spec.key, p, batch.supplier)
        if f.delivery not in beside
    ]
    return found, beside


def replaces(session: Session, batch: Batch) -> bool:
    """Whether a batch takes the place of what is there: not changes, nor supplements of rows already in."""
    if batch.spec.mode is Mode.CHANGES:
        return False
    return batch.supplements is None or not deliveries.files_of(session, batch.supplements)


def _family(session: Session, batch: Batch) -> list[str]:
    parent = batch.supplements or ""
    return [parent, *(d.id for d in deliveries.supplements_of(session, parent))]


def _covered(batch: Batch) -> list[str]:
    return [batch.first] if batch.first == batch.last and not batch.rejected else []


def _other_parts(session: Session, batch: Batch, file: str) -> list[str]:
    """Return deliveries whose file differs from this one in its part number only (第1部分, 第2部分)."""
    if not PART.search(PurePosixPath(file).name):
        return []
    stem = PART.sub("", file)
    held = deliveries.deliveries(session, dataset=batch.spec.key, supplier=batch.supplier)
    return [d.id for d in held if d.file_name != file and PART.sub("", d.file_name) == stem]


def write_files(settings: Settings, batch: Batch, delivery: str) -> list[LakeFile]:
    """Write one lake file per period; a nil return writes an empty one, which stands for the period."""
    size = batch.rows.num_rows
    origin = batch.supplements or delivery
    whole = batch.rows.append_column("src_delivery", pa.array([origin] * size, pa.string()))
    whole = whole.append_column("src_supplier", pa.array([batch.supplier] * size, pa.string()))
    names = lake.schema(batch.spec).names
    spans = sorted(set(whole["src_period"].unique().to_pylist())) or _covered(batch)
    files = []
    for span in spans:
        rows = whole if len(spans) == 1 else whole.filter(pc.equal(whole["src_period"], span))
        files.append(lake.write(settings, batch.spec, span, delivery, rows.select(names)))
    return files


def write_rejects(settings: Settings, batch: Batch, delivery: str) -> str:
    """Write the reject sheet where rows were refused; return its path below the home folder, or nothing."""
    if not batch.rejected:
        return ""
    origin = rejects.Origin(
        batch.supplements or delivery, batch.spec.key, batch.supplier, batch.first, batch.last
    )
    return rejects.write(settings, origin, batch.spec.label, batch.checked, delivery).as_posix()


def entry(batch: Batch, receipt: Receipt, sha256: str, received_at: datetime, now: datetime) -> Delivery:
    """Return the ledger's row of a delivery."""
    return Delivery(
        id=receipt.delivery,
        dataset=batch.spec.key,
        period=batch.period,
        supplier=batch.supplier,
        file_name=receipt.file,
        sha256=sha256,
        received_at=received_at,
        committed_at=now,
        mode=batch.spec.mode.value,
        status=receipt.status.value,
        rows_good=receipt.good,
        rows_rejected=receipt.rejected,
        rows_ignored=receipt.ignored.total(),
        supplements=batch.supplements,
        reject_file=receipt.reject_file or None,
        findings=[f.plain() for f in receipt.findings],
        receipt=_told(batch, receipt),
    )


def _told(batch: Batch, receipt: Receipt) -> dict[str, Any]:
    return {
        "sheets": receipt.sheets,
        "certainty": receipt.certainty,
        "period_source": receipt.period_source,
        "first": batch.first,
        "last": batch.last,
        "ignored": dict(sorted(receipt.ignored.items())),
        "medians": compare.medians(batch.spec, batch.rows),
        "replaces": receipt.replaces,
    }
