"""Names come apart as the cases in names.yaml say."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from resolution.cells import split_cell
from resolution.names import parse_name
from resolution.normalise import deletions, sound

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("names.yaml").read_text(encoding="utf-8")
)


def test_the_case_file_is_long_enough_to_mean_something() -> None:
    assert len(CASES) >= 120
    assert len({c["raw"] for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["raw"].strip() or "blank")
def test_a_name_comes_apart(case: dict[str, Any]) -> None:
    expected = {"kind": "firm"} | {k: v for k, v in case.items() if k != "raw"}
    found = parse_name(case["raw"])._asdict()
    assert {k: str(found[k]) for k in expected} == expected


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        (
            "福建恒盛建设有限公司、厦门大华设计院有限公司（成员）",
            ("福建恒盛建设有限公司", "厦门大华设计院有限公司（成员）"),
        ),
        ("福建恒盛建设有限公司；厦门大华建设有限公司", ("福建恒盛建设有限公司", "厦门大华建设有限公司")),
        ("福建恒盛建设有限公司和泉州建工有限公司", ("福建恒盛建设有限公司", "泉州建工有限公司")),
        ("王小明、李四", ("王小明", "李四")),
        ("晋江五金、水暖商店", ("晋江五金、水暖商店",)),
        ("恒盛有限公司（牵头人，福建）", ("恒盛有限公司（牵头人，福建）",)),
        ("晋江市顺联鞋业制造 有限责任公司", ("晋江市顺联鞋业制造 有限责任公司",)),
        ("晋江恒盛鞋业有限公司 王小明", ("晋江恒盛鞋业有限公司 王小明",)),
        ("无", ()),
    ],
)  # fmt: skip
def test_a_cell_that_names_several_is_split_and_no_other(cell: str, parts: tuple[str, ...]) -> None:
    assert split_cell(cell) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [("恒盛鞋业", "恒胜鞋业"), ("恒盛鞋业", "恒盛业"), ("恒盛鞋业", "恒盛业鞋"), ("恒盛鞋业", "恒盛盛鞋业")],
)
def test_names_one_slip_apart_share_a_deletion(one: str, other: str) -> None:
    assert set(deletions(one)) & set(deletions(other))


def test_names_two_slips_apart_share_none() -> None:
    assert not set(deletions("恒盛鞋业")) & set(deletions("大华鞋业"))


def test_near_sounds_are_one_sound() -> None:
    assert sound("振兴") == sound("正新")
    assert sound("恒盛") != sound("大华")
