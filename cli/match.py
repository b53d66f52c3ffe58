"""`chanye match`: any list against any registry file, or against the city's own registry."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import Format, write_json, write_rows
from core.cycles import uncollected

COLUMNS = [("decision", "结果"), ("reason", "依据"), ("rows", "行数"), ("share", "占比")]
CAPTIONS = {"match": "匹配", "review": "待复核", "none": "未匹配", "ambiguous": "重名"}


@uncollected()
def match(
    names: Annotated[Path, typer.Argument(metavar="LIST", help="名单：xlsx、xls、csv、json 或 parquet")],
    target: Annotated[
        Path, typer.Option("-o", "--output", help="结果文件：.csv、.xlsx 或 .parquet，每行名单一行结果")
    ],
    registry: Annotated[
        Path | None, typer.Option(help="登记名录文件；不写就用本市最近一次归一的登记名录")
    ] = None,
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", help="名单的列：字段=表头，如 name=企业名称；可写多次；id= 表示没有编号列"),
    ] = None,
    registry_mapped: Annotated[
        list[str] | None, typer.Option("--registry-map", help="登记名录的列：字段=表头；可写多次")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="名单的工作表；默认第一张有名称列的")] = None,
    registry_sheet: Annotated[str | None, typer.Option(help="登记名录的工作表")] = None,
    learn: Annotated[
        bool,
        typer.Option("--learn/--no-learn", help="名单带代码的行够多时，是否据此另训裁定模型"),
    ] = True,
    form: Annotated[Format, typer.Option("--format", help="统计的输出格式")] = Format.TABLE,
) -> None:
    """把一份名单逐行对到登记名录：每行给出匹配、待复核、未匹配或重名，以及依据和候选。

    列名中英文都认（编号、名称、曾用名、统一社会信用代码、法定代表人、联系电话、镇街、地址），
    认不出的用 --map 指明。
    名单里足够多的行由代码说明是哪家时，据此试训裁定模型，确比原模型好才用于没有代码的行。
    有 --registry 时不需要数据库，也不写入 CHANYE_HOME。有的行没有可用的名称和代码时退出码为 3。
    """
    from core.settings import get_settings
    from resolution.matching.ahead import wake_helper

    wake_helper(get_settings(), names, registry)

    from cli.acting import read_as_operator
    from core.progress import console
    from resolution.matching.columns import parse_map
    from resolution.matching.files import Request, match_files
    from resolution.matching.match import summary

    request = Request(
        names,
        target,
        registry,
        parse_map(mapped or [], "--map"),
        parse_map(registry_mapped or [], "--registry-map"),
        sheet,
        registry_sheet,
        learn,
        last=True,
    )
    if registry is None:  # the city's own data: asked for like any other reading
        read_as_operator("profile", names.name, 0)
    outcome = match_files(get_settings(), request)
    for note in outcome.notes:
        console.print(f"注意：{note}", highlight=False, markup=False, soft_wrap=True)
    if form is Format.JSON:
        write_json(
            {"rows": outcome.rows, "decisions": outcome.decisions, "tiers": summary(outcome)}
            | {"output": str(target), "notes": outcome.notes, "arbiter": outcome.judge.data}
        )
    else:
        rows = [
            dict(r) | {"decision": CAPTIONS[r["decision"]], "share": f"{r['share']:.1%}"}
            for r in summary(outcome)
        ]
        write_rows(rows, COLUMNS, form)
    console.print(f"裁定：{outcome.judge.caption}", highlight=False, markup=False, soft_wrap=True)
    counts = "，".join(f"{CAPTIONS[d]} {n:,}" for d, n in outcome.decisions.items())
    console.print(f"共 {outcome.rows:,} 行：{counts}。结果在 {target}", highlight=False, soft_wrap=True)
    if outcome.unusable:
        console.print(
            f"其中 {outcome.unusable:,} 行没有可用的名称和代码，已保留在结果中。",
            highlight=False,
            soft_wrap=True,
        )
        raise typer.Exit(3)
