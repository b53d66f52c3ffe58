"""Units of measure that headers, title rows and cells name, read from units.yaml."""

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Final

from core.yaml_file import read_yaml
from ingest.contract import FieldSpec, FieldType

UNITS: Final = Path(__file__).parent / "units.yaml"
NUMERIC: Final = {FieldType.MONEY, FieldType.AREA, FieldType.INTEGER, FieldType.DECIMAL}
STATED: Final = re.compile(r"单位\s*[:：]\s*([^)）\s]+)")


@lru_cache(maxsize=1)
def tables() -> dict[str, dict[str, Fraction]]:
    """Return, for each unit of the lake, the factor of every unit that may be supplied."""
    raw = read_yaml(UNITS)
    return {
        kept: {u: Fraction(*f) if isinstance(f, list) else Fraction(f) for u, f in given.items()}
        for kept, given in raw.items()
    }


def plain(text: str) -> str:
    """Return a unit as the table writes it: half-width, lower case, without blanks (`m ²` becomes `m2`)."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=4096)
def factor(kept: str | None, given: str) -> Fraction | None:
    """Return what one `given` is in the lake's unit, or None where it is no unit of that kind."""
    return tables().get(kept or "", {}).get(plain(given))


@lru_cache(maxsize=1)
def every() -> frozenset[str]:
    """Return every unit known, of any kind."""
    return frozenset(u for given in tables().values() for u in given)


def stated(lines: list[str]) -> list[str]:
    """Return the units that title rows state (`单位：万元、亩`)."""
    found = [m[1] for line in lines for m in STATED.finditer(line)]
    return [plain(u) for text in found for u in re.split(r"[、,，/]", text) if plain(u) in every()]


def scale(field: FieldSpec, header_unit: str | None, title_units: list[str]) -> tuple[Fraction, str | None]:
    """Return the factor of a column and the unit it came in.

    The header's own unit counts first, then the title row's, then the catalogue's `source_unit`.
    """
    if field.type not in NUMERIC:
        return Fraction(1), None
    for given in (
        *([header_unit] if header_unit else []),
        *title_units,
        field.source_unit or "",
        field.unit or "",
    ):
        found = factor(field.unit, given)
        if found is not None:
            return found, given
    return Fraction(1), None
