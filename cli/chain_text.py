"""The board of a chain in sentences that can be read aloud."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from queries.chain_board import ChainBoard

Row = dict[str, Any]


def money(yuan: float | None) -> str:
    """Say an amount of yuan as people do: 3.20 亿元, 45.6 万元, 800 元."""
    if yuan is None:
        return "无数据"
    if abs(yuan) >= 1e8:
        return f"{yuan / 1e8:,.2f} 亿元"
    return f"{yuan / 1e4:,.1f} 万元" if abs(yuan) >= 1e4 else f"{yuan:,.0f} 元"


def _node(row: Row) -> str:
    local = "必须本地配套" if row["must_be_local"] else "可外购"
    return f"{row['node']}（{row['stage']}，重要性 {row['importance']}，{local}）"


def _suffers(row: Row) -> str:
    told = [
        f"{what} {'、'.join(row[key])}{firms}"
        for what, key, firms in (
            ("上游", "upstream", f"（{row['upstream_firms']:,} 家）" if "upstream_firms" in row else ""),
            (
                "下游",
                "downstream",
                f"（{row['downstream_firms']:,} 家）" if "downstream_firms" in row else "",
            ),
        )
        if row[key]
    ]
    return f"   可能受影响：{'；'.join(told)}。" if told else "   上下游没有模板所列的环节。"


def _candidate(row: Row) -> str:
    size = f"；{row['of_year']} 年应税收入 {money(row['revenue'])}" if row["of_year"] else ""
    lack = f"；还差：{'、'.join(row['missing'])}" if row["missing"] else ""
    return f"   可培育：{row['name']}（距离 {row['distance']}，{'、'.join(row['because'])}{lack}{size}）"


def _nodes(board: "ChainBoard") -> Iterator[str]:
    for row in board.nodes:
        firms = f"A 级 {row['grade_a']:,} 家、B 级 {row['grade_b']:,} 家、C 级 {row['grade_c']:,} 家"
        why = f"；{'、'.join(row['reasons'])}" if row["reasons"] else ""
        size = f"；应税收入 {money(row['revenue'])}" if row["revenue"] else ""
        yield f"{row['stage']} {row['node']}：{row['state']}，{firms}（需要 {row['needed']} 家）{size}{why}"


def _gaps(board: "ChainBoard") -> Iterator[str]:
    for number, row in enumerate(board.gaps, 1):
        clues = f"{row['clues']} 家的经营范围提到" if row["clues"] else "没有企业的经营范围提到"
        told = f"{number}. {_node(row)}：没有 A、B 级企业，{clues}，使全链少 {row['lost']} 分。"
        waits = f"另有 {row['waiting']} 家待核对后可补上。" if row["waiting"] else ""
        yield told + waits
        yield _suffers(row)
        yield from (_candidate(c) for c in board.candidates if c["node"] == row["node"])


def _weak(board: "ChainBoard") -> Iterator[str]:
    for number, row in enumerate(board.weak, 1):
        leader = f"最大的是{row['leader']}" if row["leader"] else "没有税收或收入数据"
        reasons = "、".join(row["reasons"])
        told = f"{reasons}；A、B 级 {row['firms']} 家，{leader}；使全链少 {row['lost']} 分。"
        yield f"{number}. {_node(row)}：{told}"
        if any(r.startswith("三年下滑") for r in row["reasons"]):
            before, now = money(row["revenue_before"]), money(row["revenue_now"])
            yield f"   同口径应税收入：{row['of_year'] - 2} 年 {before}，{row['of_year']} 年 {now}。"
        yield _suffers(row)


def _change(board: "ChainBoard", compare: int) -> Iterator[str]:
    first, later = board.change[0], board.year or board.of_year
    yield f"{compare} 年 {first['score_before']} 分，{later} 年 {first['score_after']} 分（都按当年口径）。"
    moved = [r for r in board.change if r["moved"] != "不变"]
    if not moved:
        yield "没有环节变好或变差。"
    for row in moved:
        why = f"，{'、'.join(row['reasons_after'])}" if row["reasons_after"] else ""
        yield (
            f"{row['moved']}：{row['node']}，{row['state_before']} → {row['state_after']}{why}；"
            f"A、B 级 {row['firms_before']} → {row['firms_after']} 家，"
            f"应税收入 {money(row['revenue_before'])} → {money(row['revenue_after'])}。"
        )


def _reviews(board: "ChainBoard") -> Iterator[str]:
    deciding = [r for r in board.unreviewed if r["decides"] or r["score"] != r["score_if"]]
    if not board.unreviewed:
        yield "名单上没有待核对的写法。"
        return
    changes = f"{sum(r['decides'] for r in deciding)} 条会改变环节的状态，{len(deciding)} 条会改变得分"
    yield f"名单上 {len(board.unreviewed)} 条写法待核对，其中 {changes}。"
    for row in deciding:
        yield (
            f"{row['node']}：名单写“{row['written']}”，若是{row['name']}，"
            f"{row['state']} → {row['state_if']}，全链 {row['score']} → {row['score_if']} 分。"
            f"依据：chanye explain {row['mention']}"
        )


def _disagreements(board: "ChainBoard") -> Iterator[str]:
    kinds = Counter(r["kind"] for r in board.disagreements)
    told = "、".join(f"{kind} {number} 家" for kind, number in kinds.items())
    yield f"{told or '没有不一致'}。"


def _first_steps(board: "ChainBoard") -> Iterator[str]:
    """What to look at first, by the points it costs; a lead for whoever asks, no finding."""
    for number, row in enumerate(sorted((*board.gaps, *board.weak), key=lambda r: -r["lost"])[:5], 1):
        told = list(_gap_steps(row)) if "clues" in row else list(_weak_steps(board, row))
        yield f"{number}. {row['node']}（{row['lost']} 分）：{'；'.join(step for step, _ in told)}。"
        yield from (f"   {command}" for _, command in told if command)


def _gap_steps(row: Row) -> Iterator[tuple[str, str]]:
    """Yield steps towards filling a gap, each with its command or nothing."""
    if not row["must_be_local"] and row["downstream_firms"]:
        yield f"可外购，先问下游 {row['downstream_firms']:,} 家从哪里采购", ""
    if row["clues"]:
        yield f"核实经营范围提到的 {row['clues']:,} 家是否真在做，都不是再列入招商", ""
    else:
        near = f"，可先问最接近的{row['nearest'][0]}" if row["nearest"] else ""
        yield f"没有企业的经营范围提到，要靠招商或转产{near}", ""


def _weak_steps(board: "ChainBoard", row: Row) -> Iterator[tuple[str, str]]:
    """Yield steps towards strengthening a node, each with its command."""
    told = {r[:4] for r in row["reasons"]}
    if "企业少于" in told:
        asked = f"--param chain={board.title} --param node={row['node']}"
        yield "企业少，看谁能补", f"chanye query run gap_candidates {asked}"
    if told & {"三年下滑", "骨干企业"}:
        yield "收入在降，看是哪几家", f"chanye trace {board.title}/{row['node']} --figure decline"
    if told & {"一家独大", "集中度高"} and row["leader_id"]:
        asked = f"--param enterprise={row['leader_id']}"
        yield f"靠{row['leader']}，问它的订单、用工和去留", f"chanye query run chain_whatif_firm {asked}"


def how_to_open(board: "ChainBoard", known: str = "") -> list[str]:
    """Return the commands that open the board's figures down to file and row, each with `known` behind it."""
    return [f"{line}{known}" for line in _commands(board)]


def _commands(board: "ChainBoard") -> list[str]:
    shown = max(board.nodes, key=lambda r: (r["grade_a"] + r["grade_b"], -r["position"]))
    given = {"town": board.town, "park": board.park, "year": board.year}
    options = "".join(f" --{k} {v}" for k, v in given.items() if v is not None)
    at = f"{board.title}/{shown['node']}"
    lines = [
        f"得分：chanye trace {board.title} --figure score{options}",
        f"名单在册：chanye trace {board.title} --figure listed",
    ]
    lines += [
        f"{told}：chanye trace {at} --figure {figure}{options}"
        for figure, told in (
            ("firms", "环节的家数（别的环节换上它的名称，下同）"),
            ("revenue", "应税收入"),
            ("share", "一家独大、集中度"),
            ("decline", "三年下滑、骨干企业退出"),
        )
    ]
    if firm := shown["leader_id"]:
        lines += [
            f"{shown['leader']}的{word}由哪些行组成："
            f"chanye trace {firm} --figure {figure} --year {board.of_year}"
            for figure, word in (("tax", "税收"), ("revenue", "收入"))
        ]
    sources = [r["sources"][0] for r in (*board.candidates, *board.disagreements) if r["sources"]]
    lines += [f"一条来源的文件、行与匹配依据：chanye trace '{key}'" for key in sources[:1]]
    node, chain = f" --param node={shown['node']}", f"--param chain={board.title}"
    if board.as_of is not None:
        return lines
    return lines + [
        f"{told}：chanye query run {query} {chain}{more}"
        for query, more, told in (
            ("gap_candidates", "", "谁能补上，还差什么"),
            ("chain_whatif_node", node, "假如一个环节断了，波及几层"),
            ("chain_unreviewed", "", "悬于待核对的结论"),
            ("chain_list_disagreement", "", "名单与依据不一致"),
        )
    ]


def head(board: "ChainBoard") -> str:
    """Return the first lines: which chain, when, where, the score, and what the grades mean."""
    figures = f"收入、税收为 {board.of_year} 年"
    asked = f"截至 {board.as_of}，用最近结束的完整年份 " if board.as_of else ""
    when = f"{asked}{board.year} 年" if board.year else f"现状（{figures}）" if board.of_year else "现状"
    place = board.park or board.town
    where = f"，只看{place}" if place else ""
    told = "、".join(f"{state} {board.states[state]}" for state in ("完整", "弱链", "缺链"))
    return (
        f"{board.chain}，{when}{where}\n完整度 {board.score} 分（满分 100）；"
        f"{len(board.nodes)} 个环节：{told}；名单在册 {board.listed} 家企业。\n"
        "A 级：在册，环节有依据，有经营；B 级：行业相符，有经营；"
        "C 级：只有经营范围等文字提到，或没有经营，只作线索。"
    )


def sections(board: "ChainBoard", compare: int | None, known: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield heading and lines of all that follows the head; `known` is the option of a past moment."""
    if board.gaps or board.weak:
        yield "先看什么（按所失分数；供核实，不是结论）", list(_first_steps(board))
    yield "缺链（供应关系来自模板，没有发票，受影响都只是可能）", list(_gaps(board)) or ["没有。"]
    yield "弱链", list(_weak(board)) or ["没有。"]
    yield "各环节", list(_nodes(board))
    if compare is not None:
        yield f"与 {compare} 年相比", list(_change(board, compare))
    if board.as_of is None:
        yield "悬于待核对的结论（全市）", list(_reviews(board))
        yield "名单与依据不一致（全市）", list(_disagreements(board))
    yield "每个数字怎样打开", how_to_open(board, known)
