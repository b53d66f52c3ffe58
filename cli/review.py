"""`chanye review`: uncertain matches, decided one by one; contradictions and undoing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import review_sheets
from cli.acting import note_as_operator, read_as_operator
from cli.output import Format, write_json, write_rows
from core.settings import get_settings
from resolution.review.order import Order

if TYPE_CHECKING:
    import duckdb

    from store.ledger import Ledger

app = typer.Typer(no_args_is_help=True, help="复核：不确定的匹配由人裁定；裁定约束以后每次归一，可撤销。")
app.command("export")(review_sheets.export)
app.command("import")(review_sheets.import_)
app.command("sample")(review_sheets.sample)
app.command("estimate")(review_sheets.estimate)
Form = Annotated[Format, typer.Option("--format", help="输出格式")]
Actor = Annotated[str | None, typer.Option(help="裁定人；默认为本机操作员")]

COLUMNS = [
    ("mention_id", "提及"), ("name", "名称（原文）"), ("code", "代码"), ("sources", "出处"),
    ("reason", "待复核的原因"), ("entity_id", "候选一编号"), ("entity", "候选一"), ("entity_code", "其代码"),
    ("weight", "权重（比特）"), ("second_id", "候选二编号"), ("second", "候选二"), ("second_code", "其代码"),
    ("second_weight", "权重（比特）"), ("subsidy", "补助（元）"), ("tax", "税收（元）"),
    ("nodes", "影响的产业链环节"), ("worth", "影响合计（元）"),
]  # fmt: skip


def actor_name(actor: str | None) -> str:
    """Return who decides: the name given, else the person at the command line."""
    from access.principal import local_operator

    return actor.strip() if actor and actor.strip() else local_operator().actor


@contextmanager
def newest() -> "Iterator[tuple[Ledger, duckdb.DuckDBPyConnection]]":
    """Yield the ledger, and a connection with the tables of the newest run."""
    from core.duck import connect
    from resolution.tables import latest
    from store.ledger import Ledger

    settings = get_settings()
    ledger = Ledger(settings)
    resolved = latest(settings, ledger)
    con = connect(settings)
    try:
        resolved.attach(con)
        yield ledger, con
    finally:
        con.close()


@app.command("list")
def list_cases(
    order: Annotated[
        Order, typer.Option(help="次序：consequence 影响大的在前，uncertainty 最拿不准的在前，random 随机")
    ] = Order.CONSEQUENCE,
    limit: Annotated[int, typer.Option(min=1, help="最多几条")] = 20,
    seed: Annotated[int, typer.Option(help="随机次序的种子")] = 0,
    actor: Actor = None,
    second: Annotated[
        bool, typer.Option("--second", help="双人复核：只列另一人已判的，不显示其判定")
    ] = False,
    form: Form = Format.TABLE,
) -> None:
    """列出待复核的匹配：原文、出处、最好的两个候选、原因和影响。自己判过的不再列出。

    影响合计（元）= 近三年补助 + 近三年税收（取绝对值）+ 状态因此改变的产业链环节的价值；
    环节的价值 = 重要性（1–5，可外购的减半）× 100 万元，参数在 queries/consequence.yaml。
    """
    from queries.review import review_queue
    from store.ledger import Ledger

    settings = get_settings()
    ledger, who = Ledger(settings), actor_name(actor)
    rows = review_queue(settings, ledger, who, order=order, limit=limit, seed=seed, second=second)
    read_as_operator("review", f"list {order}", len(rows))
    write_rows(rows, COLUMNS, form)


@app.command()
def decide(
    left: Annotated[str, typer.Argument(metavar="MENTION", help="提及编号（m1_…）或名称；也可以是主体编号")],
    right: Annotated[
        str, typer.Argument(metavar="ENTITY", help="主体编号、代码或名称；也可以是另一个提及编号")
    ],
    same: Annotated[
        bool, typer.Option("--same", help="同一：提及就是这个主体（两个提及、两个主体同一）")
    ] = False,
    different: Annotated[bool, typer.Option("--different", help="不同：不是这个主体")] = False,
    unsure: Annotated[bool, typer.Option("--unsure", help="查不清：只记下，不约束")] = False,
    split: Annotated[bool, typer.Option("--split", help="拆出：从这个主体中拿走，另立主体")] = False,
    reason: Annotated[str, typer.Option(help="理由，如“电话核实”")] = "",
    actor: Actor = None,
) -> None:
    """裁定一对：同一、不同、查不清或拆出。下次归一起生效，随连带关系传递，可用 undo 撤销。

    查不清只记下，不约束。同一人对同一对再作相同的裁定，不重复记录；改判或另写理由，以新的一条为准。
    """
    from core.errors import UsageError
    from core.progress import console
    from resolution.review.decide import CAPTIONS, effect, find_entity, find_mention, find_thing, standing
    from resolution.review.decide import decide as record
    from store.audit import utc_now
    from store.judgements import Verdict

    flags = zip((same, different, unsure, split), CAPTIONS, strict=True)
    chosen: list[Verdict] = [v for given, v in flags if given]
    if len(chosen) != 1:
        raise UsageError("请在 --same、--different、--unsure、--split 中选一个。")
    with newest() as (ledger, con):
        entity_first = left.strip()[:4] in ("ent_", "per_", "prj_", "pcl_", "bld_")
        one = (find_entity if entity_first else find_mention)(con, left)
        other = find_thing(con, right)
        who = actor_name(actor)
        with ledger.session() as session:
            before = standing(session, one, other, who)
            again = before is not None and before.decision == chosen[0] and reason in ("", before.reason)
            if before is not None and again:
                console.print(
                    f"您的第 {before.id} 条已是这样裁定：{one.name} 与 {other.name}：{CAPTIONS[chosen[0]]}。"
                    "没有重复记录。",
                    highlight=False, markup=False, soft_wrap=True,
                )  # fmt: skip
                return
            row = record(session, con, one, other, chosen[0], actor=who, reason=reason, at=utc_now())
            does = effect(chosen[0], before)
        number = row.id
    note_as_operator(
        "review.decide", f"{one.id} {other.id}", rows=1, detail={"number": number, "as": row.actor}
    )
    console.print(
        f"第 {number} 条：{one.name} 与 {other.name}：{CAPTIONS[chosen[0]]}。{does}",
        highlight=False, markup=False, soft_wrap=True,
    )  # fmt: skip


@app.command()
def undo(
    numbers: Annotated[list[int], typer.Argument(metavar="NUMBER...", help="裁定的序号，可写几个")],
    reason: Annotated[str, typer.Option(help="为何撤销")] = "",
    actor: Actor = None,
) -> None:
    """撤销裁定；记录仍在，下次归一起不再约束。几条中有一条不能撤销，就都不撤销。"""
    from store.audit import utc_now
    from store.judgements import undo as take_back
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        for number in numbers:
            take_back(session, number, actor=actor_name(actor), reason=reason, at=utc_now())
    listed = "、".join(map(str, numbers))
    note_as_operator("review.undo", listed, rows=len(numbers), detail={"as": actor_name(actor)})
    typer.echo(f"第 {listed} 条裁定已撤销，下次归一起生效。", err=True)


@app.command()
def log(
    limit: Annotated[int, typer.Option(min=1, help="最多几条，从新到旧")] = 50, form: Form = Format.TABLE
) -> None:
    """列出裁定记录：谁、何时、判了什么、为何，含已撤销的。"""
    from resolution.review.decide import CAPTIONS
    from store.judgements import Verdict, history
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        rows = history(session)
    undone = {r.undoes for r in rows}
    shown: list[dict[str, Any]] = [
        {
            "id": r.id, "at": r.decided_at, "actor": r.actor, "name": r.about.get("name"),
            "mention": r.mention, "entity": r.entity,
            "decision": CAPTIONS.get(Verdict(r.decision), f"撤销第 {r.undoes} 条"),
            "reason": r.reason, "undone": r.id in undone,
        }
        for r in reversed(rows)
    ][:limit]  # fmt: skip
    read_as_operator("review", "log", len(shown))
    columns = [
        ("id", "序号"), ("at", "时间（UTC）"), ("actor", "裁定人"), ("name", "名称"),
        ("mention", "提及"), ("entity", "主体"), ("decision", "判定"),
        ("reason", "理由"), ("undone", "已撤销"),
    ]  # fmt: skip
    write_rows(shown, columns, form)


@app.command("contradictions")
def list_contradictions(form: Form = Format.TABLE) -> None:
    """列出互相矛盾或已无对象的裁定；矛盾的裁定都不生效，对应的提及留在待复核。"""
    from resolution.review.contradictions import contradictions

    with newest() as (ledger, con):
        rows = contradictions(con, ledger)
    read_as_operator("review", "contradictions", len(rows))
    columns = [("kind", "问题"), ("things", "对象"), ("numbers", "裁定序号"), ("decisions", "裁定")]
    write_rows(rows, columns, form)


@app.command()
def agreement(form: Form = Format.TABLE) -> None:
    """两人各自判过的同一批提及，结论有多一致：一致数和 Cohen κ（95% 区间）；归到不同主体算不一致。"""
    from resolution.review.agreement import agreements
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        rows = [a._asdict() for a in agreements(session)]
    read_as_operator("review", "agreement", len(rows))
    if form is Format.JSON:
        write_json(rows)
        return
    columns = [
        ("one", "甲"), ("other", "乙"), ("pairs", "共同判过"), ("agreed", "一致"),
        ("kappa", "κ"), ("low", "下限"), ("high", "上限"), ("note", "说明"),
    ]  # fmt: skip
    write_rows(rows, columns, form)
