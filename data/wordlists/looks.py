"""Reader of the look-alike characters (lookalikes.yaml)."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml

PATH: Final = Path(__file__).with_name("lookalikes.yaml")


class Lookalikes(BaseModel):
    """Groups of characters that look alike, and characters by a part that they share."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    alike: tuple[str, ...]
    components: dict[str, str]


@lru_cache(maxsize=1)
def lookalikes() -> Lookalikes:
    """Read and check the groups; a mistake names the file."""
    try:
        return Lookalikes.model_validate(read_yaml(PATH))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"词表 {PATH.name} 有误：{error}") from error
