"""Cases of help (企业帮扶) that are in hand, as reports list them; contacts and telephones stay out."""

from collections.abc import Collection

from governance.help.standing import OPEN, select
from viz.reports.asking import Row, count, day, table, text
from viz.reports.document import Block, Source, Table, Text
from viz.reports.kinds import Desk


def in_hand(desk: Desk, firms: Collection[str]) -> list[Row]:
    """Return the cases of these firms that are not settled on the desk's day, oldest first."""
    found = [s.plain() for s in select(desk.settings, desk.ledger, desk.as_of, state=OPEN)]
    return sorted((r for r in found if r["firm"] in firms), key=lambda r: (r["received"], r["id"]))


def listed(desk: Desk, rows: list[Row], title: str, nothing: str) -> Block:
    """Return the cases as a table, or one sentence where there are none."""
    if not rows:
        return Text(nothing)
    return _table(desk, rows, title)


def _table(desk: Desk, rows: list[Row], title: str) -> Table:
    source = Source(
        ("企业帮扶台账",), desk.as_of, "chanye case list --state open", "只列在办的，建议立项的不列"
    )
    fields = (
        text("企业", "firm_name"),
        text("类别", "caption"),
        text("事项", "text"),
        text("承办单位", "unit"),
        text("状态", "state_text"),
        day("期限", "due"),
        count("超期", "overdue", "工作日"),
    )
    return table(title, fields, rows, source)
