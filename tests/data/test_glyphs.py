"""Characters that look alike in print."""

import pytest

from data.wordlists.looks import printed


@pytest.mark.parametrize("pair", ["织炽", "宇字", "商高", "末未", "恒垣", "荣莱"])
def test_characters_that_a_scan_confuses_are_alike(pair: str) -> None:
    assert pair[1] in printed().alike[pair[0]]


@pytest.mark.parametrize("pair", ["晋江", "鞋服", "恒安"])
def test_characters_without_likeness_are_not(pair: str) -> None:
    assert pair[1] not in printed().alike.get(pair[0], frozenset()) | printed().part.get(pair[0], frozenset())


def test_likeness_goes_both_ways_and_is_no_character_s_own() -> None:
    for table in printed():
        assert all(
            char in table[other] and char != other for char, others in table.items() for other in others
        )
