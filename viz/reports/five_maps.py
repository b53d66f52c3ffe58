"""五图五清单: the five pictures; what the data cannot draw is said, with the nearest that they can tell."""

from typing import Final

from queries.chain_board import ChainBoard
from viz.reports import values
from viz.reports.asking import Asking, Row, count, money, number, share, table, text, year_told
from viz.reports.document import (
    Block,
    Chart,
    Map,
    Missing,
    Section,
    Series,
    Shape,
    Source,
    Station,
    Text,
)
from viz.reports.five_firms import inventive, standing, years

STAGES: Final = ("上游", "中游", "下游")
LEGEND: Final = (("A", "有A级企业"), ("B", "只有B级企业"), ("C", "只有C级线索"), ("缺", "缺链"))
FIRMS: Final = ("chain_firm", "company_registration", "tax_registration", "tax_net_revenue")
YEARLY: Final = (
    "tax_net_revenue",
    "tax_exempt_offset",
    "tax_declaration",
    "social_insurance",
    "power_consumption",
)
LISTS: Final = ("hightech_firm", "specialised_firm", "gazelle_firm")
UNIT: Final = 10_000.0


def maps(asking: Asking, board: ChainBoard) -> tuple[Section, ...]:
    """Return the five pictures."""
    return (
        Section("产业链全景图", _whole(asking, board)),
        Section("产业现状图", _present(asking, board)),
        Section("技术路线图", _technology(asking, board)),
        Section("应用领域图", _uses(asking, board)),
        Section("区域分布图", _places(asking, board)),
    )


def _whole(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    keys = {r["node"]: r["node_key"] for r in board.nodes}
    stations = tuple(Station(r["node_key"], r["node"], r["stage"], _grade(r), _note(r)) for r in board.nodes)
    ways = tuple((r["node_key"], keys[to]) for r in board.nodes for to in r["supplies"] if to in keys)
    source = asking.source("chain_completeness", FIRMS, "供应关系来自模板", chain=board.title)
    stages = tuple(s for s in STAGES if any(r["stage"] == s for r in board.nodes))
    alt = f"{board.chain}{len(stations)}个环节、{len(ways)}条供应关系，颜色为企业的证据等级。"
    picture = Map(f"{board.chain}全景图", stages, stations, ways, source, LEGEND, alt)
    return (picture, *(_stage(board, stage) for stage in stages))


def _grade(row: Row) -> str:
    if row["state"].startswith("缺链"):
        return "C" if row["grade_c"] else "缺"
    return str(row["grade"])


def _note(row: Row) -> str:
    firms = f"{row['grade_a'] + row['grade_b']}家"
    return (
        f"缺链，线索{row['grade_c']}家"
        if row["state"].startswith("缺链")
        else (f"{firms}，弱" if row["state"].startswith("弱链") else firms)
    )


def _stage(board: ChainBoard, stage: str) -> Text:
    rows = [r for r in board.nodes if r["stage"] == stage]
    told = {w: [r["node"] for r in rows if r["state"].startswith(w)] for w in ("缺链", "弱链")}
    lacks = "；".join(f"{w}：{'、'.join(n)}" for w, n in told.items() if n)
    return Text(f"{stage}{len(rows)}个环节，{lacks or '都完整'}。")


def _present(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    found = years(asking, board)
    source = asking.source(
        "chain_years", (*FIRMS[:1], *YEARLY), "按当年口径定级，连同此后注销的", chain=board.title
    )
    fields = (
        text("年份", _year),
        count("A、B级企业", "firms"),
        money("应税收入", "revenue"),
        money("税收贡献", "tax"),
        money("不减退税", "tax_before_refunds"),
        count("年末参保", "staff"),
        number("用电量", _power, "万千瓦时"),
    )
    full = [r for r in found if r["months"] == 12]
    listed = table("历年规模", fields, found, source, note="用电只有重点企业报送。")
    return (listed, *_trend(full, source), *_structure(asking, board))


def _power(row: Row) -> float | None:
    return row["power"] / UNIT if row["power_firms"] else None


def _year(row: Row) -> str:
    return year_told(row["year"], row["months"])


_TRENDS: Final = (
    ("A、B级企业", "firms"),
    ("应税收入", "revenue"),
    ("不减退税的税收贡献", "tax_before_refunds"),
    ("年末参保人数", "staff"),
    ("用电量", "power"),
)


def _trend(full: list[Row], source: Source) -> tuple[Block, ...]:
    """Draw the change of all figures since the first full year, so that they can stand in one picture."""
    told = [(name, key) for name, key in _TRENDS if all((r[key] or 0) > 0 for r in full)]
    if len(full) < 2 or not told:
        return (Text("完整年份不足两个，不作趋势图。"),)
    labels, base = tuple(f"{r['year']}年" for r in full), full[0]
    lines = tuple(Series(name, tuple(100.0 * (r[key] / base[key] - 1) for r in full)) for name, key in told)
    alt = f"{labels[0]}至{labels[-1]}比{labels[0]}的变化：{'、'.join(n for n, _ in told)}。"
    return (Chart(f"发展趋势（比{labels[0]}的变化）", Shape.LINE, labels, lines, "%", source, alt),)


def _structure(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    rows = sorted((r for r in board.nodes if (r["revenue"] or 0) > 0), key=lambda r: -r["revenue"])
    firms = [r for r in standing(asking, board) if (r["revenue"] or 0) > 0]
    if len(rows) < 2 or not firms:
        return (Missing("企业规模结构", "有应税收入的环节不足两个。"),)
    total = sum(r["revenue"] for r in firms)
    top = [sum(r["revenue"] for r in firms[:n]) / total for n in (1, 5, 10)]
    hhi = sum((r["revenue"] / total) ** 2 for r in firms)
    source = asking.source("chain_completeness", ("chain_firm", "tax_declaration"), chain=board.title)
    shown = rows[:7]
    rest = sum(r["revenue"] for r in rows[7:])
    labels = (*(r["node"] for r in shown), *(("其他环节",) if rest else ()))
    parts = (*(r["revenue"] / UNIT for r in shown), *((rest / UNIT,) if rest else ()))
    alt = f"{board.chain}各环节应税收入的构成。"
    chart = Chart(
        f"各环节应税收入构成（{board.of_year}年）",
        Shape.SHARE,
        labels,
        (Series("应税收入", parts),),
        "万元",
        source,
        alt,
    )
    told = (
        f"{board.of_year}年有收入的A、B级企业{len(firms):,}家，最大一家占{values.share(top[0])}，前五家占{values.share(top[1])}，"
        f"前十家占{values.share(top[2])}，集中度指数（HHI）为{hhi:.3f}（本市企业之间，不是市场份额）。"
    )
    return (Text(told, source), chart)


def _technology(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    gap = Missing(
        "技术路线、关键技术和攻关项目", "没有报送；最接近的是创新主体（高新、专精特新、瞪羚）在各环节的分布。"
    )
    found = inventive(asking, board)
    if not found:
        return (gap, Text("链上没有认定为高新技术企业、专精特新或瞪羚的A、B级企业。"))
    source = asking.source("key_firms", LISTS)
    lines = tuple(Series(k, tuple(float(r[k]) for r in found)) for k in ("高新技术企业", "专精特新", "瞪羚"))
    alt = f"{board.chain}各环节的高新、专精特新、瞪羚企业数。"
    labels = tuple(r["node"] for r in found)
    title = f"创新主体在各环节的分布（{asking.full_year}年末）"
    without = [r["node"] for r in board.nodes if r["node"] not in labels and r["grade"] in ("A", "B")]
    told = f"有创新主体的环节{len(found)}个；有企业而没有创新主体的环节：{'、'.join(without) or '无'}。"
    return (gap, Chart(title, Shape.BAR, labels, lines, "家", source, alt), Text(told, source))


def _uses(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    gap = Missing(
        "产品的应用领域和客户行业",
        "没有发票和销售去向；最接近的是模板里的终端环节（不再供应其他环节的）及其规模。",
    )
    rows = [r for r in board.nodes if not r["supplies"]]
    source = asking.source("chain_completeness", FIRMS, "终端环节按模板", chain=board.title)
    fields = (
        text("终端环节", lambda r: f"{r['stage']}·{r['node']}"),
        text("状态", lambda r: r["state"][:2]),
        count("A、B级企业", lambda r: r["grade_a"] + r["grade_b"]),
        money("应税收入", "revenue"),
        text("上游来自", "supplied_by"),
    )
    return (gap, table("终端环节", fields, rows, source)) if rows else (gap,)


def places(asking: Asking, board: ChainBoard) -> tuple[list[Row], list[Row]]:
    """Return towns (a firm counts once) and parks (once a node), the most firms of grade A and B first."""
    held: dict[str, list[Row]] = {}
    for firm in standing(asking, board):
        held.setdefault(firm["town"] or "镇街不详", []).append(firm)
    nodes = {r["town"]: r for r in asking.rows("chain_by_town", chain=board.title)}
    towns = [
        {
            "town": town,
            "grade_a": sum(r["grade"] == "A" for r in firms),
            "grade_b": sum(r["grade"] == "B" for r in firms),
            "revenue": sum(r["revenue"] or 0 for r in firms),
            "nodes_filled": len({n for r in firms for n in r["nodes"]}),
            "strong": nodes.get(town, {}).get("strong"),
        }
        for town, firms in held.items()
    ]
    return sorted(towns, key=_most), sorted(asking.rows("chain_by_park", chain=board.title), key=_most)


def _most(row: Row) -> tuple[int, float, str]:
    place = row.get("town") or row.get("park") or ""
    return (-(row["grade_a"] + row["grade_b"]), -(row["revenue"] or 0), place)


def _places(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    towns, parks = places(asking, board)
    if not towns:
        return (Text("没有A、B级企业。"),)
    source = asking.source(
        "chain_by_town",
        FIRMS,
        "企业按现在的登记镇街",
        also=f"chanye query run chain_firms --param chain={board.title}",
        chain=board.title,
    )
    total = sum(r["grade_a"] + r["grade_b"] for r in towns)
    lines = tuple(Series(f"{g}级", tuple(float(r[f"grade_{g.lower()}"]) for r in towns)) for g in "AB")
    alt = f"{board.chain}各镇街的A、B级企业数，一家处于几个环节只计一次。"
    labels = tuple(r["town"] for r in towns)
    chart = Chart("A、B级企业的镇街分布", Shape.STACK, labels, lines, "家", source, alt)
    fields = (
        text("镇街", "town"),
        count("A级", "grade_a"),
        count("B级", "grade_b"),
        share("占比", lambda r: (r["grade_a"] + r["grade_b"]) / total),
        money("应税收入", "revenue"),
        count("有企业的环节", "nodes_filled"),
        text("完整的环节", "strong"),
    )
    inside = [r for r in parks if r["grade_a"] + r["grade_b"]]
    most = "、".join(f"{r['town']}{r['grade_a'] + r['grade_b']}家" for r in towns[:3])
    told = Text(
        f"现有A、B级企业{total:,}家，分布在{len(towns)}个镇街，最多的是{most}；有{len(inside)}个园区有链上企业，见重点园区清单。"
    )
    return (told, chart, table("镇街分布", fields, towns, source))
