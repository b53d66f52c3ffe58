"""Numbers of certificates, permits and parcels, in the form in which two writings agree."""

import re
from functools import lru_cache
from typing import Final

from resolution.cleaning import fold_width, to_simplified
from resolution.identifiers import clean_code

_FILLER: Final = re.compile(r"[^\u4e00-\u9fa5A-Z0-9]|第|字|号")
_ZEROS: Final = re.compile(r"(?<!\d)0+(?=\d)")
_SERIAL: Final = re.compile(r"(?<=[\u4e00-\u9fa5])0+(?=\d)")
_UNIT: Final = re.compile(r"\d{12}[A-Z]{2}\d{5}(?:[FW]\d{8})?")


@lru_cache(maxsize=1 << 18)
def read_certificate(raw: str | None) -> str:
    """Return a certificate's number without brackets, 字第号 and leading zeros; "" where no digit is left.

    闽（2023）晋江市不动产权第0012345号 and 闽(2023)晋江市不动产权第12345 give the same.
    """
    text = to_simplified(fold_width(raw or ""))
    text = re.sub(r"[()]", " ", text)
    text = _ZEROS.sub("", re.sub(r"第", " ", text))
    text = _SERIAL.sub("", _FILLER.sub("", text))
    return text if any(c.isdigit() for c in text) else ""


@lru_cache(maxsize=1 << 18)
def read_parcel_code(raw: str | None) -> str:
    """Return the first 19 characters of a 不动产单元号, which name the parcel (TD/T 1032), or ""."""
    text = clean_code(raw or "").replace("O", "0") if raw else ""
    found = _UNIT.match(text)
    return text[:19] if found else ""
