"""The Splink model: comparisons and levels of model.yaml with parameters, so that a version is data alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml
from resolution.ladder import Ladder

MENTION: Final = "mention"  # Splink orders the sides by these names: mention is left, registry right
REGISTRY: Final = "registry"
FLOOR_M: Final = 0.001
FLOOR_U: Final = 1e-6

PATH: Final = Path(__file__).with_name("model.yaml")


class Level(BaseModel):
    """One level of a comparison; `caption` is what people read for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: str
    caption: str = ""
    sql: str
    m: float
    u: float
    frequency: str | None = None


class Comparison(BaseModel):
    """One comparison: when it says nothing, and its levels, the best first."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    missing: str
    levels: tuple[Level, ...]


def read_comparisons(path: Path) -> dict[str, Comparison]:
    """Read the comparisons from YAML; a mistake names the file."""
    try:
        found = read_yaml(path)["comparisons"]
        return {name: Comparison.model_validate(c) for name, c in found.items()}
    except (KeyError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{path.name} 有误：{error}") from error


COMPARISONS: Final = read_comparisons(PATH)
TERM_FREQUENCIES: Final = ("core", "brand", "pinyin")

Comparisons = Mapping[str, Comparison]
Parameters = dict[str, list[tuple[float, float]]]  # comparison → (m, u) of each level


def first_parameters(comparisons: Comparisons = COMPARISONS) -> Parameters:
    """Return the parameters before any training."""
    return {name: [(v.m, v.u) for v in c.levels] for name, c in comparisons.items()}


def _level(level: Level, m: float, u: float) -> dict[str, Any]:
    made: dict[str, Any] = {
        "sql_condition": level.sql,
        "label_for_charts": level.caption or level.label,
        "m_probability": m,
        "u_probability": u,
    }
    if level.frequency:
        made |= {
            "tf_adjustment_column": level.frequency,
            "tf_adjustment_weight": 1.0,
            "disable_tf_exact_match_detection": True,
        }
    return made


def comparison(name: str, spec: Comparison, parameters: list[tuple[float, float]]) -> dict[str, Any]:
    """Return one comparison as Splink's settings want it."""
    made = [_level(level, m, u) for level, (m, u) in zip(spec.levels, parameters, strict=True)]
    if spec.missing:
        missing = {"sql_condition": spec.missing, "label_for_charts": "有一方没有", "is_null_level": True}
        made.insert(0, missing)
    return {"output_column_name": name, "comparison_levels": made}


def settings(parameters: Parameters, prior: float, comparisons: Comparisons = COMPARISONS) -> dict[str, Any]:
    """Return Splink's settings for these parameters, lean: `levels_sql` tells the levels that matter."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": prior,
        "comparisons": [comparison(name, spec, parameters[name]) for name, spec in comparisons.items()],
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 15,
        "em_convergence": 0.001,
    }


def prior(ladder: Ladder, names: int) -> float:
    """Return the probability that a mention and a registry name drawn at random belong together."""
    return ladder.prior_registered / max(names, 2)


def clean(parameters: Parameters, digits: int) -> Parameters:
    """Round and floor parameters, so that a version hashes the same and no level weighs without limit."""
    return {
        name: [(max(FLOOR_M, round(m, digits)), max(FLOOR_U, round(u, digits))) for m, u in levels]
        for name, levels in parameters.items()
    }


def levels_sql() -> str:
    """SQL columns that give, for each comparison, the label of the level that a pair meets."""
    columns = []
    for name, spec in COMPARISONS.items():
        cases = [f"WHEN {v.sql} THEN '{v.label}'" for v in spec.levels if v.sql != "ELSE"]
        missing = [f"WHEN {spec.missing} THEN 'missing'"] if spec.missing else []
        last = spec.levels[-1].label
        columns.append(f"CASE {' '.join(missing + cases)} ELSE '{last}' END AS {name}_level")
    return ", ".join(columns)
