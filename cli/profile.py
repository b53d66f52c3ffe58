"""`chanye profile`, `support`, `trace`: one enterprise whole, its support, and where a figure comes from."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import read_as_operator
from cli.asked import AsOf, KnownOn, answering, day, object_of, show_head
from cli.output import Format, text, write_json, write_rows

if TYPE_CHECKING:
    from queries import Result, Trace

FormatOption = Annotated[Format, typer.Option("--format", help="输出格式。")]
FIGURES = ("tax", "revenue", "staff", "power", "subsidy")


def _pairs(row: dict[str, Any], columns: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """One row told as lines of caption and value, without the empty ones."""
    return [{"key": c, "value": row[k]} for k, c in columns if text(row[k]) not in ("", "[]")]


def _show(section: "Result", form: Format) -> None:
    from queries import get_query

    typer.echo(f"\n{get_query(section.name).title}")
    if section.name == "enterprise_profile":
        write_rows(_pairs(section.rows[0], list(section.columns)), [("key", "项目"), ("value", "内容")], form)
        return
    filled = [(k, c) for k, c in section.columns if any(text(r[k]) not in ("", "[]") for r in section.rows)]
    write_rows(section.rows, filled, form) if section.rows else typer.echo("（无数据）")


def profile(
    enterprise: Annotated[str, typer.Argument(help="企业名称、统一社会信用代码或统一编号。")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """一企一档：基本情况、年度指标、补助、荣誉、产业链、项目、土地、关联与来源；可按某一天、按当时所知。"""
    from contextlib import closing, nullcontext

    import queries
    from graph_model.connect import connect
    from store.ledger import Ledger

    with answering(known_on) as settings:
        opened = closing(queries.open_lake(settings, Ledger(settings))) if as_of else nullcontext(None)
        with opened as lake, connect(settings) as session:
            found = queries.profile_sections(enterprise, session, lake, day(as_of))
    firm = found[0].rows[0]["id"]
    read_as_operator("profile", object_of(firm, as_of, known_on), sum(len(s.rows) for s in found))
    show_head(as_of, known_on, form)
    if form is Format.JSON:
        first, *others = found
        write_json({**first.rows[0], **{section.name: section.rows for section in others}})
        return
    for section in found:
        _show(section, form)


def support(
    enterprise: Annotated[str, typer.Argument(help="企业名称、统一社会信用代码或统一编号。")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """一家企业的扶持与成效：每年的补助、荣誉、土地与税收用工，逐笔补助，受补前后，与同类相比，线索。"""
    import queries
    from graph_model.connect import connect

    with answering(known_on) as settings, connect(settings) as session:
        found = queries.support_sections(enterprise, session, day(as_of))
    read_as_operator(
        "profile", object_of(f"support {enterprise}", as_of, known_on), sum(len(s.rows) for s in found)
    )
    show_head(as_of, known_on, form)
    if form is Format.JSON:
        write_json({section.name: section.rows for section in found})
        return
    for section in found:
        _show(section, form)


def trace(
    key: Annotated[
        str,
        typer.Argument(
            help="来源键；企业（配合 --figure 与 --year）；产业链或环节，例如 鞋服/鞋底（配合 --figure）。"
        ),
    ],
    figure: Annotated[
        str | None,
        typer.Option(
            help=f"企业：{'、'.join(FIGURES)}；环节：firms、revenue、tax、share、decline；产业链：score、listed。"
        ),
    ] = None,
    year: Annotated[int | None, typer.Option(help="年份；看板上的数字默认现状。")] = None,
    town: Annotated[str | None, typer.Option(help="看板只看这个镇街。")] = None,
    park: Annotated[str | None, typer.Option(help="看板只看这个园区。")] = None,
    known_on: KnownOn = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """追溯：一条来源记录的文件、行、部门与匹配依据；或一个指标、看板上的一个数字由哪些企业和行组成。"""
    from contextlib import closing

    import queries
    from core.errors import UsageError
    from graph_model.connect import connect
    from store.ledger import Ledger

    if figure is None:
        with (
            answering(known_on, graph=False) as settings,
            closing(queries.open_lake(settings, Ledger(settings))) as lake,
        ):
            found = queries.trace(key, lake)
        read_as_operator("profile", object_of(key, None, known_on), 1)
        show_head(None, known_on, form)
        _show_trace(found, form)
        return
    board = queries.is_board_figure(key, figure)
    if not board and (figure not in FIGURES or year is None):
        raise UsageError(
            "追溯指标要同时给出 --figure 与 --year。",
            advice=f"企业的 --figure 可为 {'、'.join(FIGURES)}；看板的不需年份，"
            f"环节（鞋服/鞋底）可为 {'、'.join(queries.NODE_FIGURES)}，"
            f"产业链可为 {'、'.join(queries.CHAIN_FIGURES)}。",
        )
    scope = {k: v for k, v in (("town", town), ("park", park), ("year", year)) if v is not None}
    with (
        answering(known_on) as settings,
        closing(queries.open_lake(settings, Ledger(settings))) as lake,
        connect(settings) as session,
    ):
        result = queries.figure_parts(key, figure, scope, session, lake)
    told = " ".join(str(x) for x in (key, figure, year) if x is not None)
    read_as_operator("profile", object_of(told, None, known_on), len(result.rows))
    show_head(None, known_on, form)
    write_rows(result.rows, list(result.columns), form)


def _show_trace(found: "Trace", form: Format) -> None:
    if form is Format.JSON:
        write_json({"where": found.where, "cells": found.cells, "named": found.named})
        return
    pairs = [("key", "项目"), ("value", "内容")]
    write_rows([{"key": k, "value": v} for k, v in found.where.items()], pairs, form)
    write_rows([{"key": k, "value": v} for k, v in found.cells.items()], pairs, form)
    captions = [
        ("role", "角色"),
        ("written", "原文写法"),
        ("decision", "决定"),
        ("entity", "主体"),
        ("entity_id", "统一编号"),
    ]
    captions += [
        ("reason", "理由"),
        ("tier", "依据层级"),
        ("weight", "权重（比特）"),
        ("runner_up", "第二候选"),
    ]
    write_rows(found.named, captions, form)
