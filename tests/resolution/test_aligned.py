"""Many pairs at once: edits, foreign characters and order, each as one pair by itself gives them."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from resolution.arbiter.aligned import compare_all
from resolution.arbiter.edits import compare, tokens, total
from resolution.arbiter.numbered import LONGEST, Words, bearers, foreign, in_order, share_any

WEIGHT = {
    "瓷": 0.61,
    "资": 0.35,
    "恒": 0.4,
    "兴": 0.2,
    "鞋": 0.0,
    "A": 0.7,
    "XIANG": 0.9,
    "12": 0.5,
    "1": 0.3,
}
# few characters, so that texts share some, repeat some and stand in another order
TEXTS = st.text("瓷资恒桓兴新鞋服A1XIANG2（", max_size=12) | st.text("恒兴瓷1", max_size=40)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8)


def one_by_one(mention: str, registry: str) -> tuple[float, ...]:
    text = tokens(registry)
    return tuple(map(float, compare(tokens(mention), text, WEIGHT, total(text, WEIGHT))))


@given(PAIRS)
@settings(max_examples=400, deadline=None)
def test_edits_of_many_pairs_are_those_of_each(pairs: list[tuple[str, str]]) -> None:
    at = np.arange(len(pairs))
    found = compare_all([a for a, _ in pairs], [b for _, b in pairs], at, at, Words(WEIGHT))
    assert [tuple(row) for row in found.tolist()] == [one_by_one(*pair) for pair in pairs]


def test_edits_of_real_slips() -> None:
    pairs = [
        ("恒兴陶资", "恒兴陶瓷"), ("兴恒陶瓷", "恒兴陶瓷"), ("恒恒兴", "恒兴"), ("恒兴", "恒兴陶瓷"),
        ("恒兴", ""), ("", ""), ("恒", "兴"), ("XIANG兴", "恒兴"), ("恒兴2000", "恒兴20"),
        ("恒" * (LONGEST + 5), "恒兴"),
    ]  # fmt: skip
    left = np.arange(len(pairs))
    found = compare_all([a for a, _ in pairs], [b for _, b in pairs], left, left, Words(WEIGHT))
    assert [tuple(row) for row in found.tolist()] == [one_by_one(*pair) for pair in pairs]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_characters_that_another_text_lacks_holds_or_shares(pairs: list[tuple[str, str]]) -> None:
    pairs = [(a[:LONGEST], b[:LONGEST]) for a, b in pairs]
    words, at = Words(WEIGHT), np.arange(len(pairs))
    one, other = words.characters([a for a, _ in pairs]), words.characters([b for _, b in pairs])
    lacking = [total([c for c in a if c not in b], WEIGHT) for a, b in pairs]
    assert foreign(one, other, at, at, words.weights()).tolist() == lacking

    def subsequence(short: str, full: str) -> bool:
        left = iter(full)
        return all(c in left for c in short)

    assert in_order(one, other, at, at).tolist() == [subsequence(a, b) for a, b in pairs]
    assert share_any(one, other, at, at).tolist() == [bool(set(a) & set(b)) for a, b in pairs]


def test_tokens_are_numbered_as_they_are_cut() -> None:
    words = Words(WEIGHT)
    found = words.tokens(["恒XIANG兴12A", "1", ""])
    assert [[words.token(n) for n in row if n] for row in found.rows.tolist()] == [
        ["恒", "XIANG", "兴", "12", "A"], ["1"], [],
    ]  # fmt: skip
    assert words.weights()[found.rows[0, :5]].tolist() == [0.4, 0.9, 0.2, 0.5, 0.7]


@given(st.lists(TEXTS, max_size=8))
@settings(max_examples=200, deadline=None)
def test_tokens_are_counted_once_a_text(texts: list[str]) -> None:
    assert bearers(texts) == Counter(t for text in texts for t in set(tokens(text)))
