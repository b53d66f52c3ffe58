"""资金绩效: what support money went where, what the firms brought before and after, and what to look at."""

from typing import Any, Final

from core.errors import NotFoundError, UsageError
from viz.reports import values
from viz.reports.asking import Asking, Row
from viz.reports.document import Items, Missing, Report, Section
from viz.reports.funds_flows import documents, flows, overview, period, whole
from viz.reports.funds_watch import firms, flagged, leads, leads_listed, spread, unmatched
from viz.reports.funds_yield import by_place, compared, peers, yields
from viz.reports.kinds import Desk

KIND: Final = "资金绩效"
CAVEATS: Final = (
    "本级补助按没有上级指标文号推定；本级补助与地方留成相比，上级资金单列；退款已从各项合计中扣除。",
    "税收贡献为净入库（不含社保费、非税收入、免抵调科目）加免抵调增；应税收入为增值税申报收入，不是营业收入。",
    "前后比较只计首次受补前后都有完整年份的企业，前后各取至多三个完整年份的年均值；停业、注销的记0。",
    "“每元”是变化与补助之比，变化里有行情、疫情和企业自身的走势；与相似企业的差值也不是补助的效果。",
    "线索供核实，不是结论；同一笔可出现在几类线索中，金额不可相加。",
    "数据从2020年起，更早的补助看不见；待核对的补助不计入任何企业、行业、镇街。",
)


def make(desk: Desk, subject: str) -> Report:
    """Return the report on all support money, or on that of one year (`subject`).

    Flows, concentration and flags are of the year; what firms brought before and after is over all years.
    UsageError for what is no year, NotFoundError for a year without payments.
    """
    asking, year = desk.asking, _year(subject)
    paid = {y: whole(asking, y) for y in sorted(asking.months)}
    told = [y for y, row in paid.items() if row["payments"]]
    if not told:
        raise NotFoundError("没有补助数据。", advice="请先接收“政府补助拨款奖励资金扶持”并 chanye refresh。")
    if year is not None and year not in told:
        known = "、".join(map(str, told))
        raise NotFoundError(f"没有{year}年的补助数据。", advice=f"可用年份：{known}。")
    years = period(asking, year) if year else _span(asking, told)
    sections = (
        Section("总体情况", overview(asking, paid, year)),
        Section("资金投向", sections=flows(asking, year)),
        Section("产出效益", sections=yields(asking)),
        Section("与同类、相似企业的比较", sections=compared(asking, year)),
        Section("集中度", spread(asking, year)),
        Section("需要核实的线索", flagged(asking, year)),
        Section("尚未认定到企业的资金", unmatched(asking, year)),
        Section("数据不能说明的", _unknown()),
        Section("问题与建议", (Items(advice(asking, year)),)),
        *_annexes(asking, year),
    )
    return Report(
        kind=KIND,
        title=f"{years}产业扶持资金产出效益对比报告",
        subject=years,
        office=desk.office,
        as_of=desk.as_of,
        made=desk.made,
        sections=sections,
        summary=summary(asking, years, year),
        caveats=CAVEATS,
    )


def _annexes(asking: Asking, year: int | None) -> tuple[Section, ...]:
    told = (
        ("线索要点", leads_listed(asking, year)),
        ("受补企业", firms(asking, year)),
        ("补助最多的企业与同类", peers(asking, year)),
        ("按行业、镇街的受补前后", by_place(asking)),
        ("指标文号", documents(asking, year)),
    )
    filled = [(title, blocks) for title, blocks in told if blocks]
    return tuple(Section(f"附表{n}　{title}", blocks) for n, (title, blocks) in enumerate(filled, 1))


def _year(subject: str) -> int | None:
    text = subject.strip().removesuffix("年")
    if not text:
        return None
    if len(text) != 4 or not text.isdigit():
        raise UsageError(
            f"年度应写成四位数字，不能是“{subject}”。", advice="例如：chanye report 资金绩效 2022"
        )
    return int(text)


def _span(asking: Asking, told: list[int]) -> str:
    if len(told) == 1:
        return period(asking, told[0])
    months = asking.months[told[-1]]
    return f"{told[0]}—{told[-1]}年" if months == 12 else f"{told[0]}年—{told[-1]}年{months}月"


def summary(asking: Asking, years: str, year: int | None) -> str:
    """Say in one paragraph how much went where, what firms brought after, and how much is unsure."""
    total = whole(asking, year)
    first = asking.rows("subsidies_by", by="policy", year=year, limit=1_000)[0]
    part, waiting = (values.share(x / total["amount"]) for x in (first["amount"], total["waiting"]))
    return (
        f"{years}共拨付产业扶持资金{total['payments']:,}笔、{values.money(total['amount'])}"
        f"（已扣退款），其中本级{values.money(total['local'])}、上级{values.money(total['upper'])}，"
        f"惠及企业{total['firms']:,}家。"
        f"按政策看，{first['name']}最多，{values.money(first['amount'])}，占{part}。"
        f"{'从全部年份看，' if year else ''}{_benefit(asking)}{_interval(asking)}"
        f"尚有{values.money(total['waiting'])}（{waiting}）待核对受补企业。"
        f"补助方面的线索{sum(r['flags'] for r in leads(asking, year)):,}条，均供核实。"
    )


def _benefit(asking: Asking) -> str:
    found = asking.rows("benefit_per_yuan", by="city")
    if not found or not found[0]["compared"] or found[0]["local_gain_per_yuan"] is None:
        return "受补前后都有完整年份的企业不足，前后变化无从比较。"
    row = found[0]
    moved = "增加" if row["local_gain_per_yuan"] >= 0 else "减少"
    return (
        f"前后可比的{row['compared']}家企业，受补后年均地方留成{moved}"
        f"{values.money(abs(row['tax_local_after'] - row['tax_local_before']))}，"
        f"折合每元本级补助{moved}{abs(row['local_gain_per_yuan']):.3f}元，"
        f"应税收入年均变化{_signed(row['revenue_change'])}，参保人数变化{_signed(row['staff_change'])}"
        "（含行情和企业自身走势，不是补助的效果）。"
    )


def _signed(percent: float | None) -> str:
    return "无数据" if percent is None else f"{percent:+.1f}%"


def _interval(asking: Asking) -> str:
    found = [r for r in asking.rows("support_matched") if r["figure"] == "应税收入" and r["low"] is not None]
    if not found:
        return "未受补的相似企业不足，不作对比。"
    row = found[0]
    return (
        f"与{row['controls']}家未受补的相似企业相比，次年应税收入变化之差{row['difference']:+.1f}个对数百分点"
        f"（95%区间{row['low']:+.1f}至{row['high']:+.1f}），{row['verdict']}。"
    )


def _unknown() -> tuple[Missing, ...]:
    return (
        Missing(
            "企业利润、成本与投资回报", "54个数据集没有企业财务报表，“产出”只能看税收、应税收入、用工、用电。"
        ),
        Missing(
            "税收优惠、贴息、用地优惠、政府投资基金等其他扶持", "只报送财政补助拨款，其他扶持方式没有数据。"
        ),
        Missing("2020年以前的补助", "首次采集自2020年1月起；首次受补年份可能更早。"),
        Missing(
            "资金的实际用途与绩效目标", "拨款数据只有项目名称和摘要，没有绩效目标、验收结果和资金使用明细。"
        ),
        Missing("补助的因果效果", "受补与否不是随机的，观察数据只能给出差别和它的不确定程度。"),
    )


def advice(asking: Asking, year: int | None) -> tuple[str, ...]:
    """Return problems and what to do about each, every one by a plain rule on the figures."""
    found = [*_unsure(asking, year), *_leads(asking, year), *_weak(asking), *_packed(asking, year)]
    return tuple(found) or ("按现有数据没有需要提出的问题。",)


def _unsure(asking: Asking, year: int | None) -> list[str]:
    total = whole(asking, year)
    loose = [
        r for r in asking.rows("subsidies_by", by="policy", year=year, limit=1_000) if r["group"] == "未归类"
    ]
    told = []
    if total["waiting"]:
        told.append(
            f"有{total['waiting_payments']}笔、{values.money(total['waiting'])}待核对受补企业，"
            "先核对再作绩效评价；今后拨款数据请一并报送统一社会信用代码。"
        )
    if loose:
        told.append(f"有{values.money(loose[0]['amount'])}没有政策认领，请主管单位补充政策目录。")
    return told


_ASKED: Final[dict[str, str]] = {
    "after_closing": "核实注销后拨付的依据，属兑现以前年度的说明情况，不应拨付的追回",
    "duplicate": "核实是重复拨付还是重复报送，重复拨付的追回，重复报送的更正",
    "other_payee": "核实收款人不是受补企业的原因和委托手续",
    "one_person": "核实负责人同名的几家企业是否为同一控制，分别申报是否合规",
    "one_address": "核实同一地址的几家企业是否独立经营",
    "shrinking": "走访受扶持而萎缩的企业，再安排后续资金前先评估",
}


def _leads(asking: Asking, year: int | None) -> list[str]:
    found: dict[str, list[Row]] = {}
    for row in leads(asking, year):
        found.setdefault(row["kind"], []).append(row)
    told = []
    for kind, what in _ASKED.items():
        sure = [r for r in found.get(kind, []) if r["certainty"] in ("确定", "很可能")]
        if sure:
            told.append(
                f"{what}：确定和很可能的{sum(r['flags'] for r in sure)}条，{values.money(_sum(sure))}。"
            )
    return told


def _sum(rows: list[Row]) -> float:
    return float(sum(r["amount"] or 0 for r in rows))


def _weak(asking: Asking) -> list[str]:
    """Name policies of which enough firms can be compared and whose firms all turned out less after."""
    rows = asking.rows("benefit_per_yuan", by="policy", limit=1_000)
    less = [r for r in rows if not r["caution"] and _below(r, "tax_change") and _below(r, "revenue_change")]
    if not less:
        return []
    names = "、".join(r["name"] for r in less)
    return [
        f"{names}的受补企业受补后税收、应税收入年均都减少（各有10家以上可比），请主管单位分析原因，完善申报条件和后续跟踪。"
    ]


def _below(row: dict[str, Any], key: str) -> bool:
    return row[key] is not None and row[key] < 0


def _packed(asking: Asking, year: int | None) -> list[str]:
    top = asking.rows("supported_firms", year=year, limit=10)
    part = sum(r["share"] or 0 for r in top)
    if part < 0.5:
        return []
    return [f"前十家企业占全部补助的{values.share(part)}，集中度偏高，请研究政策覆盖面。"]
