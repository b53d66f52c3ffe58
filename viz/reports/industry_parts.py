"""The chapters of a chain's month: what queries say of its firms and links, and what follows by rules."""

from dataclasses import dataclass
from functools import cached_property

from viz.reports import asking as ask
from viz.reports import month_parts as shared
from viz.reports.asking import Row
from viz.reports.document import Block, Chart, Column, Items, Kind, Missing, Series, Shape, Table, Text
from viz.reports.month_parts import GRAVE, LISTED, NAMED, NOTABLE, MonthPage, listed, named, payers
from viz.reports.months import UNCOMPARED, moved, tabled
from viz.reports.values import money, share, until

LISTS = ("chain_firm", "company_registration", "tax_registration", "tax_net_revenue", "tax_declaration")
SIGNS = ("tax_net_revenue", "social_insurance", "power_consumption")
DOMINANT = 0.3
"""From so large a share of the chain's tax on a firm is named as one that the chain hangs on."""


@dataclass(frozen=True)
class Page(MonthPage):
    """What a chain's report is told from; `name` is its title, `short` what queries call it."""

    short: str = ""
    score: float = 0.0
    placed: tuple[Row, ...] = ()

    @cached_property
    def nodes(self) -> list[Row]:
        """The chain's links in their order."""
        return self.asking.rows("chain_completeness", chain=self.short)

    @cached_property
    def weak(self) -> list[Row]:
        """Its weak links, those that cost most first."""
        return self.asking.rows("chain_weak_nodes", chain=self.short)

    @cached_property
    def gaps(self) -> list[Row]:
        """Its missing links, those that cost most first."""
        return self.asking.rows("chain_gaps", chain=self.short)

    @cached_property
    def signals(self) -> list[Row]:
        """Its firms with early signs, the largest employers first."""
        own = set(self.ids or ())
        found = [r for r in self.asking.rows("help_list", limit=100_000) if r["enterprise_id"] in own]
        return sorted(found, key=lambda r: (-(r["staff"] or 0), -(r["tax"] or 0), r["enterprise_id"]))

    @cached_property
    def top(self) -> list[Row]:
        """The firms that paid most in the month."""
        return [r for r in self.firms(month=self.month, limit=LISTED) if (r["tax"] or 0) > 0]


def overall(page: Page) -> tuple[Block, ...]:
    """Tell the month beside its past, and where the firms are."""
    return (*shared.overall(page), _towns(page))


def _towns(page: Page) -> Table:
    told, month = page.told, page.month
    towns = sorted({r["town"] for r in told.rows if r["town"]})
    order = sorted(towns, key=lambda t: (-(told.so_far("tax", month, t) or 0), t))
    count = {t: len({r["id"] for r in page.placed if r["town"] == t and r["grade"] in "AB"}) for t in towns}
    columns = (
        Column("镇（街道）"),
        Column("企业", Kind.COUNT, "户"),
        Column("当月税收", Kind.MONEY, "万元"),
        Column("同比", Kind.SHARE, places=1),
        Column("累计税收", Kind.MONEY, "万元"),
        Column("累计同比", Kind.SHARE, places=1),
        Column("参保", Kind.COUNT, "人"),
    )
    rows = tuple(
        (
            t,
            count[t],
            told.value("tax", month, t),
            tabled(told.yearly("tax", t)),
            told.so_far("tax", month, t),
            tabled(told.yearly_so_far("tax", t)),
            told.value("staff", month, t),
        )
        for t in order
    )
    title = f"{page.name}各镇（街道）{until(month)}情况"
    return Table(title, columns, rows, told.source("tax", "staff"), note=UNCOMPARED)


def taxes(page: Page) -> tuple[Block, ...]:
    """Tell the firms that pay most and fall most."""
    whole = page.told.value("tax", page.month)
    if whole is None:
        return (Missing(f"{until(page.month)}税收", "税务净入库信息还没有到这个月"),)
    said = f"当月有税款入库的企业{page.told.value('taxed', page.month) or 0:.0f}户。"
    if page.top and whole > 0:
        part = sum(r["tax"] for r in page.top) / whole
        said += f"税收贡献最大的{len(page.top)}户占全链{share(part)}，最大的是{page.top[0]['enterprise']}，"
        said += f"占{share(page.top[0]['tax'] / whole)}。"
    return (
        Text(said, page.told.source("tax")),
        payers(page, "税收贡献最大的企业", page.top, "tax"),
        payers(page, "税收贡献比上年同月减少最多的企业", page.falls, "fall"),
    )


def links(page: Page) -> tuple[Block, ...]:
    """Tell every link, how weak ones are weak, and who could fill what is missing."""
    source = page.asking.source("chain_completeness", LISTS, chain=page.short)
    fields = [
        ask.text("环节", "node"),
        ask.text("位置", "stage"),
        ask.text("状态", "state"),
        ask.count("A级", "grade_a", "户"),
        ask.count("B级", "grade_b", "户"),
        ask.count("需要", "needed", "户"),
        ask.money("年税收", "tax"),
        ask.number("失分", "lost", "", 1),
    ]
    year = next((r["of_year"] for r in page.nodes if r["of_year"]), None)
    note = f"税收为{year}年；失分为该环节使全链得分少的分数" if year else "失分为该环节使全链得分少的分数"
    stages = tuple(dict.fromkeys(r["stage"] for r in page.nodes))
    firms = tuple(
        float(sum(r["grade_a"] + r["grade_b"] for r in page.nodes if r["stage"] == s)) for s in stages
    )
    return (
        Text(f"{page.name}完整度{page.score:g}分（满分100分），共{len(page.nodes)}个环节。", source),
        ask.table(f"{page.name}各环节情况", fields, page.nodes, source, most=0, note=note),
        Chart("上中下游A、B级企业", Shape.BAR, stages, (Series("企业", firms),), "户次", source),
        _weak(page),
        _gaps(page),
    )


def _weak(page: Page) -> Block:
    fields = [
        ask.text("环节", "node"),
        ask.text("弱在何处", "reasons"),
        ask.text("最大的企业", "leader"),
        ask.share("其占比", "leader_share"),
        ask.text("可能受影响的下游", "downstream"),
    ]
    source = page.asking.source("chain_weak_nodes", LISTS, chain=page.short)
    return listed("弱链环节", fields, page.weak, source)


def _gaps(page: Page) -> Block:
    fields = [
        ask.text("环节", "node"),
        ask.text("必须本地配套", "must_be_local"),
        ask.count("线索企业", "clues", "户"),
        ask.text("可能缺供应的下游", "downstream"),
        ask.text("最接近的企业", "nearest"),
    ]
    source = page.asking.source("chain_gaps", LISTS, chain=page.short)
    return listed("缺链环节", fields, page.gaps, source)


def watch(page: Page) -> tuple[Block, ...]:
    """List firms with early signs."""
    fields = [
        ask.text("企业", "enterprise"),
        ask.text("镇（街道）", "town"),
        ask.text("信号", "signals"),
        ask.count("参保", "staff", "人"),
        ask.money("年税收", "tax"),
    ]
    source = page.asking.source("help_list", SIGNS, "参保和税收为最近完整年份")
    found = len(page.signals)
    said = (
        f"链上有{found}户企业出现早期信号，按用工、税收大小排列。" if found else "链上没有企业出现早期信号。"
    )
    if not page.signals:
        return (Text(said, source),)
    return (Text(said), ask.table("出现早期信号的企业", fields, page.signals, source, most=LISTED))


def problems(page: Page) -> tuple[Block, ...]:
    """Say what fell, what the chain hangs on and where it has gaps."""
    told, found = page.told, list[str]()
    for caption, value, than in (
        ("累计税收", told.yearly_so_far("tax"), "上年同期"),
        ("参保人数", told.yearly("staff"), "上年同月"),
        ("重点企业用电", told.yearly("power"), "上年同月"),
    ):
        if value is not None and value <= -NOTABLE:
            found.append(f"{caption}{moved(value, than)}。")
    whole = told.value("tax", page.month)
    if whole and page.top and page.top[0]["tax"] / whole >= DOMINANT:
        found.append(
            f"税收依赖{page.top[0]['enterprise']}一户，占当月全链{share(page.top[0]['tax'] / whole)}。"
        )
    if page.falls:
        lost = sum((r["tax_year_before"] or 0) - (r["tax"] or 0) for r in page.falls)
        found.append(
            f"部分企业税收减少：减少最多的{len(page.falls)}户企业当月合计比上年同月少缴{money(lost)}。"
        )
    local = [r["node"] for r in page.gaps if r["must_be_local"]]
    if page.gaps:
        said = f"缺链{len(page.gaps)}个：{'、'.join(r['node'] for r in page.gaps)}"
        found.append(said + (f"，其中必须本地配套的{'、'.join(local)}。" if local else "，均可外购。"))
    if page.weak:
        found.append(f"弱链{len(page.weak)}个，失分最多的是{page.weak[0]['node']}（{_why(page.weak[0])}）。")
    if found:
        return (Items(tuple(found)),)
    if all(v is None for v in (told.yearly_so_far("tax"), told.yearly("staff"), told.yearly("power"))):
        return (Text("可比数据不足，尚不能据以指出问题。"),)
    return (Text("主要指标没有明显下降，未发现突出问题。"),)


def _why(row: Row) -> str:
    return str(ask.cell(row["reasons"]) or "企业少")


def advice(page: Page) -> tuple[Block, ...]:
    """Ask for what the figures call for, and for nothing else."""
    found, fall = list[str](), page.told.yearly_so_far("tax")
    if page.falls and fall is not None and fall <= -GRAVE:
        found.append(f"稳链：走访税收减少较大的企业，核实原因：{named(page.falls)}。")
    if page.signals:
        found.append(f"护链：对出现早期信号的企业会同镇（街道）逐户走访，先看{named(page.signals)}。")
    gaps = [r for r in page.gaps if r["nearest"]]
    if gaps:
        said = "；".join(f"{r['node']}可先了解{'、'.join(r['nearest'][:2])}" for r in gaps[:NAMED])
        found.append(f"补链：对最接近的企业逐户了解意愿（为线索）：{said}。")
    alone = [r["node"] for r in page.gaps if not r["nearest"]]
    if alone:
        found.append(f"延链：{'、'.join(alone[:NAMED])}本地没有可培育的企业，列入招商目录。")
    if page.weak:
        said = "、".join(r["node"] for r in page.weak[:NAMED])
        found.append(f"强链：对弱链环节（{said}）培育第二、第三家企业，降低集中度。")
    if not found:
        found.append("继续按月跟踪主要指标和早期信号。")
    return (Items(tuple(found)),)
