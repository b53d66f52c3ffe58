"""Decisions closed over chains of links: nothing forbidden follows, nothing contradictory hides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolution.constraints import BOTH_WAYS, TWO_ENTITIES, TWO_TARGETS, Bond, close

A, B, C = "m1_a", "m1_b", "m1_c"
X, Y, Z = "ent_x", "ent_y", "ent_z"
SAME, DIFFERENT, SPLIT = "must_link", "cannot_link", "split"


def _bonds(*rows: tuple[str, str, str]) -> list[Bond]:
    return [Bond(*row, number) for number, row in enumerate(rows, 1)]


def test_a_link_holds_for_all_mentions_said_to_be_the_same() -> None:
    found = close(_bonds((A, B, SAME), (B, C, SAME), (C, X, SAME)))
    assert found.must == [(A, X), (B, X), (C, X)]
    assert found.contradictions == []


def test_what_one_must_not_be_none_of_the_same_may_be() -> None:
    assert close(_bonds((A, B, SAME), (B, X, DIFFERENT))).cannot == [(A, X), (B, X)]


def test_a_mention_kept_from_another_is_kept_from_what_that_must_be() -> None:
    found = close(_bonds((A, X, SAME), (B, A, DIFFERENT)))
    assert found.cannot == [(B, X)]
    assert found.apart == [(A, B)]


@pytest.mark.parametrize(
    ("bonds", "kind", "numbers"),
    [
        ([(A, X, SAME), (A, Y, SAME)], TWO_TARGETS, (1, 2)),
        ([(A, X, SAME), (A, X, DIFFERENT)], BOTH_WAYS, (1, 2)),
        ([(A, B, SAME), (A, X, SAME), (B, X, DIFFERENT)], BOTH_WAYS, (1, 2, 3)),
        ([(A, B, SAME), (B, C, SAME), (A, C, DIFFERENT)], BOTH_WAYS, (1, 2, 3)),
        ([(X, Y, SAME), (Y, X, DIFFERENT)], TWO_ENTITIES, (1, 2)),
    ],
)
def test_a_contradiction_is_named_with_its_decisions_and_binds_nobody(
    bonds: list[tuple[str, str, str]], kind: str, numbers: tuple[int, ...]
) -> None:
    found = close(_bonds(*bonds))
    assert [(c.kind, c.numbers) for c in found.contradictions] == [(kind, numbers)]
    assert (found.must, found.merged) == ([], [])


def test_two_mentions_kept_apart_cannot_both_be_one_entity() -> None:
    found = close(_bonds((A, X, SAME), (B, X, SAME), (A, B, DIFFERENT)))
    assert {c.kind for c in found.contradictions} == {BOTH_WAYS}
    assert found.must == []
    assert sorted(m for m, *_ in found.torn) == [A, B]


def test_entities_said_to_be_one_take_the_links_of_each_other() -> None:
    found = close(_bonds((X, Y, SAME), (A, X, SAME), (B, X, DIFFERENT)))
    assert found.merged == [(X, Y)]
    assert found.must == [(A, Y)]
    assert found.cannot == [(B, Y)]


def test_a_registered_entity_stays_whichever_way_it_was_said() -> None:
    assert close(_bonds((X, Y, SAME)), listed=frozenset({X})).merged == [(Y, X)]


def test_ids_that_gave_way_are_followed() -> None:
    assert close(_bonds((A, X, SAME)), {X: Y}).must == [(A, Y)]


def test_who_is_split_off_is_kept_out_and_alone() -> None:
    found = close(_bonds((A, X, SPLIT)))
    assert (found.cannot, found.alone) == ([(A, X)], [A])


THINGS = st.sampled_from([A, B, C, X, Y, Z])
ROWS = st.lists(st.tuples(THINGS, THINGS, st.sampled_from([SAME, DIFFERENT, SPLIT])), max_size=8)


@given(ROWS)
def test_whatever_is_said_nothing_forbidden_follows(rows: list[tuple[str, str, str]]) -> None:
    bonds = _bonds(*((a, b, v) for a, b, v in rows if a != b))
    found = close(bonds)
    stands = dict(found.merged)
    must = set(found.must)
    assert must.isdisjoint(found.cannot)
    for a, b in found.apart:
        assert not {e for m, e in must if m == a} & {e for m, e in must if m == b}
    for bond in bonds:
        if bond.verdict != SAME and {bond.left[:3], bond.right[:3]} == {"m1_", "ent"}:
            mention, entity = sorted((bond.left, bond.right), reverse=True)
            assert (mention, stands.get(entity, entity)) not in must
    torn = {m for m, *_ in found.torn}
    assert torn.isdisjoint(m for m, _ in found.must + found.cannot)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_decisions_changes_nothing(rows: list[tuple[str, str, str]], random: object) -> None:
    bonds = _bonds(*((a, b, v) for a, b, v in rows if a != b))
    shuffled = list(bonds)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert close(shuffled) == close(bonds)
