"""`chanye graph export`: an enterprise's neighbourhood as one HTML file that opens without a network."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    enterprise: Annotated[str, typer.Option(help="企业名称、统一社会信用代码或编号")],
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪个 .html 文件")],
    hops: Annotated[int, typer.Option(min=1, max=4, help="从该企业出发走几步")] = 2,
    limit: Annotated[int, typer.Option(min=2, max=2000, help="最多画多少个节点，其余说明略去")] = 300,
) -> None:
    """导出企业关系图：一个自足的网页，不联网，布局已算好。"""
    from access.guard import Guard
    from access.principal import local_operator
    from core.settings import get_settings
    from graph_model.connect import connect
    from store.ledger import Ledger
    from viz.export import neighbourhood_html

    settings = get_settings()
    with connect(settings) as session:
        guard = Guard(Ledger(settings))
        name, html = neighbourhood_html(
            session,
            guard,
            local_operator(),
            enterprise,
            hops=hops,
            limit=limit,
            note=f"{settings.city}产业图谱导出。",
        )
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(html, encoding="utf-8")
    typer.echo(
        f"已导出“{name}”的关系图：{output}（{len(html.encode()) // 1024} KB，可直接用浏览器打开）。", err=True
    )
