"""The short ways through the name parser lead where the long ones do, which are written out here."""

from hypothesis import given, settings
from hypothesis import strategies as st

from resolution import branches, cells, slips
from resolution.branches import split_branch
from resolution.lexicon import lexicon
from resolution.places import _tails, place_behind
from resolution.slips import repair_form

WORDS = (
    "有限公司", "有限", "公司", "有", "限", "司", "友限公司", "有现公司", "厂", "店", "部", "分公司", "支行",
    "银行", "经营部", "等", "等3户", "共有", "按份共有：", "联合体：", "晋江", "晋江市", "泉州", "北京",
    "海南", "恒盛", "鞋业", "瓷", "（", "）", "、", " ", "2", "A", "中国移动",
)  # fmt: skip
NAMES = st.lists(st.sampled_from(WORDS) | st.characters(max_codepoint=0x9FA5), max_size=7).map("".join)


def long_repair(text: str) -> str:
    if len(text) < 6:
        return text
    if not slips._RIGHT.search(text):
        text = slips._SLIP_END.sub("有限公司", text)
    return text if slips._GLUED.search(text) else slips._SLIP_BRANCH.sub("有限公司", text, count=1)


def long_branch(text: str) -> tuple[str, str]:
    words = lexicon()
    if not words.branch_endings.end(text):
        return text, ""
    found = words.branch_pattern.match(text)
    if found is None:
        found = words.bank_pattern.match(text)
        at = 0 if found else branches._after_place(text, words)
        if at:
            return text[:at], text[at:]
    return (found.group("parent"), found.group("branch")) if found else (text, "")


def long_behind(text: str) -> tuple[object, int] | None:
    lengths = range(min(8, len(text) - 2), 1, -1)
    return next(((_tails()[text[-n:]], n) for n in lengths if text[-n:] in _tails()), None)


@given(NAMES)
@settings(max_examples=1500, deadline=None)
def test_short_ways_end_where_long_ones_do(name: str) -> None:
    assert repair_form(name) == long_repair(name)
    assert split_branch(name, lexicon()) == long_branch(name)
    assert place_behind(name) == long_behind(name)


@given(NAMES)
@settings(max_examples=500, deadline=None)
def test_what_stands_around_a_list_is_dropped_whether_looked_for_or_not(name: str) -> None:
    text = cells._OTHERS.sub("", cells._SHARED.sub("", name.strip()).strip())
    found = cells.split_cell(name)
    if len(text) >= 4 and not text.isascii() and not cells._ANY.search(text):
        assert found == (text,)
