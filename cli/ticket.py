"""`chanye ticket`: contradictions found, sent to who supplied them, answered, and followed until repaired."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import note_as_operator, read_as_operator
from cli.output import Format, write_json, write_rows

if TYPE_CHECKING:
    from governance.tickets.standing import Shown

app = typer.Typer(no_args_is_help=True, help="校核纠错：查出矛盾，发单，答复，改正或说明，更正申请。")
DAYS = ["%Y-%m-%d"]
MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]
Form = Annotated[Format, typer.Option("--format", help="输出格式。")]
At = Annotated[datetime | None, typer.Option(formats=MOMENTS, help="时间，默认现在。")]
AsOf = Annotated[datetime | None, typer.Option(formats=DAYS, help="截至哪一天，默认今天。")]
Unit = Annotated[str | None, typer.Option(help="只看一个单位或镇（街道）。")]
Kind = Annotated[str | None, typer.Option(help="只看一类，如 code_bad；更正申请写 request。")]
Numbers = Annotated[list[str] | None, typer.Argument(help="校核单编号（可只写开头几位），可多个。")]
COLUMNS = (
    ("id", "编号"),
    ("caption", "问题"),
    ("supplier", "报送单位"),
    ("name", "数据集"),
    ("subject", "对象"),
    ("rows", "行数"),
    ("text", "状态"),
    ("sent", "发出"),
    ("due", "答复期限"),
    ("overdue", "逾期工作日"),
)
ROWS = (
    ("header", "列名"),
    ("value", "原值"),
    ("expected", "建议值"),
    ("why", "存在的问题"),
    ("source_key", "来源行"),
)
STEPS = (("step", "步骤"), ("at", "时间"), ("reason", "理由"), ("delivery", "交付件"), ("actor", "操作人"))
COMPARED = (
    ("outcome", "比对结果"),
    ("id", "编号"),
    ("caption", "问题"),
    ("supplier", "报送单位"),
    ("dataset", "数据集"),
    ("subject", "对象"),
    ("rows", "行数"),
    ("delivery", "改正的交付件"),
)
OUTCOMES = {
    "new": "新",
    "repaired": "已改正",
    "back": "又出现",
    "vanished": "已消失（无后续交付件）",
    "standing": "仍在",
}


@app.command()
def find(
    unit: Unit = None,
    kind: Kind = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只比对，不登记。")] = False,
    everything: Annotated[bool, typer.Option("--all", help="也列出仍在的。")] = False,
    at: At = None,
    form: Form = Format.TABLE,
) -> None:
    """查找矛盾并与已有校核单比对：新的立单，后来的交付件改正了的销单，又出现的重新立单。"""
    from core.settings import get_settings
    from governance.tickets import desk, findings, requests
    from governance.tickets.rules import load_rules
    from store.ledger import Ledger

    settings = get_settings()
    ledger, rules = Ledger(settings), load_rules(settings)
    read_as_operator("deliveries", "ticket.find", 0)
    found = findings.find(
        settings, ledger, lambda k, n: typer.echo(f"{rules.of(k).caption}：{n} 处", err=True)
    )
    met = requests.met(settings, ledger)
    if dry_run:
        with ledger.session() as session:
            seen = desk.compare(session, found, rules, met)
    else:
        seen = desk.record(ledger, found, rules, actor=_actor(), at=at or datetime.now(), met=met)
        counts = {"new": len(seen.new), "repaired": len(seen.repaired), "back": len(seen.back)}
        note_as_operator("ticket.find", "tickets", rows=len(found), detail=counts)
    rows = [r for r in _compared(seen, rules, ledger) if everything or r["state"] != "standing"]
    write_rows(_kept(rows, unit, kind), COMPARED, form)
    typer.echo(
        f"新 {len(seen.new)}，已改正 {len(seen.repaired)}，又出现 {len(seen.back)}，"
        f"已消失 {len(seen.vanished)}，仍在 {len(seen.standing)}{'（未登记）' if dry_run else ''}。",
        err=True,
    )


def _compared(seen: Any, rules: Any, ledger: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # imported late
    """Return a row per ticket that the comparison speaks of."""
    from store import tickets

    with ledger.session() as session:
        known = tickets.cases(session)
    rows = []
    for state in OUTCOMES:
        for number in getattr(seen, state):
            own = seen.new.get(number)
            about = own[0] if own else known[number].ticket
            back = seen.back.get(number)
            count = len(own or back or known[number].rows)
            rows.append({
                "outcome": OUTCOMES[state], "state": state, "id": number, "kind": str(about.kind),
                "caption": rules.of(about.kind).caption, "supplier": about.supplier, "dataset": about.dataset,
                "subject": about.subject, "rows": count,
                "delivery": seen.repaired.get(number) if state == "repaired" else None,
            })  # fmt: skip
    return rows


def _kept(rows: list[dict[str, Any]], unit: str | None, kind: str | None) -> list[dict[str, Any]]:
    from governance.units.supplier import names_of

    names = names_of(unit) if unit else None
    return [r for r in rows if (names is None or r["supplier"] in names) and kind in (None, r["kind"])]


@app.command("list")
def list_tickets(
    unit: Unit = None,
    kind: Kind = None,
    state: Annotated[
        str | None,
        typer.Option(help="只看一种状态：open、sent、answered、repaired、justified、withdrawn。"),
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期未答复的。")] = False,
    as_of: AsOf = None,
    form: Form = Format.TABLE,
) -> None:
    """列出校核单：状态、答复期限（工作日）、是否逾期。"""
    found = _selected(unit, kind, state, overdue, as_of)
    read_as_operator("deliveries", "ticket.list", len(found))
    write_rows([s.plain() for s in found], COLUMNS, form)


def _selected(
    unit: str | None, kind: str | None, state: str | None, overdue: bool, as_of: datetime | None
) -> "list[Shown]":
    from core.settings import get_settings
    from governance.tickets.rules import load_rules
    from governance.tickets.standing import select
    from store.ledger import Ledger

    settings = get_settings()
    day = as_of.date() if as_of else date.today()
    return select(
        settings,
        Ledger(settings),
        load_rules(settings),
        day,
        unit=unit,
        kind=kind,
        state=state,
        overdue=overdue,
    )


@app.command()
def show(
    number: Annotated[str, typer.Argument(help="校核单编号（可只写开头几位）。")],
    as_of: AsOf = None,
    form: Form = Format.TABLE,
) -> None:
    """查看一张校核单：每一行来源、原值、建议值、理由，以及走过的步骤。"""
    from access.principal import local_operator
    from access.tickets import ticket_for
    from core.settings import get_settings
    from store.ledger import Ledger

    settings = get_settings()
    day = as_of.date() if as_of else date.today()
    said = ticket_for(settings, Ledger(settings), local_operator(), number, day)
    if form is Format.JSON:
        write_json(said)
        return
    pairs = [(c, said[k]) for k, c in (*COLUMNS, ("do", "应做"))]
    write_rows([{"name": c, "value": v} for c, v in pairs], (("name", "项目"), ("value", "内容")), form)
    write_rows(said["found"], ROWS, form)
    write_rows(said["steps"], STEPS, form)


def _actor() -> str:
    from access.principal import local_operator

    return local_operator().actor


def _step(numbers: list[str], what: str, reason: str, at: datetime | None) -> None:
    from core.settings import get_settings
    from governance.tickets import desk
    from store.ledger import Ledger
    from store.tickets import STEPS as SAID
    from store.tickets import Step

    ledger = Ledger(get_settings())
    done = desk.step(ledger, numbers, Step(what), actor=_actor(), at=at or datetime.now(), reason=reason)
    note_as_operator(f"ticket.{what}", " ".join(done[:20]), rows=len(done))
    typer.echo(f"已{SAID[Step(what)].removeprefix('已')} {len(done)} 张校核单。", err=True)


@app.command()
def send(numbers: Numbers = None, unit: Unit = None, kind: Kind = None, at: At = None) -> None:
    """发出校核单（编号，或 --unit、--kind 选出的全部待发出的）；从这一天起按工作日计时。"""
    from core.errors import UsageError

    chosen = list(numbers or [])
    if not chosen and (unit or kind):
        chosen = [s.case.ticket.id for s in _selected(unit, kind, "open", False, at)]
    if not chosen:
        raise UsageError("没有可发出的校核单。", advice="请写编号，或用 --unit、--kind 选出待发出的。")
    _step(chosen, "send", "", at)


@app.command()
def answer(
    target: Annotated[str, typer.Argument(help="校核单编号，或填好寄回的校核纠错表（.xlsx）。")],
    reason: Annotated[str, typer.Option(help="答复内容；寄回的表里已有说明，可不写。")] = "",
    at: At = None,
) -> None:
    """登记单位的答复：一张校核单，或整张寄回的校核纠错表（有一处不对就全部不登记）。"""
    from governance.tickets import sheet

    if not target.lower().endswith(".xlsx"):
        _step([target], "answer", reason, at)
        return
    _answer_sheet(sheet.read(Path(target)), at)


def _answer_sheet(found: Any, at: datetime | None) -> None:  # noqa: ANN401  # imported late
    from core.settings import get_settings
    from governance.tickets import desk
    from store.ledger import Ledger

    done = desk.answer_all(Ledger(get_settings()), found, actor=_actor(), at=at or datetime.now())
    note_as_operator("ticket.answer", " ".join(done[:20]), rows=len(done))
    typer.echo(f"已登记 {len(done)} 张校核单的答复。", err=True)


@app.command()
def justify(
    numbers: Numbers = None,
    reason: Annotated[str, typer.Option(help="认可的理由。")] = "",
    at: At = None,
) -> None:
    """认可单位的说明：数据属实，不需改正；已答复的才能认可。"""
    _step(list(numbers or []), "justify", reason, at)


@app.command()
def withdraw(
    numbers: Numbers = None,
    reason: Annotated[str, typer.Option(help="撤回的理由。")] = "",
    at: At = None,
) -> None:
    """办公室撤回校核单。"""
    _step(list(numbers or []), "withdraw", reason, at)


@app.command()
def export(
    unit: Annotated[str, typer.Option(help="单位或镇（街道）。")],
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪个 .xlsx 文件。")],
    kind: Kind = None,
    state: Annotated[str | None, typer.Option(help="只要一种状态，默认待发出和已发出的。")] = None,
    as_of: AsOf = None,
) -> None:
    """导出校核纠错表：每个来源行一行，单位填“更正值”和“说明”后寄回，用 answer 读入。"""
    from core.settings import get_settings
    from governance.tickets import sheet
    from store.ledger import Ledger

    found = [s for s in _selected(unit, kind, state, False, as_of) if state or s.state in ("open", "sent")]
    day = as_of.date() if as_of else date.today()
    read_as_operator("deliveries", f"ticket.export:{unit}", len(found))
    files = sheet.file_names(Ledger(get_settings()), found)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(sheet.write(unit, day, found, files))
    typer.echo(f"已写入 {output}：{len(found)} 张校核单。", err=True)


@app.command()
def request(
    dataset: Annotated[str, typer.Option(help="数据集（键或名称）。")],
    subject: Annotated[str, typer.Option(help="说的是谁：数据中的名称或代码。")],
    field: Annotated[str, typer.Option(help="哪一项（列名）。")],
    wanted: Annotated[str, typer.Option(help="应更正为。")],
    reason: Annotated[str, typer.Option(help="理由。")],
    value: Annotated[str, typer.Option(help="数据中现在的值。")] = "",
    supplier: Annotated[str, typer.Option(help="报送的镇（街道）；其他单位可不写。")] = "",
    at: At = None,
) -> None:
    """登记更正申请；不记录是谁申请的。"""
    from core.settings import get_settings
    from governance.tickets import requests
    from store.ledger import Ledger

    number = requests.request(
        Ledger(get_settings()), dataset, supplier, subject, field, value=value, wanted=wanted, why=reason,
        at=at or datetime.now(),
    )  # fmt: skip
    typer.echo(f"已登记更正申请 {number}。", err=True)


@app.command()
def figures(
    year: Annotated[int, typer.Option(help="年度（按发出的日期）。")],
    as_of: AsOf = None,
    form: Form = Format.TABLE,
) -> None:
    """各单位的改正速度：发出、按期答复、已改正、平均用了几个工作日。"""
    from core.settings import get_settings
    from governance.tickets.figures import speeds
    from store.ledger import Ledger

    settings = get_settings()
    day = as_of.date() if as_of else date.today()
    columns = (
        ("supplier", "报送单位"),
        ("sent", "发出"),
        ("answered", "已答复"),
        ("in_time", "按期"),
        ("repaired", "已改正"),
        ("justified", "说明成立"),
        ("overdue", "逾期未答复"),
        ("days", "平均工作日"),
    )
    write_rows([s.plain() for s in speeds(settings, Ledger(settings), year, day)], columns, form)
