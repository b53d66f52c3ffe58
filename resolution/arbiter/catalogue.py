"""The catalogue of the arbiter's features: names, captions and known signs (features.yaml)."""

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml

PATH: Final = Path(__file__).with_name("features.yaml")
RELATION: Final = "关系"
"""The unit of a feature whose values are codes: each has a caption."""

SHARE: Final = "比例"


class Feature(BaseModel):
    """One feature; `sign` is what is known beforehand of its direction."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    sign: int = Field(ge=-1, le=1)
    caption: str
    unit: str
    values: dict[int, str] = {}
    scale: Literal["linear", "log2"] = "linear"

    def text(self, value: float) -> str:
        """Return a value as people read it: a caption, or a number with its unit."""
        if value in self.values:
            return self.values[int(value)]
        if self.scale == "log2":
            value = round(2.0**value)
        number = f"{value:.4g}"
        return number if self.unit in (RELATION, SHARE) else f"{number} {self.unit}"


@lru_cache(maxsize=1)
def features() -> tuple[Feature, ...]:
    """Read and check the catalogue, in the order of the matrix's columns."""
    try:
        found = read_yaml(PATH)["features"]
        return tuple(Feature.model_validate(f) for f in found)
    except (OSError, KeyError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{PATH.name} 有误：{error}") from error


@lru_cache(maxsize=1)
def meaning() -> int:
    """Return the number of today's meaning of the features."""
    return int(read_yaml(PATH)["meaning"])


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the features' names in the order of the columns."""
    return tuple(f.name for f in features())
