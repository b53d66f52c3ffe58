"""镇街月报: one town in one month, beside its own past and the other towns."""

from core.errors import NotFoundError
from governance.help.standing import OPEN, select
from governance.units.supplier import suppliers
from viz.reports import month_parts as shared
from viz.reports import town_parts as parts
from viz.reports.document import Block, Missing, Report, Section
from viz.reports.help_cases import listed
from viz.reports.kinds import Desk
from viz.reports.months import CAVEATS, checked, months, moved, taxed
from viz.reports.values import money, until


def make(desk: Desk, subject: str) -> Report:
    """Return the report of a town; NotFoundError for no such town, or a month that the data lacks."""
    town = named(subject)
    told = months(desk.asking, checked(desk.month))
    page = parts.Page(desk.asking, told, town, town)
    return Report(
        kind="镇街月报",
        title=f"{town}{until(told.month)}产业运行情况月报",
        subject=f"{town}{told.month}",
        office=desk.office,
        as_of=desk.as_of,
        made=desk.made,
        summary=summary(page),
        sections=(
            Section("总体情况", shared.overall(page)),
            Section("市场主体", parts.firms(page)),
            Section("税收和收入", parts.taxes(page)),
            Section("用工和用电", shared.work(page)),
            Section("惠企资金", shared.support(page)),
            Section("项目和土地", parts.projects(page)),
            Section("需要关注的企业", (*parts.watch(page), _cases(desk, town))),
            Section("存在问题", parts.problems(page)),
            Section("下一步建议", parts.advice(page)),
            Section("数据不能说明的", (*MISSING,)),
        ),
        caveats=CAVEATS,
    )


def _cases(desk: Desk, town: str) -> Block:
    """Tell the town's cases of help that are in hand."""
    found = [s.plain() for s in select(desk.settings, desk.ledger, desk.as_of, town=town, state=OPEN)]
    return listed(desk, found, f"{town}在办的帮扶事项", f"{town}没有在办的帮扶事项。")


MISSING = (
    Missing("企业利润和一般企业的营业收入", "54个数据集只有增值税应税收入，没有利润"),
    Missing("企业停产、裁员的原因", "数据集不含企业自述，须走访了解"),
    Missing("当月注销户数", "注销日期只能由首次显示“注销”的交付件定上限，按年给出上下限"),
)


def named(text: str) -> str:
    """Return a town by its name, with or without 镇 or 街道; NotFoundError lists them."""
    towns = [s.name for s in suppliers() if s.town]
    found = [t for t in towns if text in (t, t.removesuffix("镇"), t.removesuffix("街道"))]
    if not found:
        raise NotFoundError(f"没有镇（街道）“{text}”。", advice=f"可用：{'、'.join(towns)}。")
    return found[0]


def summary(page: parts.Page) -> str:
    """Say the main figures and the judgement in one paragraph."""
    told, town = page.told, page.name
    said = f"{until(told.month)}，{town}"
    if told.value("tax", told.month) is None:
        said += "当月税收尚无数据，"
    else:
        rank = page.ranks(told.month).get(town)
        said += (
            f"实现税收贡献{money(told.value('tax', told.month, town))}，"
            f"{taxed(told, town)}，"
            f"居全市第{rank}位；1至{int(told.month[5:])}月累计{money(told.so_far('tax', told.month, town))}，"
            f"{taxed(told, town, so_far=True)}；"
        )
    staff = told.value("staff", told.month, town)
    if staff is not None:
        said += f"月末企业参保{staff:,.0f}人，{moved(told.yearly('staff', town), '上年同月')}；"
    power = told.value("power", told.month, town)
    if power is not None:
        said += (
            f"重点企业用电{power / 10_000:,.2f}万千瓦时，{moved(told.yearly('power', town), '上年同月')}；"
        )
    born = told.value("born", told.month, town) or 0
    return said + f"新设企业{born:.0f}户。{judged(page)}"


def judged(page: parts.Page) -> str:
    """Judge the month in one clause: what rises and falls of tax so far, staff and power."""
    found = {
        "累计税收": page.told.yearly_so_far("tax", page.name),
        "用工": page.told.yearly("staff", page.town),
        "用电": page.told.yearly("power", page.town),
    }
    down = [k for k, v in found.items() if v is not None and v <= -shared.NOTABLE]
    up = [k for k, v in found.items() if v is not None and v >= shared.NOTABLE]
    watched = len(page.signals)
    tail = f"有{watched}户企业出现早期信号，需走访核实。" if watched else "没有企业出现早期信号。"
    if all(v is None for v in found.values()):
        return "可比数据不足，暂不研判；" + tail
    if not down:
        return ("总体平稳" if not up else f"{'、'.join(up)}上升，总体向好") + "；" + tail
    return f"{'、'.join(down)}下降" + (f"，{'、'.join(up)}上升" if up else "") + "，运行承压；" + tail
