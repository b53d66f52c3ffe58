"""Candidate pairs of open mentions and registry names: one SQL rule each, with a limit on common keys."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import duckdb

from resolution.ladder import Ladder
from resolution.panel import fits
from resolution.sql import sql
from resolution.wide import Wide


class Rule(NamedTuple):
    """A key that both sides must share; `mention` and `registry` are SQL over their tables."""

    name: str
    limit: str  # the key of the limit in ladder.yaml
    mention: str
    registry: str


def plain(name: str, key: str, where: str = "") -> Rule:
    """Return the rule that both sides share one key, SQL over the columns of either."""
    condition = f" AND {where}" if where else ""
    return Rule(
        name,
        name,
        f"SELECT unique_id, {key} AS key FROM mention_side WHERE {key} <> ''{condition}",
        f"SELECT unique_id, {key} AS key FROM registry_side WHERE {key} <> ''{condition}",
    )


RULES: Final = (
    plain("core", "core"),
    plain("brand_trade", "brand || '|' || trade_class", "length(brand) >= 2 AND trade_class <> ''"),
    plain("brand", "brand", "length(brand) >= 2"),
    Rule(
        "deletion",
        "deletion",
        "SELECT unique_id, unnest(dels) AS key FROM mention_side WHERE length(core) >= 3",
        "SELECT unique_id, unnest(dels) AS key FROM registry_side WHERE length(core) >= 3",
    ),
    plain("pinyin", "pinyin"),
    plain("brand_pinyin", "brand_pinyin || '|' || trade", "length(brand) >= 2 AND trade <> ''"),
    plain("sorted_core", "sorted_core", "length(core) >= 3"),
    plain("phone", "phone"),
    plain("person", "person"),
    plain("spot", "spot"),
    Rule(  # a short name may be the head of a longer 字号 (恒盛 of 恒盛达)
        "subsequence",
        "subsequence",
        "SELECT unique_id, brand AS key FROM mention_side "
        "WHERE length(brand) BETWEEN 2 AND 4 AND form IN ('', '股份', '集团')",
        "SELECT unique_id, unnest([left(brand, 2), left(brand, 3), left(brand, 4)]) AS key "
        "FROM registry_side WHERE length(brand) >= 3",
    ),
)

PAIRS: Final = sql("blocking_pairs")


def pair_up(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], limits: Mapping[str, int]) -> None:
    """Create `pair`, what each rule pairs; needs mention_side and registry_side."""
    con.execute(
        "CREATE OR REPLACE TABLE pair "
        "(mention_key VARCHAR, registry_key VARCHAR, rule_no INTEGER, rule VARCHAR)"
    )
    for number, rule in enumerate(rules):
        sql = PAIRS.format(registry=rule.registry, mention=rule.mention, number=number)
        con.execute(sql, [limits[rule.limit], rule.name])


def collect(con: duckdb.DuckDBPyConnection) -> None:
    """Create `blocked`: every pair of `pair` once, with the first rule that made it."""
    con.execute(
        "CREATE OR REPLACE TABLE blocked AS "
        "SELECT mention_key, registry_key, arg_min(rule, rule_no) AS rule, "
        "min(rule_no) AS rule_no FROM pair GROUP BY ALL"
    )


def block(
    con: duckdb.DuckDBPyConnection,
    settings: Ladder,
    wide: Wide | None = None,
    meanwhile: Callable[[], object] = lambda: None,
    measure: bool = True,
) -> dict[str, int]:
    """Create blocked (pairs with their first rule) and likeness; return how many pairs each rule makes.

    `wide` is given by who has begun it when registry_side stood; `meanwhile` is done before its pairs are
    waited for. Who does not want to wait for likeness has it made by `wide.measure`.
    """
    wide = wide or Wide(con)
    wide.ask()
    pair_up(con, RULES, settings.block_limits)
    meanwhile()
    wide.add_pairs(len(RULES))
    fits.add_pairs(con)
    collect(con)
    counts = con.execute("SELECT rule, count(*) FROM pair GROUP BY 1 ORDER BY 1").fetchall()
    con.execute("DROP TABLE pair")
    if measure:
        wide.measure(con)
    return {name: int(n) for name, n in counts}
