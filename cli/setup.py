"""`chanye setup`: everything a fresh machine needs beside the Python packages."""

import typer

from core.settings import get_settings


def setup() -> None:
    """准备运行环境：下载 Neo4j（校验哈希，可续传）、建文件夹与台账、生成首个管理员。可重复运行。"""
    from core.progress import stage
    from graph_model.homes import managed_password
    from graph_model.jars import VERSION, fetch_jars, is_complete
    from store.accounts import ensure_first_admin
    from store.ledger import Ledger

    settings = get_settings()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (settings.lake, settings.resolved, settings.graph, settings.rejects):
        folder.mkdir(parents=True, exist_ok=True)
    settings.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.secrets.chmod(0o700)
    if not settings.neo4j_uri:
        if not is_complete(settings):
            with stage(f"下载 Neo4j {VERSION}"):
                fetch_jars(settings)
        managed_password(settings)
    password_file = ensure_first_admin(settings, Ledger(settings))
    if password_file is not None:
        typer.echo(f"首个管理员 admin 的初始口令在 {password_file.resolve()}，首次登录后须修改。", err=True)
    typer.echo(f"已就绪：{settings.home.resolve()}", err=True)
