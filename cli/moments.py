"""Times as people write them at the command line."""

from datetime import datetime, time


def known(moment: datetime | None) -> datetime | None:
    """Return what `--known-on` means: a day without a time is known to its end, as `--as-of` is."""
    if moment is None or moment.time() != time.min:
        return moment
    return datetime.combine(moment.date(), time.max)
