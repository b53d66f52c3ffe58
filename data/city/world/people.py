"""Persons: founders and owners, with names that many share, telephones and dates of birth."""

import numpy as np
import pandas as pd

from data.city.draw import Text, generator, pick, take, text, weights
from data.city.words import lists

MOBILE = [
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "158",
    "159",
    "180",
    "181",
    "186",
    "187",
    "188",
    "189",
]


def person_names(rng: np.random.Generator, size: int) -> Text:
    """Draw names: a surname by frequency and one or two given characters."""
    words = lists()
    surnames, first, second = list(words["surnames"]), list(words["given_first"]), list(words["given_second"])
    last = take(surnames, pick(rng, len(surnames), weights(len(surnames), 0.9), size))
    one = take([*first, ""], np.where(rng.random(size) < 0.9, rng.integers(0, len(first), size), len(first)))
    return last + one + take(second, rng.integers(0, len(second), size))


def mobiles(rng: np.random.Generator, size: int) -> Text:
    """Draw mobile telephone numbers."""
    tail = text((100_000_000 + rng.integers(0, 100_000_000, size)).astype(str))
    return take(MOBILE, rng.integers(0, len(MOBILE), size)) + pd.Series(tail).str[1:].array


def build_persons(seed: int, size: int) -> pd.DataFrame:
    """Return `size` persons: name, phone, born; the row number is the person's true id (p000123)."""
    rng = generator(seed, "persons")
    born = np.datetime64("1950-01-01") + rng.integers(0, 365 * 52, size).astype("timedelta64[D]")
    return pd.DataFrame({"name": person_names(rng, size), "phone": mobiles(rng, size), "born": born})
