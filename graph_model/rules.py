"""The rules of the yearly figures, read from figures.yaml."""

from functools import lru_cache
from pathlib import Path

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict

RULES = Path(__file__).parent / "figures.yaml"


class FigureRules(BaseModel):
    """Patterns on tax lines and insurance kinds; see figures.yaml for what each means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    excluded_levies: tuple[str, ...]
    excluded_subjects: tuple[str, ...]
    refund_subjects: tuple[str, ...]
    revenue_levy: str
    excluded_revenue_subitems: tuple[str, ...]
    local_share: str
    staff_insurance: str
    active_months: int
    market_names: str
    factory_names: str
    shop_names: str


@lru_cache(maxsize=1)
def load_rules() -> FigureRules:
    """Return the rules of this installation."""
    return FigureRules.model_validate(yaml.safe_load(RULES.read_text(encoding="utf-8")))


def put_rules(con: duckdb.DuckDBPyConnection, rules: FigureRules) -> None:
    """Create the table `figure_rule` and the macro `rule(name)`, which cursors of the connection share."""
    con.execute("CREATE OR REPLACE TABLE figure_rule (name VARCHAR, value VARCHAR)")
    for name, value in rules.model_dump().items():
        pattern = "|".join(value) if isinstance(value, tuple) else str(value)
        con.execute("INSERT INTO figure_rule VALUES ($name, $value)", {"name": name, "value": pattern})
    con.execute("CREATE OR REPLACE MACRO rule(key) AS (SELECT value FROM figure_rule WHERE name = key)")


def set_rules(con: duckdb.DuckDBPyConnection, rules: FigureRules) -> None:
    """Make each rule a variable, which DuckDB folds into the query; a list becomes one pattern."""
    for name, value in rules.model_dump().items():
        pattern = "|".join(value) if isinstance(value, tuple) else value
        con.execute(f"SET VARIABLE {name} = $value", {"value": pattern})
