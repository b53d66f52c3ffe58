"""Every way in which a clerk types a name otherwise: one function each, None where it does not apply."""

from collections.abc import Callable
from functools import lru_cache

from opencc import OpenCC

from data.city.supply.anatomy import neighbours, split, tables

Draw = Callable[[int], int]  # Draw(n): a number below n
Mistake = Callable[[str, Draw], str | None]
HALF = {"（": "(", "）": ")"}
BRACKETS = (("(", ")"), ("（", "）"), ("【", "】"), ("〔", "〕"), ("﹙", "﹚"), ("( ", " )"))


def pick(options: list[str], draw: Draw) -> str:
    """Pick one option."""
    return options[draw(len(options))]


def replaced(kind: str) -> Mistake:
    """Take a neighbouring character of that kind, in the core of the name if possible."""

    def mistake(name: str, draw: Draw) -> str | None:
        table, parts = neighbours(kind), split(name)
        start, end = len(parts.place), len(parts.place) + len(parts.core)
        places = [i for i in range(start, end) if name[i] in table] or [
            i for i, c in enumerate(name) if c in table
        ]
        if not places:
            return None
        i = places[draw(len(places))]
        return name[:i] + pick(list(table[name[i]]), draw) + name[i + 1 :]

    return mistake


def core_position(name: str, draw: Draw, room: int = 0) -> int | None:
    """Return a position in the core, leaving `room` characters behind it; None for a core of one or two."""
    parts = split(name)
    if len(parts.core) < 3:
        return None
    return len(parts.place) + draw(len(parts.core) - room)


def dropped(name: str, draw: Draw) -> str | None:
    """Leave a character out."""
    i = core_position(name, draw)
    return None if i is None else name[:i] + name[i + 1 :]


def doubled(name: str, draw: Draw) -> str | None:
    """Type a character twice."""
    i = core_position(name, draw)
    return None if i is None else name[: i + 1] + name[i:]


def swapped(name: str, draw: Draw) -> str | None:
    """Swap two neighbours."""
    i = core_position(name, draw, room=1)
    if i is None or name[i] == name[i + 1]:
        return None
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def brackets(name: str, draw: Draw) -> str | None:
    """Write other brackets."""
    if "（" not in name:
        return None
    left, right = BRACKETS[draw(len(BRACKETS))]
    other = name.replace("（", left).replace("）", right)
    return None if other == name else other


def bracket_dropped(name: str, draw: Draw) -> str | None:
    """Leave the brackets out and keep what is between them."""
    return name.replace("（", "").replace("）", "") if "（" in name else None


def space(name: str, draw: Draw) -> str | None:
    """Type a space, a full-width one or a tab, inside or at an end."""
    blank = pick([" ", " ", "　", "  ", "\u00a0"], draw)
    i = draw(len(name) + 1)
    return name[:i] + blank + name[i:]


def width(name: str, draw: Draw) -> str | None:
    """Write Latin letters and digits full-width, or brackets half-width."""
    if any("0" <= c <= "z" and c.isalnum() for c in name):
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    return "".join(HALF.get(c, c) for c in name) if "（" in name else None


@lru_cache(maxsize=1)
def converter() -> OpenCC:
    """Return the converter to traditional script."""
    return OpenCC("s2t")


def traditional(name: str, draw: Draw) -> str | None:
    """Write traditional script."""
    other = str(converter().convert(name))
    return None if other == name else other


def no_place(name: str, draw: Draw) -> str | None:
    """Leave the place out, or the province alone."""
    parts = split(name)
    return parts.core + parts.form if parts.place and len(parts.core) > 2 else None


def no_form(name: str, draw: Draw) -> str | None:
    """Leave the legal form out."""
    parts = split(name)
    return parts.place + parts.core if parts.form and len(parts.core) > 2 else None


def short(name: str, draw: Draw) -> str | None:
    """Leave both out."""
    parts = split(name)
    return parts.core if (parts.form or parts.place) and len(parts.core) > 2 else None


def form_swapped(name: str, draw: Draw) -> str | None:
    """Write another legal form."""
    parts = split(name)
    options = tables()["form_swaps"].get(parts.form)
    return parts.place + parts.core + pick(options, draw) if options else None


def contact(name: str, draw: Draw) -> str | None:
    """Glue a person or a telephone number to the name."""
    person = pick(tables()["surnames"], draw) + pick(tables()["contact_titles"], draw)
    phone = "1" + "3589"[draw(4)] + "".join(str(draw(10)) for _ in range(9))
    return name + pick(
        [f"（{person}）", f"({person}{phone})", f"（联系人：{person}）", phone, f" {phone}"], draw
    )


def branch(name: str, draw: Draw) -> str | None:
    """Name a branch that no register lists."""
    if not split(name).form.endswith("公司"):
        return None
    return name + pick(tables()["branches"], draw)


def department(name: str, draw: Draw) -> str | None:
    """Name a department of the firm, which is the firm."""
    return name + pick(tables()["departments"], draw) if split(name).form.endswith("公司") else None


def digits(name: str, draw: Draw) -> str | None:
    """Write digits as Chinese numerals or the other way, or letters in the other case."""
    numerals = tables()["numerals"]
    if any(c in numerals for c in name):
        return "".join(numerals.get(c, c) for c in name)
    if any(c.isascii() and c.isalpha() for c in name):
        return name.lower() if name.upper() == name else name.upper()
    back = {v: k for k, v in numerals.items()}
    core = split(name).core
    run = [c for c in core if c in back]
    return name.replace(core, "".join(back.get(c, c) for c in core), 1) if len(run) > 1 else None


def suffix_sole(name: str, draw: Draw) -> str | None:
    """Add （个体工商户）, as the register does for sole proprietors."""
    return None if name.endswith(("公司", "（个体工商户）")) else name + "（个体工商户）"


def prefix_former(name: str, draw: Draw) -> str | None:
    """Put 原 before the name."""
    return pick(["原", "原", "（原）"], draw) + name


def truncated(name: str, draw: Draw) -> str | None:
    """Cut at the width of some old system's field."""
    limit = (10, 12, 14)[draw(3)]
    return name[:limit] if len(name) > limit else None


MISTAKES: dict[str, Mistake] = {
    "homophone": replaced("homophones"),
    "near_sound": replaced("near_sounds"),
    "lookalike": replaced("lookalikes"),
    **{
        f.__name__: f
        for f in (
            dropped, doubled, swapped, brackets, bracket_dropped, space, width, traditional,
            no_place, no_form, short, form_swapped, contact, branch, department,
            digits, suffix_sole, prefix_former, truncated,
        )
    },
}  # fmt: skip
"""Kind of mistake → function; `former` and `short_known` need the city's list of names: see naming.py."""

SLIPS = ("homophone", "lookalike", "dropped", "doubled", "swapped", "space")
"""What happens to a single row, against the clerk's habit."""
