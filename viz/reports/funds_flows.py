"""资金绩效: how much money, by year, policy, document, unit, industry and town."""

from collections.abc import Mapping
from typing import Any, Final

from viz.reports import values
from viz.reports.asking import Asking, Field, Row, count, datasets_of, money, share, table, text, year_told
from viz.reports.document import Block, Chart, Section, Series, Shape, Source, Text

PAID: Final = "subsidy_payment"
NAMED: Final = (PAID, "tax_registration")  # towns and industries are the firms'
ALL: Final = 100_000
UNIT: Final = 10_000.0
GROUPS: Final = (
    ("按政策", "policy", "政策"),
    ("按预算单位", "unit", "预算单位"),
    ("按行业大类", "industry", "行业大类"),
    ("按镇街", "town", "镇街"),
)


def whole(asking: Asking, year: int | None) -> dict[str, Any]:
    """Return the sums of all payments of a year, or of all years, and how much waits for review."""
    by_policy = asking.rows("subsidies_by", by="policy", year=year, limit=ALL)
    found = asking.rows("subsidies_matching", year=year)
    waiting = [r for r in found if r["decision"] == "待核对"]
    total: dict[str, Any] = {
        k: sum(r[k] for r in by_policy) for k in ("payments", "amount", "local", "upper", "refunds")
    }
    return total | {
        "firms": len(asking.rows("supported_firms", year=year, limit=ALL)),
        "waiting": sum(r["amount"] for r in waiting),
        "waiting_payments": sum(r["payments"] for r in waiting),
    }


def overview(asking: Asking, paid: Mapping[int, Mapping[str, Any]], year: int | None) -> tuple[Block, ...]:
    """Return the sums year by year, with a chart; the year asked for is told in a sentence."""
    rows = [{**row, "year": y} for y, row in paid.items() if row["payments"]]
    source = asking.source("subsidies_by", (PAID,), also="各年加 --param year=年份", by="policy")
    fields = (
        text("年份", lambda r: period(asking, r["year"])),
        count("笔数", "payments"),
        count("企业数", "firms"),
        money("金额", "amount"),
        money("本级", "local"),
        money("上级", "upper"),
        money("其中退款", "refunds"),
        money("待核对", "waiting"),
    )
    labels = tuple(period(asking, r["year"]) for r in rows)
    lines = tuple(
        Series(name, tuple(float(r[key]) / UNIT for r in rows))
        for name, key in (("本级补助", "local"), ("上级资金", "upper"))
    )
    alt = f"{labels[0]}至{labels[-1]}各年本级补助与上级资金，单位万元。"
    chart = Chart("历年拨付金额", Shape.STACK, labels, lines, "万元", source, alt)
    head = (
        ()
        if year is None
        else (Text(f"本报告的投向、集中度、线索限于{period(asking, year)}；产出效益看全部年份。"),)
    )
    return (*head, table("历年拨付", fields, rows, source), *((chart,) if len(rows) > 1 else ()))


def period(asking: Asking, year: int) -> str:
    """Say a year, with its months where it is not over."""
    return year_told(year, asking.months.get(year, 12))


def flows(asking: Asking, year: int | None) -> tuple[Section, ...]:
    """Return where the money went: by policy, unit, industry and town."""
    return tuple(Section(title, _group(asking, by, caption, year)) for title, by, caption in GROUPS)


def _group(asking: Asking, by: str, caption: str, year: int | None) -> tuple[Block, ...]:
    found = asking.rows("subsidies_by", by=by, year=year, limit=ALL)
    total = sum(r["amount"] for r in found)
    source = asking.source("subsidies_by", (PAID,) if by in ("policy", "unit") else NAMED, by=by, year=year)
    fields: list[Field] = [
        text(caption, "name"),
        count("笔数", "payments"),
        count("企业数", "enterprises"),
        money("金额", "amount"),
        share("占比", lambda r: r["amount"] / total if total else None),
        money("本级", "local"),
        money("上级", "upper"),
    ]
    note = "“未定”为企业待核对或登记里没有的。" if by in ("industry", "town") else ""
    told = table(f"补助按{caption}", fields, found, source, note=note)
    return (_led(found, caption, total), told, *_ranked(found, caption, source, by))


def _led(found: list[Row], caption: str, total: float) -> Text:
    named = [r for r in found if r["name"] not in ("未定", "未归类")]
    top = "、".join(f"{r['name']}{values.money(r['amount'])}" for r in named[:3])
    part = sum(r["amount"] for r in named[:3]) / total if total else None
    first = f"前{'一二三'[min(3, len(named)) - 1]}位" if named else ""
    return Text(
        f"共{len(named)}个{caption}。{first}是{top}，合计占{values.share(part)}。"
        if named
        else f"没有{caption}。"
    )


def _ranked(found: list[Row], caption: str, source: Source, by: str) -> tuple[Block, ...]:
    if by not in ("policy", "town") or len(found) < 2:
        return ()
    shown = [r for r in found if r["amount"] > 0][:10]
    lines = (Series("金额", tuple(r["amount"] / UNIT for r in shown)),)
    labels = tuple(str(r["name"]) for r in shown)
    alt = f"补助金额最多的{len(shown)}个{caption}，单位万元。"
    return (Chart(f"补助金额前{len(shown)}位的{caption}", Shape.RANK, labels, lines, "万元", source, alt),)


def documents(asking: Asking, year: int | None) -> tuple[Block, ...]:
    """Return the payments by document, for the annex."""
    found = asking.rows("documents", year=year, limit=ALL)
    source = asking.source(
        "documents", datasets_of(found) or (PAID,), "一笔可同时有本级和上级文号，两类不能相加", year=year
    )
    fields = (
        text("指标文号", "document"),
        text("级别", lambda r: "上级" if r["upper"] else "本级"),
        count("笔数", "payments"),
        count("企业数", "enterprises"),
        money("金额", "amount"),
        count("待核对笔数", "waiting"),
    )
    return (table("补助按指标文号", fields, found, source, most=30),)
