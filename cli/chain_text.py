"""The board of a chain in sentences that can be read aloud."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from queries.chain_board import ChainBoard

Row = dict[str, Any]


def money(yuan: float | None) -> str:
    """Say an amount of yuan as people do: 3.2 亿元, 45.6 万元."""
    if yuan is None:
        return "无数据"
    return f"{yuan / 1e8:,.2f} 亿元" if abs(yuan) >= 1e8 else f"{yuan / 1e4:,.1f} 万元"


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
        yield f"{number}. {_node(row)}：{reasons}；A、B 级 {row['firms']} 家，{leader}；少 {row['lost']} 分。"
        if row["decline"] is not None and row["decline"] > 0:
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
    deciding = [r for r in board.unreviewed if r["decides"]]
    yield f"名单上 {len(board.unreviewed)} 条写法待核对，其中 {len(deciding)} 条会改变环节的状态。"
    for row in deciding:
        yield (
            f"{row['node']}：名单写“{row['written']}”，若是{row['name']}，"
            f"{row['state']} → {row['state_if']}。"
            f"依据：chanye explain {row['mention']}"
        )


def _disagreements(board: "ChainBoard") -> Iterator[str]:
    kinds = Counter(r["kind"] for r in board.disagreements)
    told = "、".join(f"{kind} {number} 家" for kind, number in kinds.items())
    yield f"{told or '没有不一致'}。"


def how_to_open(board: "ChainBoard") -> list[str]:
    """Return the commands that open the board's figures down to file and row."""
    shown = max(board.nodes, key=lambda r: (r["grade_a"] + r["grade_b"], -r["position"]))
    given = {"town": board.town, "park": board.park, "year": board.year}
    narrow = "".join(f" --param '{k}={v}'" for k, v in given.items() if v is not None)
    node, chain = f" --param node={shown['node']}", f"--param chain={board.title}"
    lines = [
        f"{told}：chanye query run {query} {chain}{more}"
        for query, more, told in (
            ("chain_firms", node + narrow, "家数、收入、税收由哪些企业组成"),
            ("gap_candidates", "", "谁能补上，还差什么"),
            ("chain_whatif_node", node, "假如断了，波及几层"),
            ("chain_unreviewed", "", "悬于待核对的结论"),
            ("chain_list_disagreement", "", "名单与依据不一致"),
        )
    ]
    if firm := shown["leader_id"]:
        lines += [
            f"{shown['leader']}的{word}由哪些行组成："
            f"chanye trace {firm} --figure {figure} --year {board.of_year}"
            for figure, word in (("tax", "税收"), ("revenue", "收入"))
        ]
    sources = [r["sources"][0] for r in (*board.candidates, *board.disagreements) if r["sources"]]
    return lines + [f"一条来源的文件、行与匹配依据：chanye trace '{key}'" for key in sources[:1]]


def head(board: "ChainBoard") -> str:
    """Return the first two lines: which chain, when, where, and the score."""
    when = f"{board.year} 年" if board.year else f"现状（指标为 {board.of_year} 年）"
    place = board.park or board.town
    where = f"，只看{place}" if place else ""
    told = "、".join(f"{state} {board.states[state]}" for state in ("完整", "弱链", "缺链"))
    return (
        f"{board.chain}，{when}{where}\n完整度 {board.score} 分（满分 100）；"
        f"{len(board.nodes)} 个环节：{told}；名单在册 {board.listed} 家企业。"
    )


def sections(board: "ChainBoard", compare: int | None) -> Iterator[tuple[str, list[str]]]:
    """Yield heading and lines of all that follows the head."""
    yield "环节", list(_nodes(board))
    yield "缺链", list(_gaps(board)) or ["没有。"]
    yield "弱链", list(_weak(board)) or ["没有。"]
    if compare is not None:
        yield f"与 {compare} 年相比", list(_change(board, compare))
    yield "悬于待核对的结论（全市）", list(_reviews(board))
    yield "名单与依据不一致（全市）", list(_disagreements(board))
    yield "每个数字怎样打开", how_to_open(board)
