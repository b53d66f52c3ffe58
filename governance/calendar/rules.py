"""The calendar's rules as data: first collection, rulings between the annexes, moved deadlines."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from core.errors import RulesError, UsageError
from core.settings import Settings
from governance.rulebook import Strict, read_rules, rule_file
from ingest import periods
from ingest.contract import Catalogue, DatasetSpec, Deadline, load_catalogue

NAME = "calendar.yaml"
Ruling = Literal["open", "annex1", "annex2"]
Period = Annotated[str, BeforeValidator(str)]


class FirstCollection(Strict):
    """When the first collection is due, for all data sets or for one."""

    due: date
    datasets: dict[str, date] = Field(default_factory=dict)


class Extended(Strict):
    """A period whose due date was moved."""

    datasets: tuple[str, ...]
    period: Period
    due: date
    reason: str


class CalendarRules(Strict):
    """The whole file, see governance/rules/calendar.yaml."""

    next_working_day: bool = False
    first_collection: FirstCollection
    early_days: Annotated[int, Field(ge=0, le=60)] = 10
    least_share: Annotated[float, Field(ge=0, le=1)] = 0.02
    first_reach_months: Annotated[int, Field(ge=1)] = 12
    rulings: dict[str, Ruling] = Field(default_factory=dict)
    deadlines: dict[str, Deadline] = Field(default_factory=dict)
    extended: tuple[Extended, ...] = ()

    def ruling(self, spec: DatasetSpec) -> Ruling:
        """Return what the office ruled where the annexes disagree on the frequency; open where it did not."""
        return self.rulings.get(spec.key, "open")

    def moved(self, dataset: str, period: str) -> Extended | None:
        """Return the entry that moves this period's due date; the last one counts."""
        found = [e for e in self.extended if dataset in e.datasets and e.period == period]
        return found[-1] if found else None

    def first_due(self, dataset: str) -> date:
        """Return when the first collection of a data set is due."""
        return self.first_collection.datasets.get(dataset, self.first_collection.due)


def load_rules(settings: Settings) -> CalendarRules:
    """Read the office's calendar rules, held against the catalogue; RulesError names file and place."""
    path = rule_file(settings, NAME)
    rules = read_rules(path, CalendarRules)
    _check(path, rules, load_catalogue())
    return rules


def _check(path: Path, rules: CalendarRules, catalogue: Catalogue) -> None:
    """Every data set exists, a ruling settles a dispute, no deadline lies before its period's end."""
    named: dict[str, Iterable[str]] = {
        "first_collection.datasets": rules.first_collection.datasets,
        "rulings": rules.rulings,
        "deadlines": rules.deadlines,
        "extended": [d for e in rules.extended for d in e.datasets],
    }
    for place, keys in named.items():
        for key in keys:
            if key not in catalogue.datasets:
                raise RulesError(f"规则文件 {path} 有误：{place} 里的数据集 {key} 不在数据目录中。")
    for key in rules.rulings:
        if catalogue.dataset(key).frequency_annex1 is None:
            raise RulesError(f"规则文件 {path} 有误：rulings.{key}：两个附件对它没有分歧，不需裁定。")
    for key, spec in catalogue.datasets.items():
        _check_first(path, rules.first_due(key), spec)
    for key, deadline in rules.deadlines.items():
        _check_deadline(path, f"deadlines.{key}", deadline)
    for moved in rules.extended:
        try:
            over = periods.end(moved.period)
        except UsageError as error:
            raise RulesError(f"规则文件 {path} 有误：extended 的期间：{error.message}") from error
        if moved.due < over:
            raise RulesError(
                f"规则文件 {path} 有误：extended 里 {'、'.join(moved.datasets)} {moved.period} "
                f"的期限 {moved.due} 早于该期结束（{over - timedelta(days=1)}）。"
            )


def _check_first(path: Path, due: date, spec: DatasetSpec) -> None:
    last = periods.end(spec.first_until) - timedelta(days=1)
    if due <= last:
        raise RulesError(
            f"规则文件 {path} 有误：first_collection 里 {spec.label} 的期限 {due} "
            f"早于首次采集的末期结束（{last}）。",
            advice=f"请在 first_collection.datasets.{spec.key} 另定日期。",
        )


def _check_deadline(path: Path, place: str, deadline: Deadline) -> None:
    needs = {"monthly": deadline.day, "quarterly": deadline.days, "yearly": deadline.day}[deadline.rule]
    if needs is None or needs < 1 or (deadline.rule == "yearly" and deadline.month is None):
        raise RulesError(
            f"规则文件 {path} 有误：{place} 没有写明期限，或早于所报期间结束。",
            advice="按月写 day，按季写 days，按年写 month 和 day。",
        )


def due_date(deadline: Deadline, period: str) -> date:
    """Return the last day on which a period is in time (Annex 1); a day that a month lacks is its last."""
    after = periods.end(period)
    if deadline.rule == "monthly":
        return _day(after.year, after.month, deadline.day or 15)
    if deadline.rule == "quarterly":
        return after + timedelta(days=(deadline.days or 30) - 1)
    return _day(after.year, deadline.month or 1, deadline.day or 31)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
