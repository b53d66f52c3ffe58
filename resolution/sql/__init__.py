"""The SQL stages of the ladder, one file each; a file says in its first lines what it makes."""

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=128)
def sql(name: str) -> str:
    """Return the text of the stage `name` (registry_market); names in braces are tables, never values."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
