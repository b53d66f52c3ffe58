"""Work shared with a second process: the same answers in the same order, whatever becomes of the helper."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from core import beside

pytestmark = pytest.mark.skipif(beside.cores() < 2, reason="one core: nothing is shared")


def doubled(values: Sequence[int]) -> list[tuple[int, int]]:
    return [(value, os.getpid()) for value in values for _ in range(value % 3)]


def refuse_seven(values: Sequence[int]) -> list[int]:
    if 7 in values:
        raise ValueError("7")
    return list(values)


def slowly_doubled(values: Sequence[int]) -> list[tuple[int, int]]:
    time.sleep(0.03)
    return doubled(values)


def only_in_the_helper(values: Sequence[tuple[Path, int]]) -> list[int]:
    path, caller = values[0]
    if os.getpid() == caller:
        raise ValueError("here")
    with path.open("a") as file:
        file.write("piece\n")
    return [0] * len(values)


def without_words(values: Sequence[object]) -> list[Callable[[], int]]:
    return [lambda: 1 for _ in values]


def _home(pid: int) -> "Homebound":
    if os.getpid() != pid:
        raise ValueError("abroad")
    return Homebound()


class Homebound:
    """A value that no other process can unpack."""

    def __reduce__(self) -> tuple[Callable[[int], "Homebound"], tuple[int]]:
        return _home, (os.getpid(),)


@pytest.fixture
def fresh() -> Iterator[None]:
    beside.helper.cache_clear()
    yield
    beside.helper().stop()
    beside.helper.cache_clear()


def test_answers_stand_in_the_order_of_the_values_and_both_processes_work(fresh: None) -> None:
    values = list(range(3200))
    beside.helper().ask(doubled, [])  # it is awake
    found = beside.share(slowly_doubled, values, least=10)
    assert [value for value, _ in found] == [value for value in values for _ in range(value % 3)]
    assert {pid for _, pid in found} == {os.getpid(), beside.helper().process.pid}


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


def test_after_an_error_here_the_helper_does_not_do_the_rest(fresh: None, tmp_path: Path) -> None:
    log, before = tmp_path / "log", set(threading.enumerate())
    with pytest.raises(ValueError, match="here"):
        beside.share(only_in_the_helper, [(log, os.getpid())] * 3200, least=10)
    for thread in set(threading.enumerate()) - before:
        thread.join()
    assert not log.exists() or len(log.read_text().split()) < beside.PIECES - 1


@pytest.mark.parametrize(
    ("work", "values"),
    [
        (len, [lambda: 1]),
        (lambda values: values, [1]),
        (len, [Homebound()]),
        (without_words, [1]),
        (refuse_seven, [7]),
    ],
    ids=["value", "work", "value there", "answer", "error"],
)
def test_what_the_helper_cannot_do_leaves_it_fit_for_more(
    fresh: None, work: Callable[[Sequence[object]], list[object]], values: list[object]
) -> None:
    helper = beside.helper()
    assert helper.ask(work, values) is None
    assert helper.ask(doubled, [1]) == [(1, helper.process.pid)]


def test_a_helper_whose_pipe_is_closed_or_that_died_answers_nothing(fresh: None) -> None:
    helper = beside.helper()
    helper.process.kill()
    assert helper.ask(doubled, [1]) is None
    assert helper.process.returncode is not None
    assert helper.ask(doubled, [1]) is None


def test_begun_work_is_asked_in_order_and_waits_for_its_answer(fresh: None) -> None:
    answers = [beside.begin(slowly_doubled, [value]) for value in (1, 2)]
    found = [answer() for answer in answers]
    pid = beside.helper().process.pid
    assert found == [[(1, pid)], [(2, pid)] * 2]


def test_begun_work_that_the_helper_cannot_do_has_no_answer(fresh: None) -> None:
    assert beside.begin(refuse_seven, [7])() is None
    assert beside.begin(doubled, [1], alone=True)() is None


NOTED: list[int] = []


def noted() -> None:
    NOTED.append(os.getpid())


def test_what_is_woken_is_loaded_or_called() -> None:
    beside._load(["core.leaving", f"{__name__}:noted"])
    assert [os.getpid()] == NOTED
