"""Relations of many pairs at once: the same answers as one by one, each two values asked once."""

import numpy as np

from resolution.arbiter.pairs import Record
from resolution.arbiter.together import Sides

EMPTY = Record(*[""] * len(Record._fields))


def sides(mentions: list[Record], registered: list[Record], pairs: list[tuple[int, int]]) -> Sides:
    left, right = (np.array(numbers, dtype=np.int64) for numbers in zip(*pairs, strict=True))
    return Sides(mentions, registered, left, right)


def test_two_values_are_related_once_however_many_pairs_have_them() -> None:
    asked = []

    def relation(one: str, other: str) -> int:
        asked.append((one, other))
        return len(one) - len(other)

    mentions = [EMPTY._replace(brand=b) for b in ("恒盛", "恒盛", "")]
    registered = [EMPTY._replace(brand=b) for b in ("恒盛达", "盛")]
    both = sides(mentions, registered, [(0, 0), (1, 0), (2, 1), (0, 1), (1, 1)])
    assert both.relate(relation, "brand").tolist() == [-1, -1, -1, 1, 1]
    assert sorted(asked) == [("", "盛"), ("恒盛", "恒盛达"), ("恒盛", "盛")]


def test_several_parts_are_related_as_tuples_and_a_part_may_meet_another() -> None:
    mentions = [EMPTY._replace(form="厂", form_group="works", norm="恒盛厂")]
    registered = [EMPTY._replace(form="公司", form_group="company", norm="恒盛公司")]
    both = sides(mentions, registered, [(0, 0)])
    assert both.relate(
        lambda a, b: (a, b) == (("厂", "works"), ("公司", "company")), "form", "form_group"
    ) == [1]
    assert both.relate(lambda a, b: b.startswith(a[:2]), "flat", other="norm") == [1]


def test_evidence_agrees_differs_or_says_nothing() -> None:
    mentions = [EMPTY._replace(phone=p) for p in ("1", "", "2")]
    registered = [EMPTY._replace(phone=p) for p in ("1", "")]
    both = sides(mentions, registered, [(0, 0), (1, 0), (2, 0), (1, 1), (0, 1)])
    assert both.agree("phone").tolist() == [1, 0, -1, 0, 0]
    assert both.equal("phone").tolist() == [1, 0, 0, 1, 0]
