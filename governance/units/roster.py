"""The roster (名册): leaders and liaisons imported from a sheet, all or nothing."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from core.errors import ChanyeError, UsageError
from governance.units.sheet import Line, cell_day, read_lines
from governance.units.supplier import find_supplier
from store import appointments
from store.appointments import POSTS, Post
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
    """Appoint everybody in a sheet in the caller's transaction; return how many were new.

    Who holds the office already is left alone. The first mistake, such as two leaders of one unit, raises
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
    if _holds(session, new):
        return False
    try:
        appointments.appoint(session, new, until=until, replace=replace)
    except UsageError as error:
        raise UsageError(f"{where}：{error}") from error
    return True


def _holds(session: Session, new: Appointment) -> bool:
    held = appointments.in_force(session, new.since, supplier=new.supplier)
    return any(t.row.role == new.role and t.row.name == new.name for t in held)


def roles_text(role: str) -> str:
    """Return a role as people read it."""
    return POSTS.get(Post(role), role)
