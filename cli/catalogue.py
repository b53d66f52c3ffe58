"""`chanye catalogue`: what each unit owes, and the sheets it fills in."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import Format, write_json, write_rows

app = typer.Typer(no_args_is_help=True, help="数据目录：各单位应报的数据集、字段和填报模板。")
KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="数据集的键或名称，如 land_transfer、土地转让信息。")
]
FormatOption = Annotated[Format, typer.Option("--format", help="输出格式。")]

LIST_COLUMNS = (
    ("unit", "单位"),
    ("dataset", "数据集"),
    ("key", "键"),
    ("frequency", "频率"),
    ("due", "期限"),
    ("first", "首次采集"),
    ("count", "字段数"),
)
FIELD_COLUMNS = (
    ("name", "字段"),
    ("label", "显示名"),
    ("key", "键"),
    ("type", "类型"),
    ("unit", "单位"),
    ("required", "必填"),
    ("class", "类别"),
    ("role", "角色"),
)
HEADER_COLUMN = ("aliases", "其他表头")  # too wide for a terminal


@app.command("list")
def list_datasets(form: FormatOption = Format.TABLE) -> None:
    """列出全部数据集；json 含全部字段。"""
    from ingest.contract import load_catalogue
    from ingest.describe import catalogue_records, due_text, first_text, frequency_text

    catalogue = load_catalogue()
    records = catalogue_records(catalogue)
    if form is Format.JSON:
        write_json(records)
        return
    specs = catalogue.datasets
    rows = [
        record
        | {
            "frequency": frequency_text(specs[record["key"]]),
            "due": due_text(specs[record["key"]]),
            "first": first_text(specs[record["key"]]),
            "count": len(record["fields"]),
        }
        for record in records
    ]
    write_rows(rows, LIST_COLUMNS, form)


@app.command()
def show(key: KeyArgument, form: FormatOption = Format.TABLE) -> None:
    """显示一个数据集的字段。"""
    from ingest.contract import load_catalogue
    from ingest.describe import dataset_record, due_text, frequency_text

    catalogue = load_catalogue()
    spec = catalogue.dataset(key)
    unit = catalogue.unit_of(spec.key)
    record = dataset_record(unit, spec)
    if form is Format.JSON:
        write_json(record)
        return
    about = [
        f"{unit.name} · {spec.name}（{spec.key}）",
        f"{frequency_text(spec)}，{due_text(spec)}；一行是{spec.grain}",
    ]
    typer.echo("\n".join([*about, *(f"- {note}" for note in spec.notes)]), err=True)
    rows = [
        f | {"required": "是" if f["required"] else "", "aliases": "、".join(f["aliases"])}
        for f in record["fields"]
    ]
    write_rows(rows, FIELD_COLUMNS if form is Format.TABLE else (*FIELD_COLUMNS, HEADER_COLUMN), form)


@app.command()
def template(
    key: KeyArgument,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.xlsx", help="写到哪个文件。")],
) -> None:
    """生成一个数据集的填报模板（xlsx）。"""
    from ingest.contract import load_catalogue
    from ingest.template import write_template

    if output.suffix.lower() != ".xlsx":
        raise typer.BadParameter("文件名要以 .xlsx 结尾。", param_hint="-o")
    typer.echo(f"已生成 {write_template(load_catalogue(), key, output)}", err=True)
