"""The formula of the yearly score, read from governance/rules/score.yaml or the office's own file."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from core.errors import RulesError
from core.ids import digest
from core.settings import Settings
from governance.calendar.standing import State
from governance.rulebook import Strict, read_rules, rule_file
from ingest.contract import load_catalogue

NAME: Final = "score.yaml"
Share = Annotated[float, Field(ge=0, le=1)]


class Term(StrEnum):
    """What the score is made of."""

    TIMELINESS = "timeliness"
    COMPLETENESS = "completeness"
    CORRECTNESS = "correctness"
    CORRECTION_SPEED = "correction_speed"
    USE = "use"


CAPTIONS: Final = {
    Term.TIMELINESS: "及时",
    Term.COMPLETENESS: "齐全",
    Term.CORRECTNESS: "准确",
    Term.CORRECTION_SPEED: "改正速度",
    Term.USE: "利用",
}


class Weight(Strict):
    """How much a term weighs."""

    weight: Annotated[float, Field(ge=0)]


class LateStep(Strict):
    """Late by up to so many days is worth so much."""

    days: Annotated[int, Field(ge=1)]
    credit: Share


class Timeliness(Strict):
    """What each state is worth."""

    credit: dict[State, Share | None]
    late: tuple[LateStep, ...] = ()
    beyond: Share = 0

    @model_validator(mode="after")
    def check_every_state_has_a_credit(self) -> "Timeliness":
        """Late is told by its days; the others all say what they are worth."""
        wanted = {s for s in State if s not in (State.LATE, State.NOT_DUE)}
        if missing := wanted - set(self.credit):
            raise ValueError(f"credit 缺少 {'、'.join(sorted(missing))}")
        if [s.days for s in self.late] != sorted({s.days for s in self.late}):
            raise ValueError("late 的天数应由小到大")
        return self

    def worth(self, state: State, days: int) -> float | None:
        """Return the credit of an obligation; None leaves it out."""
        if state is not State.LATE:
            return self.credit.get(state)
        return next((s.credit for s in self.late if days <= s.days), self.beyond)


class Completeness(Strict):
    """Fields that are not counted, by data set."""

    left_out: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Correctness(Strict):
    """How the parts of correctness weigh against each other."""

    parts: dict[Literal["accepted", "unique", "valid"], Annotated[float, Field(ge=0)]]


class Grade(Strict):
    """From so many points on the score is called so."""

    points: Annotated[float, Field(alias="from", ge=0, le=100)]
    name: str


class Formula(Strict):
    """The whole file."""

    title: str
    year_by: Literal["due", "period"] = "due"
    terms: dict[Term, Weight]
    timeliness: Timeliness
    completeness: Completeness = Completeness()
    correctness: Correctness
    grades: tuple[Grade, ...]

    @model_validator(mode="after")
    def check_weights_and_grades(self) -> "Formula":
        """Something weighs, and grades fall from the best to one that begins at 0."""
        if sum(t.weight for t in self.terms.values()) <= 0 or sum(self.correctness.parts.values()) <= 0:
            raise ValueError("各项权重不能全为 0")
        points = [g.points for g in self.grades]
        if not points or points != sorted(set(points), reverse=True) or points[-1] != 0:
            raise ValueError("grades 应由高到低，最后一级从 0 分起")
        return self

    def weight(self, term: Term) -> float:
        """Return the weight of a term; one that the file leaves out weighs nothing."""
        return self.terms[term].weight if term in self.terms else 0.0

    def grade(self, points: float) -> str:
        """Return what so many points are called."""
        return next(g.name for g in self.grades if points >= g.points)

    def plain(self) -> dict[str, Any]:
        """Return it as the ledger keeps it."""
        return self.model_dump(mode="json", by_alias=True)

    @property
    def fingerprint(self) -> str:
        """Name the formula by its content."""
        return digest(self.model_dump_json(by_alias=True), length=12)


def load_formula(settings: Settings) -> Formula:
    """Read the formula; RulesError names file, line and place of an unknown term, data set or field."""
    path = rule_file(settings, NAME)
    formula = read_rules(path, Formula)
    catalogue = load_catalogue()
    for dataset, fields in formula.completeness.left_out.items():
        if dataset not in catalogue.datasets:
            raise RulesError(
                f"规则文件 {path} 有误：completeness.left_out 里的数据集 {dataset} 不在数据目录中。"
            )
        known = {f.key for f in catalogue.dataset(dataset).fields}
        if unknown := sorted(set(fields) - known):
            raise RulesError(
                f"规则文件 {path} 有误：completeness.left_out.{dataset} 里没有字段 {'、'.join(unknown)}。"
            )
    return formula
