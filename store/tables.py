"""The tables of the ledger: what came, what was decided, who may enter, what was done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of every ledger table."""


class Delivery(Base):
    """One delivered file: its receipt. Rows = good + rejected + ignored, always."""

    __tablename__ = "delivery"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64), index=True)
    period: Mapped[str] = mapped_column(String(16), index=True)
    supplier: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    received_at: Mapped[datetime] = mapped_column(DateTime)
    committed_at: Mapped[datetime] = mapped_column(DateTime)
    mode: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default="committed")
    rows_good: Mapped[int] = mapped_column(Integer, default=0)
    rows_rejected: Mapped[int] = mapped_column(Integer, default=0)
    rows_ignored: Mapped[int] = mapped_column(Integer, default=0)
    supplements: Mapped[str | None] = mapped_column(String(16), default=None)
    reject_file: Mapped[str | None] = mapped_column(Text, default=None)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # how it was read: sheets, certainty
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime, default=None)
    withdrawn_by: Mapped[str | None] = mapped_column(String(64), default=None)
    withdrawn_reason: Mapped[str | None] = mapped_column(Text, default=None)


class LakeFile(Base):
    """One Parquet file of the lake; readers take the list of files from here and never glob."""

    __tablename__ = "lake_file"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    delivery: Mapped[str] = mapped_column(ForeignKey("delivery.id"), index=True)
    dataset: Mapped[str] = mapped_column(String(64))
    period: Mapped[str] = mapped_column(String(16))
    supplier: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(Text)
    rows: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    known_from: Mapped[datetime] = mapped_column(DateTime)
    known_to: Mapped[datetime | None] = mapped_column(DateTime, default=None)
    closed_by: Mapped[str | None] = mapped_column(String(16), default=None)  # the delivery that replaced it
    __table_args__ = (Index("ix_lake_file_dataset_period", "dataset", "period"),)


class Judgement(Base):
    """One decision of a steward, append-only; undoing is another row."""

    __tablename__ = "judgement"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    mention: Mapped[str] = mapped_column(String(32), index=True)
    entity: Mapped[str] = mapped_column(String(32))
    decision: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = mapped_column(DateTime)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("judgement.id"), default=None)
    about: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )  # what was judged, as read


class Redirect(Base):
    """An id that gave way to another when two entities became one."""

    __tablename__ = "redirect"
    old: Mapped[str] = mapped_column(String(32), primary_key=True)
    new: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime] = mapped_column(DateTime)
    reason: Mapped[str] = mapped_column(String(64))


class EntityChange(Base):
    """One change to an entity that a run brought: created, merged, split, renamed, closed or gone."""

    __tablename__ = "entity_change"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run: Mapped[str] = mapped_column(String(16))
    known_at: Mapped[datetime] = mapped_column(DateTime, index=True)
    change: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(8))
    entity: Mapped[str] = mapped_column(String(32), index=True)
    other: Mapped[str | None] = mapped_column(String(32), default=None)
    before: Mapped[str | None] = mapped_column(Text, default=None)
    after: Mapped[str | None] = mapped_column(Text, default=None)


class ModelVersion(Base):
    """A frozen match model: parameters, hash of its data, versions of its packages."""

    __tablename__ = "model_version"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    active: Mapped[bool] = mapped_column(default=False)
    data_hash: Mapped[str] = mapped_column(String(64))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    packages: Mapped[dict[str, str]] = mapped_column(JSON)


class ModelUse(Base):
    """From when on a model version was in use, append-only: what was in use at a moment can be told."""

    __tablename__ = "model_use"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(ForeignKey("model_version.number"))
    since: Mapped[datetime] = mapped_column(DateTime)


class ResolutionRun(Base):
    """One run of the ladder over one snapshot of the lake with one model."""

    __tablename__ = "resolution_run"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    model: Mapped[int | None] = mapped_column(ForeignKey("model_version.number"), default=None)
    snapshot: Mapped[str] = mapped_column(String(64))
    inputs: Mapped[str] = mapped_column(
        String(64), default="", server_default=""
    )  # digest of all it hangs on
    finished_at: Mapped[datetime] = mapped_column(DateTime)
    path: Mapped[str] = mapped_column(Text)
    state_hash: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)


class GraphLoad(Base):
    """One verified load of the graph from one resolution run."""

    __tablename__ = "graph_load"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run: Mapped[str] = mapped_column(ForeignKey("resolution_run.id"))
    rules: Mapped[str] = mapped_column(
        String(64), default="", server_default=""
    )  # fingerprint of the projection
    loaded_at: Mapped[datetime] = mapped_column(DateTime)
    state_hash: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)


class Account(Base):
    """Somebody who may sign in; the password is an argon2 hash, `scope` the town or unit of a bound role."""

    __tablename__ = "account"
    login: Mapped[str] = mapped_column(String(64), primary_key=True)
    display_name: Mapped[str] = mapped_column(String(64), default="", server_default="")
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(32))
    scope: Mapped[str | None] = mapped_column(String(64), default=None)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    must_change: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(DateTime, default=None)
    disabled: Mapped[bool] = mapped_column(default=False)
    password_changed_at: Mapped[datetime | None] = mapped_column(DateTime, default=None)
    signed_in_at: Mapped[datetime | None] = mapped_column(DateTime, default=None)


class WebSession(Base):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "web_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("account.login", ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(DateTime)
    seen_at: Mapped[datetime] = mapped_column(DateTime)


class AuditEntry(Base):
    """One act, chained to the one before by its hash; predecessors are unique: no chain can fork."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column(Text)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True, index=True)
    hash: Mapped[str] = mapped_column(String(64))


class Job(Base):
    """A long task asked for from a page, worked by one worker process; survives restarts."""

    __tablename__ = "job"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="queued")
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(DateTime)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime, default=None)
    message: Mapped[str] = mapped_column(Text, default="")


class DeliveryRepeat(Base):
    """The same content delivered again under another name: nothing changed, but it came twice."""

    __tablename__ = "delivery_repeat"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    delivery: Mapped[str] = mapped_column(ForeignKey("delivery.id"), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(DateTime)


class Appointment(Base):
    """Somebody made leader or liaison of a unit or town, append-only; ending one is another row."""

    __tablename__ = "appointment"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit: Mapped[str] = mapped_column(String(64), index=True)
    supplier: Mapped[str] = mapped_column(String(64))  # the unit's name, or the town's
    role: Mapped[str] = mapped_column(String(16))  # leader 分管领导, liaison 联系员
    name: Mapped[str] = mapped_column(String(64))
    position: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    since: Mapped[date] = mapped_column(Date)  # of an ending: the first day without
    ends: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(DateTime)


class UnitEvent(Base):
    """A training or meeting that units took part in, append-only; taking one back is another row."""

    __tablename__ = "unit_event"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # training 培训, meeting 会议
    held_on: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(Text)
    suppliers: Mapped[list[str]] = mapped_column(JSON, default=list)
    people: Mapped[int | None] = mapped_column(Integer, default=None)
    note: Mapped[str] = mapped_column(Text, default="")
    undoes: Mapped[int | None] = mapped_column(ForeignKey("unit_event.id"), default=None)
    actor: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(DateTime)


class Statement(Base):
    """What a supplier stated about an obligation, and what the office said to it; append-only."""

    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # nil, explanation; accepted, refused, taken_back
    dataset: Mapped[str] = mapped_column(String(64), index=True)
    supplier: Mapped[str] = mapped_column(String(64))
    period: Mapped[str] = mapped_column(String(16))  # or `first`, the first collection
    reason: Mapped[str] = mapped_column(Text)
    answers: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), default=None)
    actor: Mapped[str] = mapped_column(String(64))
    stated_at: Mapped[datetime] = mapped_column(DateTime)


class BulletinStep(Base):
    """One step towards a year's bulletin: draft, explanation, review, publication; append-only."""

    __tablename__ = "bulletin_step"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, index=True)
    step: Mapped[str] = mapped_column(String(16))  # draft, explain, review, publish
    supplier: Mapped[str] = mapped_column(String(64), default="")
    answers: Mapped[int | None] = mapped_column(ForeignKey("bulletin_step.id"), default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # as of, known on, figures, digest
    actor: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(DateTime)


class Ticket(Base):
    """A correction ticket: what a contradiction or a request is about; what was done is in its steps."""

    __tablename__ = "ticket"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)  # digest of what follows
    kind: Mapped[str] = mapped_column(String(32), index=True)
    dataset: Mapped[str] = mapped_column(String(64))
    supplier: Mapped[str] = mapped_column(String(64), index=True)
    subject: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(DateTime)


class TicketStep(Base):
    """One step of a correction ticket, append-only: opened, sent, answered, repaired, and so on."""

    __tablename__ = "ticket_step"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ticket: Mapped[str] = mapped_column(ForeignKey("ticket.id"), index=True)
    step: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    delivery: Mapped[str | None] = mapped_column(String(16), default=None)  # the one that repaired it
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the rows found, or what was answered
    actor: Mapped[str] = mapped_column(String(64), default="")  # nobody where a person asked for a correction
    recorded_at: Mapped[datetime] = mapped_column(DateTime)


class HelpCase(Base):
    """A firm's problem or need (企业帮扶), or a suggestion to look; what was done is in its steps."""

    __tablename__ = "help_case"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)  # digest of firm, kind and what it is about
    firm: Mapped[str] = mapped_column(String(32), index=True)  # the id it bore then; a step may move it
    firm_name: Mapped[str] = mapped_column(Text)
    firm_code: Mapped[str | None] = mapped_column(String(32), default=None)
    kind: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(64))  # who entered it: a unit or town, or `signal`
    contact: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    received_on: Mapped[date] = mapped_column(Date)
    feed: Mapped[int] = mapped_column(Integer, default=0)  # the last change to entities known then
    opened_at: Mapped[datetime] = mapped_column(DateTime)


class HelpStep(Base):
    """One step of a case of help, append-only: entered, assigned, answered, settled, and so on."""

    __tablename__ = "help_step"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("help_case.id"), index=True)
    step: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(String(64), default="")  # who shall answer from here on
    due: Mapped[date | None] = mapped_column(Date, default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # signals, satisfaction, another firm
    actor: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(DateTime)
