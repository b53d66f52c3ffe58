"""Reminders as text: one letter per supplier, of what is overdue and what falls due soon."""

from collections.abc import Iterable, Mapping
from datetime import date

from governance.calendar.obligations import Basis
from governance.calendar.standing import Entry, State
from governance.calendar.whole import open_entries


def reminders(
    entries: Iterable[Entry], as_of: date, ahead: int = 7, to: Mapping[str, str] | None = None
) -> list[str]:
    """Return one letter per supplier that has anything open; `to` names the liaison by supplier."""
    found: dict[str, list[Entry]] = {}
    for entry in open_entries(entries, as_of, ahead):
        found.setdefault(entry.obligation.supplier, []).append(entry)
    return [letter(supplier, own, as_of, (to or {}).get(supplier, "")) for supplier, own in found.items()]


def letter(supplier: str, entries: list[Entry], as_of: date, person: str = "") -> str:
    """Return the letter to one supplier."""
    overdue = [e for e in entries if e.state is not State.NOT_DUE]
    coming = [e for e in entries if e.state is State.NOT_DUE]
    lines = [f"【报送提醒】{supplier}{f'（联系员 {person}）' if person else ''}，截至 {_day(as_of)}："]
    if overdue:
        lines.append(f"一、已逾期 {len(overdue)} 项，请尽快报送，或提交零报告、情况说明：")
        lines += [_line(n, e, as_of) for n, e in enumerate(overdue, 1)]
    if coming:
        lines.append(f"{'二' if overdue else '一'}、即将到期 {len(coming)} 项：")
        lines += [_line(n, e, as_of) for n, e in enumerate(coming, 1)]
    return "\n".join(lines)


def _line(number: int, entry: Entry, as_of: date) -> str:
    owed = entry.obligation
    left = (owed.due - as_of).days
    when = f"还有 {left} 天" if left > 0 else "今天到期" if left == 0 else f"逾期 {-left} 天"
    notes = [when]
    if entry.state is State.WITHDRAWN:
        notes.append("原件已撤回")
    if owed.basis is Basis.STRICT:
        notes.append("两个附件频率不一致，未裁定前从严提醒，不计分")
    return f"  {number}. {owed.label}（{owed.period_text}），期限 {_day(owed.due)}，{'；'.join(notes)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
