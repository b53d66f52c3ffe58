"""The SQL stages of the findings, one file a kind; a file says in its first lines what it finds."""

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=32)
def sql(name: str) -> str:
    """Return the text of the stage `name` (code_bad)."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
