"""`chanye serve`: the pages and the API on this machine, with Neo4j behind them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from cli.interrupt import stoppable
from core.errors import ChanyeError
from core.settings import Settings, get_settings


class PortTakenError(ChanyeError):
    """端口已被占用。"""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; PortTakenError if the port is not to be had, ChanyeError if not allowed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except PermissionError as error:
        listener.close()
        raise ChanyeError(
            f"没有权限使用端口 {port}。", advice="请用 --port 选一个大于 1023 的端口。"
        ) from error
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"地址 {host}:{port} 无法使用：已被占用或不是本机地址。",
            advice="请停下占用者，或用 --port（CHANYE_PORT）换一个端口。",
        ) from error
    return listener


@contextmanager
def graph_running(settings: Settings) -> Iterator[None]:
    """Have the managed Neo4j run while the block runs; stop it at the end only if it was started here."""
    from core.progress import stage
    from graph_model.server import running, start, stop

    if settings.neo4j_uri is not None or running(settings) is not None:
        yield
        return
    with stage("启动 Neo4j"):
        start(settings)
    try:
        yield
    finally:
        with stage("停止 Neo4j"):
            stop(settings)


def announce(settings: Settings, port: int) -> None:
    """Say on stderr where the pages are, and where the first password lies; never the password itself."""
    from store.accounts import FIRST_ADMIN, ensure_first_admin
    from store.ledger import Ledger

    password_file = ensure_first_admin(settings, Ledger(settings))
    shown = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    typer.echo(f"网址    http://{shown}:{port}/", err=True)
    if password_file is not None:
        typer.echo(f"登录名  {FIRST_ADMIN}", err=True)
        typer.echo(f"口令    在文件 {password_file.resolve()} 中；首次登录须修改", err=True)
    typer.echo("按 Ctrl-C 停止。", err=True)


def run(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM; whatever was started here is stopped when it returns."""
    import uvicorn

    from api.app import create_app

    listener = listen(settings.host, settings.port)
    with listener, stoppable():
        try:
            with graph_running(settings):
                app = create_app(settings, warmed=True)
                announce(settings, listener.getsockname()[1])
                config = uvicorn.Config(
                    app,
                    log_level="warning",
                    access_log=False,
                    server_header=False,
                    timeout_graceful_shutdown=10,
                )
                uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            typer.echo("已停止。", err=True)


def serve(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="端口；0 表示任选一个空闲的")] = None,
    host: Annotated[str | None, typer.Option(help="监听地址，默认只对本机")] = None,
) -> None:
    """启动网页和接口，需要时先启动 Neo4j；Ctrl-C 全部停下。"""
    given = {k: v for k, v in {"port": port, "host": host}.items() if v is not None}
    run(get_settings().model_copy(update=given))
