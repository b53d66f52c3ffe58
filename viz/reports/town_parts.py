"""The chapters of a town's month: what named queries say of it, and what follows by plain rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from viz.reports import asking as ask
from viz.reports.asking import Row
from viz.reports.document import (
    Block,
    Chart,
    Column,
    Items,
    Kind,
    Missing,
    Series,
    Shape,
    Source,
    Table,
    Text,
)
from viz.reports.month_parts import GRAVE, LISTED, NAMED, NOTABLE, MonthPage, listed, named, payers
from viz.reports.months import (
    FEW,
    TEN_THOUSAND,
    UNCOMPARED,
    before,
    counted,
    curve,
    moved,
    places,
    tabled,
    year_before,
)
from viz.reports.values import money, share, until


@dataclass(frozen=True)
class Page(MonthPage):
    """What a town's report is told from; `name` is the town."""

    def rows(self, name: str, **params: Any) -> list[Row]:  # noqa: ANN401
        """Return the rows of a named query about the town."""
        return self.asking.rows(name, town=self.name, **params)

    def source(self, name: str, datasets: Sequence[str], **params: Any) -> Source:  # noqa: ANN401
        """Return where such rows come from."""
        return self.asking.source(name, datasets, town=self.name, **params)

    @cached_property
    def towns(self) -> list[str]:
        """Every town with any figure, by name."""
        return sorted({r["town"] for r in self.told.rows if r["town"]})

    def ranks(self, month: str) -> dict[str, int]:
        """Return each town's rank by the tax of one month."""
        return places({t: self.told.value("tax", month, t) for t in self.towns})

    def ranks_so_far(self, month: str) -> dict[str, int]:
        """Return each town's rank by the tax of the year up to a month."""
        return places({t: self.told.so_far("tax", month, t) for t in self.towns})

    @cached_property
    def standing(self) -> Row | None:
        """The town's line among the towns of the year."""
        found = self.asking.rows("dev_town", year=self.year)
        return next((r for r in found if r["name"] == self.name), None)

    @cached_property
    def signals(self) -> list[Row]:
        """Firms with early signs, a row a firm."""
        return self.rows("help_list")

    @cached_property
    def stalled(self) -> list[Row]:
        """Projects that have stood still for long."""
        return self.rows("stalled_projects")

    @cached_property
    def idle(self) -> list[Row]:
        """Land that may lie idle."""
        return self.rows("idle_land")


def firms(page: Page) -> tuple[Block, ...]:
    """Tell how many firms there are, were born and closed."""
    said, source = page.standing, page.asking.source("dev_town", ask.REGISTERS, year=page.year)
    if said is None:
        return (Missing("市场主体", f"{page.year}年还没有按镇街汇总的数字"),)
    born = page.told.so_far("born", page.month, page.name)
    text = (
        f"截至{page.year}年{said['months']}月，{page.name}登记企业和个体工商户{said['firms']:,}户，"
        f"近12个月有经营的{said['alive']:,}户，占{share(said['alive'] / said['firms'])}。"
        f"1至{int(page.month[5:])}月新设{born or 0:.0f}户，"
        f"{counted(born, page.told.so_far('born', year_before(page.month), page.name), '上年同期')}；"
        f"当年注销{said['closures_low']}至{said['closures_high']}户（注销日期只能定出上下限）；"
        f"有效高新技术企业{_told(said['hightech'])}，规上限上企业{_told(said['above_scale'])}。"
    )
    return (Text(text, source), curve(page.told, "born", page.name, f"{page.name}各月新设企业", "户"))


def _told(count: int | None) -> str:
    return "：无数据" if count is None else f"{count:,}户"


def taxes(page: Page) -> tuple[Block, ...]:
    """Tell the tax of the towns, and the firms that pay most and fall most."""
    if page.told.value("tax", page.month) is None:
        return (Missing(f"{until(page.month)}税收", "税务净入库信息还没有到这个月"),)
    top = [r for r in page.firms(month=page.month, limit=LISTED) if (r["tax"] or 0) > 0]
    return (
        _towns_said(page),
        _towns(page),
        *_bars(page),
        payers(page, "税收贡献最大的企业", top, "tax"),
        payers(page, "税收贡献比上年同月减少最多的企业", page.falls, "fall"),
    )


def _towns_said(page: Page) -> Text:
    now, last = page.ranks(page.month).get(page.name), page.ranks(before(page.month)).get(page.name)
    total = page.ranks_so_far(page.month).get(page.name)
    then = page.ranks_so_far(year_before(page.month)).get(page.name)
    if now is None:
        return Text(f"{page.name}没有企业的税收数字。")
    text = f"当月税收贡献居全市第{now}位，{_moves(last, now, '上月')}"
    if total is not None:
        text += f"；累计居第{total}位，{_moves(then, total, '上年同期')}"
    return Text(text + "。")


def _moves(then: int | None, now: int, than: str) -> str:
    if then is None:
        return f"{than}无名次"
    if then == now:
        return f"与{than}相同"
    return f"比{than}{'上升' if then > now else '下降'}{abs(then - now)}位"


def _towns(page: Page) -> Table:
    ranks, last = page.ranks(page.month), page.ranks(before(page.month))
    total, then = page.ranks_so_far(page.month), page.ranks_so_far(year_before(page.month))
    columns = (
        Column("镇（街道）"),
        Column("当月税收", Kind.MONEY, "万元"),
        Column("名次", Kind.COUNT),
        Column("上月名次", Kind.COUNT),
        Column("同比", Kind.SHARE, places=1),
        Column("累计税收", Kind.MONEY, "万元"),
        Column("累计名次", Kind.COUNT),
        Column("上年同期名次", Kind.COUNT),
        Column("累计同比", Kind.SHARE, places=1),
    )
    rows = tuple(
        (
            t,
            page.told.value("tax", page.month, t),
            ranks.get(t),
            last.get(t),
            tabled(page.told.yearly("tax", t)),
            page.told.so_far("tax", page.month, t),
            total.get(t),
            then.get(t),
            tabled(page.told.yearly_so_far("tax", t)),
        )
        for t in sorted(page.towns, key=lambda t: (total.get(t, 99), t))
    )
    title = f"各镇（街道）{until(page.month)}税收贡献"
    return Table(title, columns, rows, page.told.source("tax"), note=UNCOMPARED)


def _bars(page: Page) -> tuple[Chart, ...]:
    values = {t: page.told.so_far("tax", page.month, t) for t in page.towns}
    if all(v is None for v in values.values()):
        return ()
    order = sorted(values, key=lambda t: (-(values[t] or 0), t))
    scaled = tuple(None if values[t] is None else (values[t] or 0) / TEN_THOUSAND for t in order)
    chart = Chart(
        f"各镇（街道）1至{int(page.month[5:])}月税收贡献",
        Shape.RANK,
        tuple(order),
        (Series("税收贡献", scaled),),
        "万元",
        page.told.source("tax"),
        f"{order[0]}最多，{page.name}居第{order.index(page.name) + 1}位。" if page.name in order else "",
    )
    return (chart,)


def projects(page: Page) -> tuple[Block, ...]:
    """Tell key projects, land events of the month, projects that stand still and land that may lie idle."""
    keyed = page.rows("key_projects")
    fields = [
        ask.text("项目", "project"),
        ask.text("业主", "owners"),
        ask.money("总投资", "investment"),
        ask.money("年度计划", "planned"),
        ask.money("年度完成", "invested"),
        ask.share("完成率", "rate"),
        ask.text("已到手续", "stage"),
    ]
    year = keyed[0]["year"] if keyed else page.year
    blocks: list[Block] = [
        listed(f"{year}年重点项目", fields, keyed, page.source("key_projects", ["key_project"]))
    ]
    start, end = f"{page.month}-01", _last_day(page.month)
    events = page.rows("land_events", start=start, end=end)
    sets = ["land_grant", "land_allocation", "land_transfer", "property_registration", "property_mortgage"]
    land = [
        ask.day("日期", "dated_on"),
        ask.text("事项", "kind"),
        ask.text("坐落", "place"),
        ask.text("当事企业", "parties"),
        ask.number("面积", "area", "平方米"),
        ask.money("金额", "amount"),
    ]
    source = page.source("land_events", sets, start=start, end=end)
    blocks.append(listed(f"{until(page.month)}土地事项", land, events, source))
    text = f"现有停滞项目{len(page.stalled)}个，疑似闲置土地线索{len(page.idle)}宗（均为线索，须现场核实）。"
    blocks.append(
        Text(text, page.source("stalled_projects", ["project_approval", "construction_permit", "land_grant"]))
    )
    return tuple(blocks)


def _last_day(month: str) -> str:
    from calendar import monthrange

    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]}"


def watch(page: Page) -> tuple[Block, ...]:
    """List firms with early signs, the largest employers first."""
    found = sorted(page.signals, key=lambda r: (-(r["staff"] or 0), -(r["tax"] or 0), r["enterprise_id"]))
    fields = [
        ask.text("企业", "enterprise"),
        ask.text("行业主管部门", "department"),
        ask.text("信号", "signals"),
        ask.count("参保", "staff", "人"),
        ask.money("年税收", "tax"),
    ]
    reached = sorted({r["period"] for r in page.rows("early_signals", limit=100_000) if r["period"]})
    note = "参保和税收为最近完整年份" + (
        f"；信号取自数据中最近的月份（{until(reached[-1])}）" if reached else ""
    )
    source = page.source("help_list", ["tax_net_revenue", "social_insurance", "power_consumption"])
    text = (
        f"{page.name}有{len(found)}户企业出现早期信号，按用工、税收大小排列如下。"
        if found
        else f"{page.name}没有企业出现早期信号。"
    )
    if not found:
        return (Text(text, source),)
    return (Text(text), listed("出现早期信号的企业", fields, found, source, note))


def problems(page: Page) -> tuple[Block, ...]:
    """Say what fell, what stands still and what needs looking at."""
    told, town, found = page.told, page.name, list[str]()
    for caption, value, than in (
        ("累计税收", told.yearly_so_far("tax", town), "上年同期"),
        ("参保人数", told.yearly("staff", town), "上年同月"),
        ("重点企业用电", told.yearly("power", town), "上年同月"),
    ):
        if value is not None and value <= -NOTABLE:
            found.append(f"{caption}{moved(value, than)}。")
    born = told.so_far("born", year_before(page.month), town)
    fewer = told.yearly_so_far("born", town)
    if born is not None and born >= FEW and fewer is not None and fewer <= -NOTABLE:
        found.append(f"累计新设企业{moved(fewer, '上年同期')}。")
    if page.falls and told.value("tax", page.month) is not None:
        lost = sum((r["tax_year_before"] or 0) - (r["tax"] or 0) for r in page.falls)
        found.append(
            f"部分企业税收减少：减少最多的{len(page.falls)}户企业当月合计比上年同月少缴{money(lost)}。"
        )
    if page.signals:
        found.append(f"{len(page.signals)}户企业出现用工下降、停缴税款或无经营迹象等早期信号。")
    if page.stalled or page.idle:
        found.append(f"停滞项目{len(page.stalled)}个、疑似闲置土地{len(page.idle)}宗。")
    if found:
        return (Items(tuple(found)),)
    known = [told.yearly_so_far("tax", town), told.yearly("staff", town), told.yearly("power", town)]
    if all(v is None for v in known):
        return (Text("可比数据不足，尚不能据以指出问题。"),)
    return (Text("主要指标没有明显下降，未发现突出问题。"),)


def advice(page: Page) -> tuple[Block, ...]:
    """Ask for what the figures call for, and for nothing else."""
    found, fall = list[str](), page.told.yearly_so_far("tax", page.name)
    if page.falls and fall is not None and fall <= -GRAVE:
        found.append(f"走访税收减少较大的企业，核实原因、逐户建账：{named(page.falls)}。")
    if page.signals:
        large = sorted(page.signals, key=lambda r: (-(r["staff"] or 0), -(r["tax"] or 0), r["enterprise_id"]))
        found.append(
            f"对出现早期信号的企业会同行业主管部门逐户走访，有困难的转入帮扶台账，先看{named(large)}。"
        )
    staff = page.told.yearly("staff", page.name)
    if staff is not None and staff <= -NOTABLE:
        found.append("会同人社部门摸排用工减少的企业，区分季节性减员与长期减员，对接招工需求。")
    if page.stalled:
        found.append(f"逐个核查停滞项目，倒排工期：{'、'.join(r['project'] for r in page.stalled[:NAMED])}。")
    if page.idle:
        found.append(f"会同自然资源部门现场核实疑似闲置的{len(page.idle)}宗土地，依法处置或督促开工。")
    if not found:
        found.append("继续做好企业服务和数据校核，按月跟踪主要指标。")
    return (Items(tuple(found)),)
