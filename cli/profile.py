"""`chanye profile` and `chanye trace`: one enterprise whole, and where a record or a figure comes from."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import read_as_operator
from cli.output import Format, text, write_json, write_rows
from core.settings import get_settings

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
    form: FormatOption = Format.TABLE,
) -> None:
    """一企一档：基本情况、年度指标、补助、荣誉、产业链、项目、土地、关联与来源。"""
    import queries
    from graph_model.connect import connect

    with connect(get_settings()) as session:
        if form is Format.JSON:
            whole = queries.profile(enterprise, session)
            read_as_operator("profile", str(whole["id"]), 1)
            write_json(whole)
            return
        sections = list(queries.profile_sections(enterprise, session))
        read_as_operator("profile", enterprise, sum(len(s.rows) for s in sections))
        for section in sections:
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
    form: FormatOption = Format.TABLE,
) -> None:
    """追溯：一条来源记录的文件、行、部门与匹配依据；或一个指标、看板上的一个数字由哪些企业和行组成。"""
    from contextlib import closing

    import queries
    from core.errors import UsageError
    from graph_model.connect import connect
    from store.ledger import Ledger

    settings = get_settings()
    if figure is None:
        with closing(queries.open_lake(settings, Ledger(settings))) as lake:
            found = queries.trace(key, lake)
            read_as_operator("profile", key, 1)
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
    with closing(queries.open_lake(settings, Ledger(settings))) as lake, connect(settings) as session:
        scope = {k: v for k, v in (("town", town), ("park", park), ("year", year)) if v is not None}
        result = queries.figure_parts(key, figure, scope, session, lake)
    read_as_operator(
        "profile", " ".join(str(x) for x in (key, figure, year) if x is not None), len(result.rows)
    )
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
