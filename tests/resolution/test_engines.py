"""Another engine can take the model: levels and blocking rules translate to Spark, with plain types only."""

from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import expressions as exp

from resolution import tiers
from resolution.blocking import RULES
from resolution.ladder import ladder
from resolution.model import COMPARISONS, first_parameters
from resolution.sides import build_mention_side, build_registry_side
from resolution.sql import sql
from tests.resolution.arbiter_lists import labelled, lists

# Functions of Spark SQL (https://spark.apache.org/docs/latest/api/sql) as sqlglot writes them.
SPARK = {
    "ARRAY", "ARRAY_INTERSECT", "CAST", "CONTAINS", "COUNT", "EXPLODE", "GREATEST", "LEFT", "LENGTH", "SIZE",
    "SPLIT_PART",
}  # fmt: skip
PLAIN = {"VARCHAR", "VARCHAR[]", "BIGINT", "INTEGER", "DOUBLE", "DATE"}


def _levels() -> Iterator[tuple[str, str]]:
    for name, spec in COMPARISONS.items():
        if spec.missing:
            yield f"{name}: missing", spec.missing
        yield from ((f"{name}: {v.label}", v.sql) for v in spec.levels if v.sql != "ELSE")


def _rules() -> Iterator[tuple[str, str]]:
    for rule in RULES:
        yield f"{rule.name}: mention", rule.mention
        yield f"{rule.name}: registry", rule.registry


def strange_to_spark(text: str) -> list[str]:
    """Return what Spark would not take in SQL that is translated for it."""
    translated = sqlglot.transpile(text, read="duckdb", write="spark")[0]
    try:
        tree = sqlglot.parse_one(translated, read="spark")
    except sqlglot.ParseError as error:
        return [str(error)]
    functions = [f for f in tree.find_all(exp.Func) if not isinstance(f, exp.Connector)]
    names = [f.sql(dialect="spark").split("(")[0].strip().upper() for f in functions]
    return [n for n in names if n not in SPARK] + [s.sql() for s in tree.find_all(exp.Slice)]


@pytest.mark.parametrize(("what", "text"), [*_levels(), *_rules()])
def test_spark_takes_every_level_and_every_blocking_rule(what: str, text: str) -> None:
    assert strange_to_spark(text) == [], what


def test_spark_takes_term_frequencies_and_the_pairing_of_keys() -> None:
    side = "SELECT unique_id, core AS key FROM mention_side"
    pairing = sql("blocking_pairs").format(registry=side, mention=side, number=1)
    for text in (sql("sides_frequency").format(column="core"), pairing):
        assert strange_to_spark(text) == []


@pytest.mark.parametrize("text", ["list_has_any(a, b)", "a[1:2] = b", "list_sort(a) = list_sort(b)"])
def test_what_only_duckdb_takes_is_noticed(text: str) -> None:
    assert strange_to_spark(text)


def test_both_sides_hold_plain_types_only() -> None:
    con = lists([("e1", "晋江市恒盛鞋业有限公司", "王小明")], [labelled("m1", "晋江恒胜鞋业")])
    tiers.prepare(con)
    build_registry_side(con, ladder())
    build_mention_side(con)
    for side in ("mention_side", "registry_side"):
        assert {row[1] for row in con.execute(f"DESCRIBE {side}").fetchall()} <= PLAIN


def test_parameters_are_plain_numbers() -> None:
    assert all(
        isinstance(v, float) for levels in first_parameters().values() for pair in levels for v in pair
    )
