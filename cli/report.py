"""`chanye report`: documents and workbooks in the form that offices send."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.moments import MOMENTS, known
from cli.output import Format, write_rows

DAYS = ["%Y-%m-%d"]
COLUMNS = [("name", "类别"), ("alias", "英文名"), ("about", "对象"), ("note", "内容"), ("example", "例")]


def report(
    kind: Annotated[
        str,
        typer.Argument(
            help="类别：通报、一企一档、产业月报、镇街月报、资金绩效、五图五清单；list 列出说明。"
        ),
    ],
    subject: Annotated[str, typer.Argument(help="对象：年度、企业、产业链或镇（街道）。")] = "",
    as_of: Annotated[datetime | None, typer.Option(formats=DAYS, help="截至哪一天，默认今天。")] = None,
    known_on: Annotated[
        datetime | None, typer.Option(formats=MOMENTS, help="按当时所知（只写日期为当天结束），只用于通报。")
    ] = None,
    month: Annotated[str, typer.Option(help="月报的月份，如 2023-05；默认截至日前最后一个整月。")] = "",
    form: Annotated[str, typer.Option("--format", help="docx、xlsx 或 both。")] = "docx",
    output: Annotated[
        Path, typer.Option("--output", "-o", help="写到哪个文件或文件夹，已有的同名文件会被替换。")
    ] = Path("."),
    office: Annotated[str, typer.Option(help="落款单位，默认取设置 CHANYE_OFFICE。")] = "",
    signed: Annotated[
        datetime | None, typer.Option(formats=DAYS, help="落款日期，默认与 --as-of 相同。")
    ] = None,
) -> None:
    """生成报告（Word 文档、Excel 工作簿）：数字有来源和截至日期，数据集不能回答的写明“无数据”。"""
    if kind == "list":
        _list()
        return
    from access.guard import Guard
    from access.principal import local_operator
    from core.errors import UsageError
    from core.settings import get_settings
    from store.ledger import Ledger
    from viz.reports.document import Table
    from viz.reports.kinds import Desk, find_kind, make
    from viz.reports.write import Form, targets, write

    if form not in set(Form):
        raise UsageError(f"不认得格式“{form}”。", advice="可用：docx、xlsx、both。")
    settings, wanted = get_settings(), find_kind(kind)
    targets(output, Form(form), wanted.name)  # a path that cannot be meant is told before the work
    ledger, day = Ledger(settings), as_of.date() if as_of else date.today()
    made = signed.date() if signed else day
    about = " ".join(filter(None, (f"report:{wanted.name}", subject, month)))
    guard, operator = Guard(ledger), local_operator()
    guard.allow(operator, "export", about)
    desk = Desk(settings, ledger, office or settings.office, day, made, known(known_on), month)
    found = make(wanted, subject, desk)
    stem = f"{found.kind}_{found.subject}_{found.as_of:%Y%m%d}".replace("/", "／")
    files = targets(output, Form(form), stem)
    tables = [b for _, b in found.blocks() if isinstance(b, Table)]
    detail = {"as_of": f"{day}", "files": [p.name for p in files.values()]}
    guard.note(operator, "export", about, rows=sum(len(t.rows) for t in tables), detail=detail)
    for path in write(found, files):
        typer.echo(f"已写出“{found.title}”：{path}（{path.stat().st_size // 1024} KB）。", err=True)


def _list() -> None:
    from viz.reports.kinds import KINDS

    rows = [
        {
            "name": k.name, "alias": k.alias, "about": k.about if k.required else f"{k.about}（可省）",
            "note": k.note, "example": f"chanye report {k.name} {k.example} -o .",
        }
        for k in KINDS
    ]  # fmt: skip
    write_rows(rows, COLUMNS, Format.TABLE)
