"""The settings of the ladder, read from ladder.yaml into a typed model."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml

PATH: Final = Path(__file__).with_name("ladder.yaml")


class Training(BaseModel):
    """Limits of training."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    max_pairs: int
    max_mentions: int
    rounding: int


class Ladder(BaseModel):
    """The prior and the limits of blocking and training; ladder.yaml says what each means."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    prior_registered: float
    tf_epsilon: float
    candidates_weighed: int
    candidates_kept: int
    block_limits: dict[str, int]
    training: Training


@lru_cache(maxsize=2)
def ladder(path: Path = PATH) -> Ladder:
    """Read and check the settings of the ladder."""
    try:
        return Ladder.model_validate(read_yaml(path))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{path.name} 有误：{error}") from error
