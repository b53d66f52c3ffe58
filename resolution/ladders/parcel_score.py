"""How much speaks for two groups being one parcel, in bits: 坐落, area, parties."""

from collections.abc import Iterator

from resolution.ladders.cluster import Pair, blocked
from resolution.ladders.parcel_groups import Parcel
from resolution.ladders.settings import LadderSettings, ladder_settings


def forbidden(a: Parcel, b: Parcel) -> bool:
    """Whether two parcels cannot be one: two valid parcel numbers, or two towns."""
    return bool(a.code and b.code and a.code != b.code) or bool(a.towns and b.towns and not a.towns & b.towns)


def _areas(a: Parcel, b: Parcel, rules: LadderSettings) -> float:
    if not a.areas or not b.areas:
        return 0.0
    share = rules.decide.area_share
    near = any(abs(x - y) <= share * max(x, y) for x in sorted(a.areas) for y in sorted(b.areas))
    return rules.weights.area.same if near else rules.weights.area.other


def _places(parcel: Parcel) -> Iterator[str]:
    for site in sorted(parcel.sites):
        for town in sorted(parcel.towns) or [""]:
            yield f"{town}|{site}"


def bits(a: Parcel, b: Parcel, known: dict[str, int], rules: LadderSettings) -> float:
    """Return the weight of a pair; `known` counts the parcel numbers at each place."""
    total = _areas(a, b, rules)
    total += rules.weights.party if a.parties & b.parties else 0.0
    places = set(_places(a)) & set(_places(b))
    if places:
        unique = min(known.get(p, 0) for p in places) <= 1
        total += rules.weights.parcel_site.unique if unique else rules.weights.parcel_site.shared
    elif a.sites and b.sites and not a.sites & b.sites:
        total += rules.weights.site.other
    return total


def _keys(parcel: Parcel) -> Iterator[str]:
    yield from (f"place:{p}" for p in _places(parcel))
    for party in sorted(parcel.parties):
        yield from (f"area:{area:.0f}:{party}" for area in sorted(parcel.areas))


def pairs(parcels: list[Parcel]) -> list[Pair]:
    """Return every pair that shares a place, or an area and a party, with its bits."""
    rules = ladder_settings()
    known: dict[str, int] = {}
    for parcel in parcels:
        for place in dict.fromkeys(_places(parcel)) if parcel.code else ():
            known[place] = known.get(place, 0) + 1
    found = blocked((_keys(p) for p in parcels), [p.standing for p in parcels], rules.decide.block)
    return [
        Pair(bits(parcels[a], parcels[b], known, rules), a, b)
        for a, b in found
        if not forbidden(parcels[a], parcels[b])
    ]
