"""Names near a mention: by runs of characters, and full names that hold a short one."""

from hypothesis import given
from hypothesis import strategies as st

from resolution.grams import nearest, vectors
from resolution.subsequence import Index, holds

TEXTS = st.lists(st.text("恒兴大鞋业渝重庆", min_size=1, max_size=6), max_size=8)


def test_each_row_gets_its_best_and_one_without_any_gets_none() -> None:
    left, right = nearest(vectors(["恒", "大", "兴业"], ["恒兴", "兴"], 1, 2), 1)
    assert (left.tolist(), right.tolist()) == ([0, 2], [0, 1])
    left, right = nearest(vectors([], ["恒兴"], 1, 2), 1)
    assert (left.tolist(), right.tolist()) == ([], [])


@given(TEXTS, st.text("恒兴大鞋业渝", min_size=2, max_size=4))
def test_a_short_name_finds_every_name_that_holds_it(names: list[str], short: str) -> None:
    assert sorted(Index(names).find(short)) == [i for i, name in enumerate(names) if holds(name, short)]
