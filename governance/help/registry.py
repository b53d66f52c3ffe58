"""The firms of the last run: found by what somebody writes, and followed through merges and splits."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import dataset
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.errors import AmbiguousError, NotFoundError, UsageError
from core.settings import Settings
from resolution import tables
from resolution.live import Matcher
from resolution.live_read import read
from resolution.names import NameKind
from store.judgements import history
from store.ledger import Ledger
from store.redirects import redirects
from store.tables import EntityChange

CODE: Final = re.compile(r"[0-9A-Z]{18}")
COLUMNS: Final = ("entity_id", "name", "code", "town", "address", "registered")


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise as the last run has it."""

    id: str
    name: str
    code: str | None
    town: str | None
    address: str | None
    registered: bool

    @property
    def told(self) -> str:
        """Name it to people."""
        return f"{self.name}（{self.code or '无代码'}，{self.town or '镇街不详'}，{self.id}）"


def firms(
    settings: Settings, ledger: Ledger, ids: Iterable[str], codes: Iterable[str] = ()
) -> dict[str, Firm]:
    """Return firms of the last run by id, of ids or codes; those that the run does not know are left out."""
    run = tables.latest(settings, ledger)
    by_id = pc.field("entity_id").isin(_texts(ids)) | pc.field("code").isin(_texts(codes))
    wanted = by_id & (pc.field("kind") == "ent") & pc.field("known_to").is_null()
    rows = read_rows(tables.files(run.folder, "entity"), COLUMNS, wanted)
    found = [_firm(row) for row in rows]
    return {f.id: f for f in sorted(found, key=lambda f: (not f.registered, f.id))}


def _firm(row: Mapping[str, Any]) -> Firm:
    return Firm(row["entity_id"], *(row[c] for c in COLUMNS[1:]))


def _texts(values: Iterable[str]) -> pa.Array:
    return pa.array(sorted(set(values)), pa.string())


def read_rows(paths: list[str], columns: Sequence[str], wanted: pc.Expression) -> list[dict[str, Any]]:
    """Return the rows of Parquet files that are wanted; a few rows of one table need no database."""
    found: list[dict[str, Any]] = dataset.dataset(paths).to_table(list(columns), filter=wanted).to_pylist()
    return found


class Finder:
    """Finds the one firm that a text means; the registry is prepared once, when the first name is asked."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._settings, self._ledger = settings, ledger
        self._matcher: Matcher | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._matcher is not None:
            self._matcher.close()

    def find(self, text: str, code: str = "") -> Firm:
        """Return the firm of a canonical id, a code or a name, or of a name and a code.

        NotFoundError, or AmbiguousError that lists the candidates, where the one-record resolution does not
        decide for one; ResolutionError where nothing was resolved yet.
        """
        name, number = text.strip(), code.strip().upper()
        if not name and not number:
            raise UsageError("请写明企业。", advice="可写全称、统一社会信用代码或统一编号。")
        if name.lower().startswith("ent_"):
            return self._by_id(name.lower(), number)
        if not number and CODE.fullmatch(name.upper()):
            name, number = "", name.upper()
        if (sure := self.sure(name, number)) is not None:
            return sure
        if self._matcher is None:
            self._matcher = Matcher.open(self._settings, self._ledger)
        answer = self._matcher.match({"name": name or None, "code": number or None})
        said = "、".join(t for t in (name, number) if t)
        ids = [c["id"] for c in answer["candidates"]]
        known = firms(self._settings, self._ledger, [answer["match_id"]] if answer["match_id"] else ids)
        if answer["match_id"]:
            return known[answer["match_id"]]
        return _refuse(said, answer["decision"], [known[i] for i in ids if i in known])

    def sure(self, name: str, code: str) -> Firm | None:
        """Return the one registered firm of a code and of a name, present or former; else None.

        That is what the first tiers of the one-record resolution say, without preparing the whole registry,
        which takes half a minute for 300,000 firms. A mention that stewards judged is left to them.
        """
        mention = read({"name": name or None, "code": code or None})
        norm = mention.evidence["name_norm"]
        if not code and mention.part("kind") == NameKind.PERSON:
            return None
        with self._ledger.session() as session:
            if history(session, mention.mention_id):
                return None
        run = tables.latest(self._settings, self._ledger)
        borne = pc.field("name").isin(_texts([name, norm] if norm else []))
        former = read_rows(tables.files(run.folder, "entity_name"), ("entity_id",), borne)
        of_code = pc.field("code").isin(_texts([code] if code else []))
        of_name = pc.field("name_norm").isin(_texts([norm] if norm else []))
        any_of = of_code | of_name | pc.field("entity_id").isin(_texts(r["entity_id"] for r in former))
        wanted = (
            any_of & (pc.field("kind") == "ent") & pc.field("known_to").is_null() & pc.field("registered")
        )
        rows = read_rows(tables.files(run.folder, "entity"), COLUMNS, wanted)
        if len(rows) != 1 or (code and rows[0]["code"] != code):
            return None
        return _firm(rows[0])

    def _by_id(self, given: str, code: str) -> Firm:
        with self._ledger.session() as session:
            moved = {r.old: r.new for r in redirects(session)}
        now = moved.get(given, given)
        found = firms(self._settings, self._ledger, [now]).get(now)
        if found is None:
            raise NotFoundError(f"没有统一编号为 {given} 的企业。")
        if code and found.code != code:
            raise UsageError(
                f"统一编号 {given} 是{found.told}，与所写代码 {code} 不符。", advice="请核对后只写一样。"
            )
        return found


def _refuse(said: str, decision: str, candidates: list[Firm]) -> Firm:
    listed = "；".join(f.told for f in candidates[:5])
    advice = "请写统一社会信用代码或统一编号。"
    if decision == "ambiguous" and listed:
        raise AmbiguousError(f"“{said}”不止一家：{listed}。", advice=advice)
    if listed:
        raise AmbiguousError(f"不能确定“{said}”是哪一家企业，可能是：{listed}。", advice=advice)
    raise NotFoundError(f"没有找到企业“{said}”。", advice="请用全称、统一社会信用代码或统一编号。")


@dataclass(frozen=True, slots=True)
class Fate:
    """Where the firm of a case stands now, and what became of it since; `firm` is None where it is gone."""

    firm: Firm | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which firm, by id and code, and since which change to entities."""

    firm: str
    code: str | None = None
    feed: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """Redirects in force and the feed of merges and splits, as known at a moment."""

    moved: Mapping[str, tuple[str, datetime]]
    feed: tuple[EntityChange, ...]
    names: Mapping[str, Firm] = field(default_factory=dict)


def fates(
    settings: Settings, ledger: Ledger, asked: Iterable[Asked], *, known_on: datetime | None = None
) -> list[Fate]:
    """Return where firms stand now: followed through merges; a split leaves a firm's id where it was.

    `known_on` leaves out merges and splits that came of data known later.
    """
    found = list(asked)
    ids = {a.firm for a in found}
    with ledger.session() as session:
        steps = [r for r in redirects(session) if known_on is None or r.since <= known_on]
        moved = {r.old: (r.new, r.since) for r in steps}
        named = ids | {new for old, (new, _) in moved.items() if old in ids}
        feed = _feed(session, named, known_on)
        session.expunge_all()
    others = {c.other for c in feed if c.other}
    known = firms(settings, ledger, named | others, [a.code for a in found if a.code])
    changes = Changes(moved, feed, known)
    by_code = {f.code: f for f in reversed(known.values()) if f.code}
    return [_fate(a, changes, by_code) for a in found]


def _feed(session: Session, ids: set[str], known_on: datetime | None) -> tuple[EntityChange, ...]:
    query = select(EntityChange).where(
        EntityChange.kind == "ent",
        EntityChange.change.in_(("merged", "split")),
        or_(EntityChange.entity.in_(sorted(ids)), EntityChange.other.in_(sorted(ids))),
    )
    if known_on is not None:
        query = query.where(EntityChange.known_at <= known_on)
    return tuple(session.scalars(query.order_by(EntityChange.id)))


def _fate(asked: Asked, changes: Changes, by_code: Mapping[str, Firm]) -> Fate:
    now, since = changes.moved.get(asked.firm, (asked.firm, None))
    firm = changes.names.get(now)
    notes = []
    if since is not None and firm is not None:
        notes.append(f"原记录 {asked.firm} 已并入 {firm.told}（{since:%Y-%m-%d}）")
    if firm is None and asked.code and asked.code in by_code:
        firm = by_code[asked.code]
        notes.append(f"原记录 {asked.firm} 已不在，按代码归到 {firm.told}")
    if firm is None:
        return Fate(None, (*notes, f"企业记录 {asked.firm} 已不在最近一次归一结果中，事项按登记时的名称保留"))
    return Fate(firm, (*notes, *_since(asked, firm, changes)))


def _since(asked: Asked, firm: Firm, changes: Changes) -> list[str]:
    """Return what was split off the firm since it was asked of, and whether it was merged for a time."""
    later = [c for c in changes.feed if c.id > asked.feed]
    back = [c for c in later if c.change == "merged" and c.entity == asked.firm == firm.id]
    notes = [f"曾并入“{c.after}”（{c.other}），现已恢复为单独的记录" for c in back[-1:]]
    for change in later:
        if change.change == "split" and change.entity == firm.id and change.other in changes.names:
            notes.append(
                f"企业已拆分出“{change.after}”（{change.other}），事项留在登记记录“{firm.name}”；"
                "如属前者请用 chanye case move 改属"
            )
    return list(dict.fromkeys(notes))
