"""The roster (名册): leaders and liaisons imported from a sheet, all or nothing."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from core.errors import ChanyeError, UsageError
from governance.units.sheet import Line, cell_day, read_lines
from governance.units.supplier import find_supplier
from store import appointments
from store.appointments import POSTS, Post, Term
from store.tables import Appointment

COLUMNS: Final = {
    "unit": ("单位", "单位名称", "镇（街道）", "unit"),
    "role": ("职责", "角色", "role"),
    "name": ("姓名", "name"),
    "position": ("职务", "position"),
    "phone": ("联系电话", "电话", "phone"),
    "since": ("任职日期", "起", "since"),
    "until": ("离任日期", "止", "until"),
}
ROLES: Final = {text: post for post, caption in POSTS.items() for text in (post.value, caption)}


def import_roster(
    session: Session, path: Path, *, since: date, actor: str, at: datetime, replace: bool = False
) -> int:
    """Appoint everybody in a sheet in the caller's transaction; return how many were new or ended by it.

    Who holds the office already is left alone, but ends on the day that the sheet says, where his end was not
    known or was later. The first mistake, such as two leaders of one unit, raises
    UsageError that names sheet, row and column, and nothing is kept.
    """
    lines = read_lines(path, COLUMNS, ("unit", "role", "name"), "人员")
    return sum(_appoint(session, path, line, since, actor, at, replace) for line in lines)


def _appoint(
    session: Session, path: Path, line: Line, since: date, actor: str, at: datetime, replace: bool
) -> bool:
    where = line.where(path)
    try:
        supplier = find_supplier(line.cells["unit"])
    except ChanyeError as error:
        raise UsageError(f"{where}“单位”：{error}") from error
    role = ROLES.get(line.cells["role"])
    if role is None:
        raise UsageError(
            f"{where}“职责”写的是“{line.cells['role']}”。", advice=f"应为{'或'.join(POSTS.values())}。"
        )
    begins = cell_day(where, "任职日期", line.cells.get("since", "")) or since
    until = cell_day(where, "离任日期", line.cells.get("until", ""))
    new = Appointment(
        unit=supplier.unit, supplier=supplier.name, role=role.value, name=line.cells["name"],
        position=line.cells.get("position", ""), phone=line.cells.get("phone", ""), since=begins, ends=None,
        reason="名册导入", actor=actor, recorded_at=at,
    )  # fmt: skip
    try:
        held = _held(session, new, until)
        if held is None:
            appointments.appoint(session, new, until=until, replace=replace)
        elif until is not None and (held.until is None or until < held.until):
            appointments.end(session, held.row.id, until, reason="名册导入", actor=actor, at=at)
        else:
            return False
    except UsageError as error:
        raise UsageError(f"{where}：{error}") from error
    return True


def _held(session: Session, new: Appointment, until: date | None) -> Term | None:
    """Return the term of this person that a line is about: in force when it begins, or ending as it ends."""
    own = [
        t
        for t in appointments.terms(session, supplier=new.supplier)
        if t.row.role == new.role and t.row.name == new.name
    ]
    found = [t for t in own if t.covers(new.since) or (until is not None and t.until == until)]
    return found[0] if found else None


def roles_text(role: str) -> str:
    """Return a role as people read it."""
    return POSTS.get(Post(role), role)
