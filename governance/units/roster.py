"""The roster (名册): leaders and liaisons imported from a sheet, all or nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from core.errors import ChanyeError, UsageError
from governance.units.supplier import find_supplier
from ingest.grid import Grid
from ingest.readers import read
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
NEEDED: Final = ("unit", "role", "name")
ROLES: Final = {text: post for post, caption in POSTS.items() for text in (post.value, caption)}


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the sheet."""

    sheet: str
    row: int  # as a spreadsheet shows it
    cells: dict[str, str]


def read_roster(path: Path) -> list[Line]:
    """Read every sheet of an xlsx or csv; UsageError names file, sheet and missing columns."""
    try:
        grids = read(path.name, path.read_bytes())
    except OSError as error:
        raise UsageError(f"名册 {path} 无法打开：{error.strerror}。") from error
    found = [line for grid in grids for line in _lines(path, grid)]
    if not found:
        raise UsageError(
            f"名册 {path} 里没有人员。", advice="第一行为列名：单位,职责,姓名,职务,联系电话,任职日期。"
        )
    return found


def _lines(path: Path, grid: Grid) -> list[Line]:
    columns = [c.text.to_pylist() for c in grid.columns]
    rows = [[(cell or "").strip() for cell in row] for row in zip(*columns, strict=True)]
    head = next((n for n, row in enumerate(rows) if set(row) & set(COLUMNS["unit"])), None)
    if head is None:
        return []
    places = {
        key: rows[head].index(name) for key, names in COLUMNS.items() for name in names if name in rows[head]
    }
    missing = [COLUMNS[key][0] for key in NEEDED if key not in places]
    if missing:
        raise UsageError(f"名册 {path}{_of(grid.name)} 缺少列：{'、'.join(missing)}。")
    return [
        Line(grid.name, number, {key: row[place] for key, place in places.items()})
        for number, row in enumerate(rows[head + 1 :], grid.first_row + head + 1)
        if any(row)
    ]


def _of(sheet: str) -> str:
    return f" 工作表“{sheet}”" if sheet else ""


def import_roster(
    session: Session, path: Path, *, since: date, actor: str, at: datetime, replace: bool = False
) -> int:
    """Appoint everybody in a sheet in the caller's transaction; return how many were new.

    Who holds the office already is left alone. The first mistake, such as two leaders of one unit, raises
    UsageError that names sheet, row and column, and nothing is kept.
    """
    return sum(_appoint(session, path, line, since, actor, at, replace) for line in read_roster(path))


def _appoint(
    session: Session, path: Path, line: Line, since: date, actor: str, at: datetime, replace: bool
) -> bool:
    where = f"名册 {path.name}{_of(line.sheet)} 第 {line.row} 行"
    try:
        supplier = find_supplier(line.cells["unit"])
    except ChanyeError as error:
        raise UsageError(f"{where}“单位”：{error}") from error
    role = ROLES.get(line.cells["role"])
    if role is None:
        raise UsageError(
            f"{where}“职责”写的是“{line.cells['role']}”。", advice=f"应为{'或'.join(POSTS.values())}。"
        )
    begins = _day(where, "任职日期", line.cells.get("since", "")) or since
    until = _day(where, "离任日期", line.cells.get("until", ""))
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


def _day(where: str, column: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10].replace("/", "-").replace(".", "-"))
    except ValueError as error:
        raise UsageError(
            f"{where}“{column}”写的是“{text}”，不是日期。", advice="应写成 2023-06-01。"
        ) from error


def roles_text(role: str) -> str:
    """Return a role as people read it."""
    return POSTS.get(Post(role), role)
