"""Returned reject sheets: corrected rows go to the delivery they came from, in their old places."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy.orm import Session

from core.errors import DeliveryError
from core.settings import Settings
from ingest import headers, rejects, validate
from ingest.commit import Batch
from ingest.contract import Catalogue
from ingest.grid import Grid
from ingest.lines import Ignored
from ingest.recognise import Declared
from ingest.rejects import META, Origin
from store import deliveries


def batch_of(
    session: Session, settings: Settings, catalogue: Catalogue, origin: Origin, grids: Sequence[Grid]
) -> Batch:
    """Return the corrected rows of a returned sheet as a batch that supplements its delivery."""
    parent = deliveries.find(session, origin.delivery)
    if parent.status in (deliveries.WITHDRAWN, deliveries.REPLACED):
        state = "撤回" if parent.status == deliveries.WITHDRAWN else "被后来的报送替换"
        raise DeliveryError(
            f"这张退回表所属的交付件 {parent.id} 已{state}。", advice="请直接报送完整的新表。"
        )
    spec = catalogue.dataset(parent.dataset)
    accepted = _accepted(session, settings, parent.id)
    declared = Declared(origin.first, origin.last, "退回表")
    batch = Batch(spec, parent.supplier, [], [], True, 1.0, supplements=parent.id)
    for grid in grids:
        if grid.name == META:
            continue
        back = rejects.returned(grid)
        header = headers.find(spec, back.grid)
        if header is None:
            raise DeliveryError(
                "退回表的表头被改动，认不出各列。", advice="请用系统原来生成的退回表改正后寄回。"
            )
        checked = validate.check(back.grid, spec, header)
        _restore_places(checked, back, accepted)
        batch.checked.append(checked)
        batch.declared.append(declared)
    if not batch.checked:
        raise DeliveryError("退回表里没有数据行。", advice="请改正退回的行后寄回。")
    return batch


def _accepted(session: Session, settings: Settings, delivery: str) -> set[tuple[str, int]]:
    """Return (sheet, row) of every row of a delivery that is in the lake, supplements included."""
    held: set[tuple[str, int]] = set()
    family = [delivery, *(d.id for d in deliveries.supplements_of(session, delivery))]
    for file in (f for d in family for f in deliveries.files_of(session, d)):
        if file.rows and file.known_to is None:
            table = pq.read_table(settings.lake / file.path, columns=["src_sheet", "src_row"])
            held |= set(zip(table["src_sheet"].to_pylist(), table["src_row"].to_pylist(), strict=True))
    return held


def _restore_places(
    checked: validate.Checked, back: rejects.Returned, accepted: set[tuple[str, int]]
) -> None:
    """Give rows the sheet and row that they had, and leave out what was accepted before."""
    places = [row - 1 for row in checked.table["src_row"].to_pylist()]
    names = [back.sheets[p] for p in places]
    numbers = [back.rows[p] for p in places]
    table = checked.table
    for column, values in (("src_sheet", names), ("src_row", numbers)):
        index = table.schema.get_field_index(column)
        table = table.set_column(index, column, pa.array(values, table.schema.field(column).type))
    fresh = [(n, r) not in accepted for n, r in zip(names, numbers, strict=True)]
    if not all(fresh):
        checked.ignored[Ignored.ACCEPTED] += fresh.count(False)
    checked.table = table.filter(pa.array(fresh, pa.bool_()))
    checked.rejected = [
        validate.Rejected(back.sheets[r.row - 1], back.rows[r.row - 1], r.cells, r.reasons)
        for r in checked.rejected
    ]
