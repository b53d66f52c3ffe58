"""What becomes a correction ticket, as data: kinds with their time to answer, columns held together."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from core.errors import RulesError
from core.settings import Settings
from governance.rulebook import Strict, read_rules, rule_file
from ingest.contract import Catalogue, FieldType, load_catalogue

NAME: Final = "tickets.yaml"
REQUEST: Final = "request"
Days = Annotated[int, Field(ge=1, le=250)]
Fields = dict[str, tuple[str, ...]]


class Kind(StrEnum):
    """The kinds of contradictions that are looked for; each is a stage in governance/tickets/sql."""

    CODE_BAD = "code_bad"
    CODE_OTHER_FIRM = "code_other_firm"
    CODE_TWO_NAMES = "code_two_names"
    CODE_UNREGISTERED = "code_unregistered"
    NAME_TWO_CODES = "name_two_codes"
    CLOSED_ACTIVE = "closed_active"
    TOWN_DIFFERS = "town_differs"
    DATE_ORDER = "date_order"
    DATE_AHEAD = "date_ahead"
    DATE_BEFORE_OPENING = "date_before_opening"
    AMOUNT_NEGATIVE = "amount_negative"
    AMOUNT_SCALE = "amount_scale"
    NAME_NEAR = "name_near"


class KindRule(Strict):
    """How a kind is told, what the unit shall do, and in how many working days it answers."""

    caption: str
    do: str
    days: Days
    active: bool = True


class Activity(Strict):
    """Rows that a closed firm cannot bring."""

    dataset: str
    positive: str
    since: str | None = None


class TownRule(Strict):
    """An address and the town it must lie in; without `town` the supplier's."""

    dataset: str
    address: str
    town: str | None = None


class OrderRule(Strict):
    """Two dates of one row, the first never after the second."""

    dataset: str
    first: str
    second: str


class ScaleField(Strict):
    """An amount, and the columns that tell rows of different sorts apart."""

    dataset: str
    field: str
    by: tuple[str, ...] = ()


class Scale(Strict):
    """By how many times an amount must differ from the median to look like another unit."""

    least: Annotated[float, Field(gt=1)]
    most: float
    rows: Annotated[int, Field(ge=3)]
    fields: tuple[ScaleField, ...]

    @model_validator(mode="after")
    def check_least_is_below_most(self) -> "Scale":
        """A span that is upside down would find nothing."""
        if self.least >= self.most:
            raise ValueError("least 应小于 most")
        return self


class TicketRules(Strict):
    """The whole file, see governance/rules/tickets.yaml."""

    kinds: dict[Kind, KindRule]
    request: KindRule
    activity: tuple[Activity, ...] = ()
    closed_status: tuple[str, ...] = ("注销",)
    towns: tuple[TownRule, ...] = ()
    date_order: tuple[OrderRule, ...] = ()
    date_ahead: Fields = Field(default_factory=dict)
    date_before_opening: Fields = Field(default_factory=dict)
    may_be_negative: Fields = Field(default_factory=dict)
    amount_scale: Scale

    def of(self, kind: str) -> KindRule:
        """Return the rule of a kind or of requests; a kind that the file no longer holds gets ten days."""
        if kind == REQUEST:
            return self.request
        known = self.kinds.get(Kind(kind)) if kind in set(Kind) else None
        return known or KindRule(caption=kind, do="核对", days=10)

    @property
    def wanted(self) -> list[Kind]:
        """The kinds that are looked for."""
        return [k for k in Kind if k in self.kinds and self.kinds[k].active]


def load_rules(settings: Settings) -> TicketRules:
    """Read the office's rules, held against the catalogue; RulesError names file, line and place."""
    path = rule_file(settings, NAME)
    rules = read_rules(path, TicketRules)
    _check(path, rules, load_catalogue())
    return rules


DATES: Final = frozenset([FieldType.DATE])
AMOUNTS: Final = frozenset([FieldType.MONEY, FieldType.INTEGER, FieldType.DECIMAL])


def _check(path: Path, rules: TicketRules, catalogue: Catalogue) -> None:
    """Every data set and column exists and holds what the rule needs."""
    for place, dataset, field, types in _named(rules):
        spec = catalogue.datasets.get(dataset)
        if spec is None:
            raise RulesError(f"规则文件 {path} 有误：{place} 里的数据集 {dataset} 不在数据目录中。")
        found = next((f for f in spec.fields if f.key == field), None)
        if found is None:
            raise RulesError(f"规则文件 {path} 有误：{place} 里 {dataset} 没有字段 {field}。")
        if types and found.type not in types:
            raise RulesError(f"规则文件 {path} 有误：{place} 里 {dataset}.{field}（{found.label}）类型不符。")


def _named(rules: TicketRules) -> list[tuple[str, str, str, frozenset[FieldType]]]:
    """Return (place, data set, column, types it may have; empty: any) of all that the rules name."""
    anything: frozenset[FieldType] = frozenset()
    found = [("activity", a.dataset, a.positive, AMOUNTS) for a in rules.activity]
    found += [("activity", a.dataset, a.since, DATES) for a in rules.activity if a.since]
    for t in rules.towns:
        found += [("towns", t.dataset, key, anything) for key in (t.address, t.town) if key]
    for o in rules.date_order:
        found += [("date_order", o.dataset, key, DATES) for key in (o.first, o.second)]
    for place, table, types in (
        ("date_ahead", rules.date_ahead, DATES),
        ("date_before_opening", rules.date_before_opening, DATES),
        ("may_be_negative", rules.may_be_negative, AMOUNTS),
    ):
        found += [(place, dataset, key, types) for dataset, keys in table.items() for key in keys]
    for s in rules.amount_scale.fields:
        found.append(("amount_scale", s.dataset, s.field, AMOUNTS))
        found += [("amount_scale", s.dataset, key, anything) for key in s.by]
    return found
