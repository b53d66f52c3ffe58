"""Reading a filled workbook back: each row is checked, and a refused one says where and what to do."""

from pathlib import Path
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile

import duckdb
from openpyxl import load_workbook

from core.errors import AmbiguousError, NotFoundError, UsageError
from resolution.review.columns import ANSWERS, NOTES, QUEUE, SAMPLE, SHEET, STRATA
from resolution.review.decide import CAPTIONS, Thing, find_entity, find_mention
from store.judgements import Verdict

VERDICTS: Final = {caption: verdict for verdict, caption in CAPTIONS.items()}
KEYS: Final = {c.head: c.key for c in (*QUEUE, *SAMPLE)}
NEEDED: Final = ("提及编号", "候选一编号", "判定")


class Answer(NamedTuple):
    """What a row says of a mention and a thing."""

    row: int
    mention: Thing
    entity: Thing | None
    verdict: Verdict
    right: Thing | None
    why: str


class Refused(NamedTuple):
    """A row that cannot be taken: where, and what to do."""

    row: int
    column: str
    message: str


class Filled(NamedTuple):
    """A workbook as read: answers, refused rows, how many were left open, notes, parts of a sample."""

    answers: list[Answer]
    refused: list[Refused]
    open: int
    notes: dict[str, Any]
    strata: dict[str, str]


class _RowError(Exception):
    """A row that cannot be taken; carries the column."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read_filled(con: duckdb.DuckDBPyConnection, path: Path) -> Filled:
    """Read a filled workbook against the newest run's tables; UsageError where it is no review workbook."""
    rows, notes, strata = _rows(path)
    found = Filled([], [], 0, notes, strata)
    seen: dict[tuple[str, str], int] = {}
    left = 0
    for number, row in rows:
        if not row.get("answer") and not row.get("right"):
            left += 1
            continue
        try:
            answer = _answer(con, number, row)
            key = (answer.mention.id, answer.entity.id if answer.entity else "")
            if key in seen:
                raise _RowError("提及编号", f"与第 {seen[key]} 行是同一对，请只留一行")
            seen[key] = number
            found.answers.append(answer)
        except _RowError as error:
            found.refused.append(Refused(number, error.column, str(error)))
    return found._replace(open=left)


def _rows(path: Path) -> tuple[list[tuple[int, dict[str, str]]], dict[str, Any], dict[str, str]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise UsageError(
            f"{path.name} 打不开，不是 xlsx 工作簿。", advice="请用 chanye review export 的文件填写。"
        ) from error
    if SHEET not in book.sheetnames:
        raise UsageError(
            f"{path.name} 没有工作表“{SHEET}”。", advice="请用 chanye review export 的文件填写。"
        )
    lines = list(book[SHEET].iter_rows(values_only=True))
    heads = [_text(v) for v in lines[0]] if lines else []
    missing = [h for h in NEEDED if h not in heads]
    if missing:
        raise UsageError(
            f"{path.name} 工作表“{SHEET}”第 1 行缺少列：{'、'.join(missing)}。", advice="请不要改动表头。"
        )
    rows = [
        (number, {KEYS[h]: _text(v) for h, v in zip(heads, line, strict=False) if h in KEYS})
        for number, line in enumerate(lines[1:], 2)
        if any(v is not None for v in line)
    ]
    notes = {}
    if NOTES in book.sheetnames:
        notes = {
            _text(r[0]): r[1]
            for r in book[NOTES].iter_rows(values_only=True)
            if len(r) > 1 and r[1] is not None
        }
    strata = {}
    if STRATA in book.sheetnames:
        strata = {_text(r[0]): _text(r[1]) for r in book[STRATA].iter_rows(values_only=True) if len(r) > 1}
    book.close()
    return rows, notes, strata


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _answer(con: duckdb.DuckDBPyConnection, number: int, row: dict[str, str]) -> Answer:
    said = row.get("answer") or "不同"  # whoever names the right firm says that it is not the first
    if said not in VERDICTS:
        raise _RowError("判定", f"“{said}”不是可选的判定，请填 {'、'.join(ANSWERS)} 之一")
    mention = _look_up(con, "提及编号", row.get("mention_id", ""))
    entity = _look_up(con, "候选一编号", row["entity_id"]) if row.get("entity_id") else None
    right = _look_up(con, "正确主体（代码或编号）", row["right"]) if row.get("right") else None
    verdict = VERDICTS[said]
    if entity is None and verdict in (Verdict.MUST_LINK, Verdict.SPLIT):
        raise _RowError("判定", f"没有候选一，不能填“{said}”；知道是谁请填“正确主体”")
    if verdict is Verdict.MUST_LINK and right is not None and entity is not None and right.id != entity.id:
        raise _RowError("正确主体（代码或编号）", "判定为“同一”，却写了另一个主体：不是候选一请填“不同”")
    if (
        verdict is not Verdict.MUST_LINK
        and right is not None
        and entity is not None
        and right.id == entity.id
    ):
        raise _RowError("判定", f"正确主体就是候选一，判定却是“{said}”：请填“同一”")
    return Answer(number, mention, entity, verdict, right, row.get("why", ""))


def _look_up(con: duckdb.DuckDBPyConnection, column: str, text: str) -> Thing:
    if not text:
        raise _RowError(column, "空着，请填回导出时的编号")
    try:
        return find_mention(con, text) if column == "提及编号" else find_entity(con, text)
    except (NotFoundError, AmbiguousError) as error:
        raise _RowError(column, str(error)) from error
