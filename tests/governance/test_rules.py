"""The calendar's rule file: what it settles, and what is told of a mistake in it."""

from datetime import date
from typing import Any

import pytest

from core.errors import RulesError
from governance.calendar.rules import due_date, load_rules
from ingest.contract import Deadline
from tests.governance.office import Office


@pytest.mark.parametrize(
    ("deadline", "period", "due"),
    [
        (Deadline(rule="monthly", day=15), "2023-05", "2023-06-15"),
        (Deadline(rule="monthly", day=15), "2023-12", "2024-01-15"),
        (Deadline(rule="monthly", day=31), "2023-01", "2023-02-28"),
        (Deadline(rule="quarterly", days=30), "2023-Q2", "2023-07-30"),
        (Deadline(rule="quarterly", days=30), "2023-Q4", "2024-01-30"),
        (Deadline(rule="yearly", month=1, day=31), "2023", "2024-01-31"),
        (Deadline(rule="yearly", month=3, day=31), "2023", "2024-03-31"),
    ],
)
def test_a_period_is_due_on_the_documents_day(deadline: Deadline, period: str, due: str) -> None:
    assert due_date(deadline, period) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"extended": [{"datasets": ["tax_declaration"], "period": "2023-06", "due": date(2023, 6, 20),
                        "reason": "x"}]}, "2023-06 的期限 2023-06-20 早于该期结束（2023-06-30）"),
        ({"extended": [{"datasets": ["tax_declaration"], "period": "2023-6", "due": date(2023, 7, 20),
                        "reason": "x"}]}, "2023-6"),
        ({"first_collection": {"due": date(2023, 4, 20)}}, "早于首次采集的末期结束（2023-04-30）"),
        ({"first_collection": {"due": date(2023, 6, 30), "datasets": {"gdp": date(2023, 6, 30)}}}, "gdp"),
        ({"deadlines": {"gdp_indicator": {"rule": "quarterly", "days": 0}}}, "deadlines.gdp_indicator"),
        ({"rulings": {"gdp_indicator": "annex1"}}, "没有分歧"),
        ({"rulings": {"town_project": "annex3"}}, "第 .* 行 rulings.town_project：不是允许的取值"),
        ({"remind_by": "sms"}, "第 .* 行 remind_by：不认识这一项"),
        ({"early_days": "soon"}, "early_days"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_place(office: Office, wrong: dict[str, Any], said: str) -> None:
    office.change("calendar.yaml", **wrong)
    with pytest.raises(RulesError, match=rf"calendar\.yaml.*{said}"):
        load_rules(office.settings)


def test_a_line_is_the_line_of_the_mistake(office: Office) -> None:
    path = office.rules / "calendar.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "surprise: 1\n", encoding="utf-8")
    with pytest.raises(RulesError, match=f"第 {len(text.splitlines()) + 1} 行 surprise"):
        load_rules(office.settings)


def test_an_office_without_a_file_of_its_own_uses_the_one_that_ships(office: Office) -> None:
    (office.rules / "calendar.yaml").unlink()
    assert load_rules(office.settings).first_collection.due == date(2023, 6, 30)


def test_a_file_that_is_no_yaml_is_told(office: Office) -> None:
    (office.rules / "calendar.yaml").write_text("rulings: [", encoding="utf-8")
    with pytest.raises(RulesError, match="不是有效的 YAML"):
        load_rules(office.settings)
