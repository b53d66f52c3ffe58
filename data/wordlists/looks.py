"""Readers of the look-alike characters: by hand (lookalikes.yaml) and by their printed forms (glyphs.tsv)."""

from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml

PATH: Final = Path(__file__).with_name("lookalikes.yaml")
GLYPHS: Final = Path(__file__).with_name("glyphs.tsv")


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


class Printed(NamedTuple):
    """Of each character those whose printed form is alike, and those that share a part of it."""

    alike: dict[str, frozenset[str]]
    part: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def printed() -> Printed:
    """Read the table that tools/glyphs.py made."""
    found: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
    for line in GLYPHS.read_text(encoding="utf-8").splitlines()[1:]:
        char, *others = line.split("\t")
        for table, texts in zip(found, others, strict=True):
            for other in texts:
                table.setdefault(char, set()).add(other)
                table.setdefault(other, set()).add(char)
    return Printed(*({c: frozenset(o) for c, o in table.items()} for table in found))
