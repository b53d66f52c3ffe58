"""What each piece of evidence adds to a pair, in bits: Splink's levels, the arbiter's, other rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.duck import records
from resolution.arbiter.catalogue import features
from resolution.arbiter.matrix import build, read_registry
from resolution.arbiter.pairs import fetch
from resolution.arbiter.version import Arbiter
from resolution.ladder import Ladder
from resolution.model import COMPARISONS, Parameters, levels_sql, prior
from resolution.panel.captions import told as panel_told
from resolution.sql import sql

Matrix = NDArray[np.float64]

LEVELS: Final = sql("waterfall_levels")
COLUMNS: Final = (
    *("core", "brand", "trade", "trade_class", "place", "relation", "branch", "pinyin", "brand_pinyin"),
    *(
        "sorted_core",
        "dels",
        "name_town",
        "form_group",
        "person",
        "phone",
        "address",
        "spot",
        "town",
        "industry",
    ),
)
FREQUENCIES: Final = tuple(
    sorted({v.frequency for c in COMPARISONS.values() for v in c.levels if v.frequency})
)
CAPTIONS: Final[Mapping[str, str]] = {
    "prior": "起点：任取一对是同一家的可能",
    "name": "名称",
    "place": "区划",
    "form": "组织形式",
    "branch": "分支",
    "person": "法定代表人",
    "phone": "电话",
    "address": "地址",
    "town": "镇街",
    "industry": "行业门类",
    "expected": "起点：一无所知时",
}


SILENT: Final = "没有记录可比"
SMALL: Final = 0.05  # bits below which a step is not worth telling


class Step(NamedTuple):
    """One step: its stage (splink, arbiter or panel), what it looks at, what it saw there, the bits it adds.

    `seen` is for people, `value` what it stands for: a level's label, or a feature's number.
    """

    stage: str
    name: str
    caption: str
    seen: str
    bits: float
    value: str | float | None = None


class Waterfall(NamedTuple):
    """A candidate's weight, taken apart: each stage's steps sum up to what the stage says.

    `weight` is what decides: the arbiter's bits and those of the panel's steps.
    """

    mention_id: str
    entity_id: str
    registry_key: str
    splink: float
    arbiter: float
    weight: float
    probability: float
    steps: tuple[Step, ...]

    def of(self, stage: str) -> list[Step]:
        """The steps of one stage."""
        return [s for s in self.steps if s.stage == stage]


def _splink_steps(row: Mapping[str, Any], parameters: Parameters, start: float) -> list[Step]:
    """The levels of Splink's comparisons: log2(m / u); a level's term frequency takes the place of u."""
    steps = [Step("splink", "prior", CAPTIONS["prior"], "", start)]
    for name, spec in COMPARISONS.items():
        label = row[f"{name}_level"]
        if label == "missing":
            continue
        number = next(i for i, v in enumerate(spec.levels) if v.label == label)
        m, u = parameters[name][number]
        column = spec.levels[number].frequency
        share = row[f"tf_{column}"] if column else None
        bits = float(np.log2(m / (share or u)))
        steps.append(Step("splink", name, CAPTIONS[name], spec.levels[number].caption or label, bits, label))
    return steps


def _arbiter_steps(row: Matrix, added: Matrix) -> list[Step]:
    """Return what each feature adds, the most first; `row` are the features' values."""
    steps = [
        Step("arbiter", f.name, f.caption, f.text(value), bits, value)
        for f, value, bits in zip(features(), row.tolist(), added.tolist(), strict=True)
    ]
    return sorted(steps, key=lambda s: (-abs(s.bits), s.name))


def waterfalls(
    con: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters, arbiter: Arbiter, names: int
) -> list[Waterfall]:
    """Take apart every pair of arbiter_pair, each mention's best first.

    Needs what `engine.score_and_decide` leaves behind: mention_side, registry_side, the term frequencies and
    arbiter_pair. Meant for a few mentions: it holds every pair and step at once.
    """
    odds = prior(ladder, names)
    start = float(np.log2(odds / (1 - odds)))
    columns = ", ".join(f"m.{c} AS {c}_l, r.{c} AS {c}_r" for c in COLUMNS)
    shares = ", ".join(f"(SELECT tf_{c} FROM tf_{c} WHERE {c} = {c}_r) AS tf_{c}" for c in FREQUENCIES)
    rows = records(con, LEVELS.format(columns=columns, levels=levels_sql(), shares=shares))
    pairs = fetch(con)
    matrix = build(pairs, read_registry(con))
    scores = arbiter.boxes.score(matrix)
    chances = arbiter.pair_probability(scores)
    added = arbiter.boxes.contributions(matrix)
    first = Step("arbiter", "expected", CAPTIONS["expected"], "", arbiter.boxes.expected())
    found = []
    for i, row in enumerate(rows):
        steps = (*_splink_steps(row, parameters, start), first, *_arbiter_steps(matrix[i], added[i]))
        score = float(scores[i])
        found.append(
            Waterfall(pairs.mention_id[i], pairs.entity_id[i], pairs.registry_key[i], float(pairs.splink[i]),
                      score, score, float(chances[i]), steps)
        )  # fmt: skip
    return sorted(found, key=_order)


def _order(found: Waterfall) -> tuple[str, float, str]:
    return found.mention_id, -found.weight, found.entity_id


def panel_step(dataset: str, evidence: str, level: str, bits: float) -> Step:
    """Return a row of the resolved table `panel` as a step."""
    caption, seen = panel_told(dataset, evidence, level)
    return Step("panel", f"{evidence}:{dataset}".strip(":"), caption, seen, bits, level)


def with_panel(
    found: Sequence[Waterfall], steps: Mapping[str, Sequence[Step]], arbiter: Arbiter
) -> list[Waterfall]:
    """Add to one mention's waterfalls what the other rows say of each entity; return them, the best first."""
    made = []
    for one in found:
        more = tuple(steps.get(one.entity_id, ()))
        weight = round(one.arbiter + sum(s.bits for s in more), 4)
        chance = float(arbiter.pair_probability(np.array([weight]))[0])
        made.append(one._replace(weight=weight, probability=chance, steps=(*one.steps, *more)))
    return sorted(made, key=_order)


class Lack(NamedTuple):
    """What a loser lacked against the winner: a step and how many bits it lay behind there."""

    step: Step
    behind: float


def _decisive(found: Waterfall) -> list[Step]:
    """The steps that make up the weight, but for where they start."""
    return [s for s in (*found.of("arbiter"), *found.of("panel")) if s.name != "expected"]


def lacks(winner: Waterfall, loser: Waterfall, most: int = 3) -> list[Lack]:
    """Return where the loser lay behind most, by the steps that make up the weights, the largest first."""
    mine, theirs = ({(s.stage, s.name): s for s in _decisive(w)} for w in (winner, loser))
    gaps = []
    for key in dict.fromkeys((*mine, *theirs)):
        step = theirs.get(key) or mine[key]._replace(seen=SILENT, bits=0.0, value=None)
        gaps.append(Lack(step, (mine[key].bits if key in mine else 0.0) - step.bits))
    return sorted((g for g in gaps if g.behind > SMALL), key=lambda g: (-g.behind, g.step.name))[:most]


def against(found: Waterfall, most: int = 3) -> list[Step]:
    """Return the steps that spoke most against a pair."""
    steps = [s for s in _decisive(found) if s.bits < -SMALL]
    return sorted(steps, key=lambda s: (s.bits, s.name))[:most]
