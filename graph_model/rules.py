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


@lru_cache(maxsize=1)
def load_rules() -> FigureRules:
    """Return the rules of this installation."""
    return FigureRules.model_validate(yaml.safe_load(RULES.read_text(encoding="utf-8")))


def set_rules(con: duckdb.DuckDBPyConnection, rules: FigureRules) -> None:
    """Make each rule a variable of the connection; a list becomes one pattern of alternatives."""
    for name, value in rules.model_dump().items():
        pattern = "|".join(value) if isinstance(value, tuple) else value
        con.execute(f"SET VARIABLE {name} = $value", {"value": pattern})
