"""How one character may have become another: by sound, by looks, or without a reason."""

from bisect import bisect_right
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from data.wordlists.looks import lookalikes, printed
from resolution.pinyin import readings


class Likeness(IntEnum):
    """Why one character may stand for another, the strongest first."""

    SOUND = 0
    NEAR_SOUND = 1
    LOOKS = 2
    COMPONENT = 3
    NONE = 4


# The Unified Ideographs stand in the order of the 214 radicals; here each radical begins.
RADICALS: Final = (
    "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓"
    "彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾"
    "穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨"
    "靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠"
)
_STARTS: Final = tuple(map(ord, RADICALS))
_PLAIN: Final = frozenset("一丨丶丿乙亅二亠儿入八十又")  # too small a part to be mistaken for
_FOLDS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("hu", "fu"))
_HEADS: Final = (("l", "n"), ("r", "n"), ("f", "h"))


@lru_cache(maxsize=1 << 15)
def sounds(char: str) -> frozenset[str]:
    """Return every reading of a character without tones; text in letters is its own sound."""
    if char.isascii():
        return frozenset((char.lower(),))
    return readings(char)


def fold(sound: str) -> str:
    """Return what an ear of the south hears: zh = z, l = n, f = h, ang = an."""
    for old, new in _FOLDS:
        sound = sound.replace(old, new)
    for old, new in _HEADS:
        sound = new + sound[1:] if sound.startswith(old) else sound
    return sound


def radical(char: str) -> str:
    """Return the radical of a character, "" outside the Unified Ideographs."""
    return RADICALS[bisect_right(_STARTS, ord(char)) - 1] if "\u4e00" <= char <= "\u9fa5" else ""


@lru_cache(maxsize=1)
def _groups() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    lists = lookalikes()
    found: list[dict[str, frozenset[int]]] = []
    for groups in (lists.alike, tuple(k + v for k, v in sorted(lists.components.items()))):
        table: dict[str, set[int]] = {}
        for number, group in enumerate(groups):
            for char in group:
                table.setdefault(char, set()).add(number)
        found.append({c: frozenset(n) for c, n in table.items()})
    return found[0], found[1]


class _Known(NamedTuple):
    """What is known of a character: readings, readings as heard, groups of lookalikes, parts and radical.

    `printed` and `printed_part` are the characters whose printed form, or a part of it, is alike.
    """

    sounds: frozenset[str]
    heard: frozenset[str]
    alike: frozenset[int] = frozenset()
    parts: frozenset[int | str] = frozenset()
    printed: frozenset[str] = frozenset()
    printed_part: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 15)
def _known(char: str) -> _Known:
    heard = sounds(char)
    if len(char) > 1:  # a run of letters or digits is like another by sound alone
        return _Known(heard, frozenset())
    alike, parts = (groups.get(char, frozenset()) for groups in _groups())
    own = frozenset(radical(char)) - _PLAIN
    looks = (table.get(char, frozenset()) for table in printed())
    return _Known(heard, frozenset(map(fold, heard)), alike, parts | own, *looks)


def likeness(one: str, other: str) -> Likeness:
    """Return why one character (or run of letters or digits) may stand for the other."""
    mine, theirs = _known(one), _known(other)
    if not mine.sounds.isdisjoint(theirs.sounds):
        return Likeness.SOUND
    if not mine.heard.isdisjoint(theirs.heard):
        return Likeness.NEAR_SOUND
    if not mine.alike.isdisjoint(theirs.alike) or other in mine.printed:
        return Likeness.LOOKS
    shared = not mine.parts.isdisjoint(theirs.parts) or other in mine.printed_part
    return Likeness.COMPONENT if shared else Likeness.NONE
