"""Which model version was in use when."""

from datetime import datetime

from store import models
from store.ledger import Ledger


def test_the_version_in_use_at_a_moment_is_told_going_back_included(ledger: Ledger) -> None:
    with ledger.session() as session:
        models.add(session, {}, "a", {}, datetime(2023, 1, 1))
        models.add(session, {}, "b", {}, datetime(2023, 2, 1), use=False)
        models.use(session, 2, datetime(2023, 3, 1))
        models.use(session, 1, datetime(2023, 4, 1))
        days = [datetime(2022, 1, 1), datetime(2023, 2, 15), datetime(2023, 3, 1), datetime(2023, 5, 1)]
        found = [models.in_use(session, day) for day in days]
    assert [row.number for row in found if row] == [1, 1, 2, 1]


def test_before_any_training_no_version_is_in_use(ledger: Ledger) -> None:
    with ledger.session() as session:
        assert models.in_use(session, datetime(2023, 1, 1)) is None
