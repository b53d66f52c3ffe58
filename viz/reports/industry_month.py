"""产业月报: one chain in one month: its firms' figures, weak and missing links, whom to look at."""

from collections import Counter

from core.errors import NotFoundError
from viz.reports import industry_parts as parts
from viz.reports import month_parts as shared
from viz.reports.document import Missing, Report, Section
from viz.reports.help_cases import in_hand, listed
from viz.reports.kinds import Desk
from viz.reports.months import CAVEATS, checked, months, moved, taxed
from viz.reports.values import money, until

OWN_CAVEATS = (
    "产业链企业指证据等级为A、B的企业：A级在册且环节可认定且存活，B级存活且行业相符；只有经营范围线索的C级不计入任何数字。",
    "一户企业可在几个环节，本报告每户只计一次；企业按现在的归属回看过去各月。",
    "供应关系来自产业链模板，数据里没有发票，受影响均为可能受影响。",
)
MISSING = (
    Missing("企业间的实际供销关系", "54个数据集没有发票，上下游关系取自产业链模板"),
    Missing("订单、产能利用率和产品价格", "除商砼企业外，数据集不含产量和产能"),
    Missing("一般企业的利润和营业收入", "数据集只有增值税应税收入"),
)


def make(desk: Desk, subject: str) -> Report:
    """Return the report of a chain; NotFoundError for no such chain, or a month that the data lacks."""
    asking = desk.asking
    chains = asking.rows("chains")
    chain = next((r for r in chains if subject in (r["chain"], r["title"])), None)
    if chain is None:
        known = "、".join(r["title"] for r in chains)
        raise NotFoundError(f"没有产业链“{subject}”。", advice=f"可用：{known}。")
    name = chain["title"]
    placed = asking.rows("chain_firms", chain=name, limit=100_000)
    ids = tuple(sorted({r["id"] for r in placed if r["grade"] in ("A", "B")}))
    told = months(asking, checked(desk.month), ids)
    page = parts.Page(asking, told, chain["chain"], None, ids, name, chain["score"], tuple(placed))
    cases = listed(desk, in_hand(desk, set(ids)), "链上企业在办的帮扶事项", "链上企业没有在办的帮扶事项。")
    return Report(
        kind="产业月报",
        title=f"{page.name}{until(told.month)}运行情况月报",
        subject=f"{name}{told.month}",
        office=desk.office,
        as_of=desk.as_of,
        made=desk.made,
        summary=summary(page),
        sections=(
            Section("总体情况", parts.overall(page)),
            Section("税收和重点企业", parts.taxes(page)),
            Section("用工和用电", shared.work(page)),
            Section("惠企资金", shared.support(page)),
            Section("链条完整度", parts.links(page)),
            Section("需要关注的企业", (*parts.watch(page), cases)),
            Section("存在问题", parts.problems(page)),
            Section("下一步建议", parts.advice(page)),
            Section("数据不能说明的", MISSING),
        ),
        caveats=OWN_CAVEATS + CAVEATS,
    )


def summary(page: parts.Page) -> str:
    """Say the main figures and the judgement in one paragraph."""
    told, found = page.told, [f"{until(page.month)}，{page.name}共有A、B级企业{len(page.ids or ())}户"]
    tax = told.value("tax", page.month)
    if tax is not None:
        found.append(
            f"当月税收贡献{money(tax)}，{taxed(told)}，"
            f"1至{int(page.month[5:])}月累计{money(told.so_far('tax', page.month))}，"
            f"{taxed(told, so_far=True)}"
        )
    if (staff := told.value("staff", page.month)) is not None:
        found.append(f"参保{staff:,.0f}人，{moved(told.yearly('staff'), '上年同月')}")
    if (power := told.value("power", page.month)) is not None:
        found.append(f"重点企业用电{power / 10_000:,.2f}万千瓦时，{moved(told.yearly('power'), '上年同月')}")
    state = Counter(r["state"] for r in page.nodes)
    missing = sum(n for s, n in state.items() if s.startswith("缺链"))
    whole = f"链条完整度{page.score:g}分，{len(page.nodes)}个环节中缺链{missing}个、弱链{state['弱链']}个"
    return "；".join([*found, whole]) + "。" + judged(page)


def _grown(page: parts.Page) -> str:
    """Judge tax that rose: no praise where it only had fewer refunds, or where work or power fell."""
    before_refunds = page.told.yearly_so_far("tax_before_refunds")
    if before_refunds is not None and before_refunds < shared.NOTABLE:
        return "累计税收增长，主要是退税比上年同期少"
    others = {"用工": page.told.yearly("staff"), "用电": page.told.yearly("power")}
    down = [k for k, v in others.items() if v is not None and v <= -shared.NOTABLE]
    return f"累计税收增长，但{'、'.join(down)}下降" if down else "累计税收增长，势头良好"


def judged(page: parts.Page) -> str:
    """Judge the month in one clause."""
    fall = page.told.yearly_so_far("tax")
    said = "税收无可比基数" if fall is None else "税收运行平稳"
    if fall is not None and abs(fall) >= shared.NOTABLE:
        said = "累计税收下降，须查明原因" if fall < 0 else _grown(page)
    return said + (f"；{len(page.signals)}户企业出现早期信号，需走访核实。" if page.signals else "。")
