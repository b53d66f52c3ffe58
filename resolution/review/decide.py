"""Recording a steward's decision: the things it names are looked up, what it is about is kept."""

from datetime import datetime
from typing import Any, Final, NamedTuple

import duckdb
from sqlalchemy.orm import Session

from core.errors import AmbiguousError, NotFoundError, UsageError
from resolution.judgements import ABOUT
from resolution.names import parse_name
from store.judgements import Verdict, append, in_force
from store.tables import Judgement

MENTIONS: Final = """
SELECT mention_id, name FROM mention WHERE mention_id = $text OR name = $text OR name_norm = $norm
ORDER BY mention_id <> $text, rows DESC, mention_id
"""
ENTITIES: Final = """
SELECT entity_id, name FROM entity
WHERE entity_id = $text OR code = $code OR name = $text OR name_norm = $norm
ORDER BY entity_id <> $text, code IS DISTINCT FROM $code, registered DESC, entity_id
"""
MOVED: Final = "SELECT new, new FROM redirect WHERE old = ?"
TOLD: Final = f"SELECT {', '.join(ABOUT)} FROM mention WHERE mention_id = ?"
CAPTIONS: Final = {
    Verdict.MUST_LINK: "同一",
    Verdict.CANNOT_LINK: "不同",
    Verdict.UNSURE: "不确定",
    Verdict.SPLIT: "拆出",
}
"""How decisions are written in workbooks and messages."""


class Thing(NamedTuple):
    """A mention or an entity of the newest run."""

    id: str
    name: str


def _one(found: list[tuple[str, str]], text: str, what: str, sure: bool) -> Thing:
    if not found:
        raise NotFoundError(
            f"没有{what}“{text}”。", advice="请用 chanye review list 或 chanye explain 显示的编号。"
        )
    if len(found) > 1 and not sure:
        listed = "、".join(i for i, _ in found[:5])
        raise AmbiguousError(f"“{text}”对应 {len(found)} 个{what}：{listed}。", advice="请写编号。")
    return Thing(*found[0])


def find_mention(con: duckdb.DuckDBPyConnection, text: str) -> Thing:
    """Return the mention with this id, or the only one with this name; NotFoundError, AmbiguousError."""
    values = {"text": text.strip(), "norm": parse_name(text).norm or text}
    found = con.execute(MENTIONS, values).fetchall()
    return _one(found, text, "提及", bool(found) and found[0][0] == text.strip())


def find_entity(con: duckdb.DuckDBPyConnection, text: str) -> Thing:
    """Return the entity with this id, code or only name, also by an id that gave way to it."""
    plain = text.strip()
    values = {"text": plain, "code": plain.upper(), "norm": parse_name(text).norm or text}
    found = con.execute(ENTITIES, values).fetchall() or con.execute(MOVED, [plain]).fetchall()
    sure = bool(found) and (found[0][0] == plain or len(plain) == 18)
    return _one(found, text, "主体", sure)


def find_thing(con: duckdb.DuckDBPyConnection, text: str) -> Thing:
    """Return a mention by its id (m1_…), else an entity."""
    return find_mention(con, text) if text.strip().startswith("m1_") else find_entity(con, text)


def about(con: duckdb.DuckDBPyConnection, mention: str) -> dict[str, Any]:
    """Return what a mention says, as a judgement keeps it; nothing for an entity."""
    rows = con.execute(TOLD, [mention]).fetchall()
    return dict(zip(ABOUT, rows[0], strict=True)) if rows else {}


def standing(session: Session, left: Thing, right: Thing, actor: str) -> Judgement | None:
    """Return what this person's decision on the two things is now, if there is one in force."""
    found = [j for j in in_force(session) if (j.mention, j.entity, j.actor) == (left.id, right.id, actor)]
    return found[0] if found else None


def effect(verdict: Verdict, replaced: Judgement | None) -> str:
    """Say in Chinese what a decision does; `replaced` is what the same person had decided on the pair."""
    said = "下次归一起生效。"
    if verdict is Verdict.UNSURE:
        said = "只记下：不约束归一，也不用于训练；您的待复核清单不再列出这一对。"
    if replaced is None:
        return said
    lifted = "，它下次归一起不再约束" if verdict is Verdict.UNSURE and replaced.decision != verdict else ""
    return f"{said}代替您的第 {replaced.id} 条{lifted}。"


def decide(
    session: Session,
    con: duckdb.DuckDBPyConnection,
    left: Thing,
    right: Thing,
    verdict: Verdict,
    *,
    actor: str,
    reason: str,
    at: datetime,
) -> Judgement:
    """Append a decision on two things; UsageError where it cannot be meant."""
    if left.id == right.id:
        raise UsageError("两边是同一个编号。", advice="请写一个提及和一个主体，或两个不同的提及、主体。")
    if verdict is Verdict.SPLIT and not (left.id.startswith("m1_") and not right.id.startswith("m1_")):
        raise UsageError("“拆出”要写一个提及和它所在的主体。")
    said = about(con, left.id)
    return append(session, left.id, right.id, verdict, actor=actor, reason=reason, at=at, about=said)
