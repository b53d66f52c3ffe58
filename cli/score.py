"""`chanye delivery score` and `bulletin`: the yearly score, and the steps until it is published."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import note_as_operator
from cli.moments import FIRST_YEAR, LAST_YEAR, MOMENTS, known
from cli.output import Format, write_json, write_rows

if TYPE_CHECKING:
    from governance.score.card import Scores

bulletin = typer.Typer(no_args_is_help=True, help="通报前的步骤：初评、情况说明、复核、发布。")
DAYS = ["%Y-%m-%d"]
WHY = (
    ("term", "项目"),
    ("dataset", "数据集"),
    ("about", "事项"),
    ("credit", "得分率"),
    ("why", "理由"),
    ("deliveries", "交付件"),
)
STEPS = (
    ("id", "编号"),
    ("step", "步骤"),
    ("supplier", "单位"),
    ("answers", "答复"),
    ("about", "事项"),
    ("reason", "理由"),
    ("actor", "操作人"),
    ("recorded_at", "时间"),
    ("digest", "结果摘要"),
)
Year = Annotated[int, typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="考核年度。")]
Form = Annotated[Format, typer.Option("--format", help="输出格式。")]
At = Annotated[datetime | None, typer.Option(formats=MOMENTS, help="时间，默认现在。")]


def score(
    year: Year,
    as_of: Annotated[datetime | None, typer.Option(formats=DAYS, help="截至哪一天，默认今天。")] = None,
    known_on: Annotated[
        datetime | None, typer.Option(formats=MOMENTS, help="按当时所知（只写日期为当天结束），默认现在。")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="只看一个单位或镇（街道）。")] = None,
    why: Annotated[bool, typer.Option("--why", help="逐项列出得分的来历（要写 --unit）。")] = False,
    form: Form = Format.TABLE,
) -> None:
    """年度量化考核：按公开的公式给每个单位、每个镇（街道）打分，可逐项追溯。"""
    from core.errors import UsageError
    from core.settings import get_settings
    from governance.score import card
    from governance.score.bulletin import score_then
    from governance.units.supplier import names_of
    from store.ledger import Ledger

    if why and unit is None:
        raise UsageError("--why 要与 --unit 一起用。")
    settings = get_settings()
    day = as_of.date() if as_of else date.today()
    ledger, moment = Ledger(settings), known(known_on)
    if moment is None:
        found = card.score(settings, ledger, year, day)
    else:
        found = score_then(settings, ledger, year, day, known_on=moment)
    names = names_of(unit) if unit else None
    if why:
        write_rows(_why(found, names or frozenset()), WHY, form)
    else:
        _tell(found, names, form)


def _tell(found: "Scores", names: frozenset[str] | None, form: Format) -> None:
    from governance.score.formula import CAPTIONS

    cards = [c for c in found.plain() if names is None or c["supplier"] in names]
    if form is Format.JSON:
        write_json({
            "title": found.formula.title, "year": found.year, "as_of": found.as_of,
            "known_on": found.known_on, "formula": found.formula.fingerprint, "digest": found.digest,
            "unknown": [t.value for t in found.unknown], "cards": cards,
        })  # fmt: skip
        return
    terms = [t for t in CAPTIONS if found.formula.weight(t) > 0]
    columns = [("rank", "名次"), ("supplier", "单位"), ("points", "得分"), ("grade", "等次")]
    columns += [(t.value, CAPTIONS[t]) for t in terms]
    rows = [c | {t.value: _percent(c["terms"][t.value]["value"]) for t in terms} for c in cards]
    write_rows(rows, columns, form)
    typer.echo(
        f"{found.formula.title}，{found.year} 年度，截至 {found.as_of}，结果摘要 {found.digest}。", err=True
    )
    if found.unknown:
        lost = sum(found.formula.weight(t) for t in found.unknown)
        said = "、".join(CAPTIONS[t] for t in found.unknown)
        typer.echo(f"{said}：无数据，其权重 {lost:g} 按比例分摊到其余各项。", err=True)


def _percent(value: float | None) -> str:
    return "无数据" if value is None else f"{value:.2%}"


def _why(found: "Scores", names: frozenset[str]) -> list[dict[str, Any]]:
    from governance.score.formula import CAPTIONS

    return [
        {
            "supplier": card.supplier.name,
            "term": CAPTIONS[term],
            "weight": round(told.weight, 4),
            "dataset": item.dataset,
            "about": item.about,
            "credit": "不计" if item.credit is None else round(item.credit, 6),
            "why": item.why,
            "deliveries": list(item.deliveries),
        }
        for card in found.cards
        if card.supplier.name in names
        for term, told in card.terms.items()
        for item in told.items
    ]


def _actor() -> str:
    from access.principal import local_operator

    return local_operator().actor


@bulletin.command()
def draft(
    year: Year,
    as_of: Annotated[datetime | None, typer.Option(formats=DAYS, help="截至哪一天，默认今天。")] = None,
    at: At = None,
    form: Form = Format.TABLE,
) -> None:
    """初评：算出得分并留存，供各单位核对；发布前可以重做。"""
    from core.settings import get_settings
    from governance.score import bulletin as steps
    from store.ledger import Ledger

    settings, moment = get_settings(), at or datetime.now()
    day = as_of.date() if as_of else moment.date()
    row, found = steps.draft(settings, Ledger(settings), year, day, known_on=moment, actor=_actor())
    note_as_operator("bulletin.draft", str(year), detail={"number": row.id, "digest": found.digest})
    _tell(found, None, form)


@bulletin.command()
def explain(
    year: Year,
    unit: Annotated[str, typer.Option(help="单位或镇（街道）。")],
    reason: Annotated[str, typer.Option(help="情况说明。")],
    about: Annotated[
        list[str] | None, typer.Option(help="涉及的事项：数据集/期间，可多次，如 power_consumption/2023-06。")
    ] = None,
    at: At = None,
) -> None:
    """单位对初评提出情况说明。"""
    from core.settings import get_settings
    from governance.score import bulletin as steps
    from store.ledger import Ledger

    settings = get_settings()
    row = steps.explain(
        settings, Ledger(settings), year, unit, about or [], reason=reason, actor=_actor(),
        at=at or datetime.now(),
    )  # fmt: skip
    note_as_operator("bulletin.explain", row.supplier, detail={"number": row.id})
    typer.echo(f"已登记第 {row.id} 号情况说明：{row.supplier}，{len(row.detail['about'])} 项。", err=True)


@bulletin.command()
def review(
    year: Year,
    number: Annotated[int, typer.Argument(help="情况说明的编号。")],
    reason: Annotated[str, typer.Option(help="复核意见。")],
    accept: Annotated[bool, typer.Option("--accept/--refuse", help="采纳或不采纳。")],
    at: At = None,
) -> None:
    """复核一份情况说明；采纳后它涉及的事项不再算未报或迟报。"""
    from core.settings import get_settings
    from governance.score import bulletin as steps
    from store.ledger import Ledger

    row = steps.review(
        Ledger(get_settings()), year, number, accept, reason=reason, actor=_actor(), at=at or datetime.now()
    )
    note_as_operator("bulletin.review", row.supplier, detail={"number": number, "accept": accept})
    typer.echo(f"第 {number} 号情况说明已{'采纳' if accept else '驳回'}。", err=True)


@bulletin.command()
def publish(year: Year, at: At = None, form: Form = Format.TABLE) -> None:
    """发布：情况说明全部复核后，按复核结果重算并定稿。"""
    from core.settings import get_settings
    from governance.score import bulletin as steps
    from store.ledger import Ledger

    settings = get_settings()
    row, found = steps.publish(settings, Ledger(settings), year, actor=_actor(), at=at or datetime.now())
    note_as_operator("bulletin.publish", str(year), detail={"number": row.id, "digest": found.digest})
    _tell(found, None, form)


@bulletin.command()
def show(year: Year, form: Form = Format.TABLE) -> None:
    """列出一个年度走过的步骤；json 格式含留存的得分。"""
    from core.settings import get_settings
    from store import bulletins
    from store.bulletins import CAPTIONS, Step
    from store.ledger import Ledger

    names = ("id", "supplier", "answers", "reason", "actor", "recorded_at")
    with Ledger(get_settings()).session() as session:
        rows = [
            {n: getattr(s, n) for n in names}
            | {
                "step": s.step if form is Format.JSON else CAPTIONS[Step(s.step)],
                "about": ["/".join(a) for a in s.detail.get("about", [])],
                "digest": s.detail.get("digest"),
            }
            | ({"detail": s.detail} if form is Format.JSON else {})
            for s in bulletins.steps(session, year)
        ]
    write_rows(rows, STEPS, form)
