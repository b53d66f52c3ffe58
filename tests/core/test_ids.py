"""Ids are stable, readable and of the agreed shape."""

import pytest

from core.ids import ALPHABET, canonical_id, digest, source_key


def test_canonical_id_is_kind_and_twelve_characters() -> None:
    found = canonical_id("ent", "91350582MA2XN2RU7K")
    prefix, _, body = found.partition("_")
    assert prefix == "ent"
    assert len(body) == 12
    assert set(body) <= set(ALPHABET)


def test_same_anchor_of_another_kind_is_another_id() -> None:
    assert canonical_id("ent", "甲")[4:] != canonical_id("prj", "甲")[4:]


def test_parts_do_not_run_together() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_ids_never_change() -> None:
    # Written down once: a change here would break every link that a user has kept.
    assert canonical_id("ent", "91350582MA2XN2RU7K") == "ent_x2vbkrjw7myg"


@pytest.mark.parametrize("row", [1, 65536])
def test_source_key_walks_back_to_the_row(row: int) -> None:
    assert (
        source_key("tax_net_revenue", "2023-04", "d1", "表1", row) == f"tax_net_revenue/2023-04/d1#表1!{row}"
    )
