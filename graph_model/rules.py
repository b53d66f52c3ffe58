"""The rules of the yearly figures, read from figures.yaml."""

from functools import lru_cache
from pathlib import Path

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

RULES = Path(__file__).parent / "figures.yaml"
SUPPORT = Path(__file__).parent / "support.yaml"
FLAGS = Path(__file__).parent / "flags.yaml"


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


class FlagRules(BaseModel):
    """When a flag is raised; see flags.yaml for what each number means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    closing_gap: int
    abnormal_gap: int
    alike: float
    rare_name: int
    shrink_yearly: float
    shrink_least: float
    shrink_error: float
    shrink_surely: float
    shrink_staff: float
    staff_holds: float
    shrink_heads: int
    shrink_errors: float
    shrink_quarters: int
    shrink_months: int
    idle_months: int
    fall: float
    fall_months: int
    still_insured: int
    lost_months: int
    tax_holds: float
    staff_least: int


class SupportRules(BaseModel):
    """Size classes by yearly revenue (元): bounds from below, and a name for each class."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size_bounds: tuple[int, ...]
    size_names: tuple[str, ...]

    @model_validator(mode="after")
    def check_bounds_rise_and_every_class_has_a_name(self) -> "SupportRules":
        """Bounds rise, and there is one class more than bounds."""
        if list(self.size_bounds) != sorted(set(self.size_bounds)):
            raise ValueError("size_bounds do not rise")
        if len(self.size_names) != len(self.size_bounds) + 1:
            raise ValueError("one size name more than bounds")
        return self


@lru_cache(maxsize=1)
def load_support_rules() -> SupportRules:
    """Return the size classes of this installation."""
    return SupportRules.model_validate(yaml.safe_load(SUPPORT.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def load_flag_rules() -> FlagRules:
    """Return when this installation raises a flag."""
    return FlagRules.model_validate(yaml.safe_load(FLAGS.read_text(encoding="utf-8")))


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


def set_rules(con: duckdb.DuckDBPyConnection, rules: FigureRules | FlagRules | SupportRules) -> None:
    """Make each rule a variable, which DuckDB folds into the query; a list becomes one pattern."""
    for name, value in rules.model_dump().items():
        pattern = "|".join(map(str, value)) if isinstance(value, tuple) else value
        con.execute(f"SET VARIABLE {name} = $value", {"value": pattern})
