"""Pulling: each source's answer goes the way of a file that a unit handed in, and gets the same receipt."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from core.errors import ChanyeError, DeliveryError, NotFoundError
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
    """Take in what one source answers now; a source that fails is a refused receipt like a broken file.

    A source that cannot be asked for a period answers with all it has, which its own rows place.
    """
    period = options.period if source.by_period else None
    told = replace(
        options, dataset=source.dataset, supplier=options.supplier or source.supplier, period=period
    )
    return deliver_one(settings, ledger, _answered(name, source, period), told)


def _answered(name: str, source: View | Address, period: str | None) -> Source | Unreadable:
    where = PurePosixPath("数据底座", name, period or "全部")
    try:
        if isinstance(source, View):
            content = read_view(name, source, period)
            if not content:
                raise DeliveryError(
                    f"来源 {name}：视图里没有{f' {period} 的' if period else ''}数据。",
                    advice="还没有推送就稍后再取；确实没有数据，请用 chanye delivery nil 登记零报告。",
                )
            return Source(f"{where}.parquet", len(content), lambda: content)
        file, content = fetch(name, source, period)
    except ChanyeError as error:
        return Unreadable(str(where), DeliveryError(error.message, advice=error.advice))
    return Source(str(where / file), len(content), lambda: content)
