"""Slips in the words that all names share: 有限公司, our own city at a name's head, its towns, brackets."""

import re
from functools import lru_cache
from typing import Final

from data.gazetteer import CITY, PREFECTURE, PROVINCE
from resolution.arbiter.likeness import Likeness, likeness
from resolution.places import gazetteer, place_in_brackets

# Characters that stand for 有 by sound or shape; before another one 限公司 has lost its 有.
_HAVE: Final = "友又右由优佑育冇存在肴侑宥"
# What 限 is mistyped as, by sound and by shape; 有色, 有线, 有赞, 有道 and 国有公司 are words of their own.
_LIMIT: Final = "现县陷献限宪显险跟根恨很狠银垠眼浪娘良退"
_OPTIONS: Final = (
    r"有有限公司", r"有限限公司", r"有限公公司", r"有限公司司", r"有限司公", r"有公限司",
    r"限有公司", r"有限公司公司", rf"[{_HAVE}]限公司", rf"有[{_LIMIT}]公司",
    r"(?<=[业品料材贸械饰装具])有线公司", r"有限[^公责]司", r"有公司",
    r"有限司", r"(?<![无极局有])限公司",
)  # fmt: skip
_AT_END: Final = (*_OPTIONS, r"有限公[^司]", r"有限公", r"有限公司[份限]")
_SLIP_END: Final = re.compile(rf"(?<![国所私稀专])(?:{'|'.join(_AT_END)})$")
_SLIP_BRANCH: Final = re.compile(
    rf"(?<![国所私稀专])(?:{'|'.join(_OPTIONS)}|有限公[^司])"
    r"(?=.{0,12}(?:分公司|支公司|支行|分行|分店|分厂|办事处|营业部|店|门市部|项目部|经营部|服务部|办公室|财务部|人事部|财务室)$)"
)
_READ_WRONG: Final = frozenset({"普晋"})  # as scans have it, though not alike by the table
_RIGHT: Final = re.compile(r"(?<!有)有限公司$|(?:责任|股份|集团|总|分|支|子|有色|电视|广电)公司$")
_GLUED: Final = re.compile(r"(?<!有)有限公司|有限责任公司")


def repair_form(text: str) -> str:
    """Return a name whose 有限公司, at the end or before a branch, has one slip with that repaired."""
    if len(text) < 6 or ("有" not in text and "限" not in text):  # every slip keeps one of the two
        return text
    if text.endswith("有限公司") and text[-5] != "有":  # as most names are
        return text
    if not _RIGHT.search(text):
        text = _SLIP_END.sub("有限公司", text)
    return text if _GLUED.search(text) else _SLIP_BRANCH.sub("有限公司", text, count=1)


@lru_cache(maxsize=1)
def _home_slips() -> re.Pattern[str]:
    """Our own city, prefecture and province at the head of a name, the first or second character wrong.

    Not where 市 or 省 begins a word: 珠江市政工程.
    """
    homes = (CITY, PREFECTURE, PROVINCE)
    options = [f"(?P<h{i}>[^{h[0]}]{h[1:]}|{h[0]}[^{h[1]}]{h[2]})" for i, h in enumerate(homes)]
    return re.compile(f"(?:{'|'.join(options)})(?![政场容集区民心])")


@lru_cache(maxsize=1)
def _town_slips() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """A town behind our own city as written, and the towns that there are."""
    province, prefecture, city = (re.escape(n[:-1]) + f"{n[-1]}?" for n in (PROVINCE, PREFECTURE, CITY))
    pattern = re.compile(
        f"(?:{province})?(?:{prefecture})?{city}([\u4e00-\u9fa5]{{2}}(?:镇(?![流痛静纸])|街道))"
    )
    towns = (name for name, place in gazetteer().items() if place.town)
    return pattern, tuple(sorted(name for name in towns if name.endswith(("镇", "街道"))))


def _slipped(text: str, right: str, worst: Likeness) -> bool:
    """Whether a text is another with one character mistaken for one at least so like it, or two swapped."""
    if len(text) != len(right):
        return False
    wrong = [(a, b) for a, b in zip(text, right, strict=True) if a != b]
    if len(wrong) == 1:
        return likeness(*wrong[0]) <= worst or "".join(wrong[0]) in _READ_WRONG
    return len(wrong) == 2 and wrong[0] == wrong[1][::-1]


def repair_home(text: str) -> str:
    """Return a name that misspells our own city or province at its head, or a town behind it, repaired."""
    found = _home_slips().match(text)
    if found and not any(text[:n] in gazetteer() for n in (2, 3, 4)):
        home = (CITY, PREFECTURE, PROVINCE)[int((found.lastgroup or "h0")[1:])]
        text = home + text[3:] if _slipped(text[:3], home, Likeness.LOOKS) else text
    pattern, towns = _town_slips()
    town = pattern.match(text)
    if town is None or town.group(1) in gazetteer():
        return text
    meant = [name for name in towns if _slipped(town.group(1), name, Likeness.LOOKS)]
    return text[: town.start(1)] + meant[0] + text[town.end(1) :] if len(meant) == 1 else text


def repair_bracket(inside: str) -> str:
    """Return what a bracket holds with a slip in our own places or 中国 repaired: （建福） is （福建）."""
    if not 2 <= len(inside) <= 3 or place_in_brackets(inside) is not None:
        return inside
    ours = (CITY, PREFECTURE, PROVINCE)
    meant = [
        n for n in ("中国", *ours, *(name[:-1] for name in ours)) if _slipped(inside, n, Likeness.NEAR_SOUND)
    ]
    return meant[0] if len(meant) == 1 else inside
