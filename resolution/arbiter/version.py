"""One version of the arbiter: its boxes, the curve that calibrates its scores, and its thresholds."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import SettingsError
from resolution.arbiter.boxes import Boxes, from_data
from resolution.arbiter.catalogue import meaning, names

Matrix = NDArray[np.float64]
SHIPPED: Final = Path(__file__).parent / "models" / "default.json"


class Thresholds(NamedTuple):
    """Least confidence (p of the best, times 1 - p of the second) for an automatic match, and for review."""

    match: float
    review: float


class Arbiter(NamedTuple):
    """A trained arbiter; its curves turn scores and confidences into shares that are right."""

    boxes: Boxes
    pair_curve: tuple[tuple[float, float], ...]  # (bits, probability), rising
    first_curve: tuple[tuple[float, float], ...]  # (confidence, probability), rising
    thresholds: Thresholds
    about: dict[str, Any]  # what it was trained on, its figures out of fold, package versions

    def pair_probability(self, bits: Matrix) -> Matrix:
        """Return the calibrated probability that a pair of this score is one firm."""
        return _read(self.pair_curve, bits)

    def first_probability(self, confidence: Matrix) -> Matrix:
        """Return the calibrated probability that a first candidate of this confidence is right."""
        return _read(self.first_curve, confidence)

    def to_data(self) -> dict[str, Any]:
        """Return the version as JSON can hold it."""
        return {
            "about": self.about, "meaning": meaning(), "thresholds": self.thresholds._asdict(),
            "pair_curve": [list(p) for p in self.pair_curve],
            "first_curve": [list(p) for p in self.first_curve],
            "boxes": self.boxes.to_data(),
        }  # fmt: skip


def _read(curve: tuple[tuple[float, float], ...], at: Matrix) -> Matrix:
    knots = np.array(curve)
    found: Matrix = np.round(np.interp(at, knots[:, 0], knots[:, 1]), 6)
    return found


def raw_probability(bits: Matrix) -> Matrix:
    """Return the probability that log2 odds stand for."""
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(bits, -60, 60))))


def read_arbiter(data: dict[str, Any]) -> Arbiter:
    """Read a version; SettingsError where its features are not today's."""
    boxes = from_data(data["boxes"])
    if not reads_today(data):
        raise SettingsError("裁定模型的特征与程序不一致。", advice="请重新训练：chanye model train。")
    pair, first = (tuple((float(a), float(b)) for a, b in data[c]) for c in ("pair_curve", "first_curve"))
    return Arbiter(boxes, pair, first, Thresholds(**data["thresholds"]), data["about"])


def reads_today(data: dict[str, Any]) -> bool:
    """Whether a version was trained on today's features, named alike and meaning the same."""
    return tuple(data["boxes"]["shares"]) == names() and data.get("meaning") == meaning()


@lru_cache(maxsize=1)
def shipped() -> Arbiter:
    """Return the arbiter that comes with the product, trained on a synthetic city."""
    return read_arbiter(read_file(SHIPPED))


def read_file(path: Path) -> dict[str, Any]:
    """Read a version's data; a file that holds none is named."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"裁定模型 {path.name} 读不出来：{error}") from error
    return found


def write_file(path: Path, arbiter: Arbiter) -> None:
    """Write a version so that the same version gives the same bytes: a box a line."""
    text = json.dumps(arbiter.to_data(), ensure_ascii=False, separators=(",", ":"))
    text = text.replace("],[", "],\n[").replace('},"', '},\n"').replace('],"', '],\n"')
    path.write_text(text + "\n", encoding="utf-8")
