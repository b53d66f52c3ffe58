"""PyArrow without pandas, for processes that have no use for it."""

import sys
from importlib.abc import MetaPathFinder

import pyarrow as pa


class _NoPandas(MetaPathFinder):
    """Says that there is no pandas."""

    def find_spec(self, name: str, *_: object) -> None:
        """Raise ModuleNotFoundError for pandas; know nothing of other modules."""
        if name == "pandas":
            raise ModuleNotFoundError(name=name)
        return None


def without_pandas() -> None:
    """Let PyArrow take its first list without loading pandas, as it does where that is installed.

    It asks once whether there is pandas, to know a Series when it meets one: a third of a second for each
    process. Whoever needs pandas afterwards imports it as ever, and `to_pandas` asks again.
    """
    if "pandas" not in sys.modules:
        absent = _NoPandas()
        sys.meta_path.insert(0, absent)
        try:
            pa.array([])
        finally:
            sys.meta_path.remove(absent)
