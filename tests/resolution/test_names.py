"""Names come apart as the cases in names/ say, and no text, however odd, breaks the parser."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from resolution.cells import split_cell
from resolution.names import NameKind, parse_name
from resolution.reading import deletions, sound

CASES: list[dict[str, Any]] = [
    case
    for path in sorted(Path(__file__).with_name("names").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def test_the_cases_are_many_enough_to_mean_something() -> None:
    assert len(CASES) >= 500
    assert len({c["raw"] for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["raw"].strip() or "blank")
def test_a_name_comes_apart(case: dict[str, Any]) -> None:
    expected = {"kind": "firm"} | {k: v for k, v in case.items() if k != "raw"}
    if expected["kind"] == "any":
        del expected["kind"]
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


PIECES = [
    *("晋江市", "福建省", "诸暨", "永安", "上海", "（福建）", "(昆山)", "恒盛", "361度", "A&T", "鞋业"),
    *("有限公司", "有限公同", "有限司", "股份", "集团", "厂", "店", "合作社", "分公司", "支行", "财务部"),
    *("中国", "银行", "（原", "曾用名：", "现更名为", "联系人:", "王小明", "13805951234", "（普通合伙）"),
    *("个体工商户", "*ST", "-R", "(", ")", "（", "）", "、", "/", " ", "1.", "有", "限", "公司", "鞋業"),
    *("\x00", "\u200b", "™", "㈱", "-", "原", "办公室", "晋江", "江市", "有有", "同", "元", "项目", "分"),
    *("已注销", "科技", "项目部", "😀"),
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=9).map("".join))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS)
@example("恒" * 2000)
@example("王")
@example("")
@example("()" * 300)
def test_any_text_has_one_normal_form_that_stays(raw: str) -> None:
    name = parse_name(raw)
    assert parse_name(name.norm).norm == name.norm
    assert name.kind == NameKind.PERSON or name.core == name.brand + name.trade
    assert name.kind != NameKind.EMPTY or not name.norm
    assert len(name.norm) <= 400


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS)
def test_the_parts_of_a_name_are_parts_of_its_normal_form(raw: str) -> None:
    name = parse_name(raw)
    if name.kind == NameKind.PERSON:
        return
    assert name.norm.startswith(name.parent)
    assert bool(name.parent) == bool(name.branch)
    for part in (name.brand, name.form, name.branch):  # a place in the middle may part the 字号
        rest = iter(name.norm)
        assert all(char in rest for char in part)
