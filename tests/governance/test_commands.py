"""Calendar, statements, units, quality and score as a person and a script call them."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import NotFoundError, UsageError
from core.settings import get_settings
from store.audit import entries
from store.ledger import Ledger
from tests.governance.calling import ask, fails, run
from tests.ingest.samples import TAX, csv_bytes, tax_row


def test_a_register_says_when_each_file_came_and_the_calendar_shows_it(home: Path) -> None:
    for month in (5, 6):
        path = home / "supply" / "市税务局" / f"净入库2023{month:02d}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(csv_bytes([TAX, tax_row(month, f"2023-{month:02d}-18")]))
    register = home / "收文登记.csv"
    register.write_text(
        "文件,收到时间\n市税务局/净入库202305.csv,2023-06-17\n市税务局/净入库202306.csv,2023-07-10\n",
        encoding="utf-8",
    )
    assert run("ingest", str(home / "supply"), "--register", str(register)).exit_code == 0
    found = ask(
        "delivery", "calendar", "--dataset", "税务净入库信息", "--year", "2023", "--as-of", "2023-07-31"
    )
    states = {e["period"]: (e["state"], e["days"]) for e in found}
    assert states["2023-05"] == ("late", 2)
    assert states["2023-06"] == ("on_time", 0)
    assert states["首次采集"] == ("missing", 31)
    assert states["2023-07"] == ("not_due", 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [("文件,收到\na.csv,昨天\n", "第 2 行“收到”写的是“昨天”"), ("a,b\n1,2\n", "缺少“文件”")],
)
def test_a_wrong_register_is_told_before_anything_is_taken_in(home: Path, text: str, said: str) -> None:
    (home / "r.csv").write_text(text, encoding="utf-8")
    (home / "净入库202304.csv").write_bytes(csv_bytes([TAX, tax_row(1)]))
    fails(UsageError, said, "ingest", str(home / "净入库202304.csv"), "--register", str(home / "r.csv"))
    assert ask("delivery", "list") == []


def test_a_day_of_knowledge_ends_at_midnight(home: Path) -> None:
    stated = ("delivery", "nil", "--dataset", "land_grant", "--period", "2023-05", "--reason", "无")
    assert run(*stated, "--at", "2023-06-12T15:00:00").exit_code == 0
    asked = ("delivery", "calendar", "--dataset", "land_grant", "--state", "nil", "--as-of", "2023-06-12")
    assert len(ask(*asked, "--known-on", "2023-06-12")) == 1
    assert ask(*asked, "--known-on", "2023-06-12T14:00:00") == []
    assert ask("delivery", "statements", "--known-on", "2023-06-11") == []


def test_nil_and_explanation_are_stated_answered_and_listed(home: Path) -> None:
    common = ("--dataset", "land_grant", "--reason", "本月无出让", "--at", "2023-06-10")
    assert run("delivery", "nil", "--period", "2023-05", *common).exit_code == 0
    fails(UsageError, "已有零报告", "delivery", "nil", "--period", "2023-05", *common)
    fails(NotFoundError, "没有“国有土地出让信息”2023-13", "delivery", "nil", "--period", "2023-13", *common)
    explain = ("delivery", "explain", "--dataset", "town_project", "--supplier", "陈埭镇", "--reason", "停电")
    assert run(*explain, "--period", "first", "--at", "2023-07-05", "--refuse").exit_code == 0
    assert run("delivery", "answer", "2", "--accept", "--reason", "属实", "--at", "2023-07-06").exit_code == 0
    fails(UsageError, "已经采纳", "delivery", "answer", "2", "--accept", "--reason", "x")
    fails(
        NotFoundError,
        "由各镇（街道）分别负责",
        "delivery",
        "explain",
        "--dataset",
        "town_project",
        "--period",
        "first",
        "--reason",
        "x",
    )
    found = ask("delivery", "statements")
    assert [(s["kind"], s["verdict"]) for s in found] == [("零报告", "待答复"), ("情况说明", "采纳：属实")]
    entries = ask(
        "delivery",
        "calendar",
        "--unit",
        "陈埭镇",
        "--dataset",
        "town_project",
        "--as-of",
        "2023-07-10",
        "--state",
        "explained",
    )
    assert [e["period"] for e in entries] == ["首次采集"]


def test_reminders_and_the_calendar_file_come_from_one_command(home: Path) -> None:
    done = run(
        "delivery",
        "calendar",
        "--unit",
        "power",
        "--as-of",
        "2023-07-12",
        "--remind",
        "--ics",
        str(home / "x.ics"),
    )
    assert "【报送提醒】市供电公司" in done.stdout
    assert (home / "x.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    fails(UsageError, "没有状态“gone”", "delivery", "calendar", "--state", "gone")


def test_a_set_of_towns_is_shown_as_a_whole(home: Path) -> None:
    found = ask("delivery", "calendar", "--whole", "--dataset", "offsite_firm", "--as-of", "2023-07-01")
    first = next(w for w in found if w["period"] == "首次采集")
    assert (first["came"], first["owed"], first["complete"], len(first["missing"])) == (0, 19, False, 19)


def test_states_are_counted_by_supplier_without_the_disputed_reading(home: Path) -> None:
    (found,) = ask(
        "delivery", "calendar", "--counts", "--unit", "市人社局", "--as-of", "2023-08-31", "--year", "2023"
    )
    assert (found["owed"], found["missing"], found["not_due"], found["mean_days_late"]) == (9, 5, 4, None)


def test_people_are_set_shown_and_never_named_in_audit_or_logs(home: Path) -> None:
    person = ("--role", "leader", "--name", "欧阳示例", "--phone", "13812345678", "--since", "2023-06-01")
    assert run("unit", "set", "陈埭镇", *person).exit_code == 0
    done = run("unit", "set", "陈埭镇", "--role", "分管领导", "--name", "李示例", "--since", "2023-07-01")
    assert isinstance(done.exception, UsageError)
    assert "欧阳" not in str(done.exception) + done.stderr
    shown = ask("unit", "show", "陈埭镇")
    assert [(p["name"], p["until"]) for p in shown["people"]] == [("欧阳示例", None)]
    assert run("unit", "end", "1", "--reason", "调离", "--on", "2023-08-01").exit_code == 0
    row = next(u for u in ask("unit", "list", "--as-of", "2023-07-31") if u["supplier"] == "陈埭镇")
    assert (row["leader"], row["datasets"]) == ("欧阳示例", 3)
    with Ledger(get_settings()).session() as session:
        told = [(e.action, e.object, str(e.detail)) for e in entries(session)]
    assert {"unit.set", "unit.end", "deliveries"} <= {a for a, _, _ in told}
    assert "欧阳" not in str(told)
    assert "1381" not in str(told)


def test_events_are_entered_listed_and_taken_back(home: Path) -> None:
    kind = ("--kind", "training", "--title", "信息员培训", "--on", "2023-06-20")
    assert run("unit", "event", *kind, "--unit", "town", "--unit", "tax", "--people", "40").exit_code == 0
    assert [len(e["suppliers"]) for e in ask("unit", "events", "--year", "2023")] == [20]
    assert run("unit", "event-undo", "1", "--reason", "误记").exit_code == 0
    assert ask("unit", "events") == []


def test_a_score_tells_its_formula_terms_and_reasons(home: Path) -> None:
    (home / "净入库202305.csv").write_bytes(csv_bytes([TAX, tax_row(1, "2023-05-18"), tax_row(2, "待补")]))
    run("ingest", str(home / "净入库202305.csv"), "--received-at", "2023-06-12")
    arguments = ("delivery", "score", "--year", "2023", "--as-of", "2023-07-01", "--known-on", "2023-07-01")
    found = ask(*arguments)
    assert found["unknown"] == ["correction_speed", "use"]
    assert ask(*arguments)["digest"] == found["digest"]
    assert "改正速度、利用：无数据，其权重 20" in run(*arguments).stderr
    why = ask(*arguments, "--unit", "tax", "--why")
    (one,) = [w for w in why if w["term"] == "准确"]
    assert (one["about"], one["why"]) == (
        "tax_net_revenue/市税务局/2023-05",
        "合格行 50.00%，不重复行 100.00%，有效代码和日期 50.00%",
    )
    fails(UsageError, "--unit", *arguments, "--why")
    listed = ask("delivery", "quality", "--unit", "tax")
    assert [(q["rows"], q["share_accepted"]) for q in listed] == [(2, 0.5)]
    assert ask("delivery", "quality", listed[0]["delivery"])["period"] == "2023-05"
    fails(UsageError, "请写交付件编号", "delivery", "quality")


def test_the_bulletin_goes_from_draft_to_publication(home: Path) -> None:
    year = ("--year", "2023")
    assert (
        run("delivery", "bulletin", "draft", *year, "--as-of", "2023-12-31", "--at", "2024-01-05").exit_code
        == 0
    )
    about = (
        "--unit",
        "power",
        "--about",
        "power_consumption/2023-05",
        "--reason",
        "系统升级",
        "--at",
        "2024-01-08",
    )
    assert run("delivery", "bulletin", "explain", *year, *about).exit_code == 0
    review = ("2", "--accept", "--reason", "属实", "--at", "2024-01-09")
    assert run("delivery", "bulletin", "review", *year, *review).exit_code == 0
    assert run("delivery", "bulletin", "publish", *year, "--at", "2024-01-10").exit_code == 0
    steps = ask("delivery", "bulletin", "show", *year)
    assert [s["step"] for s in steps] == ["draft", "explain", "review", "publish"]
    published = ask("delivery", "score", *year, "--as-of", "2023-12-31", "--known-on", "2024-01-10")
    assert published["digest"] == steps[-1]["digest"]


def test_the_very_moment_of_publication_gives_the_published_outcome(home: Path) -> None:
    year = ("--year", "2023")
    assert run("delivery", "bulletin", "draft", *year, "--as-of", "2023-12-31").exit_code == 0
    assert run("delivery", "bulletin", "publish", *year).exit_code == 0
    step = ask("delivery", "bulletin", "show", *year)[-1]
    moment = step["detail"]["known_on"]
    assert "." in moment
    for written in (moment, moment.replace("T", " ")):
        found = ask("delivery", "score", *year, "--as-of", "2023-12-31", "--known-on", written)
        assert (found["digest"], found["known_on"]) == (step["digest"], moment)
    assert run("delivery", "calendar", "--known-on", moment).exit_code == 0


@pytest.mark.parametrize(
    "command",
    [("delivery", "calendar"), ("delivery", "score"), ("delivery", "bulletin", "show"), ("unit", "events")],
)
def test_a_year_that_is_none_is_refused(home: Path, command: tuple[str, ...]) -> None:
    for year in ("0", "2019", "2101", "99999"):
        assert run(*command, "--year", year).exit_code == 2


def test_a_calendar_file_that_cannot_be_written_is_told(home: Path) -> None:
    path = home / "none" / "x.ics"
    fails(
        UsageError, f"日历文件 {path} 无法写入", "delivery", "calendar", "--unit", "power", "--ics", str(path)
    )


def test_defaults_are_today_and_now(home: Path) -> None:
    found = ask("delivery", "calendar", "--unit", "power")
    assert max(e["due"] for e in found) >= date.today().isoformat() > "2026"
