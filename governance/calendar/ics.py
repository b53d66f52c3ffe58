"""The calendar as an .ics file (RFC 5545), for the calendars that people already use."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from core.ids import digest
from governance.calendar.standing import Entry

WIDTH: Final = 75
"""RFC 5545, 3.1: a line has at most 75 octets; a longer one goes on in the next after a blank."""


def ics(entries: Iterable[Entry], as_of: date, days_before: int = 3) -> str:
    """Return one all-day event per obligation that people are reminded of, alarmed some days before.

    An event's UID follows from the obligation alone, so that importing again replaces instead of doubling.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//chanye//delivery calendar//ZH",
        "CALSCALE:GREGORIAN",
    ]
    lines += ["METHOD:PUBLISH", "X-WR-CALNAME:产业信息报送"]
    for entry in entries:
        if entry.obligation.reminded:
            lines += _event(entry, as_of, days_before)
    return "\r\n".join(fold(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"


def _event(entry: Entry, as_of: date, days_before: int) -> list[str]:
    owed = entry.obligation
    what = f"{owed.supplier}：{owed.label}（{owed.period_text}）"
    return [
        "BEGIN:VEVENT",
        f"UID:{digest('obligation', owed.key, length=20)}@chanye",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{owed.due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{owed.due + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape(f'报送期限 {what}')}",
        f"DESCRIPTION:{escape(f'{what}，期限 {owed.due}，截至 {as_of}：{entry.text}')}",
        f"CATEGORIES:{escape(owed.supplier)}",
        "TRANSP:TRANSPARENT",
        *([] if entry.received else _alarm(what, days_before)),
        "END:VEVENT",
    ]


def _alarm(what: str, days_before: int) -> list[str]:
    said = escape(f"{days_before} 天后到期：{what}")
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{said}",
        f"TRIGGER:-P{days_before}D",
        "END:VALARM",
    ]


def escape(text: str) -> str:
    """Write a text as RFC 5545, 3.3.11 wants it."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def fold(line: str) -> str:
    """Break a line into pieces of at most 75 octets, never inside a character."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > WIDTH:
            pieces.append(piece)
            piece, size = "", 1  # the blank that begins a folded line
        piece, size = piece + letter, size + octets
    return "\r\n ".join([*pieces, piece])
