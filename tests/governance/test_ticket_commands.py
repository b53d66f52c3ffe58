"""Correction tickets as a person and a script call them, and what a role without the right sees of one."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from access.dataset import dataset_classes
from access.principal import Principal, local_operator
from access.roles import load_roles
from access.tickets import HIDDEN, row_for, ticket_for
from core.errors import ForbiddenError, NotFoundError, ResolutionError, UsageError
from core.settings import get_settings
from governance.tickets import requests
from store import tickets
from store.audit import entries
from store.ledger import Ledger
from tests.governance.calling import ask, fails, run
from tests.governance.office import moment

ASKED = ("--dataset", "social_insurance", "--subject", "晋江市恒盛鞋业有限公司", "--field", "参保开始时间")


def test_a_ticket_goes_its_way_from_the_command_line(home: Path) -> None:
    wanted = (*ASKED, "--wanted", "2015-07-01", "--reason", "开户早于此", "--at", "2023-07-03")
    assert run("ticket", "request", *wanted).exit_code == 0
    (one,) = ask("ticket", "list")
    assert (one["state"], one["supplier"], one["caption"]) == ("open", "市人社局", "更正申请")
    fails(UsageError, "没有可发出的校核单", "ticket", "send", "--unit", "市税务局")
    assert run("ticket", "send", "--unit", "市人社局", "--at", "2023-07-04").exit_code == 0
    (late,) = ask("ticket", "list", "--overdue", "--as-of", "2023-07-28")
    assert (late["due"], late["overdue"]) == ("2023-07-25", 3)
    assert ask("ticket", "list", "--unit", "市税务局") == []
    path = home / "校核纠错表.xlsx"
    assert run("ticket", "export", "--unit", "市人社局", "-o", str(path)).exit_code == 0
    book = load_workbook(path)
    page = book.active
    assert page is not None
    page.cell(4, 14, "按登记的参保时间，不需更正")
    book.save(path)
    assert run("ticket", "answer", str(path), "--at", "2023-07-10").exit_code == 0
    fails(UsageError, "已经答复过", "ticket", "answer", str(path), "--at", "2023-07-11")
    fails(NotFoundError, "没有校核单", "ticket", "withdraw", "nobody", "--reason", "x")
    fails(UsageError, "请说明理由", "ticket", "justify", one["id"], "--at", "2023-07-12")
    assert run("ticket", "justify", one["id"][:5], "--reason", "属实", "--at", "2023-07-12").exit_code == 0
    said = ask("ticket", "show", one["id"])
    assert [s["step"] for s in said["steps"]] == ["立单", "发出", "答复", "认可说明"]
    assert said["found"][0]["expected"] == "2015-07-01"
    (row,) = ask("ticket", "figures", "--year", "2023", "--as-of", "2023-07-31")
    assert (row["sent"], row["in_time"], row["justified"], row["days"]) == (1, 1, 1, 4.0)
    with Ledger(get_settings()).session() as session:
        said_of = [e.action for e in entries(session) if e.action.startswith("ticket.")]
    assert {"ticket.send", "ticket.answer", "ticket.justify", "ticket.show"} <= set(said_of)
    assert "ticket.request" not in said_of


def test_findings_need_a_resolved_lake(home: Path) -> None:
    done = run("ticket", "find")
    assert isinstance(done.exception, ResolutionError)


def test_a_role_sees_personal_cells_masked_and_no_sentence_that_quotes_them(home: Path) -> None:
    settings = get_settings()
    ledger = Ledger(settings)
    number = requests.request(
        ledger, "company_registration", "", "晋江市恒盛鞋业有限公司",
        "legal_representative", value="王小明", wanted="王晓明", why="王小明应为王晓明",
        at=moment("2023-07-03"),
    )  # fmt: skip
    day = date(2023, 7, 4)
    whole = ticket_for(settings, ledger, local_operator(), number, day)
    assert (whole["found"][0]["value"], whole["found"][0]["expected"]) == ("王小明", "王晓明")
    with pytest.raises(ForbiddenError):
        ticket_for(settings, ledger, Principal("x", "analyst"), number, day)
    with ledger.session() as session:
        (row,) = tickets.find(session, number).rows
    hidden, seen = row_for(row, load_roles().roles["analyst"].sees, dataset_classes("company_registration"))
    assert (hidden["value"], hidden["expected"], hidden["why"], seen) == ("王**", "王**", HIDDEN, False)
    assert row["value"] == "王小明"
