"""Words and weights of the smaller ladders, read from settings.yaml into a typed model."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml

PATH: Final = Path(__file__).with_name("settings.yaml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """Parts of names that do not tell one project or building from another."""

    heads: tuple[str, ...]
    tails: tuple[str, ...]
    specialities: tuple[str, ...]
    speciality_ends: tuple[str, ...]
    structures: tuple[str, ...]
    appendices: tuple[str, ...]
    building_tails: tuple[str, ...]


class NameBits(_Strict):
    """What agreement of names says, in bits."""

    same: float
    sound: float
    slip: float
    contained: float
    near: float
    other: float
    numbers: float


class OwnerBits(_Strict):
    """What the owners say."""

    same: float
    alike: float
    unknown: float
    other: float
    investor: float


class TownBits(_Strict):
    """What the towns say."""

    same: float
    other: float


class SiteBits(_Strict):
    """What the sites say."""

    same: float
    near: float
    other: float


class AreaBits(_Strict):
    """What the areas say."""

    same: float
    other: float


class ParcelSiteBits(_Strict):
    """What an equal 坐落 says of parcels."""

    unique: float
    shared: float


class Weights(_Strict):
    """All evidence, in bits."""

    name: NameBits
    owner: OwnerBits
    town: TownBits
    site: SiteBits
    phase_first: float
    order: float
    area: AreaBits
    party: float
    permit: float
    parcel_site: ParcelSiteBits


class Decide(_Strict):
    """Thresholds in bits, and limits."""

    match: float
    margin: float
    review: float
    block: int
    order_days: int
    area_share: float
    address_firms: int


class LadderSettings(_Strict):
    """Everything that settings.yaml holds."""

    words: Words
    weights: Weights
    decide: Decide


@lru_cache(maxsize=2)
def ladder_settings(path: Path = PATH) -> LadderSettings:
    """Read and check the settings of the smaller ladders."""
    try:
        return LadderSettings.model_validate(read_yaml(path))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{path.name} 有误：{error}") from error
