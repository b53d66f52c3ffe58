"""A firm's name taken apart (place, 字号 with trade, legal form), and the tables of mistakes."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

TOWN = re.compile(r"[一-龥]{2}(?:镇|街道|区)")
ELSEWHERE = re.compile(r"[一-龥]{1,2}[一-龥](?<![超菜夜])[市县](?:[一-龥]{2}区)?|[一-龥]{2}(?:镇|街道)")
TABLES = Path(__file__).parent / "characters.yaml"


class Name(NamedTuple):
    """A name in three pieces that together are the name."""

    place: str
    core: str
    form: str


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """Read the tables of characters, places and forms."""
    return dict(yaml.safe_load(TABLES.read_text(encoding="utf-8")))


@lru_cache(maxsize=4)
def neighbours(kind: str) -> dict[str, str]:
    """Return, for each character of the groups `kind`, the characters it is mistaken for."""
    found: dict[str, str] = {}
    for group in tables()[kind]:
        for character in group:
            others = found.get(character, "") + group
            found[character] = "".join(c for c in dict.fromkeys(others) if c != character)
    return {c: o for c, o in found.items() if o}


@lru_cache(maxsize=1)
def affixes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return places and forms, longest first."""
    places, forms = tables()["places"], tables()["forms"]
    return tuple(sorted(places, key=len, reverse=True)), tuple(sorted(forms, key=len, reverse=True))


def split(name: str) -> Name:
    """Split a name; place and form are empty where none is known."""
    places, forms = affixes()
    place = next((p for p in places if name.startswith(p) and len(name) > len(p) + 2), "")
    other = (TOWN if place else ELSEWHERE).match(name, len(place))
    place = name[: other.end()] if other and len(name) > other.end() + 2 else place
    rest = name[len(place) :]
    form = next((f for f in forms if rest.endswith(f) and len(rest) > len(f) + 1), "")
    return Name(place, rest[: len(rest) - len(form)] if form else rest, form)
