"""The collector of cycles: off while much is held, as it was afterwards."""

import gc

import pytest

from core.cycles import uncollected


def test_the_collector_is_off_inside_and_as_it_was_afterwards() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_comes_back_after_an_error() -> None:
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()
