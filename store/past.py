"""What the ledger knew at a moment: deliveries, lake files, judgements, redirects and the model in use then.

Deliveries and withdrawals are dated as they were received, in local time; judgements and models in UTC.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from store import deliveries, judgements, models
from store.tables import Base, Delivery, EntityChange, Judgement, LakeFile, ModelVersion, Redirect

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class Known:
    """The rows that a ledger of that moment held, detached: they can be written into another ledger."""

    moment: datetime
    deliveries: list[Delivery]
    files: list[LakeFile]
    judgements: list[Judgement]
    redirects: list[Redirect]
    model: ModelVersion | None

    @property
    def in_force(self) -> list[LakeFile]:
        """The lake files that stood for the lake at that moment."""
        return [f for f in self.files if f.known_to is None]

    def told(self) -> list[str]:
        """Return all that answers hang on, a text a fact, in a fixed order: equal knowledge, equal texts."""
        force = judgements.standing(self.judgements)
        return [
            *sorted(f"file {f.path} {f.sha256} {f.supplier} {f.known_from}" for f in self.in_force),
            *sorted(
                f"delivery {d.id} {d.file_name} {d.received_at} {d.rows_good}"
                for d in self.deliveries
                if d.status != deliveries.WITHDRAWN
            ),
            *(f"judgement {j.mention} {j.entity} {j.decision} {sorted(j.about.items())!r}" for j in force),
            *(f"redirect {r.old} {r.new} {r.since}" for r in self.redirects),
            f"model {self.model.number if self.model else None}",
        ]


def first_received(session: Session) -> datetime | None:
    """Return when the first delivery came, or None."""
    return session.scalar(select(Delivery.received_at).order_by(Delivery.received_at).limit(1))


def known_at(session: Session, moment: datetime) -> Known:
    """Return what was known at a moment, in local time; the session's own rows stay as they are."""
    universal = moment.astimezone(UTC).replace(tzinfo=None)
    files = _files(session, moment)
    said = select(Judgement).where(Judgement.decided_at <= universal).order_by(Judgement.id)
    model = models.in_use(session, universal)
    return Known(
        moment,
        _deliveries(session, moment, files),
        files,
        [_copy(j) for j in session.scalars(said)],
        _redirects(session, moment),
        None if model is None else detached(model),
    )


def write(session: Session, known: Known) -> None:
    """Enter what was known into an empty ledger."""
    session.add_all([*known.deliveries, *([known.model] if known.model else [])])
    session.flush()
    session.add_all([*known.files, *known.judgements, *known.redirects])
    session.flush()
    if known.model is not None:
        models.note_use(session, known.model.number, known.model.created_at)


def detached(model: ModelVersion) -> ModelVersion:
    """Return a version as the one in use, in no session."""
    return _copy(model, active=True)


def _copy(row: Row, **other: object) -> Row:
    """Return a row with the same values, but those given, that belongs to no session."""
    values = {c.key: getattr(row, c.key) for c in inspect(type(row)).column_attrs}
    return type(row)(**(values | other))


def _files(session: Session, moment: datetime) -> list[LakeFile]:
    """Return the files known by then; what closed later was in force."""
    query = select(LakeFile).where(LakeFile.known_from <= moment).order_by(LakeFile.id)
    return [
        _copy(f, known_to=None, closed_by=None) if f.known_to is None or f.known_to > moment else _copy(f)
        for f in session.scalars(query)
    ]


def _deliveries(session: Session, moment: datetime, files: list[LakeFile]) -> list[Delivery]:
    """Return the deliveries received by then, as they stood: taken back, replaced, mended or not yet."""
    came = deliveries.deliveries(session)
    alive, held = {f.delivery for f in files if f.known_to is None}, {f.delivery for f in files}
    mended: defaultdict[str, int] = defaultdict(int)  # rows that sheets brought later, or had brought then
    for sheet in came:
        if sheet.supplements:
            then = sheet.received_at <= moment and not _withdrawn(sheet, moment)
            now = sheet.status != deliveries.WITHDRAWN
            mended[sheet.supplements] += sheet.rows_good * (int(then) - int(now))
    return [
        _copy(
            row,
            status=_status(row, moment, alive, held),
            rows_good=row.rows_good + mended[row.id],
            rows_rejected=row.rows_rejected - mended[row.id],
            **({} if _withdrawn(row, moment) else dict.fromkeys(WITHDRAWAL)),
        )
        for row in came
        if row.received_at <= moment
    ]


WITHDRAWAL = ("withdrawn_at", "withdrawn_by", "withdrawn_reason")


def _withdrawn(row: Delivery, moment: datetime) -> bool:
    return row.withdrawn_at is not None and row.withdrawn_at <= moment


def _status(row: Delivery, moment: datetime, alive: set[str], held: set[str]) -> str:
    if _withdrawn(row, moment):
        return deliveries.WITHDRAWN
    if row.id in held and row.id not in alive:
        return deliveries.REPLACED
    return deliveries.NIL if row.rows_good == 0 and row.rows_rejected == 0 else deliveries.COMMITTED


def _redirects(session: Session, moment: datetime) -> list[Redirect]:
    """Return where ids led by then: the newest step of each, from the feed of changes."""
    query = select(EntityChange).where(EntityChange.change == "merged", EntityChange.known_at <= moment)
    steps = {c.entity: c for c in session.scalars(query.order_by(EntityChange.id)) if c.other is not None}
    return [
        Redirect(old=old, new=step.other, since=step.known_at, reason="merged")
        for old, step in sorted(steps.items())
    ]
