"""`chanye chain`: the board of a chain, and whether its templates are sound."""

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import read_as_operator
from cli.asked import AsOf, KnownOn, answering, day, object_of, option, show_head
from cli.output import Format, write_json, write_rows

app = typer.Typer(no_args_is_help=True, help="产业链：看板与模板检查。")
FormatOption = Annotated[Format, typer.Option("--format", help="输出格式。")]
FINDINGS = [("level", "级别"), ("file", "文件"), ("line", "行"), ("node", "环节"), ("field", "键")]
FINDINGS += [("message", "问题"), ("advice", "怎么办")]


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="产业链名称或简称，例如 鞋服。")],
    town: Annotated[str | None, typer.Option(help="只看这个镇街。")] = None,
    park: Annotated[str | None, typer.Option(help="只看这个园区。")] = None,
    year: Annotated[int | None, typer.Option(help="按这一年的口径；默认现状。")] = None,
    compare: Annotated[int | None, typer.Option(help="与这一年比较。")] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """一条产业链：得分、环节、缺链弱链、可能受影响的上下游、可培育的企业、悬于待核对的结论。"""
    from dataclasses import asdict

    from cli.chain_text import head, how_to_open, sections
    from graph_model.connect import connect
    from queries import get_query
    from queries.chain_board import chain_board

    with answering(known_on) as settings, connect(settings) as session:
        board = chain_board(name, session, town=town, park=park, year=year, compare=compare, as_of=day(as_of))
    read_as_operator("chain", object_of(board.chain, as_of, known_on), len(board.nodes))
    show_head(as_of, known_on, form)
    if form is Format.JSON:
        write_json({**asdict(board), "commands": how_to_open(board, option(known_on))})
    elif form is Format.CSV:
        write_rows(board.nodes, list(get_query("chain_completeness").columns.items()), form)
    else:
        typer.echo(head(board))
        for title, lines in sections(board, compare, option(known_on)):
            typer.echo(f"\n{title}")
            typer.echo("\n".join(lines))


@app.command()
def check(
    path: Annotated[
        Path | None, typer.Argument(help="模板文件或文件夹；默认本机在用的模板。", exists=True)
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """检查产业链模板：不认识的键、行业代码、供应关系、词的冲突、没有依据的环节；有错误时退出码为 3。"""
    from dataclasses import asdict

    from core.errors import UsageError
    from data.chains import templates_folder
    from data.chains.check import check_chains

    folder = path or templates_folder()
    files, found = check_chains(folder)
    if not files:
        raise UsageError(f"{folder} 里没有模板（*.yaml）。", advice="给出一个 .yaml 文件或放有它们的文件夹。")
    wrong = {f.file for f in found if f.level == "错误"}
    if form is not Format.TABLE or found:
        write_rows([asdict(f) for f in found], FINDINGS, form)
    doubtful = sum(f.level == "提醒" for f in found)
    usable = f"{len(files) - len(wrong)} 个可用，{len(wrong)} 个有错误"
    typer.echo(f"检查了 {len(files)} 个模板：{usable}，{doubtful} 处提醒。", err=True)
    if wrong:
        raise typer.Exit(3)
