"""Groups of project mentions that are certainly one: same name, phase and owner, and no two towns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from resolution.ladders.project_rows import STAGES
from resolution.ladders.sites import Site, read_site
from resolution.ladders.titles import numbers_in
from resolution.reading import sound


@dataclass(slots=True)
class Group:
    """Mentions that are certainly one project, and what they say together."""

    core: str
    phases: str
    owners: frozenset[str]
    owner_name: str
    mentions: list[str] = field(default_factory=list)
    towns: set[str] = field(default_factory=set)
    sites: set[Site] = field(default_factory=set)
    permits: set[str] = field(default_factory=set)
    datasets: set[str] = field(default_factory=set)
    days: dict[int, tuple[date, date]] = field(default_factory=dict)  # by rank of the stage
    sound: str = ""
    numbers: tuple[str, ...] = ()
    trade: str = ""  # of subcontracts only: 消防; "" where some mention means the whole

    @property
    def key(self) -> tuple[str, ...]:
        """What orders groups by content."""
        return (
            self.core,
            self.phases,
            self.trade,
            "|".join(sorted(self.owners)),
            "|".join(sorted(self.towns)),
            self.mentions[0],
        )

    @property
    def standing(self) -> float:
        """Of two groups that may be one, the lesser waits: fewer mentions, then no town, then no owner."""
        return len(self.mentions) + 0.5 * bool(self.towns) + 0.1 * bool(self.owners)

    def add_day(self, dataset: str, first: date | None, last: date | None) -> None:
        """Note when a stage was seen."""
        self.datasets.add(dataset)
        if first is None or last is None or dataset not in STAGES:
            return
        rank = STAGES[dataset][0]
        low, high = self.days.get(rank, (first, last))
        self.days[rank] = (min(low, first), max(high, last))


def _bucket(core: str, phases: str, owners: Sequence[str], mention: str) -> tuple[str, ...]:
    """Mentions without a name or without an owner are certain of nothing but themselves."""
    return (core, phases, "|".join(owners)) if core and owners else ("", "", mention)


def _split_by_trade(rows: list[Any]) -> list[list[Any]]:
    """One list where some row means the whole; else one a trade: two subcontracts alone prove no project."""
    trades = {r[9] for r in rows}
    return [rows] if "" in trades else [[r for r in rows if r[9] == t] for t in sorted(trades)]


def _split_by_town(rows: list[Any]) -> list[list[Any]]:
    """One list, or one for each town where the name stands in several; rows of no town then stay apart."""
    towns = {r[5] for r in rows if r[5]}
    if len(towns) <= 1:
        return [rows]
    parts: dict[str, list[Any]] = {}
    for r in rows:
        parts.setdefault(r[5], []).append(r)
    return [parts[t] for t in sorted(parts)]


def build_groups(rows: Sequence[Any], days: Sequence[Any]) -> list[Group]:
    """Return the groups in the order of their content (see project_rows.mentions for the rows)."""
    buckets: dict[tuple[str, ...], list[Any]] = {}
    for row in rows:
        buckets.setdefault(_bucket(row[1], row[2], row[3], row[0]), []).append(row)
    when: dict[str, list[Any]] = {}
    for mention, *rest in days:
        when.setdefault(mention, []).append(rest)
    groups = [
        _group(part, when)
        for bucket in sorted(buckets)
        for by_town in _split_by_town(sorted(buckets[bucket], key=lambda r: str(r[0])))
        for part in _split_by_trade(by_town)
    ]
    return sorted(groups, key=lambda g: g.key)


def _group(rows: list[Any], when: dict[str, list[Any]]) -> Group:
    _, core, phases, owners, owner_name, *_ = rows[0]
    group = Group(core, phases, frozenset(owners), owner_name, sound=sound(core), numbers=numbers_in(core))
    group.trade = "" if any(not r[9] for r in rows) else rows[0][9]
    for mention, _, _, _, _, town, site, permit, *_ in rows:
        group.mentions.append(mention)
        if town:
            group.towns.add(town)
        if site:
            group.sites.add(read_site(site))
        if permit:
            group.permits.add(permit)
        for dataset, first, last in when.get(mention, []):
            group.add_day(dataset, first, last)
    return group
