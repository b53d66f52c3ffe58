"""The audit: every act is a row that carries the hash of the row before, so that a change shows."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from store.tables import AuditEntry

GENESIS: Final = "0" * 64
"""The predecessor of the first entry."""


def utc_now() -> datetime:
    """Return the time in UTC without a zone, as the ledger keeps every time."""
    return datetime.now(UTC).replace(tzinfo=None)


def entry_hash(entry: AuditEntry) -> str:
    """Return the SHA-256 of an entry's content and its predecessor's hash (canonical JSON, sorted keys)."""
    content = {
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "object": entry.object,
        "rows": entry.rows,
        "detail": entry.detail,
        "previous": entry.previous_hash,
    }
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def take_turn(session: Session) -> None:
    """Let one writer at a time read what it is about to change, until its transaction ends."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        session.execute(text("LOCK TABLE audit_entry IN SHARE ROW EXCLUSIVE MODE"))
        return
    # A transaction that already writes holds SQLite's only write lock; one that does not must take it now,
    # or two of them would read the same head.
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def append(
    session: Session,
    actor: str,
    action: str,
    object: str,
    *,
    rows: int = 0,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Add one act to the chain inside the caller's transaction: the act and its trace stand or fall together.

    `rows` counts the records shown or changed; `detail` must hold no personal data and no secret.
    """
    take_turn(session)
    head = session.scalars(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    # Through JSON and back: what is hashed is exactly what the ledger gives back.
    kept = json.loads(json.dumps(dict(detail or {}), ensure_ascii=False, default=str))
    entry = AuditEntry(
        at=at or utc_now(),
        actor=actor,
        action=action,
        object=object,
        rows=rows,
        detail=kept,
        previous_hash=head or GENESIS,
    )
    entry.hash = entry_hash(entry)
    session.add(entry)
    session.flush()
    return entry


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found: how many entries, the head, and the first that is wrong."""

    entries: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def sound(self) -> bool:
        """Whether every entry stands as it was written."""
        return not self.reason


def verify(session: Session, *, noted_head: str | None = None) -> Verdict:
    """Walk the chain from its first entry and stop at the first that was changed, removed or put in.

    Entries cut off at the end leave no gap: only a `noted_head`, a hash written down earlier, shows that.
    """
    previous, count, seen = GENESIS, 0, noted_head is None or noted_head == GENESIS
    for entry in session.scalars(
        select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    ):
        if entry.previous_hash != previous:
            return Verdict(count, previous, entry.id, "前一条记录被删除、插入或改动")
        if entry_hash(entry) != entry.hash:
            return Verdict(count, previous, entry.id, "本条记录被改动")
        previous, count = entry.hash, count + 1
        seen = seen or previous == noted_head
    if not seen:
        return Verdict(count, previous, None, "链中没有所给的哈希：末尾的记录被删除")
    return Verdict(count, previous)


def entries(session: Session, *, actor: str | None = None, limit: int = 100) -> Iterator[AuditEntry]:
    """Yield the newest entries first, of one actor where named."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if actor is not None:
        query = query.where(AuditEntry.actor == actor)
    yield from session.scalars(query)
