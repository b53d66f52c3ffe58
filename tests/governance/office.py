"""A small office: an installation whose rule files can be changed and into which deliveries are put."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from shutil import copyfile, copytree
from threading import Barrier, Thread
from typing import Any

import pyarrow as pa
import yaml

from core.errors import UsageError
from core.ids import digest
from core.settings import Settings
from governance.calendar.standing import Entry, standing
from governance.rulebook import SHIPPED
from ingest import lake
from ingest.contract import load_catalogue
from store import deliveries
from store.ledger import Ledger
from store.tables import Delivery


def refused_at_once(times: int, act: Callable[[], object]) -> list[str]:
    """Do the same in several threads that begin together; return what the refused ones were told."""
    start, refused = Barrier(times), list[str]()

    def do() -> None:
        start.wait()
        try:
            act()
        except UsageError as error:
            refused.append(str(error))

    threads = [Thread(target=do) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Office:
    """An installation in a folder of its own, with the shipped rules copied beside it."""

    def __init__(self, folder: Path, template: Path) -> None:
        """`template` is an empty ledger of the newest layout: making one takes longer than most tests."""
        self.template = template
        self.rules = folder / "rules"
        copytree(SHIPPED, self.rules)
        self.settings = Settings(home=folder / "home", governance=self.rules, threads=1)

    @cached_property
    def ledger(self) -> Ledger:
        self.settings.home.mkdir(parents=True, exist_ok=True)
        copyfile(self.template, self.settings.home / "ledger.sqlite")
        return Ledger(self.settings)

    def change(self, name: str, **values: Any) -> None:  # noqa: ANN401  # any YAML
        path = self.rules / name
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(yaml.safe_dump(held | values, allow_unicode=True), encoding="utf-8")

    def put(
        self,
        dataset: str,
        period: str,
        received: str,
        rows: Sequence[Mapping[str, object]] = ({},),
        *,
        supplier: str = "",
        covers: Mapping[str, int] | None = None,
        file: str = "",
        **more: Any,  # noqa: ANN401  # columns of the ledger
    ) -> str:
        """Put a delivery in as ingest does; `covers` says how many of its rows lie in which period."""
        spec, who = load_catalogue().dataset(dataset), supplier or load_catalogue().unit_of(dataset).name
        number = digest(dataset, period, who, received, repr(rows), file, length=16)
        row = Delivery(
            id=number, dataset=dataset, period=period, supplier=who, file_name=file or f"{number}.csv",
            sha256=number, received_at=moment(received), committed_at=moment(received), mode=spec.mode,
            rows_good=len(rows), findings=[], receipt={},
        )  # fmt: skip
        for name, value in more.items():
            setattr(row, name, value)
        spans = covers if covers is not None else {period: len(rows)} if ".." not in period else {}
        files, start = [], 0
        for span, size in spans.items():
            table = self._table(dataset, rows[start : start + size], number, who, span)
            files.append(lake.write(self.settings, spec, span, number, table))
            start += size
        with self.ledger.session() as session:
            deliveries.record(session, row, files, replaces=spec.mode == "period")
        return number

    def _table(
        self, dataset: str, rows: Sequence[Mapping[str, object]], number: str, who: str, span: str
    ) -> pa.Table:
        source = {"src_delivery": number, "src_sheet": "", "src_supplier": who, "src_period": span}
        full = [{**r, **source, "src_row": i} for i, r in enumerate(rows, 2)]
        return pa.Table.from_pylist(full, schema=lake.schema(load_catalogue().dataset(dataset)))

    def entry(
        self, dataset: str, period: str, as_of: str, *, supplier: str = "", known_on: str | None = None
    ) -> Entry:
        """Return how one obligation stands."""
        known = moment(known_on) if known_on else None
        found = standing(self.settings, self.ledger, date.fromisoformat(as_of), known_on=known)
        (entry,) = [
            e
            for e in found
            if (e.obligation.dataset, e.obligation.period) == (dataset, period)
            and (not supplier or e.obligation.supplier == supplier)
        ]
        return entry
