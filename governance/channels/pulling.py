"""Pulling: each source's answer goes the way of a file that a unit handed in, and gets the same receipt."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from core.errors import DeliveryError, NotFoundError
from core.settings import Settings
from governance.channels.address import fetch
from governance.channels.database import read_view
from governance.channels.sources import Address, Sources, View
from ingest.delivery import deliver_one
from ingest.gather import Options
from ingest.receipt import Receipt
from ingest.sources import Source, Unreadable
from store.ledger import Ledger


def chosen(sources: Sources, names: Sequence[str]) -> dict[str, View | Address]:
    """Return the sources of these names, all where none is given; NotFoundError names an unknown one."""
    unknown = sorted(set(names) - sources.sources.keys())
    if unknown:
        raise NotFoundError(
            f"来源文件里没有 {'、'.join(unknown)}", advice=f"有的是：{'、'.join(sources.sources)}。"
        )
    return {n: s for n, s in sources.sources.items() if not names or n in names}


def pull(
    settings: Settings, ledger: Ledger, name: str, source: View | Address, options: Options
) -> list[Receipt]:
    """Take in what one source answers now; a source that fails is a refused receipt like a broken file."""
    told = replace(options, dataset=source.dataset, supplier=options.supplier or source.supplier)
    return deliver_one(settings, ledger, _answered(name, source, options.period), told)


def _answered(name: str, source: View | Address, period: str | None) -> Source | Unreadable:
    where = PurePosixPath("数据底座", name, period or "全部")
    try:
        if isinstance(source, View):
            content = read_view(name, source, period)
            return Source(f"{where}.parquet", len(content), lambda: content)
        file, content = fetch(name, source, period)
    except DeliveryError as error:
        return Unreadable(str(where), error)
    return Source(str(where / file), len(content), lambda: content)
