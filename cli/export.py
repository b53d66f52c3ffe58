"""`chanye graph export`: an enterprise's neighbourhood as one file: a page, or for other programs."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    enterprise: Annotated[str, typer.Option(help="企业名称、统一社会信用代码或编号")],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="写到哪个文件：.html 网页，.graphml、.gexf、.json，或 .zip（两个 csv）"
        ),
    ],
    hops: Annotated[int, typer.Option(min=1, max=4, help="从该企业出发走几步")] = 2,
    limit: Annotated[int, typer.Option(min=2, max=2000, help="最多多少个节点，其余略去")] = 300,
) -> None:
    """导出企业关系图：一个自足的网页（不联网，布局已算好），或供其他软件读取的文件。"""
    from access.guard import Guard
    from access.principal import local_operator
    from core.errors import UsageError
    from core.settings import get_settings
    from graph_model.connect import connect
    from store.ledger import Ledger
    from viz.export import neighbourhood_file, neighbourhood_html
    from viz.formats import KINDS

    settings, kind = get_settings(), output.suffix.lower()
    if kind not in (".html", *KINDS):
        raise UsageError(f"不认得 {output.name} 的格式。", advice=f"可用：.html、{'、'.join(KINDS)}。")
    guard, operator = Guard(Ledger(settings)), local_operator()
    with connect(settings) as session:
        if kind == ".html":
            note = f"{settings.city}产业图谱导出。"
            name, page = neighbourhood_html(
                session, guard, operator, enterprise, hops=hops, limit=limit, note=note
            )
            content = page.encode()
        else:
            name, content = neighbourhood_file(
                session, guard, operator, enterprise, kind, hops=hops, limit=limit
            )
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
    hint = "，可直接用浏览器打开" if kind == ".html" else ""
    typer.echo(f"已导出“{name}”的关系图：{output}（{len(content) // 1024} KB{hint}）。", err=True)
