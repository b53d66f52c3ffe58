"""`chanye review export|import|sample|estimate`: work of stewards in workbooks, away from the system."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import note_as_operator, read_as_operator
from cli.output import Format, write_json, write_rows
from core.settings import get_settings
from resolution.review.order import Order

if TYPE_CHECKING:
    from resolution.review.estimate import Interval
    from resolution.review.filled import Filled

Target = Annotated[Path, typer.Option("-o", "--output", help="写到哪个 xlsx 文件")]
Book = Annotated[Path, typer.Argument(help="填好的 xlsx 文件", exists=True, dir_okay=False)]


def export(
    target: Target,
    order: Annotated[
        Order, typer.Option(help="次序：consequence、uncertainty 或 random")
    ] = Order.CONSEQUENCE,
    limit: Annotated[int, typer.Option(min=1, help="最多几条")] = 200,
    seed: Annotated[int, typer.Option(help="随机次序的种子")] = 0,
    actor: Annotated[str | None, typer.Option(help="给谁填：此人判过的不再列出；默认为本机操作员")] = None,
    second: Annotated[
        bool, typer.Option("--second", help="双人复核：只导出另一人已判的，不显示其判定")
    ] = False,
) -> None:
    """导出待复核的匹配，离线填写；“判定”一列有下拉选项，填好后用 import 导回。"""
    from cli.review import actor_name
    from queries.review import review_queue
    from resolution.review.columns import QUEUE
    from resolution.review.sheets import write_cases
    from resolution.tables import latest
    from store.ledger import Ledger

    settings = get_settings()
    ledger, who = Ledger(settings), actor_name(actor)
    run = latest(settings, ledger).run
    cases = review_queue(settings, ledger, who, order=order, limit=limit, seed=seed, second=second)
    read_as_operator("review", f"export {target.name}", len(cases))
    write_cases(target, cases, QUEUE, {"归一": run.id, "裁定人": who, "条数": len(cases)}, run.finished_at)
    typer.echo(f"已写出 {len(cases)} 条到 {target}。", err=True)


def import_(
    book: Book,
    actor: Annotated[str | None, typer.Option(help="填表的人；默认为表中所记的裁定人")] = None,
) -> None:
    """导入填好的复核表；有问题的行逐条说明并退回（退出码为 3），其余照常导入。重复导入不会重复记录。"""
    from cli.review import actor_name, newest
    from resolution.review.filled import read_filled
    from resolution.review.take import take
    from store.audit import utc_now

    with newest() as (ledger, con):
        filled = read_filled(con, book)
        who = actor_name(actor or filled.notes.get("裁定人"))
        with ledger.session() as session:
            entered, known = take(session, con, filled.answers, actor=who, at=utc_now())
    note_as_operator("review.import", book.name, rows=len(entered), detail={"as": who})
    _tell_refused(book, filled)
    left = f"，已记过 {known} 条，未填 {filled.open} 行，退回 {len(filled.refused)} 行"
    typer.echo(
        f"以“{who}”的名义记下 {len(entered)} 条裁定{left}。下次 chanye resolve 或 refresh 生效。", err=True
    )
    if filled.refused:
        raise typer.Exit(3)


def _tell_refused(book: Path, filled: "Filled") -> None:
    from resolution.review.columns import SHEET

    for row in filled.refused:
        where = f"{book.name} 工作表“{SHEET}”第 {row.row} 行“{row.column}”"
        typer.echo(f"{where}：{row.message}", err=True)


def sample(
    target: Target,
    size: Annotated[int, typer.Option(min=2, help="抽多少条；自动匹配的与未匹配的各一半")] = 200,
    seed: Annotated[int, typer.Option(help="随机种子；同一种子抽出同一批")] = 0,
    every: Annotated[bool, typer.Option("--all", help="从全部提及中抽；默认只抽没有有效代码的")] = False,
) -> None:
    """随机抽样供人工核对，估计准确率和召回率；表中不显示系统的结论。填好后用 estimate 计算。"""
    from cli.review import newest
    from resolution.review.columns import SAMPLE
    from resolution.review.sample import draw
    from resolution.review.sheets import write_cases
    from resolution.tables import latest

    settings = get_settings()
    with newest() as (ledger, con):
        run = latest(settings, ledger).run
        drawn = draw(con, size, seed, every=every)
    read_as_operator("review", f"sample {target.name}", len(drawn.cases))
    write_cases(target, drawn.cases, SAMPLE, {"归一": run.id} | drawn.notes, run.finished_at, drawn.strata)
    typer.echo(f"已抽出 {len(drawn.cases)} 条到 {target}。", err=True)


def _interval(name: str, found: "Interval") -> dict[str, Any]:
    known = found.value == found.value
    return {"figure": name, "value": found.value if known else None, "low": found.low, "high": found.high}


def estimate(
    book: Book, form: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE
) -> None:
    """由填好的抽样表估计准确率和召回率，给出 95% 的 Wilson 区间；有问题的行退回（退出码为 3）。"""
    from cli.review import newest
    from resolution.review.filled import read_filled
    from resolution.review.sample import prove

    with newest() as (_, con):
        filled = read_filled(con, book)
        proof = prove(con, filled)
    read_as_operator("review", f"estimate {book.name}", len(filled.answers))
    _tell_refused(book, filled)
    found = proof.estimate
    rows = [
        _interval("准确率（自动匹配中判对的）", found.precision),
        _interval("召回率（有登记主体的提及中自动匹配的）", found.recall),
        _interval("未匹配的提及中其实有登记主体的", found.missed),
    ]
    if form is Format.JSON:
        counts = {"matched": proof.matched._asdict(), "unmatched": proof.unmatched._asdict()}
        write_json({"estimates": rows, "unsure": proof.unsure, "open": filled.open} | counts)
    else:
        write_rows(rows, [("figure", "指标"), ("value", "估计"), ("low", "下限"), ("high", "上限")], form)
    judged = f"核对了匹配 {proof.matched.judged} 条、未匹配 {proof.unmatched.judged} 条"
    typer.echo(f"{judged}；不确定 {proof.unsure} 条不计，未填 {filled.open} 行。", err=True)
    if filled.refused:
        raise typer.Exit(3)
