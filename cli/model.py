"""`chanye model`: match models as numbered versions: list, train, show, compare in the shadow, use."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import note_as_operator, read_as_operator
from cli.output import Format, write_json, write_rows
from core.settings import get_settings

if TYPE_CHECKING:
    from store.tables import ModelVersion

app = typer.Typer(no_args_is_help=True, help="匹配模型：列出、训练、查看、影子比较、启用与退回。")
Form = Annotated[Format, typer.Option("--format", help="输出格式")]
Number = Annotated[int, typer.Argument(help="模型版本号，见 chanye model list")]
DECISIONS = {"match": "匹配", "review": "待复核", "none": "未匹配", "ambiguous": "重名", None: "（没有）"}
LABELS = {
    "source": "来源", "coded": "自带代码的名称", "mistyped": "人为写错的名称", "spread": "全国名称",
    "judged": "人工裁定", "match": "自动匹配阈值", "review": "复核阈值", "precision": "折外准确率",
    "recall": "折外召回率",
}  # fmt: skip
WHEN = {"without": "不用人工裁定", "with": "用人工裁定"}
USES = {"match": "自动匹配", "review": "复核"}
GAIN = [
    ("when", "训练"), ("mentions", "裁定过的提及"), ("log_loss", "对数损失（比特）"), ("brier", "Brier 分"),
    ("matched_right", "匹配对"), ("matched_wrong", "匹配错"), ("asked", "交人复核"),
    ("dismissed_right", "排除对"), ("dismissed_wrong", "排除错"), ("precision", "其余准确率"),
    ("recall", "其余召回率"),
]  # fmt: skip
SAID = [
    ("part", "概率"), ("count", "样本"), ("said", "所说概率"), ("right", "实际正确"), ("low", "下限"),
    ("high", "上限"),
]  # fmt: skip
STEPS = [
    ("at", "置信度不低于"), ("is", "用作"), ("above", "样本"), ("precision", "准确率"), ("recall", "召回率"),
]  # fmt: skip
CAUSES = {"model": "模型", "data": "数据", "judgement": "裁定", "rules": "规则"}


def _row(version: "ModelVersion") -> dict[str, Any]:
    return {
        "number": version.number,
        "active": version.active,
        "created_at": version.created_at,
        "data_hash": version.data_hash,
        "parts": sorted(version.parameters),
        "packages": " ".join(f"{k} {v}" for k, v in sorted(version.packages.items())),
    }


@app.command("list")
def list_versions(form: Form = Format.TABLE) -> None:
    """列出全部模型版本，从新到旧；在用的只有一个。"""
    from store.ledger import Ledger
    from store.models import versions

    with Ledger(get_settings()).session() as session:
        rows = [_row(v) for v in versions(session)]
    read_as_operator("models", "list", len(rows))
    columns = [
        ("number", "版本"), ("active", "在用"), ("created_at", "训练时间（UTC）"), ("data_hash", "数据"),
        ("parts", "组成"), ("packages", "软件包"),
    ]  # fmt: skip
    write_rows(rows, columns, form)


@app.command()
def train(
    use: Annotated[
        bool, typer.Option("--use", help="训练后立即启用；默认只存为新版本，不影响在用的")
    ] = False,
) -> None:
    """用现有数据训练一个新版本；先用 compare 看会改变什么，再用 use 启用。"""
    from core.progress import console
    from resolution.shadow import train_model
    from store.ledger import Ledger

    settings = get_settings()
    row = train_model(settings, Ledger(settings), use=use)
    note_as_operator("models.train", str(row.number), rows=1, detail={"use": use})
    state = "已启用，下次归一起生效" if use else f"未启用；chanye model use {row.number} 启用"
    console.print(f"模型版本 {row.number}：{state}。", highlight=False)
    _tell(_about(row), Format.TABLE)


def _about(version: "ModelVersion") -> dict[str, Any]:
    """What a version's second stage was trained on and reached."""
    from resolution.versions import arbiter_of, is_shipped

    arbiter = arbiter_of(version)
    return arbiter.about | {"shipped": is_shipped(version), "thresholds": arbiter.thresholds._asdict()}


def _tell(about: dict[str, Any], form: Format) -> None:
    """Print what a version learned from, its out-of-fold figures, and what the judgements gained."""
    from resolution.calibration import with_intervals

    figures = about["out_of_fold"]
    source = "随产品的裁定模型" if about["shipped"] else "本市训练的裁定模型"
    reached = {k: figures[k] for k in ("precision", "recall")}
    labels = {"source": source, **about["labels"], **about["thresholds"], **reached}
    known = [(k, LABELS[k]) for k in labels if k in LABELS]
    write_rows([labels], known, form)
    if "gain" in about:
        write_rows([{"when": w, **about["gain"][k]} for k, w in WHEN.items()], GAIN, form)
    write_rows(with_intervals(figures["reliability"]), SAID, form)
    steps = [s | {"is": USES.get(s["is"])} for s in figures.get("staircase", ())]
    if steps:
        write_rows(steps, STEPS, form)


@app.command()
def show(
    number: Number,
    chart: Annotated[Path | None, typer.Option(help="把匹配权重图写成一个 html 文件，离线可看")] = None,
    curves: Annotated[Path | None, typer.Option(help="把可靠性曲线和阈值曲线写成一个 svg 文件")] = None,
    form: Form = Format.TABLE,
) -> None:
    """查看一个版本：每级的 m、u 和权重（比特）；裁定模型的标注、阈值、可靠性，以及人工裁定带来的收益。

    可靠性和阈值表的数字来自训练时没见过的样本（折外）；上下限是 95% Wilson 区间。
    """
    from resolution.chart import level_rows, write_chart
    from resolution.curves import write_curves
    from resolution.versions import parameters_of
    from store.ledger import Ledger
    from store.models import get

    with Ledger(get_settings()).session() as session:
        row = get(session, number)
        parameters = parameters_of(row)
    read_as_operator("models", str(number), 1)
    levels = level_rows(parameters)
    if chart is not None:
        write_chart(parameters, _registered(), chart)
        typer.echo(f"图表已写到 {chart}。", err=True)
    about = _about(row)
    if curves is not None:
        write_curves(about["out_of_fold"], curves)
        typer.echo(f"曲线已写到 {curves}。", err=True)
    if form is Format.JSON:
        write_json(_row(row) | {"levels": levels, "arbiter": about})
        return
    columns = [
        ("comparison_text", "比较项"), ("level_text", "级别"), ("m", "m"), ("u", "u"),
        ("weight", "权重（比特）"), ("frequency", "按词频调整"),
    ]  # fmt: skip
    write_rows(levels, columns, form)
    if form is Format.TABLE:
        _tell(about, form)


def _registered() -> int:
    """How many names the registry of the newest run has; the prior hangs on it."""
    from core.duck import connect
    from core.errors import ResolutionError
    from resolution.tables import latest
    from store.ledger import Ledger

    con = connect(get_settings())
    try:
        latest(get_settings(), Ledger(get_settings())).attach(con)
        query = "SELECT count(*) FROM entity_name JOIN entity USING (entity_id) WHERE registered"
        return int(con.execute(query).fetchall()[0][0])
    except ResolutionError:
        return 2
    finally:
        con.close()


@app.command()
def compare(
    one: Annotated[int, typer.Argument(metavar="A", help="版本号，通常是在用的")],
    other: Annotated[int, typer.Argument(metavar="B", help="要比较的版本号")],
    examples: Annotated[int, typer.Option(min=0, help="最多列几个例子，金额大的在前")] = 20,
    form: Form = Format.TABLE,
) -> None:
    """影子比较：同样的数据和裁定改用 B，哪些提及会改变、为什么、涉及多少元；不写入任何结果。

    原因：模型（A、B 判得不同）；数据、裁定、规则（最近一次归一之后有新的数据、裁定，或规则、程序变了）。
    """
    from queries.model_change import model_change
    from store.ledger import Ledger

    settings = get_settings()
    change = model_change(settings, Ledger(settings), one, other, examples)
    read_as_operator("models", f"compare {one} {other}", len(change.examples))
    if form is Format.JSON:
        write_json({"a": one, "b": other, "summary": change.summary, "examples": change.examples})
        return
    for row in (*change.summary, *change.examples):
        row |= {k: DECISIONS.get(row[k], row[k]) for k in ("before", "after")}
        row["cause"] = CAUSES[row["cause"]]
    columns = [
        ("cause", "原因"), ("before", "原结果"), ("after", "新结果"), ("mentions", "提及"), ("rows", "行数"),
        ("subsidy", "补助（元）"), ("tax", "税收（元）"),
    ]  # fmt: skip
    write_rows(change.summary, columns, form)
    shown = [
        ("cause", "原因"), ("mention_id", "提及"), ("name", "名称"), ("before", "原结果"),
        ("before_entity", "原归到"), ("before_reason", "原依据"), ("after", "新结果"),
        ("after_entity", "新归到"), ("after_reason", "新依据"), ("subsidy", "补助（元）"),
        ("tax", "税收（元）"),
    ]  # fmt: skip
    if change.examples and form is Format.TABLE:
        write_rows(change.examples, shown, form)


@app.command()
def use(number: Number) -> None:
    """启用一个版本；也可用来退回旧版本。下次 chanye resolve 或 refresh 生效。"""
    from resolution.versions import parameters_of
    from store.ledger import Ledger
    from store.models import get
    from store.models import use as activate

    with Ledger(get_settings()).session() as session:
        parameters_of(get(session, number))  # one that no longer fits is refused
        activate(session, number)
    note_as_operator("models.use", str(number), rows=1)
    typer.echo(f"模型版本 {number} 已启用，下次归一起生效。", err=True)
