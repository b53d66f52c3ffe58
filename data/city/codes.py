"""Valid codes by the column: GB 32100 (统一社会信用代码), GB 11714 (组织机构代码), GB 11643 (身份号码)."""

from typing import Final

import numpy as np
import numpy.typing as npt

from data.city.draw import Dates, Ints, Text, text

ALPHABET: Final = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype="S1")
"""The 31 characters of GB 32100: no I, O, S, V, Z."""
_VALUE: Final = np.zeros(128, dtype=np.int64)
_VALUE[ALPHABET.view(np.uint8)] = np.arange(31)
_ORG_VALUE: Final = np.zeros(128, dtype=np.int64)
_ORG_VALUE[[*range(48, 58), *range(65, 91)]] = np.arange(36)
_ORG_WEIGHTS: Final = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_USCC_WEIGHTS: Final = np.array([pow(3, i, 31) for i in range(17)])
_ID_WEIGHTS: Final = np.array([pow(2, 17 - i, 11) for i in range(17)])
Chars = npt.NDArray[np.bytes_]


def _letters(fixed: list[str], width: int) -> npt.NDArray[np.uint8]:
    return np.array(fixed, dtype=f"S{width}").view(np.uint8).reshape(len(fixed), width)


def _joined(block: npt.NDArray[np.uint8]) -> Text:
    width = block.shape[1]
    return text(np.ascontiguousarray(block).view(f"S{width}").ravel().astype(f"U{width}"))


def org_bodies(rng: np.random.Generator, modern: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """Draw distinct bodies of organisation codes: `MA` and 6 characters if modern, else 8 digits."""
    size = len(modern)
    block = np.empty((size, 8), dtype=np.uint8)
    serial = _distinct(rng, size, 31**5)
    letters = ALPHABET.view(np.uint8)
    block[:, 0], block[:, 1] = ord("M"), ord("A")
    block[:, 2] = letters[rng.integers(2, 9, size)]
    rest = serial.copy()
    for place in range(7, 2, -1):
        block[:, place] = letters[rest % 31]
        rest //= 31
    old = 10_000_000 + _distinct(rng, size, 79_999_999)
    for place in range(7, -1, -1):
        block[:, place] = np.where(modern, block[:, place], 48 + old % 10)
        old //= 10
    return block


def _distinct(rng: np.random.Generator, size: int, limit: int) -> Ints:
    """Draw distinct numbers below the limit in random order."""
    drawn = np.unique(rng.integers(0, limit, int(size * 1.1) + 100))
    while len(drawn) < size:
        drawn = np.unique(np.concatenate([drawn, rng.integers(0, limit, size)]))
    return rng.permutation(drawn)[:size]


def org_check(block: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The check character of an organisation code (GB 11714, 11 - Σ mod 11; 10 is X, 11 is 0)."""
    rest = 11 - (_ORG_VALUE[block] * _ORG_WEIGHTS).sum(axis=1) % 11
    out: npt.NDArray[np.uint8] = np.where(rest == 10, ord("X"), 48 + rest % 11).astype(np.uint8)
    return out


def uscc(prefix: list[str], block: npt.NDArray[np.uint8]) -> Text:
    """Return 18-character codes: `prefix` holds 8 characters (department, class, area), `block` the body."""
    head = _letters(prefix, 8)
    body = np.concatenate([head, block, org_check(block)[:, None]], axis=1)
    check = (31 - (_VALUE[body] * _USCC_WEIGHTS).sum(axis=1) % 31) % 31
    return _joined(np.concatenate([body, ALPHABET.view(np.uint8)[check][:, None]], axis=1))


def identity_numbers(rng: np.random.Generator, born: Dates, area: str = "350582") -> Text:
    """Return 18-digit identity numbers with a valid check character (GB 11643), for invented persons."""
    size = len(born)
    date = np.char.replace(born.astype("datetime64[D]").astype("U10"), "-", "")
    serial = np.char.zfill(rng.integers(1, 1000, size).astype("U3"), 3)
    plain = np.char.add(np.char.add(area, date), serial).astype("S17")
    block = plain.view(np.uint8).reshape(size, 17)
    rest = ((block.astype(np.int64) - 48) * _ID_WEIGHTS).sum(axis=1) % 11
    check = np.frombuffer(b"10X98765432", dtype=np.uint8)[rest]
    return _joined(np.concatenate([block, check[:, None]], axis=1))
