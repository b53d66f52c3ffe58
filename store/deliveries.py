"""The ledger of deliveries: what came, which lake files it gave, when each was known, what withdrew it.

A lake file is in force from `known_from` until `known_to`. Files never change; replacing closes the old one's
interval, withdrawing closes the new one's and opens the old file again as another row.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.errors import NotFoundError, UsageError
from store.tables import Delivery, DeliveryRepeat, LakeFile

WITHDRAWN = "withdrawn"
REPLACED = "replaced"
COMMITTED = "committed"
NIL = "nil"


def find(session: Session, delivery: str) -> Delivery:
    """Return one delivery, or raise NotFoundError."""
    found = session.get(Delivery, delivery)
    if found is None:
        raise NotFoundError(f"没有交付件 {delivery}", advice="用 chanye delivery list 查看全部交付件。")
    return found


def deliveries(
    session: Session, *, dataset: str | None = None, period: str | None = None, supplier: str | None = None
) -> Sequence[Delivery]:
    """Return deliveries in the order they came, of one data set, period or supplier where given."""
    query = select(Delivery).order_by(Delivery.received_at, Delivery.committed_at, Delivery.id)
    for column, value in (
        (Delivery.dataset, dataset),
        (Delivery.period, period),
        (Delivery.supplier, supplier),
    ):
        if value is not None:
            query = query.where(column == value)
    return session.scalars(query).all()


def files_of(session: Session, delivery: str) -> Sequence[LakeFile]:
    """Return the lake files of one delivery, closed ones included, in period order."""
    query = select(LakeFile).where(LakeFile.delivery == delivery).order_by(LakeFile.period, LakeFile.id)
    return session.scalars(query).all()


def of_content(session: Session, sha256: str) -> Sequence[Delivery]:
    """Return the deliveries that one content gave, in the order of their ids."""
    return session.scalars(select(Delivery).where(Delivery.sha256 == sha256).order_by(Delivery.id)).all()


def note_repeat(session: Session, delivery: Delivery, file_name: str, received_at: datetime) -> None:
    """Note that content came again as another file; reading one file over and over is no repeat."""
    query = select(DeliveryRepeat.id).where(
        DeliveryRepeat.delivery == delivery.id, DeliveryRepeat.file_name == file_name
    )
    if file_name != delivery.file_name and session.scalars(query.limit(1)).first() is None:
        row = DeliveryRepeat(delivery=delivery.id, file_name=file_name, received_at=received_at)
        session.add(row)
        session.flush()


def repeats(session: Session, *, known_on: datetime | None = None) -> Sequence[DeliveryRepeat]:
    """Return the files whose content had come before, in the order they came."""
    query = select(DeliveryRepeat).order_by(DeliveryRepeat.received_at, DeliveryRepeat.id)
    if known_on is not None:
        query = query.where(DeliveryRepeat.received_at <= known_on)
    return session.scalars(query).all()


def supplements_of(session: Session, delivery: str) -> Sequence[Delivery]:
    """Return the returned reject sheets of a delivery that are not withdrawn."""
    query = select(Delivery).where(Delivery.supplements == delivery, Delivery.status != WITHDRAWN)
    return session.scalars(query.order_by(Delivery.committed_at, Delivery.id)).all()


def files_known_on(session: Session, moment: datetime | None = None) -> Sequence[LakeFile]:
    """Return the lake files in force now, or at a moment."""
    query = select(LakeFile).order_by(LakeFile.id)
    if moment is None:
        query = query.where(LakeFile.known_to.is_(None))
    else:
        query = query.where(
            LakeFile.known_from <= moment, or_(LakeFile.known_to.is_(None), LakeFile.known_to > moment)
        )
    return session.scalars(query).all()


def in_force(session: Session, dataset: str, period: str, supplier: str) -> Sequence[LakeFile]:
    """Return the files that now stand for one data set, period and supplier."""
    query = (
        select(LakeFile)
        .where(LakeFile.dataset == dataset, LakeFile.period == period, LakeFile.supplier == supplier)
        .where(LakeFile.known_to.is_(None))
        .order_by(LakeFile.id)
    )
    return session.scalars(query).all()


def record(
    session: Session,
    delivery: Delivery,
    files: Iterable[LakeFile],
    *,
    replaces: bool,
    beside: Iterable[str] = (),
) -> None:
    """Enter a delivery and its files in the caller's transaction.

    With `replaces`, the files in force of the same data set, period and supplier end where these begin,
    except those of deliveries named in `beside` (other parts of the same supply). A delivery that came before
    what is in force (an older one entered late) ends where the next one begins.
    """
    session.add(delivery)
    session.flush()
    if delivery.supplements:
        _settle(session, delivery, 1)
    keep = {delivery.id, *beside}
    for file in files:
        file.supplier = delivery.supplier
        file.known_from = delivery.received_at
        if replaces:
            _close_older(session, file, keep)
        session.add(file)
    session.flush()
    _mark_replaced(session, delivery.dataset, delivery.supplier)


def _settle(session: Session, supplement: Delivery, sign: int) -> None:
    """Count a supplement's good rows to its delivery, where they were rejected; `sign` -1 takes them back."""
    parent = find(session, supplement.supplements or "")
    parent.rows_good += sign * supplement.rows_good
    parent.rows_rejected -= sign * supplement.rows_good


def _close_older(session: Session, new: LakeFile, keep: set[str]) -> None:
    """End what is known at the moment the new file begins; end the new file where a later one follows it."""
    query = select(LakeFile).where(
        LakeFile.dataset == new.dataset,
        LakeFile.period == new.period,
        LakeFile.supplier == new.supplier,
        LakeFile.delivery.not_in(sorted(keep)),
    )
    later: list[LakeFile] = []
    for file in session.scalars(query.order_by(LakeFile.id)):
        if file.known_from > new.known_from:
            if file.known_to is None or file.known_to > file.known_from:
                later.append(file)
        elif file.known_to is None or file.known_to > new.known_from:
            file.known_to, file.closed_by = new.known_from, new.delivery
    following = min(later, key=lambda f: f.known_from, default=None)
    if following is not None:
        new.known_to, new.closed_by = following.known_from, following.delivery


def _mark_replaced(session: Session, dataset: str, supplier: str) -> None:
    """A delivery none of whose files is in force any more is replaced; one that never had any is not."""
    query = select(LakeFile.delivery).where(LakeFile.dataset == dataset, LakeFile.supplier == supplier)
    alive = set(session.scalars(query.where(LakeFile.known_to.is_(None)).distinct()))
    held = set(session.scalars(query.distinct()))
    for row in deliveries(session, dataset=dataset, supplier=supplier):
        if row.status in (COMMITTED, NIL, REPLACED) and row.id in held:
            own = NIL if row.rows_good == 0 and row.rows_rejected == 0 else COMMITTED
            row.status = own if row.id in alive else REPLACED


def withdraw(session: Session, delivery: str, reason: str, actor: str, at: datetime) -> Delivery:
    """Take a delivery back: its files end now, and what each of them had replaced is in force again."""
    row = find(session, delivery)
    if row.status == WITHDRAWN:
        raise UsageError(f"交付件 {delivery} 已经撤回。")
    if not reason.strip():
        raise UsageError("撤回必须说明原因。", advice="请用 --reason 写明。")
    closed = [f for f in files_of(session, delivery) if f.known_to is None]
    for file in closed:
        file.known_to = max(at, file.known_from)
    row.status = WITHDRAWN
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = at, actor, reason.strip()
    session.flush()
    if row.supplements:
        _settle(session, row, -1)
    for supplement in supplements_of(session, delivery):
        withdraw(session, supplement.id, f"随 {delivery} 撤回：{reason.strip()}", actor, at)
    for file in closed:
        _reopen_previous(session, file, at)
    _mark_replaced(session, row.dataset, row.supplier)
    return row


def _reopen_previous(session: Session, closed: LakeFile, at: datetime) -> None:
    """Put in force again what `closed` had replaced; where that was withdrawn too, what it had replaced."""
    query = select(LakeFile).where(
        LakeFile.dataset == closed.dataset,
        LakeFile.period == closed.period,
        LakeFile.supplier == closed.supplier,
        LakeFile.closed_by == closed.delivery,
    )
    for file in session.scalars(query.order_by(LakeFile.id)).all():
        if find(session, file.delivery).status == WITHDRAWN:
            _reopen_previous(session, file, at)
        elif file.delivery not in {
            f.delivery for f in in_force(session, file.dataset, file.period, file.supplier)
        }:
            session.add(_again(file, max(at, file.known_from)))
            session.flush()


def _again(file: LakeFile, since: datetime) -> LakeFile:
    return LakeFile(
        delivery=file.delivery,
        dataset=file.dataset,
        period=file.period,
        supplier=file.supplier,
        path=file.path,
        rows=file.rows,
        sha256=file.sha256,
        known_from=since,
    )
