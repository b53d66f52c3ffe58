"""`chanye case`: firms' problems and needs (企业帮扶), entered or suggested, assigned, answered, settled."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import case_views
from cli.acting import note_as_operator, read_as_operator
from cli.moments import MOMENTS, acted
from cli.output import Format, write_rows

if TYPE_CHECKING:
    from governance.help.signals import Compared
    from store.cases import Step

app = typer.Typer(
    no_args_is_help=True, help="企业帮扶：企业的问题和诉求，登记、交办、答复、办结；早期信号提出建议。"
)
for command in case_views.COMMANDS:
    app.command(command.name)(command.run)
DAYS = ["%Y-%m-%d"]
Form = Annotated[Format, typer.Option("--format", help="输出格式。")]
At = Annotated[datetime | None, typer.Option(formats=MOMENTS, help="时间，默认现在。")]
Due = Annotated[datetime | None, typer.Option(formats=DAYS, help="办理期限，默认按类别的工作日数。")]
Numbers = Annotated[list[str] | None, typer.Argument(help="事项编号（可只写开头几位），可多个。")]
Number = Annotated[str, typer.Argument(help="事项编号（可只写开头几位）。")]
Answers = Annotated[str, typer.Option("--unit", help="责任单位，默认按类别和行业、属地。")]
Reason = Annotated[str, typer.Option(help="理由或内容。")]
Satisfied = Annotated[str, typer.Option(help="企业的评价：满意、基本满意、不满意。")]
SUGGESTED = (
    ("outcome", "比对结果"),
    ("id", "编号"),
    ("firm", "统一编号"),
    ("signals", "信号"),
    ("period", "最近月份"),
    ("staff", "参保人数"),
)


def _actor() -> str:
    from access.principal import local_operator

    return local_operator().actor


@app.command()
def add(
    firm: Annotated[str, typer.Option(help="企业：全称、统一社会信用代码或统一编号。")],
    kind: Annotated[str, typer.Option(help="类别，如 用地、用工、融资、用电、政策兑现、审批。")],
    text: Annotated[str, typer.Option(help="问题或诉求。")],
    received: Annotated[datetime | None, typer.Option(formats=DAYS, help="收到日期，默认当天。")] = None,
    source: Annotated[str, typer.Option("--from", help="登记单位或镇（街道），默认领导小组办公室。")] = "",
    unit: Answers = "",
    due: Due = None,
    contact: Annotated[str, typer.Option(help="企业联系人。")] = "",
    phone: Annotated[str, typer.Option(help="联系电话。")] = "",
    at: At = None,
) -> None:
    """登记企业的一个问题或诉求；企业不明确时列出可能的几家，不登记。"""
    from core.settings import get_settings
    from governance.help.desk import Need, enter
    from store.cases import find
    from store.ledger import Ledger

    settings, now = get_settings(), acted(at)
    ledger = Ledger(settings)
    need = Need(
        firm, kind, text, (received or now).date(), source=source, unit=unit, due=_day(due), contact=contact,
        phone=phone,
    )  # fmt: skip
    number = enter(settings, ledger, need, actor=_actor(), at=now)
    note_as_operator("case.enter", number, rows=1)
    with ledger.session() as session:
        case = find(session, number)
    typer.echo(f"已登记帮扶事项 {number}：{case.row.firm_name}，责任单位{case.unit}。", err=True)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@app.command("import")
def import_cases(
    sheet: Annotated[Path, typer.Argument(help="表格（xlsx、csv）。")],
    source: Annotated[str, typer.Option("--from", help="登记单位或镇（街道），表中写了的以表为准。")] = "",
    at: At = None,
) -> None:
    """从表格登记：企业名称,统一社会信用代码,类别,问题诉求,收到日期,责任单位,办理期限,联系人,联系电话；有一处错误就全部不登记。"""
    from core.settings import get_settings
    from governance.help.desk import source_named
    from governance.help.sheet import import_sheet
    from store.ledger import Ledger

    settings, now = get_settings(), acted(at)
    new, before = import_sheet(
        settings, Ledger(settings), sheet, actor=_actor(), at=now, source=source_named(source)
    )
    note_as_operator("case.import", sheet.name, rows=len(new))
    typer.echo(f"已登记 {len(new)} 个帮扶事项，{before} 行以前登记过。", err=True)


@app.command()
def suggest(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只比对，不登记。")] = False,
    at: At = None,
    form: Form = Format.TABLE,
) -> None:
    """由早期信号提出建议：有信号而没有未办结事项的企业各一条；不予立项的，有新信号才再提。"""
    from core.settings import get_settings
    from governance.help import signals
    from governance.help.rules import load_rules
    from graph_model.connect import connect
    from store.ledger import Ledger

    settings, now = get_settings(), acted(at)
    with connect(settings) as session:
        found = signals.read_signals(session, load_rules(settings))
    read_as_operator("cases", "case.suggest", len(found))
    seen = signals.suggest(settings, Ledger(settings), found, actor=_actor(), at=now, dry_run=dry_run)
    if not dry_run:
        counts = {"new": len(seen.new), "added": len(seen.added)}
        note_as_operator("case.suggest", "cases", rows=len(seen.new), detail=counts)
    _tell(seen, form)
    typer.echo(
        f"新建议 {len(seen.new)}，补记信号 {len(seen.added)}，已有未办结事项 {len(seen.covered)}，"
        f"已知 {len(seen.told)}，信号已消失的建议 {len(seen.gone)}{'（未登记）' if dry_run else ''}。",
        err=True,
    )


def _tell(seen: "Compared", form: Format) -> None:
    rows = [
        {
            "outcome": said, "id": number, "firm": one.firm, "signals": [s["kind"] for s in one.signals],
            "period": max(s["period"] for s in one.signals), "staff": one.signals[0].get("staff"),
        }
        for said, found in (("新建议", seen.new), ("补记信号", seen.added))
        for number, one in found.items()
    ]  # fmt: skip
    rows += [{"outcome": "信号已消失", "id": number} for number in seen.gone]
    write_rows(rows, SUGGESTED, form)


def _step(
    numbers: list[str] | None, what: "Step", at: datetime | None, reason: str = "", unit: str = "",
    due: datetime | None = None, satisfaction: str = "",
) -> None:  # fmt: skip
    from core.settings import get_settings
    from governance.help import desk
    from store.cases import STEPS
    from store.ledger import Ledger

    settings = get_settings()
    done = desk.step(
        settings, Ledger(settings), numbers or [], what, actor=_actor(), at=acted(at),
        reason=reason, unit=unit, due=_day(due), satisfaction=satisfaction,
    )  # fmt: skip
    note_as_operator(f"case.{what}", " ".join(done[:20]), rows=len(done))
    typer.echo(f"{STEPS[what]}：{len(done)} 个帮扶事项。", err=True)


@app.command()
def accept(numbers: Numbers = None, unit: Answers = "", reason: Reason = "", at: At = None) -> None:
    """采纳建议，成为待交办的事项。"""
    from store.cases import Step

    _step(numbers, Step.ACCEPT, at, reason, unit)


@app.command()
def dismiss(numbers: Numbers = None, reason: Reason = "", at: At = None) -> None:
    """不采纳建议（须写理由）；同一信号不再提出。"""
    from store.cases import Step

    _step(numbers, Step.DISMISS, at, reason)


@app.command()
def assign(
    numbers: Numbers = None, unit: Answers = "", due: Due = None, reason: Reason = "", at: At = None
) -> None:
    """交办给责任单位；从这一天起按工作日计时。"""
    from store.cases import Step

    _step(numbers, Step.ASSIGN, at, reason, unit, due)


@app.command()
def transfer(
    numbers: Numbers = None, unit: Answers = "", due: Due = None, reason: Reason = "", at: At = None
) -> None:
    """转办给另一个单位，或把已答复的退给单位重办；期限重新计算。"""
    from store.cases import Step

    _step(numbers, Step.TRANSFER, at, reason, unit, due)


@app.command("return")
def give_back(numbers: Numbers = None, reason: Reason = "", at: At = None) -> None:
    """责任单位退回办公室（须写理由），再行交办。"""
    from store.cases import Step

    _step(numbers, Step.RETURN, at, reason)


@app.command()
def answer(numbers: Numbers = None, reason: Reason = "", at: At = None) -> None:
    """登记给企业的答复。"""
    from store.cases import Step

    _step(numbers, Step.ANSWER, at, reason)


@app.command()
def settle(numbers: Numbers = None, satisfaction: Satisfied = "", reason: Reason = "", at: At = None) -> None:
    """办结已答复的事项，可同时登记企业的评价。"""
    from store.cases import Step

    _step(numbers, Step.SETTLE, at, reason, satisfaction=satisfaction)


@app.command()
def rate(numbers: Numbers = None, satisfaction: Satisfied = "", reason: Reason = "", at: At = None) -> None:
    """办结之后登记企业的评价（回访）。"""
    from store.cases import Step

    _step(numbers, Step.RATE, at, reason, satisfaction=satisfaction)


@app.command()
def withdraw(numbers: Numbers = None, reason: Reason = "", at: At = None) -> None:
    """撤回登记的事项（须写理由）。"""
    from store.cases import Step

    _step(numbers, Step.WITHDRAW, at, reason)


@app.command()
def move(
    number: Number,
    firm: Annotated[str, typer.Option(help="改属哪家企业：全称、统一社会信用代码或统一编号。")],
    reason: Reason = "",
    at: At = None,
) -> None:
    """改属另一家企业，例如企业拆分之后；走过的步骤都保留。"""
    from core.settings import get_settings
    from governance.help import desk
    from store.ledger import Ledger

    settings, now = get_settings(), acted(at)
    new = desk.move(settings, Ledger(settings), number, firm, actor=_actor(), at=now, reason=reason)
    note_as_operator("case.move", number, rows=1, detail={"firm": new.id})
    typer.echo(f"帮扶事项 {number} 改属{new.told}。", err=True)
