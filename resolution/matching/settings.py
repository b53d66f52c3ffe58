"""The limits of matching a list, read from settings.yaml into a typed model."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml

PATH: Final = Path(__file__).with_name("settings.yaml")


class Limits(BaseModel):
    """Limits; settings.yaml says what each means."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    longest_name: int
    coded_share: float
    candidates_weighed: int
    candidates_shown: int
    certain: float
    memory: str
    wake: int
    in_memory: int
    lanes: int
    batch: int
    taught: int


@lru_cache(maxsize=1)
def limits() -> Limits:
    """Read and check the limits."""
    try:
        return Limits.model_validate(read_yaml(PATH))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{PATH.name} 有误：{error}") from error
