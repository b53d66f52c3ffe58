"""`chanye unit`: who supplies, who answers for it there, trainings and meetings."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.acting import note_as_operator, read_as_operator
from cli.moments import FIRST_YEAR, LAST_YEAR
from cli.output import Format, write_json, write_rows

app = typer.Typer(no_args_is_help=True, help="报送单位：分管领导、联系员、培训和会议。")
DAYS = ["%Y-%m-%d"]
COLUMNS = (
    ("unit", "键"),
    ("supplier", "报送单位"),
    ("datasets", "数据集"),
    ("leader", "分管领导"),
    ("liaison", "联系员"),
    ("trainings", "培训"),
    ("meetings", "会议"),
)
PEOPLE = (
    ("id", "编号"),
    ("role", "职责"),
    ("name", "姓名"),
    ("position", "职务"),
    ("phone", "联系电话"),
    ("since", "起"),
    ("until", "止"),
    ("actor", "登记人"),
    ("recorded_at", "登记时间"),
    ("reason", "原因"),
)
EVENTS = (
    ("id", "编号"),
    ("kind", "类别"),
    ("held_on", "日期"),
    ("title", "标题"),
    ("suppliers", "参加单位"),
    ("people", "人数"),
    ("note", "备注"),
)
Form = Annotated[Format, typer.Option("--format", help="输出格式。")]
AsOf = Annotated[datetime | None, typer.Option(formats=DAYS, help="截至哪一天，默认今天。")]
Unit = Annotated[str, typer.Argument(help="单位的键、名称，或镇（街道）。")]


def _actor() -> str:
    from access.principal import local_operator

    return local_operator().actor


@app.command("list")
def list_units(as_of: AsOf = None, form: Form = Format.TABLE) -> None:
    """列出全部报送单位和镇（街道），及其分管领导、联系员。"""
    from core.settings import get_settings
    from governance.units.directory import directory
    from store.ledger import Ledger

    day = as_of.date() if as_of else date.today()
    with Ledger(get_settings()).session() as session:
        rows = directory(session, day)
    read_as_operator("deliveries", "unit.list", len(rows))
    write_rows(rows, COLUMNS, form)


@app.command()
def show(unit: Unit, form: Form = Format.TABLE) -> None:
    """查看一个报送单位：任职的来龙去脉、培训和会议。"""
    from core.settings import get_settings
    from governance.units.supplier import find_supplier
    from store import appointments, unit_events
    from store.ledger import Ledger

    supplier = find_supplier(unit)
    with Ledger(get_settings()).session() as session:
        people = [
            {n: getattr(t.row, n) for n, _ in PEOPLE if n != "until"} | {"until": t.until}
            for t in appointments.terms(session, supplier=supplier.name)
        ]
        events = [_event(e) for e in unit_events.in_force(session, supplier=supplier.name)]
    read_as_operator("deliveries", f"unit.show {supplier.name}", len(people))
    if form is Format.JSON:
        write_json({"unit": supplier.unit, "supplier": supplier.name, "people": people, "events": events})
        return
    people = [p | {"role": _role(p["role"])} for p in people]
    write_rows(people, PEOPLE, form)
    write_rows(events, EVENTS, form)


def _role(role: str) -> str:
    from governance.units.roster import roles_text

    return roles_text(role)


def _event(event: Any) -> dict[str, Any]:  # noqa: ANN401  # a row of the ledger
    from store.unit_events import KINDS

    return {n: getattr(event, n) for n, _ in EVENTS} | {"kind": KINDS[event.kind]}


@app.command("set")
def set_person(
    unit: Unit,
    role: Annotated[str, typer.Option(help="leader（分管领导）或 liaison（联系员）。")],
    name: Annotated[str, typer.Option(help="姓名。")],
    position: Annotated[str, typer.Option(help="职务。")] = "",
    phone: Annotated[str, typer.Option(help="联系电话。")] = "",
    since: Annotated[datetime | None, typer.Option(formats=DAYS, help="从哪一天起，默认今天。")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="接替在任的分管领导。")] = False,
    reason: Annotated[str, typer.Option(help="依据或原因。")] = "",
) -> None:
    """登记分管领导或联系员；同一时间只能有一名分管领导。"""
    from core.errors import UsageError
    from core.settings import get_settings
    from governance.units.roster import ROLES
    from governance.units.supplier import find_supplier
    from store import appointments
    from store.ledger import Ledger
    from store.tables import Appointment

    supplier = find_supplier(unit)
    if role not in ROLES:
        raise UsageError(f"没有职责“{role}”。", advice="可选：leader（分管领导）、liaison（联系员）。")
    begins, now = (since.date() if since else date.today()), datetime.now()
    with Ledger(get_settings()).session() as session:
        new = Appointment(
            unit=supplier.unit, supplier=supplier.name, role=ROLES[role].value, name=name, position=position,
            phone=phone, since=begins, ends=None, reason=reason, actor=_actor(), recorded_at=now,
        )  # fmt: skip
        number = appointments.appoint(session, new, replace=replace).id
    note_as_operator("unit.set", supplier.name, detail={"role": ROLES[role].value, "number": number})
    typer.echo(f"已登记第 {number} 号：{supplier.name}{_role(ROLES[role].value)}，{begins} 起。", err=True)


@app.command()
def end(
    number: Annotated[int, typer.Argument(help="任职编号，见 chanye unit show。")],
    reason: Annotated[str, typer.Option(help="原因。")],
    on: Annotated[datetime | None, typer.Option(formats=DAYS, help="从哪一天起不再担任，默认今天。")] = None,
) -> None:
    """结束一项任职；记录保留。"""
    from core.settings import get_settings
    from store import appointments
    from store.ledger import Ledger

    day = on.date() if on else date.today()
    with Ledger(get_settings()).session() as session:
        row = appointments.end(session, number, day, reason=reason, actor=_actor(), at=datetime.now())
    note_as_operator("unit.end", row.supplier, detail={"number": number})
    typer.echo(f"第 {number} 号任职自 {day} 起结束。", err=True)


@app.command("import")
def import_file(
    path: Annotated[
        Path, typer.Argument(help="名册（xlsx 或 csv）：单位,职责,姓名,职务,联系电话,任职日期,离任日期。")
    ],
    since: Annotated[
        datetime | None, typer.Option(formats=DAYS, help="没写任职日期的从哪一天起，默认今天。")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="接替在任的分管领导。")] = False,
) -> None:
    """导入名册；有一处错误就全部不登记。"""
    from core.settings import get_settings
    from governance.units.roster import import_roster
    from store.ledger import Ledger

    begins = since.date() if since else date.today()
    with Ledger(get_settings()).session() as session:
        count = import_roster(session, path, since=begins, actor=_actor(), at=datetime.now(), replace=replace)
    note_as_operator("unit.import", path.name, rows=count)
    typer.echo(f"新登记或离任 {count} 人。", err=True)


@app.command()
def event(
    kind: Annotated[str, typer.Option(help="training（培训）或 meeting（会议）。")],
    title: Annotated[str, typer.Option(help="标题。")],
    on: Annotated[datetime, typer.Option(formats=DAYS, help="哪一天。")],
    unit: Annotated[
        list[str] | None, typer.Option(help="参加的单位或镇（街道），可多次；不写为全部。")
    ] = None,
    people: Annotated[int | None, typer.Option(help="参加人数。")] = None,
    note: Annotated[str, typer.Option(help="备注。")] = "",
) -> None:
    """登记一次培训或会议。"""
    from core.settings import get_settings
    from governance.units.supplier import names_of, suppliers
    from store import unit_events
    from store.ledger import Ledger
    from store.tables import UnitEvent

    everybody = [s.name for s in suppliers()]
    named = frozenset[str]().union(*(names_of(u) for u in unit)) if unit else frozenset(everybody)
    with Ledger(get_settings()).session() as session:
        new = UnitEvent(
            kind=kind, held_on=on.date(), title=title, suppliers=[s for s in everybody if s in named],
            people=people, note=note, undoes=None, actor=_actor(), recorded_at=datetime.now(),
        )  # fmt: skip
        number = unit_events.append(session, new).id
    note_as_operator("unit.event", title, rows=len(named))
    typer.echo(f"已登记第 {number} 号，{len(named)} 个单位参加。", err=True)


@app.command("event-import")
def import_events_file(
    path: Annotated[
        Path,
        typer.Argument(help="表格（xlsx 或 csv）：类别,日期,标题,参加单位,人数,备注；参加单位不写为全部。"),
    ],
) -> None:
    """导入培训和会议；有一处错误就全部不登记。"""
    from core.settings import get_settings
    from governance.units.eventsheet import import_events
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        count = import_events(session, path, actor=_actor(), at=datetime.now())
    note_as_operator("unit.event_import", path.name, rows=count)
    typer.echo(f"新登记 {count} 次。", err=True)


@app.command()
def events(
    year: Annotated[int | None, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="只看一年。")] = None,
    form: Form = Format.TABLE,
) -> None:
    """列出培训和会议。"""
    from core.settings import get_settings
    from store import unit_events
    from store.ledger import Ledger

    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    with Ledger(get_settings()).session() as session:
        rows = [_event(e) for e in unit_events.in_force(session, first=first, last=last)]
    write_rows(rows, EVENTS, form)


@app.command("event-undo")
def undo_event(
    number: Annotated[int, typer.Argument(help="编号，见 chanye unit events。")],
    reason: Annotated[str, typer.Option(help="原因。")],
) -> None:
    """收回一条误登记的培训或会议；记录保留。"""
    from core.settings import get_settings
    from store import unit_events
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        unit_events.take_back(session, number, actor=_actor(), reason=reason, at=datetime.now())
    note_as_operator("unit.event_undo", str(number))
    typer.echo(f"第 {number} 号已收回。", err=True)
