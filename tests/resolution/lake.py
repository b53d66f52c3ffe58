"""A small real lake for tests: rows go through the lake's writer and the ledger, as ingest does it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from core.ids import digest
from core.settings import Settings
from ingest import lake
from ingest.contract import load_catalogue
from resolution.identifiers import USCC_ALPHABET, org_check, uscc_check
from store.ledger import Ledger
from store.tables import Delivery

Rows = Sequence[Mapping[str, object]]


def code(number: int, sole: bool = False) -> str:
    """Return a valid code of the city for a number."""
    digits = ""
    for _ in range(6):
        number, rest = divmod(number, len(USCC_ALPHABET))
        digits = USCC_ALPHABET[rest] + digits
    first8 = "MA" + digits
    first17 = ("92" if sole else "91") + "350582" + first8 + org_check(first8)
    return first17 + uscc_check(first17)


def deliver(
    settings: Settings,
    ledger: Ledger,
    dataset: str,
    rows: Rows,
    period: str = "2023-04",
    supplier: str = "某单位",
) -> str:
    """Put rows into the lake as one delivery and return its id."""
    spec = load_catalogue().dataset(dataset)
    number = digest(dataset, period, supplier, repr(rows))
    source = {
        "src_delivery": number,
        "src_sheet": "Sheet1",
        "src_supplier": supplier,
        "src_period": period,
        "extra": None,
    }
    full = [{**row, **source, "src_row": i} for i, row in enumerate(rows, start=2)]
    table = pa.Table.from_pylist(full, schema=lake.schema(spec))
    file = lake.write(settings, spec, period, number, table)
    known = datetime(2023, 5, 10)
    file.supplier, file.known_from = supplier, known
    with ledger.session() as session:
        session.add(
            Delivery(
                id=number, dataset=dataset, period=period, supplier=supplier, 
                file_name=f"{dataset}-{period}-{supplier}.csv",
                sha256=number, received_at=known, committed_at=known, mode=spec.mode, rows_good=len(rows),
            )
        )  # fmt: skip
        session.flush()
        session.add(file)
    return number
