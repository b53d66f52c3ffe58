"""Work shared with a second process: the same answers in the same order, whatever becomes of the helper."""

import os
import signal
from collections.abc import Iterator, Sequence

import pytest

from core import beside

pytestmark = pytest.mark.skipif(beside.cores() < 2, reason="one core: nothing is shared")


def doubled(values: Sequence[int]) -> list[tuple[int, int]]:
    return [(value, os.getpid()) for value in values for _ in range(value % 3)]


def refuse_seven(values: Sequence[int]) -> list[int]:
    if 7 in values:
        raise ValueError("7")
    return list(values)


@pytest.fixture
def fresh() -> Iterator[None]:
    beside.helper.cache_clear()
    yield
    beside.helper().stop()
    beside.helper.cache_clear()


def test_answers_stand_in_the_order_of_the_values_and_both_processes_work(fresh: None) -> None:
    values = list(range(60_000))
    beside.wake(doubled)
    found = beside.share(doubled, values, least=10)
    assert [value for value, _ in found] == [value for value in values for _ in range(value % 3)]
    assert os.getpid() in {pid for _, pid in found}


def test_few_values_and_one_thread_start_no_helper() -> None:
    beside.helper.cache_clear()
    assert {pid for _, pid in beside.share(doubled, list(range(100)))} == {os.getpid()}
    assert {pid for _, pid in beside.share(doubled, list(range(100)), alone=True, least=1)} == {os.getpid()}
    assert beside.helper.cache_info().currsize == 0


def test_the_work_of_a_helper_that_dies_is_done_here(fresh: None) -> None:
    beside.helper().process.send_signal(signal.SIGKILL)
    found = beside.share(doubled, list(range(5000)), least=10)
    assert len(found) == sum(value % 3 for value in range(5000))
    assert {pid for _, pid in found} == {os.getpid()}


def test_an_error_of_the_work_is_raised_here(fresh: None) -> None:
    with pytest.raises(ValueError, match="7"):
        beside.share(refuse_seven, [*range(100, 5000), 7], least=10)
