"""The ledger of deliveries: what is in force, what replaced what, what withdrawing brings back."""

from datetime import datetime

import pytest

from core.errors import NotFoundError, UsageError
from store import deliveries
from store.ledger import Ledger
from store.tables import Delivery, LakeFile

DAYS = [datetime(2023, 5, d) for d in range(1, 10)]


def _deliver(
    ledger: Ledger,
    name: str,
    day: int,
    period: str = "2023-04",
    supplements: str | None = None,
    **options: bool,
) -> None:
    row = Delivery(
        id=name, dataset="tax", period=period, supplier="市税务局",
        file_name=name, sha256=name, received_at=DAYS[day],
        committed_at=DAYS[day], mode="period", status="committed", rows_good=1, rows_rejected=2,
        supplements=supplements,
    )  # fmt: skip
    file = LakeFile(dataset="tax", period=period, path=f"{name}.parquet", rows=1, sha256=name, delivery=name)
    with ledger.session() as session:
        deliveries.record(session, row, [file], replaces=options.get("replaces", True))


def _in_force(ledger: Ledger, moment: datetime | None = None) -> list[str]:
    with ledger.session() as session:
        return [f.delivery for f in deliveries.files_known_on(session, moment)]


def _withdraw(ledger: Ledger, name: str, day: int) -> None:
    with ledger.session() as session:
        deliveries.withdraw(session, name, "有误", "信息员", DAYS[day])


def test_a_new_delivery_of_a_period_ends_the_old_one(ledger: Ledger) -> None:
    _deliver(ledger, "a", 0)
    _deliver(ledger, "b", 1)
    _deliver(ledger, "c", 1, period="2023-05")
    assert (_in_force(ledger), _in_force(ledger, DAYS[0])) == (["b", "c"], ["a"])
    with ledger.session() as session:
        assert [(d.id, d.status) for d in deliveries.deliveries(session, period="2023-04")] == [
            ("a", "replaced"), ("b", "committed"),
        ]  # fmt: skip


def test_one_that_adds_leaves_the_other_in_force(ledger: Ledger) -> None:
    _deliver(ledger, "a", 0)
    _deliver(ledger, "b", 1, replaces=False)
    assert _in_force(ledger) == ["a", "b"]


def test_withdrawing_steps_back_over_withdrawn_versions(ledger: Ledger) -> None:
    for day, name in enumerate("abc"):
        _deliver(ledger, name, day)
    _withdraw(ledger, "b", 4)
    assert _in_force(ledger) == ["c"]
    _withdraw(ledger, "c", 5)
    assert _in_force(ledger) == ["a"]
    assert _in_force(ledger, DAYS[1]) == ["b"]
    _withdraw(ledger, "a", 6)
    assert _in_force(ledger) == []


def test_versions_of_one_moment_step_back_one_by_one(ledger: Ledger) -> None:
    for name in "abc":
        _deliver(ledger, name, 0)
    _withdraw(ledger, "c", 1)
    assert _in_force(ledger) == ["b"]


def test_an_older_version_entered_late_is_known_only_until_the_newer_came(ledger: Ledger) -> None:
    _deliver(ledger, "new", 3)
    _deliver(ledger, "old", 1)
    assert (_in_force(ledger), _in_force(ledger, DAYS[2])) == (["new"], ["old"])


def test_a_supplement_moves_rows_from_rejected_to_good_and_back(ledger: Ledger) -> None:
    _deliver(ledger, "a", 0)
    _deliver(ledger, "s", 1, supplements="a", replaces=False)
    with ledger.session() as session:
        assert (deliveries.find(session, "a").rows_good, deliveries.find(session, "a").rows_rejected) == (
            2,
            1,
        )
    _withdraw(ledger, "s", 2)
    with ledger.session() as session:
        assert (deliveries.find(session, "a").rows_good, deliveries.find(session, "a").rows_rejected) == (
            1,
            2,
        )


def test_withdrawing_needs_a_delivery_a_reason_and_happens_once(ledger: Ledger) -> None:
    _deliver(ledger, "a", 0)
    with ledger.session() as session:
        with pytest.raises(UsageError):
            deliveries.withdraw(session, "a", " ", "信息员", DAYS[1])
        with pytest.raises(NotFoundError):
            deliveries.withdraw(session, "x", "有误", "信息员", DAYS[1])
    _withdraw(ledger, "a", 1)
    with pytest.raises(UsageError):
        _withdraw(ledger, "a", 2)
