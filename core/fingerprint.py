"""A digest of the product's own rules, so that what was made by other rules is known to be out of date."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from core.ids import digest

RULES = (".py", ".sql", ".yaml", ".json", ".tsv", ".cypher")


def _texts(folder: Traversable, path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for item in folder.iterdir():
        inside = f"{path}/{item.name}"
        if item.is_dir():
            found += _texts(item, inside)
        elif item.name.endswith(RULES):
            found.append((inside, item.read_text(encoding="utf-8")))
    return found


@cache
def fingerprint(*packages: str) -> str:
    """Return a digest of every rule, query, word list and line of code in these packages of ours."""
    texts = sorted(text for package in packages for text in _texts(files(package), package))
    return digest(*(part for text in texts for part in text), length=24)
