"""The calendar as somebody asks for it: of one year, unit, data set or state."""

from datetime import date, datetime

from core.errors import UsageError
from core.settings import Settings
from governance.calendar.standing import CAPTIONS, Entry, State, standing
from governance.units.supplier import names_of
from ingest.contract import load_catalogue
from store.ledger import Ledger


def select(
    settings: Settings,
    ledger: Ledger,
    as_of: date,
    *,
    known_on: datetime | None = None,
    year: int | None = None,
    unit: str | None = None,
    dataset: str | None = None,
    state: str | None = None,
) -> list[Entry]:
    """Return the entries asked for, by due date. A year is the one that the due date falls in."""
    if state is not None and state not in set(State):
        raise UsageError(
            f"没有状态“{state}”。", advice=f"可选：{'、'.join(f'{s}（{c}）' for s, c in CAPTIONS.items())}。"
        )
    suppliers = names_of(unit) if unit else None
    key = load_catalogue().dataset(dataset).key if dataset else None
    until = max(as_of, date(year, 12, 31)) if year else as_of
    return [
        e
        for e in standing(settings, ledger, as_of, known_on=known_on, until=until)
        if (year is None or e.obligation.due.year == year)
        and (suppliers is None or e.obligation.supplier in suppliers)
        and (key is None or e.obligation.dataset == key)
        and (state is None or e.state == state)
    ]
