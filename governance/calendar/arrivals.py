"""What came, as the ledger knew it at a moment: deliveries and stated nil returns, by supplier and months."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.calendar.rules import CalendarRules
from ingest import periods
from ingest.commit import PART
from ingest.contract import Frequency
from store import deliveries, statements
from store.tables import Delivery, LakeFile, Statement

Supply = tuple[str, str]
"""A data set and who supplies it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One period that one delivery (or a stated nil return) brings."""

    delivery: str
    period: str
    received: datetime
    nil: bool
    main: str  # the period that most rows of the delivery are of
    share: float  # rows of this period as a share of those of the main one
    withdrawn: datetime | None = None
    file: str = ""

    @property
    def months(self) -> range:
        """The months it covers, counted through."""
        return months(self.period)


def months(period: str) -> range:
    """Return the months of a period as numbers that count through the years; a first collection has none."""
    if not periods.PERIOD.fullmatch(period):
        return range(0)
    start, end = periods.start(period), periods.end(period)
    return range(start.year * 12 + start.month, end.year * 12 + end.month)


def arrivals(session: Session, known_on: datetime | None = None) -> dict[Supply, list[Arrival]]:
    """Return what came up to a moment, by data set and supplier, in the order it came."""
    spans: dict[str, dict[str, int]] = defaultdict(dict)
    for delivery, period, size in session.execute(select(LakeFile.delivery, LakeFile.period, LakeFile.rows)):
        spans[delivery][period] = size
    rows = deliveries.deliveries(session)
    returned = _returned(rows)
    found: dict[Supply, list[Arrival]] = defaultdict(list)
    for row in rows:
        if known_on is None or row.received_at <= known_on:
            found[row.dataset, row.supplier] += _of_delivery(row, spans.get(row.id, {}), returned[row.id])
    for nil in statements.in_force(session, statements.NIL, known_on):
        found[nil.dataset, nil.supplier].append(_of_statement(nil))
    return {k: sorted(v, key=lambda a: (a.received, a.delivery, a.period)) for k, v in found.items()}


def _returned(rows: Sequence[Delivery]) -> dict[str, int]:
    """Return by delivery how many rows its returned reject sheets brought: they count as good since.

    Such a sheet can have rejects and a sheet returned for them of its own, whose rows are no part of what the
    first one brought.
    """
    sheets: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.supplements and row.status != deliveries.WITHDRAWN:
            sheets[row.supplements].append(row)

    def brought(delivery: str) -> int:
        return sum(s.rows_good - brought(s.id) for s in sheets.get(delivery, ()))

    return {row.id: brought(row.id) for row in rows}


def _of_delivery(row: Delivery, spans: dict[str, int], returned: int) -> list[Arrival]:
    """A delivery as it first came brings the periods of its rows; a nil return all periods it names."""
    first, _, last = row.period.partition("..")
    good, rejected = row.rows_good - returned, row.rows_rejected + returned
    nil = good == 0 and rejected == 0
    covered = dict(spans)
    if nil or (not spans and good):
        covered = {first: 0} if not last else {f"{first}..{last}": 0}
    main = max(covered, key=lambda p: (covered[p], p), default="").partition("..")[0]
    most = covered.get(main, 0)
    return [
        Arrival(
            row.id,
            single,
            row.received_at,
            nil,
            main,
            rows / most if most else 1.0,
            row.withdrawn_at,
            row.file_name,
        )
        for period, rows in sorted(covered.items())
        for single in _single(period)
    ]


def _single(period: str) -> Iterable[str]:
    """Yield every period of `2023-01..2023-03`."""
    first, _, last = period.partition("..")
    if not last:
        return [first]
    frequency: Frequency = "quarterly" if "Q" in first else "monthly" if len(first) == 7 else "yearly"
    found = [first]
    while found[-1] != last and periods.end(found[-1]) < periods.end(last):
        found.append(periods.of_date(periods.end(found[-1]), frequency))
    return found


def _of_statement(nil: Statement) -> Arrival:
    return Arrival(f"statement {nil.id}", nil.period, nil.stated_at, True, nil.period, 1.0)


def whole(found: Sequence[Arrival]) -> list[Arrival]:
    """Put off what came in numbered parts until the last part first came; in the order it counts.

    A part that comes again is a correction: it puts off nothing. What `found` leaves out (parts that were yet
    to come, or withdrawn) has no say.
    """
    first: dict[tuple[str, str], dict[str, datetime]] = defaultdict(dict)
    for a in found:
        if PART.search(a.file):
            names = first[_family(a)]
            names[a.file] = min(names.get(a.file, a.received), a.received)
    since = {family: max(names.values()) for family, names in first.items()}
    held = [replace(a, received=max(a.received, since.get(_family(a), a.received))) for a in found]
    return sorted(held, key=lambda a: a.received)  # stable: what came first stays first


def _family(arrival: Arrival) -> tuple[str, str]:
    return arrival.period, PART.sub("", arrival.file)


def counts_for(rules: CalendarRules, arrival: Arrival) -> bool:
    """Whether an arrival is a delivery of its period at all: not before it is over, not a few stray rows."""
    over = periods.end(arrival.period)
    early = (over - arrival.received.date()).days - 1
    return early <= rules.early_days and arrival.share >= rules.least_share
