"""Drawing at random by the column; every stage has its own generator, so none disturbs another."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]
Text = Any  # a pandas array of dtype str (Arrow underneath): take, + and str methods run without Python loops


def generator(seed: int, *stage: object) -> np.random.Generator:
    """Return the generator of one stage; the same seed and stage always draw the same."""
    return np.random.default_rng([seed, *(crc32(str(s).encode()) for s in stage)])


def text(values: Sequence[object] | npt.NDArray[Any] | pd.Series) -> Text:
    """Return a text column; None is a missing text."""
    return pd.Series(values, dtype="str").array


def take(values: Sequence[str] | Text, index: npt.NDArray[Any]) -> Text:
    """Return the texts at these places; -1 gives a missing text."""
    column: Text = text(values) if isinstance(values, (list, tuple)) else values
    return column.take(index, allow_fill=True)


def weights(count: int, exponent: float = 1.0) -> Floats:
    """Return Zipf weights that sum to one: rank r has weight 1 / r**exponent."""
    raw = 1.0 / np.arange(1, count + 1) ** exponent
    out: Floats = raw / raw.sum()
    return out


def pick(rng: np.random.Generator, count: int, probabilities: npt.ArrayLike, size: int) -> Ints:
    """Draw `size` places below `count` with these probabilities; quicker than Generator.choice."""
    edges = np.cumsum(np.asarray(probabilities, dtype=float))
    assert len(edges) == count
    return np.searchsorted(edges / edges[-1], rng.random(size), side="right").clip(max=count - 1)


def words(rng: np.random.Generator, choices: Sequence[str], size: int, exponent: float | None = None) -> Text:
    """Draw texts, evenly or by Zipf in the order given."""
    if exponent is None:
        return take(list(choices), rng.integers(0, len(choices), size))
    return take(list(choices), pick(rng, len(choices), weights(len(choices), exponent), size))


def where(mask: npt.ArrayLike, yes: Text | str | None, no: Text | str | None) -> Text:
    """Return `yes` where the mask holds, else `no`, for text columns."""
    mask = np.asarray(mask, dtype=bool)
    base = text([no]).take(np.zeros(len(mask), dtype=np.int64)) if no is None or isinstance(no, str) else no
    other = pd.Series(yes, dtype="str").array if not isinstance(yes, str) and yes is not None else yes
    return pd.Series(base).mask(mask, other).array


def digits(values: npt.NDArray[Any], width: int) -> Text:
    """Return whole numbers as text, filled with zeros on the left to `width`."""
    return pd.Series(np.asarray(values, dtype=np.int64)).astype("str").str.zfill(width).array


def ids(prefix: str, values: npt.NDArray[Any]) -> Text:
    """Return true ids such as e000123; a negative number gives a missing id."""
    values = np.asarray(values, dtype=np.int64)
    made = text([prefix]).take(np.zeros(len(values), dtype=np.int64)) + digits(np.abs(values), 6)
    return where(values < 0, None, made)


def category(values: Sequence[str], codes: npt.NDArray[Any]) -> pd.Categorical:
    """Return a column of few distinct texts; -1 is missing."""
    return pd.Categorical.from_codes(np.asarray(codes), categories=pd.Index(list(values), dtype="str"))


def days(rng: np.random.Generator, start: Dates, end: Dates) -> Dates:
    """Draw a day between two columns of days, the first included."""
    span = (end - start).astype(np.int64).clip(min=1)
    out: Dates = start + (rng.random(len(span)) * span).astype(np.int64).astype("timedelta64[D]")
    return out


def cents(values: npt.ArrayLike) -> Floats:
    """Round money or areas to two decimals."""
    out: Floats = np.round(np.asarray(values, dtype=float), 2)
    return out
