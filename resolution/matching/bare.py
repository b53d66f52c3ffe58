"""Names of a list that hold no 字号 at all: a place, a form of company or one character, and nothing else."""

from typing import Final

import duckdb
import pyarrow as pa

from resolution.lexicon import lexicon
from resolution.normalise import TEXT, load
from resolution.places import LOCAL, SUFFIXES, WIDE, Place, place_at
from resolution.sql import sql

BARE: Final = sql("matching_bare")
ASKED: Final = """
SELECT DISTINCT name_norm FROM open_mention
WHERE name_kind = 'firm' AND trade = '' AND length(brand) <= 8 ORDER BY 1
"""
SHAPE: Final = pa.schema([("norm", TEXT)])
_SHOPS: Final = frozenset("厂店")


def _only_a_place(place: Place, written: str) -> bool:
    """Whether a place is never a 字号: with its suffix, the city, what holds it, a province.

    Short names of towns and of places elsewhere (龙湖, 安康) are 字号 too.
    """
    if written.endswith(SUFFIXES) and written != place.short:
        return True
    province = len(place.code) == 2 and place.code.isdigit()
    return (
        province
        or (place.relation == LOCAL and not place.town)
        or bool(place.relation == WIDE and place.code)
    )


def _is_form(text: str) -> bool:
    """Whether a text is a form of company, 厂 or 店; 集团, 商行 and their like may say more."""
    company = text.endswith(("公司", "有限", "责任")) and "集团" not in text
    return text in _SHOPS or (company and text in lexicon().forms)


def without_brand(norm: str) -> bool:
    """Whether a normalised name is only places, a form of company, or one character with or without one."""
    start = 0
    while found := place_at(norm, start):
        place, length = found
        if not _only_a_place(place, norm[start : start + length]):
            break
        start += length
    rest = norm[start:]
    return not rest or _is_form(rest) or (start == 0 and (len(rest) == 1 or _is_form(rest[1:])))


def decide_bare(con: duckdb.DuckDBPyConnection) -> None:
    """Decide the open mentions without a 字号: none, unless something registered agrees."""
    asked = [n for (n,) in con.execute(ASKED).fetchall()]
    load(con, "bare_name", SHAPE, [[(n,) for n in asked if without_brand(n)]])
    con.execute(BARE)
