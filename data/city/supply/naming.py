"""Names as people type them: a clerk's habit per (what is named, unit, role), and rare slips."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.city.supply import draws
from data.city.supply.mistakes import MISTAKES, SLIPS, Draw
from data.city.supply.profile import NameNoise, NoiseProfile, Source

Texts = npt.NDArray[np.object_]
KINDS: Final = {"e": "ent", "p": "per", "j": "prj", "l": "pcl", "b": "bld"}
MASK: Final = (1 << 64) - 1
BRANCH: Final = "~"
"""Joins a firm's true id and the text of a branch that no register lists; it is a body of its own."""


def drawer(key: int) -> Draw:
    """Return a function that draws below n, seeded with a 64-bit key (splitmix64)."""
    state = key

    def draw(n: int) -> int:
        nonlocal state
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % n

    return draw


@dataclass(slots=True)
class OtherNames:
    """Names a body has or had besides the one a frame gives: by true id."""

    former: dict[str, list[str]] = field(default_factory=dict)
    short: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, variants: pd.DataFrame) -> "OtherNames":
        """Read `World.name_variants` (true_id, kind, name, …); `brand` counts as a short name."""
        found = cls()
        kinds = {"former": found.former, "short": found.short, "brand": found.short}
        for identity, kind, name in zip(variants["true_id"], variants["kind"], variants["name"], strict=True):
            if kind in kinds:
                kinds[kind].setdefault(identity, []).append(name)
        return found


@dataclass(slots=True)
class Typist:
    """Types names for every unit; what it did once for (what, unit, role) it does again."""

    profile: NoiseProfile
    seed: int
    others: OtherNames
    habits: dict[tuple[str, str], dict[tuple[str, str], tuple[str, str]]] = field(default_factory=dict)
    counts: dict[tuple[Source, str], int] = field(default_factory=dict)
    branches: dict[str, tuple[str, str]] = field(default_factory=dict)  # true id → (parent, name)

    def type_names(
        self, names: Texts, ids: Texts, unit: str, role: str, source: Source, purpose: str
    ) -> tuple[Texts, Texts]:
        """Return the names as written and the true ids, which differ where a branch was named.

        `names` and `ids` are equally long and hold no None; `purpose` names the sheet, for slips of rows.
        """
        codes, first = draws.distinct_pairs(ids, names)
        written, identity = names[first], ids[first]
        self._apply_habits(written, identity, (unit, role), source)
        typed, true = written[codes], identity[codes]
        self._slip(typed, true, source, purpose)
        return typed, true

    def _apply_habits(self, written: Texts, identity: Texts, where: tuple[str, str], source: Source) -> None:
        """Replace names in place by what this unit's clerk makes of them."""
        keys = draws.keys_of(pd.Series(identity, dtype=object))
        purpose = draws.salt(self.profile.salt, self.seed, *where)
        noise = self.profile.names[source]
        first, second = draws.uniform(keys, purpose), draws.uniform(keys, purpose + 1)
        kinds = np.array([i[0] for i in identity]) if len(identity) else np.empty(0, dtype="<U1")
        rates = np.select(
            [kinds == "e", kinds == "p", kinds == "j", kinds == "b"],
            [noise.rate, self._person_rate(source), self._other_rate(source, "projects"),
             self._other_rate(source, "buildings")],
            0.0,
        )  # fmt: skip
        former = (
            (kinds == "e") & (second < noise.former) if self.others.former else np.zeros(len(kinds), bool)
        )
        memory = self.habits.setdefault(where, {})
        for i in np.flatnonzero((first < rates) | former):
            key = (identity[i], written[i])
            if key not in memory:
                memory[key] = self._type(
                    key, int(keys[i]) ^ purpose, noise, source, bool(former[i]), bool(first[i] < rates[i])
                )
            written[i], identity[i] = memory[key]

    def _person_rate(self, source: Source) -> float:
        """Registers know the names of persons well."""
        return (self.profile.persons.space + self.profile.persons.homophone) * (
            0.1 if source in ("registry", "tax") else 1
        )

    def _other_rate(self, source: Source, what: str) -> float:
        return float(getattr(self.profile, what).rate) if source in ("name_only", "town", "coded") else 0.0

    def _type(
        self, key: tuple[str, str], seed: int, noise: NameNoise, source: Source, former: bool, noisy: bool
    ) -> tuple[str, str]:
        """Return (name as written, true id)."""
        identity, name = key
        draw = drawer(seed & MASK)
        if identity[0] == "p":
            return person(name, draw, self.profile), identity
        if identity[0] in "jb":
            return site(name, draw), identity
        old = [n for n in self.others.former.get(identity, ()) if n != name] if former else []
        if old:
            self._count(source, "former")
            return old[draw(len(old))], identity
        if not noisy:
            return name, identity
        kind, other = self._mistake(identity, name, draw, noise)
        self._count(source, kind)
        if kind != "branch":
            return other, identity
        branch = f"{identity}{BRANCH}{other[len(name) :]}"
        self.branches[branch] = (identity, other)
        return other, branch

    def _mistake(self, identity: str, name: str, draw: Draw, noise: NameNoise) -> tuple[str, str]:
        """Draw kinds by weight until one applies; a space always does."""
        kinds = list(noise.mix)
        steps = list(accumulate(round(w * 1000) for w in noise.mix.values()))
        for _ in range(6):
            at = draw(steps[-1])
            kind = next(k for k, s in zip(kinds, steps, strict=True) if at < s)
            other = self._known(identity, name, draw) if kind == "short_known" else MISTAKES[kind](name, draw)
            if other and other != name:
                return kind, other
        return "space", MISTAKES["space"](name, draw) or name

    def _known(self, identity: str, name: str, draw: Draw) -> str | None:
        """Return a short name or brand that people use for it."""
        names = [n for n in self.others.short.get(identity, ()) if n != name]
        return names[draw(len(names))] if names else None

    def _slip(self, typed: Texts, true: Texts, source: Source, purpose: str) -> None:
        """Make one more mistake in a few rows, in place; only in names of firms."""
        salt = draws.salt(self.profile.salt, self.seed, "slip", purpose)
        for i in draws.chosen(len(typed), self.profile.names[source].slip, salt):
            if true[i][0] == "e":
                draw = drawer(salt ^ (int(i) * 0x9E3779B97F4A7C15 & MASK))
                typed[i] = MISTAKES[SLIPS[draw(len(SLIPS))]](typed[i], draw) or typed[i]

    def _count(self, source: Source, kind: str) -> None:
        self.counts[source, kind] = self.counts.get((source, kind), 0) + 1


def person(name: str, draw: Draw, profile: NoiseProfile) -> str:
    """Type a person's name with a space in it, or a homophone."""
    share = profile.persons.space / (profile.persons.space + profile.persons.homophone)
    if len(name) in (2, 3) and draw(1000) < share * 1000:
        return name[0] + (" " if draw(2) else "　") + name[1:]
    return MISTAKES["homophone"](name, draw) or name


SITE_TAILS = ("项目", "工程", "建设项目", "建设工程", "（一期）", "项目一期", "地块")
SITE_HEADS = ("晋江市", "晋江", "福建省晋江市", "泉州晋江")


def site(name: str, draw: Draw) -> str:
    """Call a project or a building otherwise: another head, another tail, a space, or a bracket left out."""
    way = draw(4)
    head = next((h for h in sorted(SITE_HEADS, key=len, reverse=True) if name.startswith(h)), "")
    tail = next((t for t in sorted(SITE_TAILS, key=len, reverse=True) if name.endswith(t)), "")
    if way == 0:
        return name[len(head) :] if head else SITE_HEADS[draw(2)] + name
    if way == 1:
        stem = name[: len(name) - len(tail)] if tail else name
        return stem if tail and draw(2) else stem + SITE_TAILS[draw(4)]
    if way == 2:
        return MISTAKES["bracket_dropped"](name, draw) or MISTAKES["homophone"](name, draw) or name
    return MISTAKES["space"](name, draw) or name


def flatten(cells: Iterable[object]) -> tuple[list[int], list[str]]:
    """Spread cells that name several: (place of the cell, text) each; missing cells give none."""
    where: list[int] = []
    what: list[str] = []
    for i, cell in enumerate(cells):
        for text in cell if isinstance(cell, list | tuple | np.ndarray) else (cell,):
            if isinstance(text, str):
                where.append(i)
                what.append(text)
    return where, what


def kind_of(identity: str) -> str:
    """Return ent, per, prj, pcl or bld for a true id."""
    return KINDS[identity[0]]
