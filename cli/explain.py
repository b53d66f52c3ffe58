"""`chanye explain`: why a mention was decided as it was, and why not otherwise."""

from collections.abc import Callable, Mapping, Sequence
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
    ("panel", "其中其他记录"), ("rule", "由何找到"),
]  # fmt: skip
HALF = ("assigned", "proposed")  # a mention has one of them
STEPS = [("stage_text", "模型"), ("caption", "依据"), ("seen", "所见"), ("bits", "比特")]
STAGES = {"splink": "基础模型", "arbiter": "裁定模型", "panel": "其他记录"}
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
    权重是裁定模型各项之和，加上其他行所说的（其他记录：按期报送的数据、同一账号、证号和项目）；基础模型是裁定模型的一项依据，不重复相加。
    """
    from core.duck import connect
    from core.errors import NotFoundError
    from core.settings import get_settings
    from resolution.explain import candidates, decisions, names_of, panel
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
    said = {d["mention_id"]: panel(con, d["mention_id"]) for d in scored}
    taken = _weigh(scored, others, said, chart) if scored and (chart is not None or not brief) else []
    names = names_of(
        con, [i for one in taken for i in (*(c["entity_id"] for c in one["candidates"]), *one["gone"])]
    )
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


def _weigh(
    found: Sequence[dict[str, Any]],
    candidates: Sequence[dict[str, Any]],
    panel: Mapping[str, Sequence[dict[str, Any]]],
    chart: Path | None,
) -> list[dict[str, Any]]:
    """Weigh the mentions again in the city's registry; return each one's candidates taken apart.

    `candidates` and `panel` are what the run said of them.
    """
    from core.duck import connect
    from core.progress import console, stage
    from core.settings import get_settings
    from resolution.weighing import as_in_the_run, save_chart, suggested, told, weigh_in_city

    settings = get_settings()
    con = connect(settings)
    fields = {"name": "name", "uscc": "code", "legal_rep": "person", "phone": "phone", "town": "town",
              "address": "address", "industry": "industry"}  # fmt: skip
    with stage("在全部登记主体中重新计算权重"):
        records = [{k: d[v] for k, v in fields.items()} for d in found]
        weighed = weigh_in_city(con, settings, records, [suggested(candidates, d) for d in found])
    if chart is not None:
        save_chart(con, weighed, chart)
        console.print(f"瀑布图在 {chart}", highlight=False)
    con.close()
    taken = []
    for one, falls in zip(found, weighed.found, strict=True):
        stored = {c["entity_id"]: c["weight"] for c in candidates if c["mention_id"] == one["mention_id"]}
        again = as_in_the_run(falls, stored, panel[one["mention_id"]], weighed.arbiter)
        taken.append({
            "mention_id": one["mention_id"], "name": one["name"], "candidates": told(again.candidates),
            "same_as_run": again.same, "run_model": one["model"], "model": weighed.version,
            "differing": [{"entity_id": e, "run": a, "now": b} for e, (a, b) in again.differing.items()],
            "gone": again.gone,
        })  # fmt: skip
    return taken


def _show(one: dict[str, Any], names: dict[str, str], form: Format) -> None:
    """Print the best candidate's steps, and for each other what it lacked."""
    from core.progress import console

    def tell(text: str) -> None:
        console.print(text, highlight=False, soft_wrap=True, markup=False)

    def name(entity: str) -> str:
        return names.get(entity) or f"登记主体（{entity}，名称不详）"

    for place, candidate in enumerate(one["candidates"]):
        if not place:
            tell(f"{one['name']} → {name(candidate['entity_id'])}：{_weight(candidate)}")
            steps = [s | {"stage_text": STAGES[s["stage"]]} for s in candidate["steps"]]
            write_rows([s for s in steps if abs(s["bits"]) >= SMALL], STEPS, form)
            continue
        lacked = "、".join(f"{k['caption']}（{k['seen']}）{k['bits']}" for k in candidate["lacked"])
        tell(
            f"没有选 {name(candidate['entity_id'])}：{_weight(candidate)}，差在 {lacked or '各项都只差一点'}"
        )
    for line in _changes(one, name):
        tell(line)


def _weight(candidate: dict[str, Any]) -> str:
    """Say a candidate's weight and what it is the sum of."""
    if not any(s["stage"] == "panel" for s in candidate["steps"]):
        return f"权重 {candidate['weight']} 比特"
    return (
        f"权重 {candidate['weight']} 比特"
        f"（裁定模型 {candidate['arbiter_weight']}，其他记录 {candidate['panel_weight']:+}）"
    )


def _changes(one: dict[str, Any], name: Callable[[str], str]) -> list[str]:
    """Say where the weights of today are not those of the run."""
    if one["same_as_run"]:
        return []
    lines = [
        f"{name(d['entity_id'])}：归一时权重 {d['run']:.3f}，现在重新计算是 {d['now']:.3f} 比特。"
        for d in one["differing"]
    ]
    lines += [
        f"{name(entity)}：归一时是候选，现在不是了（此后有了裁定，或程序变了）。" for entity in one["gone"]
    ]
    models = (
        ""
        if one["run_model"] in (None, one["model"])
        else (f"（归一时用模型版本 {one['run_model']}，现在启用的是 {one['model']}）")
    )
    return [*lines, f"以上结果还是上次归一的{models}；chanye resolve 之后两者一致。"]
