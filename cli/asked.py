"""The two dates of a question: what was true on a day (--as-of), as it was known on a day (--known-on)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated

import typer

from cli.interrupt import stoppable
from cli.moments import MOMENTS, known
from cli.output import Format
from core.errors import NotFoundError
from core.settings import Settings, get_settings

AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="那一天的实情：此后发生的都不算；默认最新。"),
]
KnownOn = Annotated[
    datetime | None,
    typer.Option(
        formats=MOMENTS,
        help="按当时所知：只用那时已收到的交付件、已作的裁定、在用的模型（只写日期为当天结束）；默认现在。",
    ),
]


def day(moment: datetime | None) -> date | None:
    """Return the day of `--as-of`."""
    return None if moment is None else moment.date()


@contextmanager
def answering(known_on: datetime | None, *, graph: bool = True) -> Iterator[Settings]:
    """Yield the settings to ask with: today's, or those of the past state that `--known-on` means."""
    settings, moment = get_settings(), known(known_on)
    if moment is None:
        yield settings
        return
    from pipeline.asking import asked_at
    from store.ledger import Ledger

    now = datetime.now()
    with stoppable(), asked_at(settings, Ledger(settings), moment, now=now, graph=graph) as own:
        try:
            yield own
        except NotFoundError as error:
            then = (
                f"这是按 {moment:%Y-%m-%d} 所知：那时可能还没有它，或还叫别的名称；企业请用代码或统一编号。"
            )
            raise NotFoundError(error.message, advice=" ".join(filter(None, (error.advice, then)))) from error


def head(as_of: datetime | None, known_on: datetime | None) -> str:
    """Return the line that says both dates, or nothing where neither was given."""
    if as_of is None and known_on is None:
        return ""
    moment = known(known_on)
    true = "最新" if as_of is None else f"{as_of:%Y-%m-%d} 那一天"
    told = "现在" if moment is None else f"{moment:%Y-%m-%d} 结束时"
    if known_on is not None and known_on == moment:
        told = f"{moment:%Y-%m-%d %H:%M:%S}"
    return f"实情：{true}；所知：{told}。产业链模板、政策目录和程序用现在的。"


def show_head(as_of: datetime | None, known_on: datetime | None, form: Format) -> None:
    """Say both dates: above a table, and on stderr beside data."""
    if line := head(as_of, known_on):
        typer.echo(line, err=form is not Format.TABLE)


def option(known_on: datetime | None) -> str:
    """Return the option that asks as known at the same moment, to be put behind a command."""
    return "" if known_on is None else f" --known-on {known_on:%Y-%m-%dT%H:%M:%S}".removesuffix("T00:00:00")


def object_of(name: str, as_of: datetime | None, known_on: datetime | None) -> str:
    """Return what the audit calls the object of a question: its name and the dates asked about."""
    dates = [
        f"{option}={moment:%Y-%m-%dT%H:%M:%S}".removesuffix("T00:00:00")
        for option, moment in (("as-of", as_of), ("known-on", known_on))
        if moment is not None
    ]
    return " ".join([name, *dates])
