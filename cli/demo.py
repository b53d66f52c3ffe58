"""`chanye demo`: a synthetic city down the whole road, then the served pages."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import UsageError
from core.settings import Settings, get_settings

if TYPE_CHECKING:
    from store.ledger import Ledger

MARKER = "demo.json"


def check_home_is_free(settings: Settings, ledger: "Ledger") -> None:
    """Refuse a home that holds deliveries of a real city: the synthetic one must never mix with them."""
    from store.deliveries import deliveries

    with ledger.session() as session:
        held = bool(deliveries(session))
    if held and not (settings.home / MARKER).is_file():
        raise UsageError(
            f"{settings.home} 中已有正式数据，演示会与之混在一起。",
            advice="请另选文件夹，例如 CHANYE_HOME=var-demo make demo。",
        )


def make_city(settings: Settings, enterprises: int, seed: int) -> Path:
    """Return the folder of the demo city, made now unless the same one is already there."""
    from cli.generate import generate

    folder = settings.home / "demo-city"
    wanted = {"enterprises": enterprises, "seed": seed}
    marker = settings.home / MARKER
    if marker.is_file() and json.loads(marker.read_text()) == wanted and folder.is_dir():
        return folder
    if marker.is_file():
        raise UsageError(
            f"{settings.home} 中已有另一个演示城市。", advice="请先删除该文件夹，或用 CHANYE_HOME 另选一个。"
        )
    generate(enterprises=enterprises, seed=seed, out=folder, force=True)
    marker.write_text(json.dumps(wanted))
    return folder


def demo(
    enterprises: Annotated[int, typer.Option(help="市场主体数。")] = 3000,
    seed: Annotated[int, typer.Option(help="随机种子。")] = 20230521,
    serve: Annotated[bool, typer.Option(help="最后启动网页，Ctrl-C 停止。")] = True,
) -> None:
    """演示：造一座虚拟城市，接收、归一、建图，然后打开网页。"""
    from cli import serve as pages
    from cli.refresh import run_refresh
    from graph_model import server
    from store.ledger import Ledger

    settings = get_settings()
    ledger = Ledger(settings)
    check_home_is_free(settings, ledger)
    was_running = server.running(settings) is not None
    try:
        city = make_city(settings, enterprises, seed)
        run_refresh(settings, ledger, [city / "supply"])
        if serve:
            pages.run(settings)
    finally:
        if not was_running:
            server.stop(settings)
