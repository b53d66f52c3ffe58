"""The parts of docs/resolution.md that are made: worked pairs, thresholds and figures of the arbiter."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import yaml

from core.duck import records
from resolution.arbiter.version import shipped
from resolution.calibration import with_intervals
from resolution.curves import curves_svg
from resolution.matching.lists import Listing, listing_of
from resolution.matching.match import match_lists
from resolution.matching.prepare import Scorer
from resolution.reasons import CAPTIONS
from resolution.waterfall import Waterfall
from resolution.weighing import weigh
from tools.markdown import table

PAGE = Path(__file__).parents[1] / "docs" / "resolution.md"
GIVEN = Path(__file__).with_name("pairs.yaml")
SHOWN = ("match", "review", "none")
MOST = 9
"""Contributions of the arbiter that are shown one by one: the largest over the three pairs."""


class Pair(NamedTuple):
    """A mention, its best candidate, what was decided and why."""

    mention: str
    firm: str
    decision: str
    reason: str
    margin: float | None
    best: Waterfall


@lru_cache(maxsize=1)
def worked_pairs() -> list[Pair]:
    """Return the first mention of pairs.yaml for each decision, as the shipped model decides and weighs."""
    given = yaml.safe_load(GIVEN.read_text(encoding="utf-8"))
    named = [f"晋江市{brand}{trade}有限公司" for brand, trade in product(given["brands"], given["trades"])]
    firms = [{"id": f"f{n}", "name": name} for n, name in enumerate(named)]
    asked = [{"id": str(n), "name": name} for n, name in enumerate(given["mentions"])]
    with duckdb.connect() as con:
        match_lists(con, *_listings(con, asked, firms))
        decided = records(con, "SELECT * FROM list_result ORDER BY row_no")
    with duckdb.connect() as con:
        found = weigh(con, *_listings(con, asked, firms), Scorer()).found
        names = dict(con.execute("SELECT entity_id, name FROM entity").fetchall())
    pairs: dict[str, Pair] = {}
    for name, row, weighed in zip(given["mentions"], decided, found, strict=True):
        if row["tier"] == "model" and weighed:
            firm = names[weighed[0].entity_id]
            pair = Pair(name, firm, row["decision"], row["reason_key"], row["margin"], weighed[0])
            pairs.setdefault(pair.decision, pair)
    return [pairs[decision] for decision in SHOWN if decision in pairs]


def _listings(
    con: duckdb.DuckDBPyConnection, asked: list[dict[str, str]], firms: list[dict[str, str]]
) -> tuple[Listing, Listing]:
    return listing_of(con, "名单", "list_raw", asked), listing_of(con, "登记名录", "registry_raw", firms)


def _bits(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _row(pairs: Sequence[Pair], stage: str, name: str, *, seen: bool) -> list[str]:
    cells = []
    for pair in pairs:
        step = next((s for s in pair.best.of(stage) if s.name == name), None)
        told = f"{step.seen} " if step is not None and seen and step.seen else ""
        cells.append("" if step is None else told + _bits(step.bits))
    return cells


def pairs_block() -> str:
    """Return the table of the worked pairs: every step in bits, the sums, the decision and its reason."""
    pairs = worked_pairs()
    steps = {stage: [s for p in pairs for s in p.best.of(stage)] for stage in ("splink", "arbiter")}
    captions = {s.name: s.caption for of in steps.values() for s in of}
    rows = [
        [f"Splink: {captions[name]}", *_row(pairs, "splink", name, seen=True)]
        for name in dict.fromkeys(s.name for s in steps["splink"])
    ]
    rows.append(["**Splink's weight**", *(_bits(p.best.splink) for p in pairs)])
    rows.append(["Arbiter: " + captions["expected"], *_row(pairs, "arbiter", "expected", seen=False)])
    largest = sorted({s.name for s in steps["arbiter"]} - {"expected"}, key=lambda n: (-_size(pairs, n), n))
    rows += [[f"Arbiter: {captions[n]}", *_row(pairs, "arbiter", n, seen=True)] for n in largest[:MOST]]
    rest = [sum(s.bits for s in p.best.of("arbiter") if s.name in largest[MOST:]) for p in pairs]
    rows.append([f"Arbiter: the other {len(largest) - MOST} contributions", *map(_bits, rest)])
    rows.append(["**arbiter's weight**", *(f"**{_bits(p.best.weight)}**" for p in pairs)])
    rows.append(["lead over the second", *("–" if p.margin is None else _bits(p.margin) for p in pairs)])
    rows.append(["probability of the pair", *(f"{p.best.probability:.3f}" for p in pairs)])
    captions_of = {str(r): c for r, c in CAPTIONS.items()}
    rows.append(["why", *(captions_of.get(p.reason, p.reason) for p in pairs)])
    head = ["bits", *(f"**{p.decision}**: {p.mention} → {p.firm}" for p in pairs)]
    return "\n".join(table(head, rows))


def _size(pairs: Sequence[Pair], name: str) -> float:
    return max(abs(s.bits) for p in pairs for s in p.best.of("arbiter") if s.name == name)


def arbiter_block() -> str:
    """Return thresholds, reliability and the staircase of the shipped arbiter, out of fold."""
    arbiter = shipped()
    figures: dict[str, Any] = arbiter.about["out_of_fold"]
    limits = arbiter.thresholds
    told = (
        f"Shipped arbiter: {figures['mentions']:,} labelled mentions, {figures['pairs']:,} pairs; a match "
        f"from confidence {limits.match:.3f} on, review from {limits.review:.3f} on; out of fold precision "
        f"{figures['precision']:.4f}, recall {figures['recall']:.4f}."
    )
    bins = [
        [
            r["part"],
            f"{r['count']:,}",
            *(f"{r[k]:.3f}" for k in ("said", "right")),
            f"{r['low']:.3f}–{r['high']:.3f}",
        ]
        for r in with_intervals(figures["reliability"])
    ]
    lines = [told, "", *table(["probability", "mentions", "said", "right", "Wilson interval, 95 %"], bins)]
    steps = [
        [f"{s['at']:.3f}", s["is"] or "", f"{s['above']:,}", *(_share(s[k]) for k in ("precision", "recall"))]
        for s in figures.get("staircase", ())
    ]
    if steps:
        lines += ["", *table(["confidence from", "used for", "mentions", "precision", "recall"], steps)]
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


BLOCKS = {"pairs": pairs_block, "arbiter": arbiter_block}


def resolution_page() -> str:
    """docs/resolution.md with its made parts made anew; all else is as written."""
    text = PAGE.read_text(encoding="utf-8")
    for name, block in BLOCKS.items():
        made = f"<!-- {name}: made by `make docs` -->\n{block()}\n<!-- end -->"
        before, mark, rest = text.partition(f"<!-- {name}: ")
        if mark:
            text = before + made + rest.partition("<!-- end -->")[2]
    return text


def arbiter_chart() -> str:
    """docs/images/arbiter.svg: reliability and thresholds of the shipped arbiter."""
    return curves_svg(shipped().about["out_of_fold"])
