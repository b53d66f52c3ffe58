"""`chanye changes`: what became of enterprises and other entities from run to run."""

from datetime import datetime
from typing import Annotated, Literal

import typer

from cli.acting import read_as_operator
from cli.output import Format, write_rows

Change = Literal["created", "merged", "split", "renamed", "closed", "gone"]
CAPTIONS: dict[str, str] = {
    "created": "新增",
    "merged": "并入",
    "split": "拆出",
    "renamed": "更名",
    "closed": "注销",
    "gone": "不再出现",
}


def changes(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="自哪天的数据起")] = None,
    after: Annotated[int, typer.Option(help="只看此序号之后的：程序据此接着读")] = 0,
    change: Annotated[Change | None, typer.Option(help="只看一种变动")] = None,
    kind: Annotated[str | None, typer.Option(help="只看一类：ent、prj、pcl、bld、per")] = None,
    entity: Annotated[str | None, typer.Option(help="只看某个编号")] = None,
    limit: Annotated[int, typer.Option(min=1, help="最多几条")] = 1000,
    form: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE,
) -> None:
    """变动流水：每次归一后，哪些主体新增、并入、拆出、更名、注销。"""
    from core.settings import get_settings
    from store.changes import changes as read
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        found = read(session, after=after, since=since, change=change, kind=kind, entity=entity, limit=limit)
        rows = [
            {
                "id": c.id, "known_at": c.known_at, "change": c.change, "caption": CAPTIONS[c.change],
                "kind": c.kind, "entity": c.entity, "other": c.other, "before": c.before, "after": c.after,
                "run": c.run,
            }
            for c in found
        ]  # fmt: skip
    read_as_operator("profile", entity or "变动流水", len(rows))
    columns = [
        ("id", "序号"), ("known_at", "数据时间"), ("caption", "变动"), ("entity", "编号"),
        ("other", "另一方"), ("before", "原为"), ("after", "现为"),
    ]  # fmt: skip
    exact = [("change", "种类"), ("kind", "类别"), ("run", "归一")]
    write_rows(rows, columns if form is Format.TABLE else [*columns, *exact], form)
