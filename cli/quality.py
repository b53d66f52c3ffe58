"""`chanye delivery quality`: how good one delivery is, or those of a unit at a glance."""

from typing import Annotated, Any

import typer

from cli.output import Format, write_json, write_rows

COLUMNS = (
    ("delivery", "交付件"),
    ("supplier", "报送单位"),
    ("dataset", "数据集"),
    ("period", "期间"),
    ("rows", "行数"),
    ("share_accepted", "合格率"),
    ("share_filled", "齐全率"),
    ("share_valid", "有效率"),
    ("share_unique", "不重复率"),
)
FIELDS = (("name", "字段"), ("required", "必填"), ("filled", "齐全率"), ("wrong", "无效"))
DRIFT = (("name", "指标"), ("value", "本期"), ("usual", "以往中位数"), ("ratio", "倍数"), ("drifted", "异常"))
TREND = (
    ("period", "期间"),
    ("received", "收到"),
    ("rows", "行数"),
    ("share_accepted", "合格率"),
    ("share_filled", "齐全率"),
    ("share_valid", "有效率"),
)
CONTRADICTIONS = (("kind", "矛盾"), ("cells", "单元格"), ("tickets", "校核单"))
SINGLE = {
    "name": "数据集",
    "period": "期间",
    "supplier": "报送单位",
    "received": "收到",
    "rows": "行数",
    "accepted": "合格",
    "rejected": "退回",
    "repeated_rows": "重复行",
    "conflicting_rows": "同键异文",
    "share_accepted": "合格率",
    "share_filled": "齐全率",
    "share_valid": "有效率",
    "share_unique": "不重复率",
    "delivered_again": "重复报送",
    "jumps": "疑似单位错误",
    "resolved": "归一",
    "replaces": "替换",
    "difference": "与所替换的相比",
}


def quality(
    delivery: Annotated[
        str | None, typer.Argument(help="交付件编号；不写则列出 --unit、--dataset 的全部。")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="一个单位或镇（街道）。")] = None,
    dataset: Annotated[str | None, typer.Option(help="一个数据集（键或名称）。")] = None,
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """交付件的质量：齐全、有效、重复、异常变动、归一率、与所替换版本的差异和近几期走势。"""
    from core.errors import UsageError
    from core.settings import get_settings
    from governance.quality.report import quality as measure
    from store.ledger import Ledger

    settings = get_settings()
    ledger = Ledger(settings)
    if delivery is not None:
        _one(measure(settings, ledger, delivery).plain(), form)
    elif unit or dataset:
        write_rows(_many(unit, dataset), COLUMNS, form)
    else:
        raise UsageError("请写交付件编号，或用 --unit、--dataset 指明范围。")


def _one(said: dict[str, Any], form: Format) -> None:
    if form is Format.JSON:
        write_json(said)
        return
    pairs = [{"name": c, "value": said[k]} for k, c in SINGLE.items() if said.get(k) not in (None, [], {})]
    write_rows(pairs, (("name", "项目"), ("value", "内容")), form)
    for key, columns in (
        ("fields", FIELDS), ("drift", DRIFT), ("trend", TREND), ("contradictions", CONTRADICTIONS),
    ):  # fmt: skip
        if said.get(key):
            write_rows(said[key], columns, form)


def _many(unit: str | None, dataset: str | None) -> list[dict[str, Any]]:
    """Return the figures of deliveries not withdrawn, in the order they came."""
    from core.settings import get_settings
    from governance.quality.figures import figures
    from governance.units.supplier import names_of
    from ingest.contract import load_catalogue
    from store import deliveries
    from store.ledger import Ledger

    settings = get_settings()
    key = load_catalogue().dataset(dataset).key if dataset else None
    suppliers = names_of(unit) if unit else None
    ledger = Ledger(settings)
    with ledger.session() as session:
        rows = [
            d
            for d in deliveries.deliveries(session, dataset=key)
            if d.status != deliveries.WITHDRAWN and (suppliers is None or d.supplier in suppliers)
        ]
    known = figures(settings, ledger, [d.id for d in rows])
    return [_row(d, known[d.id]) for d in rows]


def _row(row: Any, own: Any) -> dict[str, Any]:  # noqa: ANN401  # a ledger row and its figures
    return {
        "delivery": row.id,
        "supplier": row.supplier,
        "dataset": row.dataset,
        "period": row.period,
        "received": row.received_at,
        "rows": own.rows,
        "accepted": own.accepted,
        "rejected": own.rejected,
        "repeated_rows": own.repeated,
        "conflicting_rows": own.conflicting,
        "share_accepted": own.share_accepted,
        "share_filled": own.cells.share_filled(),
        "share_valid": own.cells.share_valid(),
        "share_unique": own.share_unique,
    }
