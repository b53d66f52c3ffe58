"""The score of every unit and town for a year: rates averaged within a supplier over its data sets."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.ids import digest
from core.settings import Settings
from governance.calendar.standing import Entry, standing
from governance.quality.figures import figures
from governance.score.formula import Formula, Term, load_formula
from governance.score.terms import TERMS, Feed, Item, Scope
from governance.units.supplier import Supplier, suppliers
from store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class TermScore:
    """One term of one supplier: its value (None: 无数据), the weight it got, and the value by data set."""

    value: float | None
    weight: float
    datasets: Mapping[str, float]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One supplier's score; points and grade are None where nothing at all is known."""

    supplier: Supplier
    terms: Mapping[Term, TermScore]
    points: float | None
    grade: str
    rank: int | None  # among units, or among towns

    def plain(self) -> dict[str, Any]:
        """Return it for printing, for programs and for the ledger."""
        return {
            "unit": self.supplier.unit,
            "supplier": self.supplier.name,
            "town": self.supplier.town,
            "points": self.points,
            "grade": self.grade,
            "rank": self.rank,
            "terms": {
                t.value: {
                    "value": None if s.value is None else round(s.value, 6),
                    "weight": round(s.weight, 4),
                    "datasets": {d: round(v, 6) for d, v in s.datasets.items()},
                }
                for t, s in self.terms.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """A year's scores, and all that they hang on."""

    year: int
    as_of: date
    known_on: datetime | None
    formula: Formula
    cards: tuple[Card, ...]

    @property
    def unknown(self) -> tuple[Term, ...]:
        """The terms that weigh something and that nothing is known of for anybody."""
        weighing = [t for t in Term if self.formula.weight(t) > 0]
        return tuple(t for t in weighing if all(c.terms[t].value is None for c in self.cards))

    def plain(self) -> list[dict[str, Any]]:
        """Return every card."""
        return [c.plain() for c in self.cards]

    @property
    def digest(self) -> str:
        """Name the outcome by its content: the same digest, the same scores."""
        said = json.dumps(self.plain(), ensure_ascii=False, sort_keys=True)
        return digest(self.formula.fingerprint, said, length=16)


def score(
    settings: Settings,
    ledger: Ledger,
    year: int,
    as_of: date,
    *,
    known_on: datetime | None = None,
    feeds: Mapping[Term, Feed] | None = None,
) -> Scores:
    """Return the scores of a year as they stand on a day, of what was known at a moment.

    Counted is what fell due in the year up to `as_of` and is owed under both annexes or by a ruling. `feeds`
    replaces terms by functions of other parts of the product.
    """
    formula = load_formula(settings)
    until = max(as_of, date(year, 12, 31))
    entries = [
        e
        for e in standing(settings, ledger, as_of, known_on=known_on, until=until)
        if e.obligation.scored and e.obligation.due <= as_of and in_year(formula, e, year)
    ]
    known = figures(settings, ledger, [d for e in entries for d in e.deliveries])
    scope = Scope(settings, ledger, formula, year, as_of, known_on, entries, known)
    items = {t: _by_supplier(f(scope)) for t, f in (TERMS | dict(feeds or {})).items()}
    cards = [_card(formula, s, {t: own.get(s.name, []) for t, own in items.items()}) for s in suppliers()]
    return Scores(year, as_of, known_on, formula, tuple(_ranked(cards)))


def in_year(formula: Formula, entry: Entry, year: int) -> bool:
    """Whether an obligation belongs to a year, by the formula's rule."""
    owed = entry.obligation
    return (owed.due if formula.year_by == "due" else owed.ends).year == year


def _by_supplier(items: Iterable[Item] | None) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items or ():
        found.setdefault(item.supplier, []).append(item)
    return found


def _card(formula: Formula, supplier: Supplier, items: Mapping[Term, list[Item]]) -> Card:
    values = {t: _by_dataset(own) for t, own in items.items()}
    rates = {t: sum(v.values()) / len(v) if v else None for t, v in values.items()}
    told = sum(formula.weight(t) for t, v in rates.items() if v is not None)
    terms = {
        t: TermScore(
            rates[t],
            100 * formula.weight(t) / told if told and rates[t] is not None else 0.0,
            values[t],
            tuple(items[t]),
        )
        for t in Term
    }
    if not told:
        return Card(supplier, terms, None, "无数据", None)
    points = round(sum(s.weight * s.value for s in terms.values() if s.value is not None), 2)
    return Card(supplier, terms, points, formula.grade(points), None)


def _by_dataset(items: Iterable[Item]) -> dict[str, float]:
    """Return the mean credit of each data set; items without a credit are left out."""
    found: dict[str, list[float]] = {}
    for item in items:
        if item.credit is not None:
            found.setdefault(item.dataset, []).append(item.credit)
    return {d: sum(own) / len(own) for d, own in sorted(found.items())}


def _ranked(cards: Iterable[Card]) -> list[Card]:
    """Rank units among units and towns among towns; equal points share a rank, no points have none."""
    found, ranked = list(cards), list[Card]()
    for card in found:
        rivals = [_order(c) for c in found if c.supplier.town == card.supplier.town]
        rank = None if card.points is None else 1 + sum(r > _order(card) for r in rivals)
        ranked.append(Card(card.supplier, card.terms, card.points, card.grade, rank))
    return sorted(ranked, key=lambda c: (c.supplier.town, c.rank is None, c.rank or 0))


def _order(card: Card) -> float:
    return -1.0 if card.points is None else card.points
