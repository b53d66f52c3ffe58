"""`chanye explain`: why a mention was decided as it was, and why not otherwise."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.acting import read_as_operator
from cli.output import Format, write_json, write_rows

DECISIONS = [
    ("mention_id", "提及"), ("name", "名称"), ("code", "代码"), ("rows", "行数"), ("decision", "结果"),
    ("assigned", "归到"), ("proposed", "拟归到"), ("entity_code", "其代码"), ("reason", "依据"),
    ("weight", "权重"), ("margin", "领先"),
]  # fmt: skip
JUDGEMENTS = [
    ("mention_id", "提及"), ("id", "裁定序号"), ("at", "时间（UTC）"), ("actor", "裁定人"), ("left", "所判"),
    ("decision", "判定"), ("right", "对象"), ("right_id", "对象编号"),
    ("reason", "理由"), ("bound", "本次归一已约束"),
]  # fmt: skip
CANDIDATES = [
    ("mention_id", "提及"), ("rank", "名次"), ("name", "候选"), ("code", "代码"), ("weight", "权重"),
    ("rule", "由何找到"),
]  # fmt: skip
HALF = ("assigned", "proposed")  # a mention has one of them
STEPS = [("stage_text", "模型"), ("caption", "依据"), ("seen", "所见"), ("bits", "比特")]
STAGES = {"splink": "基础模型", "arbiter": "裁定模型"}
WEIGHED = 5  # mentions taken apart at a time
SMALL = 0.05  # bits below which a step is left out of the table


def explain(
    what: Annotated[str, typer.Argument(help="提及编号（m1_…）、名称或统一社会信用代码")],
    chart: Annotated[Path | None, typer.Option(help="另存基础模型的瀑布图：一个不用联网的 HTML 文件")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="只看裁定和候选，不重新计算权重的构成")] = False,
    form: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE,
) -> None:
    """说明一个提及归到谁、每项依据加减多少比特、别的候选差在哪里。

    由代码、名称等确定层级的，依据就是那一条；人工裁定的，列出所依的裁定；模型裁定的，列出权重的构成。
    """
    from core.duck import connect
    from core.errors import NotFoundError
    from core.settings import get_settings
    from resolution.explain import candidates, decisions, names_of
    from resolution.review.deciding import deciding
    from resolution.tables import latest
    from store.ledger import Ledger

    settings = get_settings()
    ledger, con = Ledger(settings), connect(settings)
    latest(settings, ledger).attach(con)
    found = decisions(con, what)
    if not found:
        raise NotFoundError(f"没有提及 {what}。", advice="请核对名称，或先运行 chanye resolve。")
    others: list[dict[str, Any]] = [c for d in found for c in candidates(con, d["mention_id"])]
    judged = deciding(con, ledger, found)
    read_as_operator("profile", what, len(found))
    scored = [d for d in found if any(c["mention_id"] == d["mention_id"] for c in others)][:WEIGHED]
    taken = _weigh(scored, chart) if scored and (chart is not None or not brief) else []
    names = names_of(con, [c["entity_id"] for one in taken for c in one["candidates"]])
    con.close()
    if form is Format.JSON:
        write_json({"decisions": found, "judgements": judged, "candidates": others, "waterfalls": taken})
        return
    write_rows(found, [c for c in DECISIONS if c[0] not in HALF or any(d[c[0]] for d in found)], form)
    if judged:
        write_rows(judged, JUDGEMENTS, form)
    if others:
        write_rows(others, CANDIDATES, form)
    for one in taken:
        _show(one, names, form)


def _weigh(found: Sequence[dict[str, Any]], chart: Path | None) -> list[dict[str, Any]]:
    """Weigh the mentions again in the city's registry; return each one's candidates taken apart."""
    from core.duck import connect
    from core.progress import console, stage
    from core.settings import get_settings
    from resolution.weighing import save_chart, told, weigh_in_city

    settings = get_settings()
    con = connect(settings)
    fields = {"name": "name", "uscc": "code", "legal_rep": "person", "phone": "phone", "town": "town",
              "address": "address", "industry": "industry"}  # fmt: skip
    with stage("在全部登记主体中重新计算权重"):
        weighed = weigh_in_city(con, settings, [{k: d[v] for k, v in fields.items()} for d in found])
    if chart is not None:
        save_chart(con, weighed, chart)
        console.print(f"瀑布图在 {chart}", highlight=False)
    con.close()
    rows = zip(found, weighed.found, strict=True)
    return [{"mention_id": d["mention_id"], "name": d["name"], "candidates": told(w)} for d, w in rows]


def _show(one: dict[str, Any], names: dict[str, str], form: Format) -> None:
    """Print the best candidate's steps, and for each other what it lacked."""
    from core.progress import console

    for place, candidate in enumerate(one["candidates"]):
        name = names.get(candidate["entity_id"]) or f"登记主体（{candidate['entity_id']}，名称不详）"
        if not place:
            console.print(f"{one['name']} → {name}：权重 {candidate['weight']} 比特", highlight=False)
            steps = [s | {"stage_text": STAGES[s["stage"]]} for s in candidate["steps"]]
            write_rows([s for s in steps if abs(s["bits"]) >= SMALL], STEPS, form)
            continue
        lacked = "、".join(f"{k['caption']} {k['bits']}" for k in candidate["lacked"])
        console.print(f"没有选 {name}：权重 {candidate['weight']} 比特，差在 {lacked}", highlight=False)
