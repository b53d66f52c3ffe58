"""五图五清单: an industry chain in the form of 链长制, from its board and its firms."""

from typing import Final

from queries.chain_board import ChainBoard, chain_board
from viz.reports import values
from viz.reports.asking import Asking, against, count, datasets_of, money, number, table, text
from viz.reports.document import Block, Items, Missing, Report, Section, Text
from viz.reports.five_firms import standing, years
from viz.reports.five_lists import lists
from viz.reports.five_maps import maps, places
from viz.reports.kinds import Desk

KIND: Final = "五图五清单"
FORM: Final = (
    "各地链长制文件对图和清单的叫法不一。本报告的五图取产业链全景图、产业现状图、技术路线图、应用领域图、区域分布图；"
    "五清单取重点企业、重点项目、重点园区（平台）、缺链弱链（补短板和招商）、政策支持与问题需求。"
    "技术路线和应用领域不在54个数据集中，注明无数据，并给出最接近的数据。"
)
CAVEATS: Final = (
    FORM,
    "证据等级：A级在册、环节有依据、有经营；B级行业相符、有经营；C级只有经营范围等文字或没有经营，只作线索。",
    "完整度得分 = 100 × Σ(权重 × 环节得分) ÷ Σ权重；"
    "环节得分 = min(1, (A + 0.6·B + 0.2·C) ÷ 需要家数)，弱链乘0.7。",
    "弱链：A、B级少于需要家数，或一家占税收七成以上，或集中度指数（HHI，各企业占比的平方和）在0.5以上，或收入三年下滑二成以上，或骨干企业退出。",
    "上下游供应关系来自产业链模板，没有发票数据，“受影响”都只是可能；可培育、可招商的企业是线索。",
    "税收为净入库加免抵调增，应税收入不含出口免税收入；一家处于几个环节时，全链合计只计一次。",
)


def make(desk: Desk, subject: str) -> Report:
    """Return the five pictures and five lists of a chain by name or short name; else NotFoundError."""
    asking = desk.asking
    board = chain_board(subject, asking.session)
    sections = (
        Section("总体评价", _overall(asking, board)),
        Section("五图", sections=maps(asking, board)),
        Section("五清单", sections=lists(desk, asking, board)),
        Section("数据不能说明的", _unknown()),
        Section("问题与建议", (Items(advice(asking, board)),)),
        *_annexes(asking, board),
    )
    return Report(
        kind=KIND,
        title=f"{board.chain}“五图五清单”",
        subject=board.title,
        office=desk.office,
        as_of=desk.as_of,
        made=desk.made,
        sections=sections,
        summary=summary(asking, board),
        caveats=CAVEATS,
    )


def summary(asking: Asking, board: ChainBoard) -> str:
    """Say in one paragraph how whole the chain is, how large, where it stands and what it lacks."""
    states = board.states
    told = (
        f"{board.chain}设{len(board.nodes)}个环节，完整度{board.score}分（满分100）："
        f"完整{states['完整']}个、弱链{states['弱链']}个、缺链{states['缺链']}个；名单在册{board.listed}家。"
    )
    return told + _size(asking, board) + _where(asking, board) + _lacks(board)


def _size(asking: Asking, board: ChainBoard) -> str:
    found = {r["year"]: r for r in years(asking, board)}
    year = asking.full_year
    now, then = found.get(year), found.get(year - 1, {}) if asking.months.get(year - 1) == 12 else {}
    if not now or not now["firms"]:
        return f"{year}年没有A、B级企业的数据。"
    return (
        f"{year}年A、B级企业{now['firms']:,}家，应税收入{values.money(now['revenue'])}"
        f"（{against(now['revenue'], then.get('revenue'))}），"
        f"税收贡献{values.money(now['tax'])}（不减退税{values.money(now['tax_before_refunds'])}，"
        f"{against(now['tax_before_refunds'], then.get('tax_before_refunds'))}），"
        f"年末参保{now['staff']:,}人。"
    )


def _where(asking: Asking, board: ChainBoard) -> str:
    towns, _ = places(asking, board)
    top = [r["town"] for r in towns[:3] if r["grade_a"] + r["grade_b"]]
    return f"企业主要在{'、'.join(top)}。" if top else ""


def _lacks(board: ChainBoard) -> str:
    gaps = "、".join(r["node"] for r in board.gaps)
    weak = "、".join(r["node"] for r in board.weak[:5])
    told = f"缺{gaps}；" if gaps else "没有缺链环节；"
    more = "等" if len(board.weak) > 5 else ""
    return told + (f"薄弱的是{weak}{more}。" if weak else "没有弱链环节。")


def _overall(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    source = asking.source("chain_completeness", _SETS, chain=board.title)
    fields = (
        text("环节", lambda r: f"{r['stage']}·{r['node']}"),
        text("状态", lambda r: r["state"][:2]),
        count("A级", "grade_a"),
        count("B级", "grade_b"),
        count("需要", "needed"),
        money("应税收入", "revenue"),
        money("税收贡献", "tax"),
        number("失分", "lost", places=1),
    )
    head = f"各环节的收入、税收为{board.of_year}年。" if board.of_year else "各环节没有收入、税收数据。"
    return (Text(head, source), table("各环节状态", fields, board.nodes, source, most=30))


_SETS: Final = (
    "chain_firm",
    "company_registration",
    "tax_registration",
    "tax_net_revenue",
    "tax_declaration",
)


def _unknown() -> tuple[Missing, ...]:
    return (
        Missing(
            "产值、利润、研发投入、出口额", "产值只有行业季度数和商砼企业，没有链上企业的；其他没有报送。"
        ),
        Missing("真实的配套关系、市场份额", "没有发票和订单数据；集中度只在本市企业之间计算。"),
        Missing("本市以外的企业", "只有本市登记的企业，招商目标企业名单要另行收集。"),
        Missing("专利、标准、研发机构", "没有报送；创新主体只能看高新、专精特新、瞪羚名单。"),
    )


def advice(asking: Asking, board: ChainBoard) -> tuple[str, ...]:
    """Return what to do, each by a rule on the board: the points that a node costs decide the order."""
    told = [_gap(r) for r in board.gaps] + [_weak(r) for r in board.weak]
    lost = [r["lost"] for r in board.gaps] + [r["lost"] for r in board.weak]
    ranked = [t for _, _, t in sorted((-n, i, t) for i, (n, t) in enumerate(zip(lost, told, strict=True)))]
    return (*ranked[:8], *_on_lists(board), *_on_projects(asking, board)) or (
        "按现有数据没有需要提出的问题。",
    )


def _gap(row: dict[str, object]) -> str:
    what = "必须本地配套，优先招引或培育" if row["must_be_local"] else "可外购，先摸清下游从哪里采购"
    clues = (
        f"，先核实经营范围提到的{row['clues']}家是否真在做" if row["clues"] else "，没有企业的经营范围提到"
    )
    return f"补缺链“{row['node']}”（失{row['lost']}分）：{what}{clues}。"


def _weak(row: dict[str, object]) -> str:
    reasons = row["reasons"]
    why = "、".join(str(r) for r in reasons) if isinstance(reasons, list) else ""
    steps = {
        "企业少于": "培育和引进同环节企业",
        "一家独大": f"走访{row['leader']}，掌握订单、用工和去留",
        "集中度高": f"走访{row['leader']}，掌握订单、用工和去留",
        "三年下滑": "逐家了解收入下滑的原因",
        "骨干企业": "了解退出企业的业务由谁承接",
    }
    todo = "；".join(dict.fromkeys(s for k, s in steps.items() if k in why))
    return f"强弱链“{row['node']}”（失{row['lost']}分，{why}）：{todo or '跟踪变化'}。"


def _on_lists(board: ChainBoard) -> list[str]:
    gone = [r for r in board.disagreements if r["kind"] in ("在册已注销", "在册无经营")]
    new = [r for r in board.disagreements if r["kind"] == "未列入名单"]
    told = []
    if gone:
        told.append(f"更新产业链名单：在册而已注销或无经营的{len({r['id'] for r in gone})}家，请核对后调整。")
    if new:
        told.append(
            f"名单增补参考：行业相符、有经营、收入2000万元以上而不在册的{len({r['id'] for r in new})}家。"
        )
    if board.unreviewed:
        told.append(f"核对名单上还没有认定是谁的{len(board.unreviewed)}条写法。")
    return told


def _on_projects(asking: Asking, board: ChainBoard) -> list[str]:
    own = {r["id"] for r in standing(asking, board)}
    waiting = [r for r in asking.rows("stalled_projects") if own & set(r["owner_ids"])]
    if not waiting:
        return []
    names = "、".join(r["project"] for r in waiting[:3])
    return [
        f"调度停滞的项目{len(waiting)}个（{names}{'等' if len(waiting) > 3 else ''}），手续未报送的请补报。"
    ]


def _annexes(asking: Asking, board: ChainBoard) -> tuple[Section, ...]:
    told = (_disagreements(asking, board), _unreviewed(asking, board))
    return tuple(Section(f"附表{n}", blocks) for n, blocks in enumerate(filter(None, told), 1))


def _disagreements(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    if not board.disagreements:
        return ()
    fields = (
        text("不一致", "kind"),
        text("企业", "name"),
        text("镇街", "town"),
        text("名单上", "listed_stage"),
        text("推断的环节", "placed"),
        text("行业", "industry"),
        money("应税收入", "revenue"),
    )
    sets = datasets_of(board.disagreements)
    source = asking.source("chain_list_disagreement", sets, "供核对名单，不是结论", chain=board.title)
    return (table("名单与依据不一致", fields, board.disagreements, source, most=30),)


def _unreviewed(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    if not board.unreviewed:
        return ()
    fields = (
        text("名单写法", "written"),
        text("拟归到的企业", "name"),
        text("环节", "node"),
        text("现状态", "state"),
        text("核对后状态", "state_if"),
        text("全链得分", lambda r: f"{r['score']:.1f}→{r['score_if']:.1f}"),
    )
    source = asking.source("chain_unreviewed", datasets_of(board.unreviewed), chain=board.title)
    return (table("悬于待核对的结论", fields, board.unreviewed, source),)
