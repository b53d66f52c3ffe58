"""Groups of parcel mentions that are certainly one: by parcel number, then by certificate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import duckdb

from resolution.ladders.cluster import joined

_DISTINCT: Final = """
SELECT mention_id, any_value(code), list_sort(list_distinct([any_value(certificate),
  any_value(old_certificate)])), any_value(square),
       any_value(site), any_value(town), any_value(parties), min(day), min(known_from)
FROM ladder_row GROUP BY mention_id ORDER BY mention_id
"""


@dataclass(slots=True)
class Parcel:
    """Mentions that are certainly one parcel, and what they say together."""

    mentions: list[str] = field(default_factory=list)
    code: str = ""
    certificates: set[str] = field(default_factory=set)
    areas: set[float] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    towns: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    torn: bool = False  # a certificate of it belongs to several parcels
    by_certificate: bool = False
    days: list[Any] = field(default_factory=list)
    known: list[Any] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, ...]:
        """What orders parcels by content."""
        return (self.code, *sorted(self.certificates)[:1], "|".join(sorted(self.sites)), self.mentions[0])

    @property
    def anchor(self) -> str:
        """The parcel number, else the first certificate, else place and area."""
        area = f"{min(self.areas):.0f}" if self.areas else ""
        place = "|".join((min(self.towns, default=""), min(self.sites, default=""), area))
        return self.code or (f"证|{min(self.certificates)}" if self.certificates else f"坐落|{place}")

    @property
    def standing(self) -> float:
        """Which of two groups waits where they may be one: never the one with a parcel number."""
        return len(self.mentions) + 1e9 * bool(self.code)

    def add(self, row: Any) -> None:  # noqa: ANN401  # a row of the query
        """Take a mention in."""
        mention, code, certificates, square, site, town, parties, day, known = row
        self.mentions.append(mention)
        self.code = self.code or code
        self.certificates.update(c for c in certificates if c)
        self.areas.update([square] if square else [])
        self.sites.update([site] if site else [])
        self.towns.update([town] if town else [])
        self.parties.update(parties)
        self.days += [day] if day else []
        self.known += [known] if known else []


def _certificate_codes(rows: Sequence[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for _, code, certificates, *_ in rows:
        for certificate in certificates:
            if certificate:
                found.setdefault(certificate, set()).update([code] if code else [])
    return found


def _links(rows: Sequence[Any], codes: dict[str, set[str]]) -> list[tuple[int, int]]:
    """Pairs of mentions that share a parcel number, or a certificate that belongs to one parcel at most."""
    first: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for i, (_, code, certificates, *_) in enumerate(rows):
        keys = [f"k:{code}"] if code else []
        if not code:  # a mention with its own number needs no certificate
            owner = sorted({c for x in certificates if x and len(codes[x]) == 1 for c in codes[x]})
            keys = [f"k:{owner[0]}"] if len(owner) == 1 else []
            keys += [f"c:{x}" for x in certificates if x and not codes[x]] if len(owner) <= 1 else []
        for key in keys:
            pairs.append((first.setdefault(key, i), i))
    return pairs


def build_parcels(con: duckdb.DuckDBPyConnection) -> list[Parcel]:
    """Return the parcels that numbers and certificates settle, in the order of their content.

    A certificate whose rows carry several parcel numbers settles nothing.
    """
    rows = con.execute(_DISTINCT).fetchall()
    codes = _certificate_codes(rows)
    parcels: dict[int, Parcel] = {}
    for row, at in zip(rows, joined(len(rows), _links(rows, codes)), strict=True):
        parcel = parcels.setdefault(at, Parcel())
        parcel.add(row)
        parcel.torn |= not row[1] and any(len(codes[c]) > 1 for c in row[2] if c)
        parcel.by_certificate |= not row[1]
    return sorted(parcels.values(), key=lambda p: p.key)
