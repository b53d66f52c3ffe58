"""The unsupported firm that stands beside a newly supported one."""

import numpy as np
import pandas as pd
import pytest

from graph_model.comparison import nearest
from graph_model.rules import SupportRules, load_support_rules

HEAD = ["entity_id", "year", "division", "size_no", "revenue", "staff", "age", "trend", "first_year"]


def panel(*rows: tuple[object, ...]) -> pd.DataFrame:
    frame = pd.DataFrame([dict(zip(HEAD, r, strict=True)) for r in rows])
    numbers = ["revenue", "staff", "age", "trend", "first_year"]
    return frame.astype(dict.fromkeys(numbers, float)).sort_values("entity_id", ignore_index=True)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (("c", 2021, "19", 1, 15.1, 3.0, 2.0, None, None), "another year"),
        (("c", 2020, "17", 1, 15.1, 3.0, 2.0, None, None), "another division"),
        (("c", 2020, "19", 2, 15.1, 3.0, 2.0, None, None), "another size"),
        (("c", 2020, "19", 1, 15.1, None, 2.0, None, None), "staff unknown"),
        (("c", 2020, "19", 1, 15.1, 3.0, 2.0, 0.1, None), "its trend known"),
        (("c", 2020, "19", 1, 15.8, 3.0, 2.0, None, None), "more than twice the revenue"),
        (("c", 2020, "19", 1, 15.1, 3.0, 2.0, None, 2021), "supported itself"),
    ],
)
def test_a_firm_unlike_in_what_must_be_equal_is_no_like(other: tuple[object, ...], why: str) -> None:
    paid = ("a", 2020, "19", 1, 15.0, 3.0, 2.0, None, 2021)
    assert nearest(panel(paid, other)) == [], why


def test_the_nearest_is_taken_and_of_equals_the_first_id() -> None:
    paid = ("a", 2020, "19", 1, 15.0, 3.0, 2.0, None, 2021)
    far = ("b", 2020, "19", 1, 15.5, 3.0, 2.0, None, None)
    near, again = (
        ("d", *(2020, "19", 1, 15.1, 3.0, 2.0, None, None)),
        ("c", *(2020, "19", 1, 15.1, 3.0, 2.0, None, None)),
    )
    ((firm, other, year, distance, trend),) = nearest(panel(paid, far, near, again))
    assert (firm, other, year, trend) == ("a", "c", 2021, False)
    assert distance == pytest.approx(0.1 / np.std([15.0, 15.5, 15.1, 15.1], ddof=1))


def test_one_firm_may_stand_beside_several_and_order_of_rows_does_not_matter() -> None:
    rows = panel(
        ("a", 2020, "19", 1, 15.0, 3.0, 2.0, None, 2021),
        ("b", 2020, "19", 1, 15.2, 3.0, 2.0, None, 2021),
        ("c", 2020, "19", 1, 15.1, 3.0, 2.0, None, None),
        ("d", 2020, "19", 1, 15.1, 3.0, 2.0, None, None),  # as near as c
    )
    found = nearest(rows)
    assert [(f, o) for f, o, *_ in found] == [("a", "c"), ("b", "c")]
    assert nearest(rows.iloc[::-1]) == found
    assert nearest(rows.iloc[[3, 1, 0, 2]]) == found


def test_size_classes_rise_and_each_has_a_name() -> None:
    assert len(load_support_rules().size_names) == len(load_support_rules().size_bounds) + 1
    with pytest.raises(ValueError, match="rise"):
        SupportRules(size_bounds=(3, 2), size_names=("a", "b", "c"))
    with pytest.raises(ValueError, match="name"):
        SupportRules(size_bounds=(2, 3), size_names=("a", "b"))
