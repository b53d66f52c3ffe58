"""一企一档: what the firm brings year by year, the support it had, and both beside firms like it."""

from queries.tiers import flag
from viz.reports import values
from viz.reports.asking import (
    FIGURES,
    Asking,
    Row,
    count,
    day,
    money,
    number,
    percent,
    size_told,
    table,
    text,
    year_told,
    years_told,
)
from viz.reports.document import Block, Chart, Missing, Section, Series, Shape, Source, Text

PAID = "subsidy_payment"
UNIT = 10_000.0  # charts are drawn in 万元


def results(asking: Asking, firm: str) -> Section:
    """Return the section on tax, revenue, staff and power by year, with two charts."""
    found = [r for r in asking.rows("enterprise_figures", enterprise=firm) if r["year"] in asking.months]
    if not found:
        return Section(
            "经营与贡献", (Missing("税收、收入、用工、用电", "没有认定到本企业的税务、社保、用电记录。"),)
        )
    source = asking.source(
        "enterprise_figures", FIGURES, also=_trace(firm, found[-1]["year"]), enterprise=firm
    )
    fields = (
        text("年份", lambda r: _year(asking, r["year"])),
        money("税收贡献", "tax"),
        money("不减退税", "tax_before_refunds"),
        money("其中地方留成", "tax_local"),
        money("应税收入", "revenue"),
        count("年末参保人数", "staff"),
        number("用电量", lambda r: None if r["power"] is None else r["power"] / UNIT, "万千瓦时"),
    )
    return Section(
        "经营与贡献", (table("历年经营与贡献", fields, found, source), *_charts(found, source, asking))
    )


def _trace(firm: str, year: int) -> str:
    return f"chanye trace {firm} --figure tax --year {year}"


def _year(asking: Asking, year: int) -> str:
    return year_told(year, asking.months.get(year, 12))


def _charts(found: list[Row], source: Source, asking: Asking) -> tuple[Block, ...]:
    full = [r for r in found if asking.months.get(r["year"]) == 12]
    found = full if len(full) > 1 else found
    labels = tuple(_year(asking, r["year"]) for r in found)
    told: list[Block] = []
    for title, shape, series in (
        (
            "税收贡献与地方留成",
            Shape.BAR,
            (("不减退税的税收贡献", "tax_before_refunds"), ("税收贡献", "tax"), ("地方留成", "tax_local")),
        ),
        ("应税收入", Shape.LINE, (("应税收入", "revenue"),)),
    ):
        lines = tuple(
            Series(name, tuple(None if r[key] is None else r[key] / UNIT for r in found))
            for name, key in series
        )
        if len(found) > 1 and any(v is not None for line in lines for v in line.values):
            alt = f"{title}，{labels[0]}至{labels[-1]}，单位万元。"
            told.append(Chart(title, shape, labels, lines, "万元", source, alt))
    return tuple(told)


def support(asking: Asking, firm: str) -> Section:
    """Return the section on support: year by year, payment by payment, before and after, beside others."""
    if not any(r["payments"] for r in asking.rows("support_profile", enterprise=firm)):
        why = "没有认定到本企业的补助；补助自2020年起报送，待核对的不在其中。"
        return Section("扶持与成效", (Text(why), *_peers(asking, firm)))
    return Section(
        "扶持与成效",
        sections=(
            Section("逐年对照", (_by_year(asking, firm), _net(asking, firm))),
            Section("受补前后", _before_after(asking, firm)),
            Section("与同行业、同规模企业相比", _peers(asking, firm)),
            Section("与未受补的相似企业相比", _matched(asking, firm)),
        ),
    )


def _by_year(asking: Asking, firm: str) -> Block:
    found = [
        r
        for r in asking.rows("support_profile", enterprise=firm)
        if r["year"] in asking.months or r["payments"]
    ]
    source = asking.source("support_profile", (PAID, *FIGURES), "补助已扣退款", enterprise=firm)
    fields = (
        text("年份", lambda r: _year(asking, r["year"])),
        count("补助笔数", "payments"),
        money("本级补助", "subsidy_local"),
        money("上级资金", "subsidy_upper"),
        money("税收贡献", "tax"),
        money("地方留成", "tax_local"),
        money("留成减补助", "local_net"),
    )
    return table("扶持与贡献逐年对照", fields, found, source)


def _net(asking: Asking, firm: str) -> Text:
    found = [r for r in asking.rows("support_profile", enterprise=firm) if r["tax_local"] is not None]
    more = [r["year"] for r in found if r["local_net"] < 0]
    if more:
        return Text(f"本级补助多于当年地方留成的年份：{years_told(more)}。逐笔明细见附表。")
    told = "有税收数据的各年，地方留成都不少于本级补助。" if found else "没有可与补助相比的地方留成。"
    return Text(told + "逐笔明细见附表。")


def payments(asking: Asking, firm: str) -> tuple[Block, ...]:
    """Return the payments one by one; nothing where there are none."""
    found = asking.rows("support_history", enterprise=firm)
    if not found:
        return ()
    fields = (
        day("所属期", "period"),
        money("金额", "amount"),
        text("资金", lambda r: str(r["level"]).replace("（推定）", "")),
        text("指标文号", "documents"),
        text("项目", "project_name"),
        text("摘要", "summary"),
        text(
            "收款人", lambda r: "同企业" if not any("收款人" in f for f in r["flags"] or ()) else r["payee"]
        ),
        text("提示", lambda r: r["flags"] or None),
    )
    source = asking.source("support_history", (PAID,), "没有上级指标文号的推定为本级", enterprise=firm)
    return (table("补助逐笔明细", fields, found, source),)


def _before_after(asking: Asking, firm: str) -> tuple[Block, ...]:
    found = asking.rows("enterprise_benefit", enterprise=firm)
    source = asking.source("enterprise_benefit", (PAID, *FIGURES), enterprise=firm)
    if not found:
        return (Text("没有可比的完整年份。", source),)
    first = found[0]
    head = (
        f"首次受补在{first['first_year']}年。前后各取至多三个完整年份的年均值，首次受补当年不计；"
        f"此后所计年份的本级补助{values.money(first['local_counted'])}。"
    )
    if all(r["before"] is None for r in found):
        why = "税收、申报数据从2020年开始，首次受补以前没有完整年份。"
        return (Text(head, source), Missing("受补前后的变化", why))
    rows = [r for r in found if r["before"] is not None or r["after"] is not None]
    fields = (
        text("指标", "figure"),
        text("此前年份", lambda r: years_told(r["years_before"])),
        number("此前年均", "before", places=0),
        text("此后年份", lambda r: years_told(r["years_after"])),
        number("此后年均", "after", places=0),
        percent("变化", "change"),
        number("每元本级补助的年均变化", "change_per_yuan", places=4),
    )
    note = "变化里有行情、疫情和企业自身的走势，不是补助的效果。"
    return (Text(head, source), table("受补前后年均值与每元补助的变化", fields, rows, source, note=note))


def _peers(asking: Asking, firm: str) -> tuple[Block, ...]:
    found = asking.rows("support_peers", enterprise=firm)
    if not found:
        return (Missing("与同类企业的比较", "行业只到门类或没有应税收入的企业没有同类可比。"),)
    fields = (
        text("年份", lambda r: f"{r['year']}年"),
        count("同类家数", "peers"),
        money("应税收入", "revenue"),
        money("中位数", "revenue_median"),
        percent("收入增幅", "revenue_change"),
        percent("中位数", "revenue_change_median"),
        percent("税收占收入", "tax_share"),
        percent("中位数", "tax_share_median"),
    )
    source = asking.source("support_peers", ("tax_registration", *FIGURES), "同类含本企业", enterprise=firm)
    classes = "、".join(dict.fromkeys(f"{r['industry']}收入{size_told(r['size'])}" for r in found))
    few = [r["year"] for r in found if r["caution"]]
    doubt = f"其中{years_told(few)}同类不足5家，中位数不可靠。" if few else ""
    title = "与同行业大类、同规模企业中位数相比"
    return (Text(f"同类为{classes}的登记企业（含本企业）。{doubt}"), table(title, fields, found, source))


def _matched(asking: Asking, firm: str) -> tuple[Block, ...]:
    own = [r for r in asking.rows("support_pairs", limit=100_000) if r["enterprise_id"] == firm]
    if not own:
        why = "没有同年、同行业大类、同规模档而且收入相差不超过一倍的未受补企业，或首次受补以前没有完整年份。"
        return (Missing("对照企业", why),)
    source = asking.source("support_pairs", (PAID, *FIGURES))
    fields = (
        text("对照企业", "control"),
        text("首次受补", lambda r: f"{r['first_year']}年"),
        money("本企业此前收入", "revenue_before"),
        money("本企业此后收入", "revenue_after"),
        money("对照此前收入", "control_before"),
        money("对照此后收入", "control_after"),
        number("变化之差", "difference", "对数百分点", 1),
    )
    return (table("对照企业", fields, own, source), Text(_interval(asking), source))


def _interval(asking: Asking) -> str:
    found = [r for r in asking.rows("support_matched") if r["figure"] == "应税收入" and r["low"] is not None]
    if not found:
        return "一家对一家的差别说明不了问题；全市配对不足，算不出区间。"
    row = found[0]
    return (
        f"一家对一家的差别说明不了问题：全市{row['pairs']}对的平均差为{row['difference']}个对数百分点，"
        f"95%区间{row['low']}至{row['high']}，{row['verdict']}。受补与否不是随机的，差别不是补助的效果。"
    )


def flags_of(asking: Asking, firm: str) -> tuple[Block, ...]:
    """Return what was flagged of the firm, as a table; one sentence where nothing was."""
    found = asking.rows("enterprise_flags", enterprise=firm)
    if not found:
        return (Text("没有补助、土地、经营方面的线索和早期信号。"),)
    fields = (
        text("类别", lambda r: flag(r["kind"])),
        text("把握", "certainty"),
        day("所属期", "period"),
        money("涉及金额", "amount"),
        text("情况与依据", lambda r: "；".join(filter(None, (r["detail"], r["evidence"], r["document"])))),
    )
    sets = dict.fromkeys(k.split("/", 1)[0] for r in found for k in r["sources"] or ())
    source = asking.source("enterprise_flags", sets, "线索不是结论", enterprise=firm)
    return (table("线索与早期信号", fields, found, source),)
