"""What `chanye case` shows: cases, one case, where a firm belongs, figures by unit, town and department."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple

import typer

from cli.acting import read_as_operator
from cli.moments import FIRST_YEAR, LAST_YEAR, MOMENTS, known
from cli.output import Format, write_json, write_rows

DAYS = ["%Y-%m-%d"]
Form = Annotated[Format, typer.Option("--format", help="输出格式。")]
AsOf = Annotated[datetime | None, typer.Option(formats=DAYS, help="截至哪一天，默认今天。")]
KnownOn = Annotated[
    datetime | None, typer.Option(formats=MOMENTS, help="按当时所知（只写日期为当天结束），默认现在。")
]
COLUMNS = (
    ("id", "编号"),
    ("firm_name", "企业"),
    ("caption", "类别"),
    ("text", "问题诉求"),
    ("department", "行业主管部门"),
    ("town", "属地镇街"),
    ("unit", "责任单位"),
    ("state_text", "状态"),
    ("received", "收到"),
    ("due", "办理期限"),
    ("overdue", "逾期工作日"),
    ("firm_notes", "企业变动"),
)
MORE = (
    ("firm", "统一编号"),
    ("entered_as", "登记时名称"),
    ("department_note", "主管部门依据"),
    ("town_note", "属地依据"),
    ("source", "登记单位"),
    ("contact", "联系人"),
    ("phone", "联系电话"),
    ("answered", "答复"),
    ("settled", "办结"),
    ("satisfaction", "评价"),
)
STEPS = (
    ("step", "步骤"),
    ("at", "时间"),
    ("unit", "责任单位"),
    ("due", "期限"),
    ("reason", "理由或内容"),
    ("satisfaction", "评价"),
    ("actor", "操作人"),
)
SIGNALS = (
    ("kind", "信号"),
    ("period", "最近月份"),
    ("detail", "情况"),
    ("evidence", "依据"),
    ("sources", "来源"),
)
FIGURES = (
    ("unit", "责任单位"),
    ("received", "交办"),
    ("answered", "已答复"),
    ("in_time", "按期"),
    ("overdue", "逾期未答复"),
    ("returned", "退回"),
    ("handed_on", "转出"),
    ("settled", "办结"),
    ("satisfied", "满意"),
    ("rated", "已评价"),
    ("days", "平均答复工作日"),
    ("firm_days", "平均办结工作日"),
)
COUNTS = (
    ("suggested", "建议"),
    ("open", "在办"),
    ("overdue", "逾期"),
    ("settled", "已办结"),
    ("dismissed", "不予立项"),
    ("withdrawn", "已撤回"),
)
BY = {"department": "行业主管部门", "town": "属地镇街", "unit": "责任单位", "caption": "类别"}


def list_cases(
    unit: Annotated[str | None, typer.Option(help="只看一个责任单位。")] = None,
    town: Annotated[str | None, typer.Option(help="只看一个属地镇街；未定写“未定”。")] = None,
    department: Annotated[str | None, typer.Option(help="只看一个行业主管部门；未定写“未定”。")] = None,
    kind: Annotated[str | None, typer.Option(help="只看一类，如 用地。")] = None,
    state: Annotated[
        str | None, typer.Option(help="只看一种状态：suggested（建议）、open（在办）、assigned、settled …")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期未答复的。")] = False,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Form = Format.TABLE,
) -> None:
    """列出帮扶事项和建议：按行业主管部门、属地镇街、责任单位、类别、状态；企业合并、拆分的写明。"""
    from access.help import cases_for
    from access.principal import local_operator
    from core.settings import get_settings
    from store.ledger import Ledger

    settings = get_settings()
    rows = cases_for(
        settings, Ledger(settings), local_operator(), _day(as_of), known_on=known(known_on), unit=unit,
        town=town, department=department, kind=kind, state=state, overdue=overdue,
    )  # fmt: skip
    write_rows(rows, COLUMNS if form is not Format.CSV else (*COLUMNS, *MORE), form)


def _day(moment: datetime | None) -> date:
    return moment.date() if moment else date.today()


def show(
    number: Annotated[str, typer.Argument(help="事项编号（可只写开头几位）。")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Form = Format.TABLE,
) -> None:
    """查看一个帮扶事项：企业及其归类、归属，责任单位，期限，走过的步骤，信号的依据。"""
    from access.help import case_for
    from access.principal import local_operator
    from core.settings import get_settings
    from store.ledger import Ledger

    settings = get_settings()
    said = case_for(
        settings, Ledger(settings), local_operator(), number, _day(as_of), known_on=known(known_on)
    )
    if form is Format.JSON:
        write_json(said)
        return
    pairs = [(c, said[k]) for k, c in (*COLUMNS, *MORE)]
    write_rows([{"name": c, "value": v} for c, v in pairs], (("name", "项目"), ("value", "内容")), form)
    write_rows(said["steps"], STEPS, form)
    if said["signals"]:
        write_rows(said["signals"], SIGNALS, form)


def firm(
    text: Annotated[str, typer.Argument(help="企业：全称、统一社会信用代码或统一编号。")],
    form: Form = Format.TABLE,
) -> None:
    """查看一家企业归哪个行业主管部门、属哪个镇（街道），依据和把握，以及它的帮扶事项。"""
    from access.help import cases_for
    from access.principal import local_operator
    from core.settings import get_settings
    from governance.help.registry import Finder
    from governance.help.seats import seats
    from store.ledger import Ledger

    settings = get_settings()
    ledger = Ledger(settings)
    with Finder(settings, ledger) as finder:
        found = finder.find(text)
    seat = seats(settings, ledger, [found])[found.id].plain()
    own = [c for c in cases_for(settings, ledger, local_operator(), date.today()) if c["firm"] == found.id]
    read_as_operator("cases", f"case.firm {found.id}", 1)
    if form is Format.JSON:
        write_json({"id": found.id, "name": found.name, "code": found.code, **seat, "cases": own})
        return
    rows = [
        {"name": "企业", "value": found.told, "why": ""},
        {"name": "行业主管部门", "value": seat["department"], "why": seat["department_note"]},
        {"name": "属地镇街", "value": seat["town"], "why": seat["town_note"]},
    ]
    write_rows(rows, (("name", "项目"), ("value", "内容"), ("why", "依据")), form)
    write_rows(own, COLUMNS, form)


def figures(
    year: Annotated[int, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="年度（按交办的日期）。")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Form = Format.TABLE,
) -> None:
    """各责任单位：交办、按期答复、逾期、办结、满意，平均用了几个工作日。"""
    from core.settings import get_settings
    from governance.help.figures import figures as compute
    from store.ledger import Ledger

    settings = get_settings()
    found = compute(settings, Ledger(settings), year, _day(as_of), known_on=known(known_on))
    read_as_operator("cases", f"case.figures {year}", len(found))
    write_rows([f.plain() for f in found], FIGURES, form)


def summary(
    by: Annotated[str, typer.Option(help="department、town、unit 或 caption（类别）。")] = "department",
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: Form = Format.TABLE,
) -> None:
    """按行业主管部门、属地镇街、责任单位或类别汇总：建议、在办、逾期、办结。"""
    from core.errors import UsageError
    from core.settings import get_settings
    from governance.help.standing import summary as compute
    from store.ledger import Ledger

    if by not in BY:
        raise UsageError(f"不能按“{by}”汇总。", advice=f"可用：{'、'.join(BY)}。")
    settings = get_settings()
    rows: list[dict[str, Any]] = compute(
        settings, Ledger(settings), by, _day(as_of), known_on=known(known_on)
    )
    read_as_operator("cases", f"case.summary {by}", len(rows))
    write_rows(rows, (("name", BY[by]), *COUNTS), form)


class Command(NamedTuple):
    """A command and its name."""

    name: str
    run: Callable[..., None]


COMMANDS = (
    Command("list", list_cases),
    Command("show", show),
    Command("firm", firm),
    Command("figures", figures),
    Command("summary", summary),
)
