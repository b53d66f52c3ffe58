"""What kinds of problems and needs there are, who answers and until when: governance/rules/help.yaml."""

from typing import Annotated, Final

from pydantic import Field, model_validator

from core.errors import ChanyeError, NotFoundError, RulesError
from core.settings import Settings
from governance.rulebook import Strict, read_rules, rule_file
from governance.units.supplier import find_supplier, suppliers
from graph_model.departments import load_departments

NAME: Final = "help.yaml"
DEPARTMENT: Final = "department"
TOWN: Final = "town"
Share = Annotated[float, Field(ge=0, le=1)]


class KindRule(Strict):
    """How a kind is called, who answers, and in how many working days."""

    caption: str
    also: tuple[str, ...] = ()
    unit: str
    days: Annotated[int, Field(ge=1, le=250)]


class SignalRule(Strict):
    """Which kind of case an early signal suggests."""

    caption: str
    kind: str


class Worth(Strict):
    """What an answer in time, a late one and none is worth in the score."""

    in_time: Share = 1
    late: Share = 0.5
    missing: Share = 0


class HelpRules(Strict):
    """The whole file, see governance/rules/help.yaml."""

    kinds: dict[str, KindRule]
    undecided: str = TOWN
    signals: dict[str, SignalRule] = Field(default_factory=dict)
    again_after_months: Annotated[int, Field(ge=1, le=60)] = 6
    satisfaction: Annotated[tuple[str, ...], Field(min_length=1)]  # the best first
    score: Worth = Worth()

    @model_validator(mode="after")
    def check_signals_have_kinds_and_names_are_told_once(self) -> "HelpRules":
        """A signal suggests a kind that there is, and no word means two kinds."""
        for key, signal in self.signals.items():
            if signal.kind not in self.kinds:
                raise ValueError(f"signals.{key} 里没有类别 {signal.kind}")
        words = [w for key, k in self.kinds.items() for w in (key, k.caption, *k.also)]
        if twice := sorted({w for w in words if words.count(w) > 1}):
            raise ValueError(f"{'、'.join(twice)} 指两个类别")
        return self

    def kind(self, text: str) -> str:
        """Return the key of a kind by key or name; NotFoundError lists them."""
        for key, rule in self.kinds.items():
            if text in (key, rule.caption, *rule.also):
                return key
        names = "、".join(k.caption for k in self.kinds.values())
        raise NotFoundError(f"没有事项类别“{text}”。", advice=f"可用：{names}。")

    def of(self, kind: str) -> KindRule:
        """Return the rule of a kind; one that the file no longer holds gets ten days in the firm's town."""
        return self.kinds.get(kind) or KindRule(caption=kind, unit=TOWN, days=10)


def load_rules(settings: Settings) -> HelpRules:
    """Read the office's rules; RulesError names file, line and place, or a unit that there is not."""
    path = rule_file(settings, NAME)
    rules = read_rules(path, HelpRules)
    places = {f"kinds.{key}": k.unit for key, k in rules.kinds.items()} | {"undecided": rules.undecided}
    for place, unit in places.items():
        if unit in (DEPARTMENT, TOWN) and (place, unit) != ("undecided", DEPARTMENT):
            continue
        try:
            unit_named(unit)
        except ChanyeError as error:
            raise RulesError(f"规则文件 {path} 有误：{place}：{error}") from error
    return rules


def unit_named(text: str) -> str:
    """Return the name of a unit, town or department that may answer; NotFoundError lists them."""
    try:
        return find_supplier(text.strip()).name
    except NotFoundError as error:
        if text.strip() in load_departments().names:
            return text.strip()
        if "分别负责" in error.message:
            raise
        names = dict.fromkeys([s.name for s in suppliers()] + [_plain(n) for n in load_departments().names])
        raise NotFoundError(f"没有单位“{text}”。", advice=f"可用：{'、'.join(names)}。") from error


def _plain(name: str) -> str:
    try:
        return find_supplier(name).name
    except NotFoundError:
        return name


def department_named(text: str | None) -> str | None:
    """Return a department of the mapping as the catalogue names it, where it is one of its units."""
    return _plain(text) if text else None
