"""A sheet of trainings and meetings, imported all or nothing."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from core.errors import ChanyeError, UsageError
from governance.units.sheet import Line, cell_day, read_lines
from governance.units.supplier import names_of, suppliers
from store import unit_events
from store.tables import UnitEvent

COLUMNS: Final = {
    "kind": ("类别", "kind"),
    "held_on": ("日期", "held_on"),
    "title": ("标题", "名称", "title"),
    "suppliers": ("参加单位", "suppliers"),
    "people": ("人数", "people"),
    "note": ("备注", "note"),
}
KINDS: Final = {text: key for key, caption in unit_events.KINDS.items() for text in (key, caption)}


def import_events(session: Session, path: Path, *, actor: str, at: datetime) -> int:
    """Enter every training and meeting of a sheet in the caller's transaction; return how many were new.

    No 参加单位 means everybody; several are parted by 、. What is entered already is left alone. UsageError
    names sheet, row and column of the first mistake, and nothing is kept.
    """
    lines = read_lines(path, COLUMNS, ("kind", "held_on", "title"), "培训和会议")
    return sum(_enter(session, path, line, actor, at) for line in lines)


def _enter(session: Session, path: Path, line: Line, actor: str, at: datetime) -> bool:
    where = line.where(path)
    kind = KINDS.get(line.cells["kind"])
    if kind is None:
        raise UsageError(f"{where}“类别”写的是“{line.cells['kind']}”。", advice="应为培训或会议。")
    held_on = cell_day(where, "日期", line.cells["held_on"])
    if held_on is None:
        raise UsageError(f"{where}“日期”没有写。")
    people = line.cells.get("people", "")
    if people and not people.isdigit():
        raise UsageError(f"{where}“人数”写的是“{people}”，不是人数。")
    named = _suppliers(where, line.cells.get("suppliers", ""))
    title = line.cells["title"]
    if _entered(session, kind, held_on, title, named):
        return False
    new = UnitEvent(
        kind=kind, held_on=held_on, title=title, suppliers=named, people=int(people) if people else None,
        note=line.cells.get("note", ""), undoes=None, actor=actor, recorded_at=at,
    )  # fmt: skip
    try:
        unit_events.append(session, new)
    except UsageError as error:
        raise UsageError(f"{where}：{error}") from error
    return True


def _suppliers(where: str, text: str) -> list[str]:
    everybody = [s.name for s in suppliers()]
    try:
        named = frozenset[str]().union(*(names_of(n.strip()) for n in text.split("、"))) if text else None
    except ChanyeError as error:
        raise UsageError(f"{where}“参加单位”：{error}") from error
    return everybody if named is None else [s for s in everybody if s in named]


def _entered(session: Session, kind: str, held_on: date, title: str, named: list[str]) -> bool:
    held = unit_events.in_force(session, first=held_on, last=held_on)
    return any((e.kind, e.title, e.suppliers) == (kind, title, named) for e in held)
