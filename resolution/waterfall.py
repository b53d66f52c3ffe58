"""What each piece of evidence adds to a pair, in bits: Splink's levels, then the arbiter's contributions."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np

from core.duck import records
from resolution.arbiter.catalogue import features
from resolution.arbiter.matrix import build, read_registry
from resolution.arbiter.pairs import fetch
from resolution.arbiter.version import Arbiter
from resolution.ladder import Ladder
from resolution.model import COMPARISONS, Parameters, levels_sql, prior
from resolution.sql import sql

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


class Step(NamedTuple):
    """One step: the stage (splink or arbiter), what it looks at, what it saw there, and the bits it adds."""

    stage: str
    name: str
    caption: str
    seen: str
    bits: float


class Waterfall(NamedTuple):
    """A candidate's weight, taken apart: each stage's steps sum up to its weight."""

    mention_id: str
    entity_id: str
    registry_key: str
    splink: float
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
        steps.append(Step("splink", name, CAPTIONS[name], label, float(np.log2(m / (share or u)))))
    return steps


def _value(value: float) -> str:
    return f"{value:.4g}"


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
        second = [
            Step("arbiter", f.name, f.caption, _value(float(matrix[i, n])), float(added[i, n]))
            for n, f in enumerate(features())
        ]
        second.sort(key=lambda s: (-abs(s.bits), s.name))
        steps = (*_splink_steps(row, parameters, start), first, *second)
        found.append(
            Waterfall(pairs.mention_id[i], pairs.entity_id[i], pairs.registry_key[i], float(pairs.splink[i]),
                      float(scores[i]), float(chances[i]), steps)
        )  # fmt: skip
    return sorted(found, key=lambda w: (w.mention_id, -w.weight, w.entity_id))


class Lack(NamedTuple):
    """What a loser lacked against the winner: a step and how many bits it lay behind there."""

    step: Step
    behind: float


def lacks(winner: Waterfall, loser: Waterfall, most: int = 3) -> list[Lack]:
    """Return where the loser lay behind most, by the arbiter's contributions, the largest first."""
    theirs = {s.name: s for s in loser.of("arbiter")}
    gaps = [Lack(theirs[s.name], s.bits - theirs[s.name].bits) for s in winner.of("arbiter")]
    return sorted((g for g in gaps if g.behind > 0.05), key=lambda g: (-g.behind, g.step.name))[:most]


def against(found: Waterfall, most: int = 3) -> list[Step]:
    """Return the arbiter's steps that spoke most against a pair."""
    steps = [s for s in found.of("arbiter") if s.bits < -0.05 and s.name != "expected"]
    return sorted(steps, key=lambda s: (s.bits, s.name))[:most]
