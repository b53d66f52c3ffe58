"""Stable identifiers: hashes of content, so that the order of loading never matters."""

import hashlib
from typing import Final, Literal

Kind = Literal["ent", "per", "prj", "pcl", "bld"]

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so that an id can be read over the telephone."""


def digest(*parts: str, length: int = 12) -> str:
    """Return `length` base-32 characters of a SHA-256 over the parts, which may hold any text."""
    joined = "\x1f".join(parts).encode()
    number = int.from_bytes(hashlib.sha256(joined).digest(), "big")
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(length))


def canonical_id(kind: Kind, anchor: str) -> str:
    """Return a canonical id such as `ent_3k9…`: the kind, and 12 characters of a hash of the anchor.

    The anchor is the first registered 统一社会信用代码, else the normalised content.
    """
    return f"{kind}_{digest(kind, anchor)}"


def source_key(dataset: str, period: str, delivery: str, sheet: str, row: int) -> str:
    """Return the key of one source record, `dataset/period/delivery#sheet!row`."""
    return f"{dataset}/{period}/{delivery}#{sheet}!{row}"
