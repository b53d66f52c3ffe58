"""`chanye resolve`: mentions to enterprises, with figures against the truth where there is one."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import Format, write_json, write_rows

FIGURES = [
    ("mentions", "提及"), ("matched", "自动匹配"), ("registered", "应匹配"), ("precision", "准确率"),
    ("recall", "召回率"),
    ("f1", "F1"), ("rejection", "外部拒绝率"), ("review", "待复核"), ("queue", "待复核占比"),
    ("ambiguous", "重名"), ("shown", "正确主体在候选中"),
]  # fmt: skip

SAID = [
    ("part", "判定或概率"), ("count", "提及"), ("said", "所说概率"), ("right", "实际正确"), ("low", "下限"),
    ("high", "上限"), ("brier", "Brier 分"), ("error", "校准误差"),
]  # fmt: skip

THINGS = [
    ("kind", "类别"), ("mentions", "提及"), ("undecided", "未定"), ("pairs_true", "应同"),
    ("pairs_found", "判同"), ("pairs_right", "判对"), ("precision", "准确率"), ("recall", "召回率"),
]  # fmt: skip


def resolve(
    truth: Annotated[
        Path | None, typer.Option(help="标准答案文件夹（虚拟城市才有）：给出准确率和召回率")
    ] = None,
    retrain: Annotated[bool, typer.Option("--retrain", help="重新训练匹配模型，得到新版本")] = False,
    full: Annotated[bool, typer.Option("--full", help="全部重做，不沿用上次读过的内容")] = False,
    form: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE,
) -> None:
    """实体归一：把各部门数据中的每个企业名称、代码归到登记主体。"""
    from core.duck import connect
    from core.progress import console
    from core.settings import get_settings
    from resolution.evaluate import evaluate, label, tier_counts
    from resolution.ladders.quality import qualities
    from resolution.run import resolve as run
    from resolution.tables import latest
    from store.deliveries import deliveries
    from store.ledger import Ledger

    settings = get_settings()
    ledger = Ledger(settings)
    outcome = run(settings, ledger, retrain=retrain, full=full)
    console.print(
        f"归一 {outcome.run.id}，模型 {outcome.run.model}，状态 {outcome.run.state_hash}", highlight=False
    )
    console.print(outcome.reused.told(), highlight=False, soft_wrap=True)
    con = connect(settings)
    latest(settings, ledger).attach(con)
    figures: dict[str, list[dict[str, Any]]] = {"tiers": tier_counts(con)}
    if truth is not None:
        with ledger.session() as session:
            files = [(d.id, d.dataset, d.file_name) for d in deliveries(session)]
        label(con, truth, files)
        quality = evaluate(con)
        figures |= quality._asdict() | {
            "tiers": figures["tiers"],
            "quality_by_tier": quality.tiers,
            "things": qualities(con, truth),
        }
    if form is Format.JSON:
        run_row = {"id": outcome.run.id, "model": outcome.run.model, "state_hash": outcome.run.state_hash}
        write_json(
            {
                "run": run_row,
                "counts": outcome.run.counts,
                "pairs": outcome.pairs,
                "seconds": outcome.seconds,
                "reused": outcome.reused._asdict(),
            }
            | figures
        )
        return
    write_rows(
        figures["tiers"],
        [("dataset", "数据集"), ("tier", "层级"), ("decision", "结果"), ("mentions", "提及")],
        form,
    )
    if truth is not None:
        write_rows(figures["datasets"], [("dataset", "数据集"), *FIGURES], form)
        write_rows(figures["quality_by_tier"], [("tier", "层级"), *FIGURES], form)
        write_rows(figures["overall"], [("scope", "范围"), *FIGURES], form)
        write_rows(figures["calibration"], SAID, form)
        write_rows(figures["things"], THINGS, form)
