"""`chanye policy`: the policy catalogue (政策目录), listed and checked."""

from typing import Annotated

import typer

from cli.output import Format, write_rows

app = typer.Typer(no_args_is_help=True, help="政策目录：把补助归到政策的词表。")
FormatOption = Annotated[Format, typer.Option("--format", help="输出格式。")]
COLUMNS = (
    ("key", "编号"),
    ("name", "名称"),
    ("department", "主管部门"),
    ("kind", "类别"),
    ("words", "词"),
    ("not_words", "排除词"),
    ("documents", "文号"),
    ("years", "年份"),
)


@app.command("list")
def list_policies(form: FormatOption = Format.TABLE) -> None:
    """列出全部政策及其认定的词。"""
    from data.policies import load_policies

    rows = [
        {
            **{k: getattr(p, k) for k in ("key", "name", "department", "kind")},
            **{k: "、".join(getattr(p, k)) for k in ("words", "not_words", "documents")},
            "years": f"{p.from_year or ''}–{p.to_year or ''}" if p.from_year or p.to_year else "",
        }
        for p in load_policies()
    ]
    write_rows(rows, COLUMNS, form)


@app.command()
def check() -> None:
    """校验 data/policies/*.yaml：字段、年份、重复的编号与词。"""
    from data.policies import load_policies

    typer.echo(f"政策目录无误：{len(load_policies())} 条政策。", err=True)
