"""`chanye report` as an office calls it, on an installation that holds a few deliveries."""

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from core.errors import NotFoundError, UsageError
from core.settings import Settings, get_settings
from governance.score.card import score
from governance.tickets.figures import Speed
from store.ledger import Ledger
from store.tables import AuditEntry
from tests.governance.calling import fails, run
from tests.governance.office import Office
from tests.viz.reports.told import compare
from viz.reports.bulletin import due_entries, make
from viz.reports.bulletin_asks import demands, problems
from viz.reports.bulletin_parts import Told, corrections
from viz.reports.document import Items, Report, Table, Text
from viz.reports.kinds import KINDS, Desk, find_kind, month_before
from viz.reports.months import checked
from viz.reports.town_month import named
from viz.reports.write import Form, targets, write

DAY = date(2023, 6, 25)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that got one file in time, one late, a nil return's worth of nothing else."""
    home = tmp_path_factory.mktemp("office")
    Ledger(Settings(home=home)).engine.dispose()
    made = Office(home / "office", home / "ledger.sqlite")
    made.put("tax_net_revenue", "2023-05", "2023-06-10", [{"taxpayer_name": "甲公司"}, {}])
    made.put("power_consumption", "2023-05", "2023-06-20")
    made.put("social_insurance", "2023-05", "2023-06-14", rows_rejected=3)
    return made


def desk(office: Office, **more: object) -> Desk:
    return Desk(office.settings, office.ledger, "领导小组办公室", DAY, DAY, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def bulletin(office: Office) -> Report:
    return make(desk(office), "2023")


@pytest.fixture
def called(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CHANYE_HOME", str(office.settings.home))
    monkeypatch.setenv("CHANYE_GOVERNANCE", str(office.rules))
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_the_whole_text_of_the_bulletin(bulletin: Report) -> None:
    compare(bulletin, "bulletin")


def test_what_was_not_yet_known_is_not_told(office: Office, bulletin: Report) -> None:
    then = make(desk(office, known_on=datetime(2023, 6, 12)), "")
    assert "按时1项" in then.summary
    assert "按时2项" in bulletin.summary


def test_tickets_are_told_counted_and_asked_for(office: Office) -> None:
    sent = [Speed("市税务局", 5, 3, 2, 2, 1, 1, 4.5), Speed("市财政局", 2, 2, 2, 2, 0, 0, None)]
    entries = due_entries(desk(office), 2023)
    told = Told(desk(office), 2023, entries, score(office.settings, office.ledger, 2023, DAY), sent)
    said, table = corrections(told)
    assert isinstance(said, Text)
    assert said.text == "本年度发出校核单7张，已答复或改正5张，其中按期4张；逾期未答复1张。"
    assert isinstance(table, Table)
    assert table.rows[1] == ("市财政局", 2, 2, 2, 2, 0, 0, None)
    assert "校核单逾期未答复1张：市税务局1张。" in problems(told)
    (asked,) = demands(told)
    assert isinstance(asked, Items)
    assert "按期纠错。尚未答复的2张校核单，要在期限内改正或说明理由。" in asked.items


def test_a_command_writes_both_forms_and_is_audited(called: None, tmp_path: Path, bulletin: Report) -> None:
    done = run(
        "report",
        "通报",
        "2023",
        "--as-of",
        "2023-06-25",
        "--format",
        "both",
        "-o",
        str(tmp_path / "通报.docx"),
    )
    assert done.exit_code == 0, done.exception
    said = [p.text for p in Document(io.BytesIO((tmp_path / "通报.docx").read_bytes())).paragraphs]
    assert bulletin.summary in said
    assert said.count("产业信息综合管理服务平台建设领导小组办公室") == 1
    assert "说明" in load_workbook(tmp_path / "通报.xlsx").sheetnames
    with Ledger(get_settings()).session() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).all()
    assert entry.object == "report:通报 2023"
    assert entry.detail["files"] == ["通报.docx", "通报.xlsx"]


@pytest.mark.parametrize(
    ("kind", "said", "arguments"),
    [
        (NotFoundError, "没有“周报”这类报告。 可用：通报（bulletin）", ["周报"]),
        (UsageError, "一企一档要写明企业", ["一企一档"]),
        (UsageError, "年度“去年”不对", ["通报", "去年"]),
        (UsageError, "年度“2019”不对", ["通报", "2019"]),
        (UsageError, "没有已到期的报送事项", ["通报", "2022", "--as-of", "2023-01-01"]),
        (UsageError, "不能用 --known-on", ["镇街月报", "池店镇", "--known-on", "2023-06-01"]),
        (UsageError, "不是月报", ["通报", "2023", "--month", "2023-05"]),
        (UsageError, "不认得格式“pdf”", ["通报", "--format", "pdf"]),
        (UsageError, "与 --format docx 不一致", ["通报", "-o", "x.xlsx"]),
        (UsageError, "不认得 x.doc 的格式", ["通报", "-o", "x.doc"]),
    ],
)
def test_what_cannot_be_asked_is_told(called: None, kind: type, said: str, arguments: list[str]) -> None:
    fails(kind, said, "report", *arguments)


def test_a_path_that_cannot_be_written_leaves_nothing_behind(bulletin: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="无法写入"):
        write(bulletin, targets(tmp_path / "file" / "x.docx", Form.DOCX, "x"))
    (tmp_path / "y.docx").mkdir()
    with pytest.raises(UsageError, match="无法写入"):
        write(bulletin, {Form.DOCX: tmp_path / "y.docx"})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "y.docx"]


def test_a_folder_is_filled_with_files_named_after_the_report(tmp_path: Path) -> None:
    found = targets(tmp_path, Form.BOTH, "通报_2023")
    assert sorted(p.name for p in found.values()) == ["通报_2023.docx", "通报_2023.xlsx"]


def test_months_and_towns_are_checked() -> None:
    assert [month_before(date(2023, m, d)) for m, d in ((5, 31), (6, 1), (1, 15))] == [
        "2023-05",
        "2023-05",
        "2022-12",
    ]
    assert (named("池店"), named("池店镇")) == ("池店镇", "池店镇")
    with pytest.raises(NotFoundError, match=r"没有镇（街道）“火星镇”。 可用：.*池店镇"):
        named("火星镇")
    with pytest.raises(UsageError, match="月份“2023-13”不对"):
        checked("2023-13")


def test_every_kind_is_listed_and_found_by_both_names() -> None:
    done = run("report", "list")
    assert done.exit_code == 0
    for kind in KINDS:
        assert kind.name in done.stdout
        assert find_kind(kind.name) is find_kind(kind.alias) is kind


def test_what_draws_and_writes_is_loaded_by_this_command_alone() -> None:
    heavy = "{'matplotlib', 'docx', 'xlsxwriter'}"
    code = f"import sys, cli.report, viz.reports.kinds; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
