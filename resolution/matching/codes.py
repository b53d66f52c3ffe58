"""Codes that a list has where the name should be: used as the code; a person's card number is no name."""

from typing import Final

import duckdb
import pyarrow as pa

from resolution.identifiers import USCC_ALPHABET, CodeKind, clean_code, read_code
from resolution.normalise import TEXT, load
from resolution.sql import sql

NAMED: Final = sql("matching_named_codes")
ASKED: Final = r"""
SELECT DISTINCT name FROM list_variant
WHERE variant = 0 AND regexp_full_match(name, '[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s　''’＇—–_.-]{18,60}') ORDER BY 1
"""
SHAPE: Final = pa.schema([("name", TEXT), ("kind", TEXT)])


def kind_of(name: str) -> str:
    """Return `code` for 18 characters that are a firm's code or nearly, `card` for a person's, or ""."""
    kind, text = read_code(name).kind, clean_code(name)
    if kind == CodeKind.PERSON:
        return "card"
    slipped = len(text) == 18 and text[2:8].isdigit() and set(text) <= set(USCC_ALPHABET)
    return "code" if kind == CodeKind.USCC or slipped else ""


def take_codes(con: duckdb.DuckDBPyConnection) -> None:
    """Move codes of list_variant out of its names, and take card numbers away; creates name_code."""
    asked = [n for (n,) in con.execute(ASKED).fetchall()]
    load(con, "name_code", SHAPE, [[(n, kind) for n in asked if (kind := kind_of(n))]])
    con.execute(NAMED)
