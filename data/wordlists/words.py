"""The typed word lists and their one reader."""

from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml

FOLDER: Final = Path(__file__).parent


class Strict(BaseModel):
    """A list that refuses keys it does not know, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WordClass(Strict):
    """Words of one meaning, with a caption for people."""

    caption: str
    words: tuple[str, ...]


class Trades(Strict):
    """Trade words (行业) by class."""

    classes: dict[str, WordClass]
    synonyms: dict[str, str]  # abbreviations that everybody uses, spelt out


class Forms(Strict):
    """Organisation forms (组织形式) by class; weak ones also say what a firm does."""

    classes: dict[str, WordClass]
    weak: tuple[str, ...]
    remarks: tuple[str, ...]


class Branches(Strict):
    """Endings of branches and departments."""

    after_form: tuple[str, ...]
    departments: tuple[str, ...]
    after_bank: tuple[str, ...]
    after_place: tuple[str, ...]
    cut_off: tuple[str, ...]


class Noise(Strict):
    """What people type beside a name."""

    contact_labels: tuple[str, ...]
    honorifics: tuple[str, ...]
    former_labels: tuple[str, ...]
    present_labels: tuple[str, ...]  # what follows is the name of today
    notes: tuple[str, ...]
    endings: tuple[str, ...]  # notes that also stand glued to a name's end
    empty: tuple[str, ...]


class Bodies(Strict):
    """Endings of public bodies, and words for groups of people."""

    endings: tuple[str, ...]
    not_bodies: tuple[str, ...]  # firms that end like a body
    people: tuple[str, ...]


class Surnames(Strict):
    """Surnames of one and of two characters."""

    single: str
    compound: tuple[str, ...]


class PlaceWords(Strict):
    """Words about places that the gazetteer's tables do not hold."""

    wider: tuple[str, ...]
    countries: tuple[str, ...]
    zones: tuple[str, ...]
    not_behind: tuple[str, ...]


class Words(Strict):
    """All lists together."""

    trades: Trades
    forms: Forms
    branches: Branches
    noise: Noise
    bodies: Bodies
    surnames: Surnames
    places: PlaceWords


Model = TypeVar("Model", bound=BaseModel)


def _read(name: str, model: type[Model], folder: Path) -> Model:
    path = folder / f"{name}.yaml"
    try:
        return model.model_validate(read_yaml(path))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"词表 {path.name} 有误：{error}") from error


@lru_cache(maxsize=2)
def words(folder: Path = FOLDER) -> Words:
    """Read and check every list of the folder; a mistake names the file and the place."""
    return Words(
        trades=_read("trades", Trades, folder),
        forms=_read("forms", Forms, folder),
        branches=_read("branches", Branches, folder),
        noise=_read("noise", Noise, folder),
        bodies=_read("bodies", Bodies, folder),
        surnames=_read("surnames", Surnames, folder),
        places=_read("places", PlaceWords, folder),
    )
