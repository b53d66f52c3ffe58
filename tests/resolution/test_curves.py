"""The chart of a version: every bin with its interval, every threshold, and the same bytes each time."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.errors import UsageError
from resolution.calibration import calibration_error, with_intervals
from resolution.curves import curves_svg, write_curves

BINS = [
    {"from": 0.1, "count": 8, "worth": 8.0, "said": 0.15, "right": 0.25},
    {"from": 0.9, "count": 148, "worth": 148.0, "said": 0.95, "right": 15 / 148},
]
STEPS = [
    {"at": 0.1, "above": 90, "is": "review", "precision": 0.8, "recall": 0.95},
    {"at": 0.9, "above": 70, "is": "match", "precision": 0.99, "recall": 0.7},
    {"at": 0.99, "above": 9, "is": None, "precision": 1.0, "recall": 0.1},
]
SVG = "{http://www.w3.org/2000/svg}"


def test_bins_carry_wilson_intervals() -> None:
    # 15 of 148: .0624 to .1605 (Newcombe 1998, table I, method 3)
    assert [(r["part"], r["low"], r["high"]) for r in with_intervals(BINS)][1] == ("0.9–1.0", 0.0624, 0.1605)


def test_the_calibration_error_weighs_tenths_by_their_mentions() -> None:
    assert (
        calibration_error([{"count": 3, "said": 0.9, "right": 0.7}, {"count": 1, "said": 0.1, "right": 0.1}])
        == 0.15
    )


def test_the_chart_shows_bins_and_the_thresholds_in_use() -> None:
    text = curves_svg({"reliability": BINS, "staircase": STEPS})
    assert text == curves_svg({"reliability": BINS, "staircase": STEPS})
    drawn = ElementTree.fromstring(text)
    circles = [c.get("class") for c in drawn.iter(f"{SVG}circle")]
    assert circles == ["p", "p", "m", "m"]  # two bins, two thresholds; what nobody would choose is left out
    assert {t.text for t in drawn.iter(f"{SVG}text")} >= {"match ≥ 0.900", "review ≥ 0.100"}


def test_a_chart_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.svg"):
        write_curves({"reliability": BINS}, tmp_path / "c.png")
    write_curves({"reliability": BINS}, tmp_path / "deep" / "c.svg")
    assert (tmp_path / "deep" / "c.svg").is_file()
