"""A sheet of problems and needs (xlsx or csv): every line is entered, or with one mistake none."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from core.errors import ChanyeError, UsageError
from core.settings import Settings
from governance.help.desk import OFFICE, Need, Ready, enter_ready, entered, ready
from governance.help.registry import Finder
from governance.units.sheet import Line, cell_day, read_lines
from store.audit import take_turn
from store.ledger import Ledger

COLUMNS: Final = {
    "firm": ("企业名称", "企业", "firm"),
    "code": ("统一社会信用代码", "信用代码", "code"),
    "kind": ("类别", "事项类别", "kind"),
    "text": ("问题诉求", "问题、诉求", "问题", "诉求", "text"),
    "received": ("收到日期", "反映日期", "received"),
    "source": ("登记单位", "反映单位", "source"),
    "unit": ("责任单位", "unit"),
    "due": ("办理期限", "due"),
    "contact": ("联系人", "contact"),
    "phone": ("联系电话", "电话", "phone"),
}
NEEDED: Final = ("firm", "kind", "text", "received")
TOLD: Final = 10
"""So many mistakes are told at once."""


def import_sheet(
    settings: Settings, ledger: Ledger, path: Path, *, actor: str, at: datetime, source: str = OFFICE
) -> tuple[list[str], int]:
    """Enter every line of a sheet; return the ids of the new cases and how many lines were there before.

    The same line again is left alone. Any mistake raises UsageError that tells sheet, row, column and
    reason of the first ten, and nothing is entered.
    """
    found: dict[str, Ready] = {}
    wrong: list[str] = []
    lines = read_lines(path, COLUMNS, NEEDED, "问题诉求")
    with Finder(settings, ledger) as finder:
        for line in lines:
            try:
                own = ready(settings, ledger, finder, _need(path, line, source), at)
                found.setdefault(own.row.id, own)
            except ChanyeError as error:
                wrong.append(str(error) if line.where(path) in str(error) else f"{line.where(path)}：{error}")
    if wrong:
        more = f"……共 {len(wrong)} 处" if len(wrong) > TOLD else ""
        raise UsageError("；".join(wrong[:TOLD]) + more, advice="没有登记任何一行，请改正后重新导入。")
    there = entered(settings, ledger, list(found.values()))
    new = [own for own in found.values() if own.row.id not in there]
    with ledger.session() as session:
        take_turn(session)
        for own in new:
            enter_ready(session, own, actor=actor, at=at)
        return [own.row.id for own in new], len(lines) - len(new)


def _need(path: Path, line: Line, source: str) -> Need:
    where, cells = line.where(path), line.cells
    for key in NEEDED:
        if not cells.get(key):
            raise UsageError(f"{where}“{COLUMNS[key][0]}”是空的。")
    received = cell_day(where, "收到日期", cells["received"]) or date.min  # never empty: it is needed
    return Need(
        cells["firm"], cells["kind"], cells["text"], received, code=cells.get("code", ""),
        source=cells.get("source") or source, unit=cells.get("unit", ""),
        due=cell_day(where, "办理期限", cells.get("due", "")), contact=cells.get("contact", ""),
        phone=cells.get("phone", ""),
    )  # fmt: skip
