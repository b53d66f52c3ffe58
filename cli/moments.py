"""Times as people write them at the command line."""

from datetime import datetime, time, timedelta

from core.errors import UsageError

MOMENTS = [
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
]
"""A day, a second, or the very moment that the ledger shows, as tables and as JSON write it."""
FIRST_YEAR, LAST_YEAR = 2020, 2100
"""The years that can be asked for; the document's first collection begins with 2020."""


def known(moment: datetime | None) -> datetime | None:
    """Return what `--known-on` means: a day without a time is known to its end, as `--as-of` is."""
    if moment is None or moment.time() != time.min:
        return moment
    return datetime.combine(moment.date(), time.max)


def acted(moment: datetime | None) -> datetime:
    """Return when something was done, by default now; UsageError where that lies ahead.

    Steps never run back in time: one with a slip in its year would bar every later one.
    """
    now = datetime.now()
    if moment is not None and moment > now + timedelta(days=1):  # clocks and time zones may differ
        raise UsageError(f"时间 {moment:%Y-%m-%d %H:%M} 还没有到；没有作任何改动。", advice="请核对年份。")
    return moment or now
