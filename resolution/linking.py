"""Linking any two tables by a settings file: columns, blocking, comparisons and training are data.

The city's ladder stands on the same parts, with its names, tiers and arbiter; another domain brings YAML.
"""

from pathlib import Path
from typing import Final

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml
from resolution.blocking import Rule, collect, pair_up, plain
from resolution.ladder import Training
from resolution.model import Comparison, Parameters, settings
from resolution.sides import FREQUENCY
from resolution.splink_linker import open_linker, score
from resolution.sql import sql
from resolution.train import Lesson, learn

SPLINK_PAIRS: Final = sql("predict_splink_pairs")
DECIDE: Final = sql("linking_decide")
SIDE: Final = "CREATE OR REPLACE TABLE {side} AS SELECT id AS unique_id, {columns} FROM {source} ORDER BY id"
LEFT: Final = "mention_side"
RIGHT: Final = "registry_side"


class Block(BaseModel):
    """A key that two rows must share; one that more right rows share than `limit` makes no pairs."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    limit: int

    def rule(self, name: str) -> Rule:
        """Return the rule as blocking wants it."""
        return plain(name, self.key)


class Session(BaseModel):
    """A block of likely pairs to learn from (l and r), and the comparisons that it holds constant."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rule: str
    constant: tuple[str, ...]


class Decision(BaseModel):
    """When a pair is a link: bits, bits before the second, and whether a right row links once only."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    weight: float
    margin: float
    one_to_one: bool


class LinkSettings(BaseModel):
    """A settings file; a column is SQL over the columns of the tables given, '' where nothing is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    columns: dict[str, str]
    blocking: dict[str, Block]
    comparisons: dict[str, Comparison]
    frequencies: tuple[str, ...]
    tf_epsilon: float
    expected_share: float  # of the left rows that have a partner
    sessions: tuple[Session, ...]
    training: Training
    decide: Decision


def read_link_settings(path: Path) -> LinkSettings:
    """Read and check a settings file; a mistake names the file."""
    try:
        return LinkSettings.model_validate(read_yaml(path))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{path.name} 有误：{error}") from error


def _sides(con: duckdb.DuckDBPyConnection, known: LinkSettings, left: str, right: str) -> int:
    columns = ", ".join(f"coalesce({value}, '') AS {name}" for name, value in known.columns.items())
    for side, source in ((LEFT, left), (RIGHT, right)):
        con.execute(SIDE.format(side=side, columns=columns, source=source))
    for column in known.frequencies:
        con.execute(FREQUENCY.format(column=column), [known.tf_epsilon])
    return int(con.execute("SELECT count(*) FROM registry_side").fetchall()[0][0])


def link(con: duckdb.DuckDBPyConnection, known: LinkSettings, left: str, right: str) -> Parameters:
    """Link two tables with a text column `id`, unique in each; return what was learned, without a label.

    Creates `linked(left_id, right_id, weight, margin, accepted)`: the best right row of each left one.
    """
    prior = known.expected_share / max(_sides(con, known, left, right), 2)
    limits = {name: block.limit for name, block in known.blocking.items()}
    pair_up(con, [block.rule(name) for name, block in known.blocking.items()], limits)
    collect(con)
    lesson = Lesson(
        LEFT,
        RIGHT,
        prior,
        known.training,
        known.comparisons,
        tuple((s.rule, s.constant) for s in known.sessions),
        known.frequencies,
    )
    learned = learn(con, lesson)
    con.execute(SPLINK_PAIRS)
    linker = open_linker(con, settings(learned, prior, known.comparisons), LEFT, RIGHT, known.frequencies)
    rule = known.decide
    con.execute(
        DECIDE.format(scored=score(linker, "splink_pair")),
        {"weight": rule.weight, "margin": rule.margin, "one_to_one": rule.one_to_one},
    )
    return learned
