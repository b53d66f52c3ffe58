"""How much speaks for two groups being one project, in bits."""

from collections.abc import Iterator
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from resolution.ladders.cluster import Pair, blocked
from resolution.ladders.project_groups import Group
from resolution.ladders.settings import LadderSettings, ladder_settings
from resolution.ladders.sites import site_agreement
from resolution.ladders.titles import phase_set, same_phase
from resolution.reading import deletions, sound

INVESTOR_SETS: Final = frozenset({"investment_promotion"})
LICENCE_SETS: Final = frozenset({"construction_planning_permit"})


def name_class(a: Group, b: Group) -> str:
    """Say how two names agree: same, sound, slip, contained, near, other, numbers; "" where one has none."""
    if not a.core or not b.core:
        return ""
    if a.trade and b.trade and a.trade != b.trade:
        return "near"
    if a.core == b.core:
        return "same"
    if a.numbers != b.numbers:
        return "numbers"
    if a.sound == b.sound:
        return "sound"
    short, long = sorted((a.core, b.core), key=lambda c: (len(c), c))
    if len(short) >= 4 and long.endswith(short):
        return "contained"
    if len(short) >= 5 and _one_slip(a, b):
        return "slip"
    return "near" if fuzz.ratio(a.core, b.core) >= 80 or long.startswith(short) else "other"


def _one_slip(a: Group, b: Group) -> bool:
    """One character more or less, two swapped, or one mistaken in the owner's own name.

    新建 and 扩建 differ by one character too, and are two projects.
    """
    if abs(len(a.core) - len(b.core)) == 1:
        return Levenshtein.distance(a.core, b.core) == 1
    if len(a.core) != len(b.core):
        return False
    wrong = [i for i, (x, y) in enumerate(zip(a.core, b.core, strict=True)) if x != y]
    if len(wrong) == 2 and sorted(a.core) == sorted(b.core) and wrong[1] - wrong[0] == 1:
        return True
    if len(wrong) != 1:
        return False
    x, y = a.core[wrong[0]], b.core[wrong[0]]
    return x in a.owner_name + b.owner_name or y in a.owner_name + b.owner_name or sound(x) == sound(y)


def owner_class(a: Group, b: Group) -> str:
    """Say how two owners agree: same, alike, investor, other, or unknown."""
    if not a.owners or not b.owners:
        return "unknown"
    if a.owners & b.owners:
        return "same"
    if a.owner_name and b.owner_name and fuzz.ratio(a.owner_name, b.owner_name) >= 75:
        return "alike"
    return "investor" if a.datasets <= INVESTOR_SETS or b.datasets <= INVESTOR_SETS else "other"


def _best_site(a: Group, b: Group) -> str:
    found = {site_agreement(x, y) for x in a.sites for y in b.sites}
    return next((c for c in ("same", "near", "", "other") if c in found), "")


def _out_of_order(a: Group, b: Group, days: int) -> bool:
    """Whether a later permit of one stands long before an earlier one of the other."""
    return any(
        early < late and (y[0] - x[1]).days < -days
        for g, h in ((a, b), (b, a))
        for early, x in g.days.items()
        for late, y in h.days.items()
    )


def bits(a: Group, b: Group, rules: LadderSettings | None = None) -> float:
    """Return the weight of a pair; the sum of what settings.yaml gives each piece of evidence."""
    settings = rules or ladder_settings()
    w = settings.weights
    name, site = name_class(a, b), _best_site(a, b)
    total = getattr(w.name, name) if name else 0.0
    total += getattr(w.owner, owner_class(a, b))
    if a.towns and b.towns:
        total += w.town.same if a.towns & b.towns else w.town.other
    total += getattr(w.site, site) if site else 0.0
    total += w.phase_first if a.core and b.core and a.phases != b.phases else 0.0
    return float(total + (w.order if _out_of_order(a, b, settings.decide.order_days) else 0.0))


def apart(a: Group, b: Group) -> bool:
    """Whether two groups may not share a cluster: as `forbidden`, but a mere licence vetoes no phase."""
    licence = a.datasets <= LICENCE_SETS or b.datasets <= LICENCE_SETS
    if not licence or not a.core or not b.core:
        return forbidden(a, b)
    return bool(a.towns and b.towns and not a.towns & b.towns) or name_class(a, b) in ("numbers", "other")


def forbidden(a: Group, b: Group) -> bool:
    """Whether two groups cannot be one: other towns, phases or numbers, or names of different things."""
    if a.towns and b.towns and not a.towns & b.towns:
        return True
    if not a.core or not b.core:
        return False
    if not same_phase(a.phases, b.phases) and not (_licence_of(a, b) or _licence_of(b, a)):
        return True
    return name_class(a, b) in ("numbers", "other")


def _licence_of(part: Group, whole: Group) -> bool:
    """Whether a phase is but a further licence of a project: planning permits alone name it, at its place.

    A project may get several planning permits, one a phase; a phase with a filing or land of its own is a
    project of its own.
    """
    return (
        part.datasets <= LICENCE_SETS
        and phase_set(part.phases) > phase_set(whole.phases)
        and name_class(part, whole) in ("same", "sound", "slip")
        and _best_site(part, whole) == "same"
    )


def _keys(group: Group) -> Iterator[str]:
    for owner in sorted(group.owners):
        yield f"owner:{owner}"
    if not group.core:
        return
    yield f"core:{group.core}"
    yield f"sound:{group.sound}"
    yield from (f"slip:{d}" for d in deletions(group.core))
    yield f"tail:{group.core[-6:]}"
    for town in sorted(group.towns):
        yield f"town:{town}:{group.core[:2]}"
    for site in sorted(group.sites):
        if site.core:
            yield f"site:{site.town}:{site.core}"


def pairs(groups: list[Group]) -> list[Pair]:
    """Return every pair that shares a key, with its bits; pairs that cannot be one are left out."""
    rules = ladder_settings()
    found = blocked((_keys(g) for g in groups), [g.standing for g in groups], rules.decide.block)
    return [
        Pair(bits(groups[a], groups[b], rules), a, b)
        for a, b in found
        if (groups[a].core or groups[b].core) and not forbidden(groups[a], groups[b])
    ]
