"""A ledger cut at a moment is the ledger as it was at that moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.settings import Settings
from store import deliveries, judgements, models
from store.judgements import Verdict
from store.ledger import Ledger
from store.past import Known, first_received, known_at, write
from store.tables import Delivery, EntityChange, LakeFile

DAYS = [datetime(2023, 5, d, 12) for d in range(1, 10)]


def _universal(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _deliver(ledger: Ledger, name: str, day: int, supplements: str | None = None) -> None:
    row = Delivery(
        id=name, dataset="tax", period="2023-04", supplier="市税务局", file_name=name, sha256=name,
        received_at=DAYS[day], committed_at=DAYS[day], mode="period", status="committed", rows_good=1,
        rows_rejected=0 if supplements else 2, supplements=supplements,
    )  # fmt: skip
    file = LakeFile(
        dataset="tax", period="2023-04", path=f"{name}.parquet", rows=1, sha256=name, delivery=name
    )
    with ledger.session() as session:
        deliveries.record(session, row, [file], replaces=supplements is None, beside=[supplements or ""])


def _known(ledger: Ledger, day: int) -> Known:
    with ledger.session() as session:
        return known_at(session, DAYS[day])


def _cut(ledger: Ledger, day: int, home: Path) -> Ledger:
    cut = Ledger(Settings(home=home))
    with cut.session() as session:
        write(session, _known(ledger, day))
    return cut


def _said(ledger: Ledger) -> list[tuple[object, ...]]:
    with ledger.session() as session:
        rows = deliveries.deliveries(session)
        return [(d.id, d.status, d.rows_good, d.rows_rejected, d.withdrawn_reason) for d in rows]


def _force(ledger: Ledger) -> list[tuple[str, datetime]]:
    with ledger.session() as session:
        return [(f.delivery, f.known_from) for f in deliveries.files_known_on(session)]


def test_a_cut_is_what_the_ledger_was(ledger: Ledger, tmp_path: Path) -> None:
    def withdraw(name: str, day: int) -> None:
        with ledger.session() as session:
            deliveries.withdraw(session, name, "有误", "信息员", DAYS[day])

    then = {}
    acts: tuple[Callable[[], object], ...] = (
        lambda: _deliver(ledger, "a", 0),
        lambda: _deliver(ledger, "sheet", 1, supplements="a"),
        lambda: withdraw("sheet", 2),
        lambda: _deliver(ledger, "b", 3),
        lambda: withdraw("b", 4),
        lambda: withdraw("a", 5),
    )
    for day, act in enumerate(acts):
        act()
        then[day] = (_said(ledger), _force(ledger))
    for day, told in then.items():
        cut = _cut(ledger, day, tmp_path / str(day))
        assert (_said(cut), _force(cut)) == told, day


def test_judgements_count_by_when_they_were_made_in_universal_time(ledger: Ledger) -> None:
    with ledger.session() as session:
        one = judgements.append(
            session, "m", "e", Verdict.MUST_LINK, actor="乙", reason="", at=_universal(DAYS[1])
        )
        judgements.undo(session, one.id, actor="乙", reason="错了", at=_universal(DAYS[3]))
    told = [len(judgements.standing(_known(ledger, day).judgements)) for day in range(5)]
    assert told == [0, 1, 1, 0, 0]


def test_the_model_and_the_redirects_are_those_of_the_moment(ledger: Ledger) -> None:
    with ledger.session() as session:
        models.add(session, {}, "x", {}, _universal(DAYS[1]))
        models.add(session, {}, "y", {}, _universal(DAYS[3]))
        session.add_all(
            EntityChange(run="r", known_at=DAYS[day], change="merged", kind="ent", entity="old", other=new)
            for day, new in ((2, "mid"), (4, "new"))
        )
    found = [_known(ledger, day) for day in range(5)]
    assert [k.model.number for k in found if k.model] == [1, 1, 1, 2, 2]
    assert [[r.new for r in k.redirects] for k in found] == [[], [], ["mid"], ["mid"], ["new"]]


def test_moments_between_which_nothing_happened_know_the_same(ledger: Ledger) -> None:
    _deliver(ledger, "a", 1)
    _deliver(ledger, "b", 3)
    told = [_known(ledger, day).told() for day in range(5)]
    assert told[1] == told[2] != told[3] == told[4]
    with ledger.session() as session:
        one = judgements.append(
            session, "m", "e", Verdict.MUST_LINK, actor="乙", reason="", at=_universal(DAYS[5])
        )
        judgements.undo(session, one.id, actor="乙", reason="", at=_universal(DAYS[6]))
    assert _known(ledger, 4).told() == _known(ledger, 6).told() != _known(ledger, 5).told()


def test_the_ledger_itself_stays_as_it_is(ledger: Ledger, tmp_path: Path) -> None:
    _deliver(ledger, "a", 1)
    _deliver(ledger, "b", 3)
    before = _said(ledger), _force(ledger)
    _cut(ledger, 2, tmp_path / "cut")
    assert (_said(ledger), _force(ledger)) == before


@pytest.mark.parametrize(("came", "wanted"), [([], None), ([3, 1], DAYS[1])])
def test_when_the_first_delivery_came(ledger: Ledger, came: list[int], wanted: datetime | None) -> None:
    for day in came:
        _deliver(ledger, f"d{day}", day)
    with ledger.session() as session:
        assert first_received(session) == wanted
        assert known_at(session, DAYS[0] - timedelta(days=1)).files == []
