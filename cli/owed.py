"""`chanye delivery calendar | nil | explain | answer | statements`: what is owed, what was said about it."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import note_as_operator, read_as_operator
from cli.moments import FIRST_YEAR, LAST_YEAR, MOMENTS, known
from cli.output import Format, write_json, write_rows

if TYPE_CHECKING:
    from governance.calendar.standing import Entry

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
DAYS = ["%Y-%m-%d"]
COLUMNS = (
    ("due", "期限"),
    ("supplier", "报送单位"),
    ("name", "数据集"),
    ("period", "期间"),
    ("basis", "依据"),
    ("received", "收到"),
    ("text", "状态"),
)
MORE = (("gaps", "缺期"), ("moved", "期限调整"), ("deliveries", "交付件"))
WHOLE = (
    ("due", "期限"),
    ("name", "数据集"),
    ("period", "期间"),
    ("came", "已到"),
    ("owed", "应到"),
    ("complete", "齐全"),
    ("complete_on", "齐全于"),
    ("missing", "未到"),
)
SUMMARY = (
    ("supplier", "报送单位"),
    ("owed", "应报"),
    ("on_time", "按时"),
    ("nil", "零报告"),
    ("late", "迟报"),
    ("missing", "未报"),
    ("explained", "已说明"),
    ("withdrawn", "已撤回"),
    ("not_due", "未到期"),
    ("mean_days_late", "平均迟报天数"),
)
STATEMENTS = (
    ("id", "编号"),
    ("kind", "类别"),
    ("dataset", "数据集"),
    ("supplier", "报送单位"),
    ("period", "期间"),
    ("reason", "原因"),
    ("verdict", "答复"),
    ("actor", "提出人"),
    ("stated_at", "时间"),
)


def calendar(
    unit: Annotated[str | None, typer.Option(help="只看一个单位或镇（街道）。")] = None,
    dataset: Annotated[str | None, typer.Option(help="只看一个数据集（键或名称）。")] = None,
    year: Annotated[
        int | None, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="只看期限在这一年的。")
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(help="只看一种状态：on_time、late、missing、nil、explained、withdrawn、not_due。"),
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="按数据集看是否到齐（19 个镇街都到才算）。")] = False,
    counts: Annotated[bool, typer.Option("--counts", help="每个单位各种状态有多少项。")] = False,
    remind: Annotated[bool, typer.Option("--remind", help="改为输出提醒函：已逾期和即将到期的。")] = False,
    ahead: Annotated[int, typer.Option(help="提前几天提醒。")] = 7,
    ics: Annotated[Path | None, typer.Option(help="另写一个日历文件（.ics）。")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=DAYS, help="截至哪一天，默认今天。")] = None,
    known_on: Annotated[
        datetime | None, typer.Option(formats=MOMENTS, help="按当时所知（只写日期为当天结束），默认现在。")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """报送日历：每个单位每一期应报什么、何时到期、报了没有、迟了几天。"""
    from core.settings import get_settings
    from governance.calendar.ics import ics as calendar_file
    from governance.calendar.selection import select
    from governance.calendar.summary import summary
    from governance.calendar.whole import wholes
    from store.ledger import Ledger

    settings = get_settings()
    day = as_of.date() if as_of else date.today()
    entries = select(
        settings,
        Ledger(settings),
        day,
        known_on=known(known_on),
        year=year,
        unit=unit,
        dataset=dataset,
        state=state,
    )
    if ics is not None:
        _save(ics, calendar_file(entries, day))
    if remind:
        _remind(entries, day, ahead, form)
    elif counts:
        write_rows(summary(entries), SUMMARY, form)
    elif whole:
        write_rows([_whole(w) for w in wholes(entries)], WHOLE, form)
    else:
        write_rows([_row(e) for e in entries], COLUMNS if form is Format.TABLE else COLUMNS + MORE, form)


def _save(path: Path, text: str) -> None:
    from core.errors import UsageError

    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise UsageError(
            f"日历文件 {path} 无法写入：{error.strerror}。", advice="请换一个已有的、可写的文件夹。"
        ) from error
    typer.echo(f"已写入 {path}。", err=True)


def _row(entry: "Entry") -> dict[str, Any]:
    from governance.calendar.obligations import BASES

    owed = entry.obligation
    return {
        "due": owed.due,
        "unit": owed.unit,
        "supplier": owed.supplier,
        "dataset": owed.dataset,
        "name": owed.label,
        "period": owed.period_text,
        "basis": BASES[owed.basis],
        "scored": owed.scored,
        "moved": owed.moved,
        "received": entry.received.isoformat(" ", "minutes").removesuffix(" 00:00")
        if entry.received
        else None,
        "state": entry.state.value,
        "text": entry.text,
        "days": entry.days,
        "nil": entry.nil,
        "gaps": list(entry.gaps),
        "explanation": entry.explanation,
        "deliveries": list(entry.deliveries),
    }


def _whole(whole: Any) -> dict[str, Any]:  # noqa: ANN401  # governance.calendar.whole.Whole
    names = ("unit", "dataset", "due", "came", "owed", "complete", "complete_on")
    period = "首次采集" if whole.period == "first" else whole.period
    return {n: getattr(whole, n) for n in names} | {
        "name": whole.label,
        "period": period,
        "missing": list(whole.missing),
    }


def _remind(entries: "list[Entry]", day: date, ahead: int, form: Format) -> None:
    """Print one letter per supplier, addressed to the liaison in office."""
    from core.settings import get_settings
    from governance.calendar.reminders import reminders
    from store import appointments
    from store.ledger import Ledger

    read_as_operator("deliveries", "delivery.remind", len(entries))
    with Ledger(get_settings()).session() as session:
        to = {
            t.row.supplier: t.row.name
            for t in appointments.in_force(session, day)
            if t.row.role == appointments.Post.LIAISON
        }
    letters = reminders(entries, day, ahead, to)
    if form is Format.JSON:
        write_json(letters)
    else:
        typer.echo("\n\n".join(letters) if letters else "没有需要提醒的事项。")


Dataset = Annotated[str, typer.Option(help="数据集（键或名称）。")]
Period = Annotated[str, typer.Option(help="期间，如 2023-05；首次采集写 first。")]
Supplier = Annotated[str | None, typer.Option(help="报送的镇（街道）；其他单位可不写。")]
At = Annotated[datetime | None, typer.Option(formats=MOMENTS, help="提出的时间，默认现在。")]
Actor = Annotated[str | None, typer.Option(help="由谁提出，默认当前操作员。")]


def nil(
    dataset: Dataset,
    period: Period,
    reason: Annotated[str, typer.Option(help="说明，如 本月无新增。")],
    supplier: Supplier = None,
    at: At = None,
    actor: Actor = None,
) -> None:
    """登记零报告：这一期没有数据可报（不附文件）。"""
    _state("nil", dataset, supplier, period, reason, at, actor, None)


def explain(
    dataset: Dataset,
    period: Period,
    reason: Annotated[str, typer.Option(help="未报或迟报的原因。")],
    supplier: Supplier = None,
    accept: Annotated[
        bool | None, typer.Option("--accept/--refuse", help="当场采纳或不采纳；不写则待答复。")
    ] = None,
    at: At = None,
    actor: Actor = None,
) -> None:
    """登记情况说明；采纳后这一项不再算未报或迟报。"""
    verdict = None if accept is None else "accepted" if accept else "refused"
    _state("explanation", dataset, supplier, period, reason, at, actor, verdict)


def _state(
    kind: str,
    dataset: str,
    supplier: str | None,
    period: str,
    reason: str,
    at: datetime | None,
    actor: str | None,
    verdict: str | None,
) -> None:
    from access.principal import local_operator
    from core.settings import get_settings
    from governance.calendar import stating
    from store.ledger import Ledger
    from store.statements import KINDS

    settings = get_settings()
    with Ledger(settings).session() as session:
        owed, row = stating.state(
            settings, session, kind, dataset, supplier, period, reason=reason,
            actor=actor or local_operator().actor, at=at or datetime.now(), verdict=verdict,
        )  # fmt: skip
    note_as_operator(f"delivery.{kind}", owed.key, detail={"number": row.id, "verdict": verdict})
    said = f"{KINDS[kind]}第 {row.id} 号：{owed.supplier}，{owed.label}，{owed.period_text}"
    typer.echo(f"已登记{said}{f'（{KINDS[verdict]}）' if verdict else ''}。", err=True)


def answer(
    number: Annotated[int, typer.Argument(help="零报告或情况说明的编号。")],
    reason: Annotated[str, typer.Option(help="理由。")],
    accept: Annotated[bool, typer.Option("--accept/--refuse", help="采纳或不采纳。")],
    at: At = None,
    actor: Actor = None,
) -> None:
    """答复零报告或情况说明：采纳或不采纳；可以改判，历史仍在。"""
    from access.principal import local_operator
    from core.settings import get_settings
    from store import statements
    from store.ledger import Ledger

    verdict = statements.ACCEPTED if accept else statements.REFUSED
    with Ledger(get_settings()).session() as session:
        row = statements.answer(
            session, number, verdict, reason=reason, actor=actor or local_operator().actor,
            at=at or datetime.now(),
        )  # fmt: skip
    note_as_operator(
        "delivery.answer", f"{row.dataset}/{row.supplier}/{row.period}", detail={"verdict": verdict}
    )
    typer.echo(f"第 {number} 号已{statements.KINDS[verdict]}。", err=True)


def list_statements(
    known_on: Annotated[
        datetime | None, typer.Option(formats=MOMENTS, help="按当时所知（只写日期为当天结束），默认现在。")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """列出零报告和情况说明及其答复。"""
    from core.settings import get_settings
    from store import statements
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        rows = statements.history(session, known_on=known(known_on))
        shown = []
        for row in rows:
            if row.answers is None:
                said = statements.verdict_of(rows, row.id)
                names = ("id", "dataset", "supplier", "period", "reason", "actor", "stated_at")
                verdict = f"{statements.KINDS[said.kind]}：{said.reason}" if said else "待答复"
                shown.append(
                    {n: getattr(row, n) for n in names}
                    | {"kind": statements.KINDS[row.kind], "verdict": verdict}
                )
    write_rows(shown, STATEMENTS, form)
