"""Codes, phones and addresses as they are typed: case, spaces, O for 0, old numbers, what Excel leaves."""

import re

import numpy as np
import pandas as pd

from data.city.supply import draws
from data.city.supply.naming import Texts, drawer
from data.city.supply.profile import CodeNoise, NoiseProfile

PREFIX = re.compile(r"^(福建省)?(泉州市)?(晋江市)?")
SEPARATED = re.compile(r"^(\d{3})(\d{4})(\d{4})$")


def confuse(code: str, seed: int) -> str:
    """Write one 0 as O or one 1 as I, the two letters GB 32100 leaves out for that reason."""
    places = [i for i, c in enumerate(code) if c in "01"]
    if not places:
        return code
    i = places[seed % len(places)]
    return code[:i] + {"0": "O", "1": "I"}[code[i]] + code[i + 1 :]


def corrupt(code: str, seed: int) -> str:
    """Write one character wrong."""
    draw = drawer(seed)
    i = draw(len(code))
    other = "0123456789"[draw(10)]
    return code[:i] + (other if other != code[i] else str((int(other) + 1) % 10)) + code[i + 1 :]


def spaced(code: str, seed: int) -> str:
    """Write the code in groups, or with a blank at an end."""
    return (f"{code} ", f" {code}", f"{code[:6]} {code[6:]}", " ".join(re.findall(".{1,6}", code)))[seed % 4]


def old_number(code: str, seed: int) -> str:
    """Return the 15-digit tax number of before 2015: six digits of the place and the organisation code."""
    return code[2:17] if len(code) == 18 and code.startswith("9") else code


WAYS = {
    "lower": lambda c, s: c.lower(),
    "space": spaced,
    "confused": confuse,
    "corrupt": corrupt,
    "old15": old_number,
}


def type_codes(codes: Texts, ids: Texts, noise: CodeNoise, purpose: int, optional: bool) -> Texts:
    """Return codes as a clerk types them, one habit per id; `missing` only where the field is optional."""
    numbers, first = draws.distinct_pairs(ids, codes)
    written = codes[first]
    keys = draws.keys_of(pd.Series(ids[first], dtype=object))
    drawn, low = draws.uniform(keys, purpose), 0.0
    for kind, way in WAYS.items():
        high = low + getattr(noise, kind)
        for i in np.flatnonzero((drawn >= low) & (drawn < high)):
            written[i] = way(written[i], int(keys[i] >> np.uint64(8)))
        low = high
    if optional and noise.missing:
        written[(drawn >= low) & (drawn < low + noise.missing)] = None
    return written[numbers]


def type_org_codes(codes: Texts, full: Texts, profile: NoiseProfile, purpose: int) -> Texts:
    """Return organisation codes in 9, 10 or 18 characters; `full` holds the USCC of each row or None."""
    drawn = draws.uniform(draws.keys_of(pd.Series(codes, dtype=object)), purpose)
    forms = profile.org_codes
    hyphen = [f"{c[:8]}-{c[8:]}" for c in codes]
    written = np.where(drawn < forms.plain9, codes, np.array(hyphen, dtype=object))
    return np.where(drawn >= forms.plain9 + forms.hyphen10, np.where(pd.isna(full), codes, full), written)


def excel_float(code: str) -> str:
    """Return what Excel shows of a long number: the digits behind the sixth are lost."""
    digits = re.sub(r"\D", "0", code)
    return f"{float(digits):.5E}"


def dirty_phone(phone: str, way: int) -> str:
    """Write a phone number otherwise, or two in one cell."""
    if SEPARATED.match(phone):
        return (
            SEPARATED.sub(r"\1-\2-\3", phone),
            SEPARATED.sub(r"\1 \2 \3", phone),
            f"+86{phone}",
            f"{phone}（微信同号）",
        )[way % 4]
    plain = phone.replace("-", "")
    return (plain, f"（0595）{plain[-8:]}", plain[-8:], f"{phone}转801")[way % 4]


def short_address(address: str) -> str:
    """Leave province and cities out."""
    return PREFIX.sub("", address) or address
