"""Nodes with their names pushed apart until no name covers another; the node in the middle stays."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

Place = tuple[float, float]
ROUNDS: Final = 400
PATIENCE: Final = 20
WIDER: Final = 1.12
MARGIN: Final = 8.0
"""Pixels between two boxes."""


def spread(
    places: Mapping[str, Place], sizes: Mapping[str, Place], fixed: str | None = None
) -> dict[str, tuple[int, int]]:
    """Return whole pixels for each node, moved as little as needed until their boxes do not overlap.

    `sizes` gives the width and height of each node's box, its name included; `fixed` does not move.
    """
    ids = sorted(places)
    if not ids:
        return {}
    at = np.array([places[i] for i in ids], dtype=float)
    half = np.array([sizes[i] for i in ids], dtype=float) / 2 + MARGIN / 2
    free = np.array([i != fixed for i in ids], dtype=float)
    middle = at[ids.index(fixed)].copy() if fixed in ids else at.mean(axis=0)
    for turn in range(1, ROUNDS + 1):
        step = _push(at, half, free)
        if not step.any():
            break
        at += step
        if turn % PATIENCE == 0:  # too tight to sort out by pushing alone
            at = middle + (at - middle) * WIDER
    return {i: (round(float(x)), round(float(y))) for i, (x, y) in zip(ids, at, strict=True)}


def _push(
    at: NDArray[np.float64], half: NDArray[np.float64], free: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return for each node the step out of the boxes that it overlaps, along the shorter way."""
    apart = at[:, None, :] - at[None, :, :]
    over = half[:, None, :] + half[None, :, :] - np.abs(apart)
    hit = (over > 0.5).all(axis=2) & ~np.eye(len(at), dtype=bool)
    if not hit.any():
        return np.zeros_like(at)
    order = np.sign(np.arange(len(at))[:, None] - np.arange(len(at))[None, :])[:, :, None]
    way = np.where(apart == 0, order, np.sign(apart))
    shorter = over == over.min(axis=2, keepdims=True)
    share = free[:, None] / np.maximum(free[:, None] + free[None, :], 1)
    step = (way * over * shorter * (hit * share)[:, :, None]).sum(axis=1)
    crowd = np.maximum(hit.sum(axis=1, keepdims=True), 1)
    moved: NDArray[np.float64] = step / np.sqrt(crowd)
    return moved
