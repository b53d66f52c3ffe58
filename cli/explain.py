"""`chanye explain`: why a mention was decided as it was."""

from typing import Annotated, Any

import typer

from cli.acting import read_as_operator
from cli.output import Format, write_json, write_rows


def explain(
    what: Annotated[str, typer.Argument(help="提及编号（m1_…）、名称或统一社会信用代码")],
    form: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE,
) -> None:
    """说明一个提及归到谁、依据是什么、还有哪些候选。"""
    from core.duck import connect
    from core.errors import NotFoundError
    from core.settings import get_settings
    from resolution.explain import candidates, decisions
    from resolution.tables import latest
    from store.ledger import Ledger

    settings = get_settings()
    con = connect(settings)
    latest(settings, Ledger(settings)).attach(con)
    found = decisions(con, what)
    if not found:
        raise NotFoundError(f"没有提及 {what}。", advice="请核对名称，或先运行 chanye resolve。")
    others: list[dict[str, Any]] = [c for d in found for c in candidates(con, d["mention_id"])]
    read_as_operator("profile", what, len(found))
    if form is Format.JSON:
        write_json({"decisions": found, "candidates": others})
        return
    columns = [
        ("mention_id", "提及"), ("name", "名称"), ("code", "代码"), ("rows", "行数"), ("decision", "结果"),
        ("entity", "归到"),
        ("entity_code", "其代码"), ("reason", "依据"), ("weight", "权重"), ("margin", "领先"),
    ]  # fmt: skip
    write_rows(found, columns, form)
    if others:
        shown = [
            ("mention_id", "提及"), ("rank", "名次"), ("name", "候选"), ("code", "代码"), ("weight", "权重"),
            ("rule", "由何找到"),
        ]  # fmt: skip
        write_rows(others, shown, form)
