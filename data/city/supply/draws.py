"""Random numbers that depend on what they are for and on nothing else, neither order nor chunks."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]


def salt(*parts: object) -> int:
    """Return 64 bits of a hash over the parts."""
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()[:8], "big")


def keys_of(texts: "pd.Series[str]") -> Keys:
    """Return one 64-bit key per text."""
    return pd.util.hash_array(texts.to_numpy(dtype=object), categorize=False).astype(np.uint64)


def mixed(keys: Keys, purpose: int) -> Keys:
    """Mix keys with a purpose (splitmix64), so that each purpose draws independently.

    The purpose is hashed first: keys and purposes are both counted up, and 5 + 6 must not draw as 6 + 5.
    """
    z = keys + np.uint64(salt("purpose", purpose))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(keys: Keys, purpose: int) -> Floats:
    """Return one number in [0, 1) per key."""
    return (mixed(keys, purpose) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def rows(count: int, purpose: int) -> Floats:
    """Return one number in [0, 1) per row number."""
    return uniform(np.arange(count, dtype=np.uint64), purpose)


def chosen(count: int, rate: float, purpose: int) -> npt.NDArray[np.int64]:
    """Return the row numbers that a rate picks."""
    return np.flatnonzero(rows(count, purpose) < rate) if rate > 0 else np.empty(0, dtype=np.int64)


def one(options: Sequence[str], *parts: object) -> str:
    """Pick one of the options by a hash of the parts."""
    return options[salt(*parts) % len(options)]


def share(*parts: object) -> float:
    """Return one number in [0, 1) for the parts."""
    return salt(*parts) / 2.0**64


def distinct_pairs(
    left: npt.NDArray[np.object_], right: npt.NDArray[np.object_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Number the distinct pairs in order of appearance: the number of each row, and each pair's first row."""
    a, _ = pd.factorize(left)
    b, many = pd.factorize(right)
    codes, _ = pd.factorize(a.astype(np.int64) * (len(many) + 1) + b)
    first = np.full(int(codes.max()) + 1 if len(codes) else 0, len(codes), dtype=np.int64)
    np.minimum.at(first, codes, np.arange(len(codes), dtype=np.int64))
    return codes, first
