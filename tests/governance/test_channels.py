"""Channels beside files: a watched folder, a database view, an address; all give the receipt of a file."""

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from sqlalchemy import Column, MetaData, Numeric, String, Table, create_engine, make_url, text
from sqlalchemy.types import TypeEngine
from typer.testing import CliRunner

from cli.main import app
from core.errors import NotFoundError, RulesError
from core.logs import configure_logging
from core.settings import Settings, get_settings
from governance.channels import database
from governance.channels.database import _batch
from governance.channels.folder import ANSWERS, Inbox
from governance.channels.sources import FILE, read_sources
from ingest.contract import load_catalogue
from ingest.gather import Options
from ingest.receipt import Status
from store.deliveries import deliveries
from store.ledger import Ledger
from tests.governance.hub import postgres, web_server

HEAD = "所属时间,企业名称,用电量,企业类别\n"
CSV = HEAD + "2023-05,晋江市恒盛鞋业有限公司,1200.50,规上\n2023-05,晋江市大华食品有限公司,88,规上\n"
COLUMNS = ("所属时间", "企业名称", "用电量", "企业类别")
ROWS = [
    ("2023-05", "晋江市恒盛鞋业有限公司", Decimal("1200.50"), "规上"),
    ("2023-06", "晋江市大华食品有限公司", Decimal("12345678901.25"), None),
]
NAME = "重点企业用电信息2023年5月.csv"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    folder = tmp_path / "收件"
    folder.mkdir()
    return Inbox(folder)


def _take(inbox: Inbox, ledger: Ledger, settings: Settings) -> list[tuple[str, Status, int]]:
    return [(r.file, r.status, r.good) for r in inbox.take(settings, ledger, Options())]


def test_a_file_is_taken_once_it_has_stopped_growing(
    inbox: Inbox, ledger: Ledger, settings: Settings
) -> None:
    file = inbox.folder / "市供电公司" / NAME
    file.parent.mkdir()
    file.write_text(HEAD, encoding="utf-8")
    assert _take(inbox, ledger, settings) == []
    file.write_text(CSV, encoding="utf-8")
    assert _take(inbox, ledger, settings) == [], "it grew since the look before"
    assert _take(inbox, ledger, settings) == [(f"市供电公司/{NAME}", Status.COMMITTED, 2)]
    assert _take(inbox, ledger, settings) == [], "it was taken"
    said = (inbox.folder / ANSWERS / "市供电公司" / f"{NAME}.回执.txt").read_text(encoding="utf-8")
    assert said.startswith("【已接收】")
    assert "合格 2 行，退回 0 行" in said


def test_what_is_refused_is_answered_with_its_reason_and_reject_sheet(
    inbox: Inbox, ledger: Ledger, settings: Settings
) -> None:
    (inbox.folder / NAME).write_text(CSV + "2023-05,,30,规上\n", encoding="utf-8")
    (inbox.folder / "说明.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    inbox.whole()
    found = {r.file: r for r in inbox.take(settings, ledger, Options())}
    assert (found[NAME].good, found[NAME].rejected) == (2, 1)
    assert found["说明.csv"].status is Status.REFUSED
    answers = inbox.folder / ANSWERS
    assert (answers / Path(found[NAME].reject_file).name).exists()
    assert found["说明.csv"].error in (answers / "说明.csv.回执.txt").read_text(encoding="utf-8")
    assert _take(inbox, ledger, settings) == [], "answers are no deliveries"


def test_a_changed_file_is_taken_again_and_an_old_one_after_a_restart_is_known(
    inbox: Inbox, ledger: Ledger, settings: Settings
) -> None:
    file = inbox.folder / NAME
    file.write_text(CSV, encoding="utf-8")
    inbox.whole()
    assert [s for _, s, _ in _take(inbox, ledger, settings)] == [Status.COMMITTED]
    file.write_text(CSV.replace("88", "89"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    inbox.whole()
    assert [s for _, s, _ in _take(inbox, ledger, settings)] == [Status.COMMITTED]
    again = Inbox(inbox.folder)
    again.whole()
    assert [s for _, s, _ in _take(again, ledger, settings)] == [Status.UNCHANGED]
    with ledger.session() as session:
        assert len(deliveries(session)) == 2


def test_links_and_temporary_files_are_left_alone(inbox: Inbox, tmp_path: Path) -> None:
    outside = tmp_path / "别处.csv"
    outside.write_text(CSV, encoding="utf-8")
    (inbox.folder / "链接.csv").symlink_to(outside)
    (inbox.folder / "~$打开中.xlsx").write_bytes(b"")
    inbox.whole()
    assert inbox.whole() == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="没有文件夹"):
        Inbox(tmp_path / "没有")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("CHANYE_HOME", str(home))
    get_settings.cache_clear()
    yield home
    get_settings.cache_clear()


def _sources(home: Path, **sources: object) -> None:
    (home / FILE).write_text(yaml.safe_dump({"sources": sources}, allow_unicode=True), encoding="utf-8")


def _pull(*arguments: str) -> tuple[int, list[dict[str, object]], str]:
    configure_logging(get_settings())
    done = CliRunner().invoke(app, ["pull", *arguments, "--format", "json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, json.loads(done.stdout), done.stderr


def _fill(url: str) -> None:
    engine = create_engine(url)
    kinds: list[TypeEngine[Any]] = [String(), String(), Numeric(18, 2), String()]
    columns = [Column(n, k) for n, k in zip(COLUMNS, kinds, strict=True)]
    table = Table("power", MetaData(), *columns)
    with engine.begin() as con:
        table.create(con)
        con.execute(table.insert(), [dict(zip(COLUMNS, row, strict=True)) for row in ROWS])
        con.execute(text("CREATE VIEW v_power AS SELECT * FROM power"))
    engine.dispose()


def _lake(home: Path) -> list[tuple[str, Decimal]]:
    files = sorted((home / "lake" / "power_consumption").rglob("*.parquet"))
    return [(r["name"], r["consumption"]) for f in files for r in pq.read_table(f).to_pylist()]


@pytest.mark.slow
def test_a_view_of_a_real_postgresql_is_taken_in_by_period(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pg"
    folder.mkdir(mode=0o755)
    for parent in (tmp_path, *tmp_path.parents):
        if parent.owner() == Path.home().owner() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o711)
    with postgres(folder, "s3cret") as url:
        _fill(make_url(url).set(password="s3cret").render_as_string(hide_password=False))
        (home / "password").write_text("s3cret\n", encoding="utf-8")
        view = {"kind": "database", "dataset": "power_consumption", "url": url, "view": "public.v_power"}
        _sources(home, 用电={**view, "period_column": COLUMNS[0], "password_file": str(home / "password")})
        code, [receipt], _ = _pull("--period", "2023-06")
        assert (code, receipt["status"], receipt["good"], receipt["period"]) == (0, "committed", 1, "2023-06")
        assert _lake(home) == [("晋江市大华食品有限公司", Decimal("12345678901.2500"))]
        assert _pull("--period", "2023-06")[1][0]["status"] == "unchanged"
        (home / "password").write_text("wrong", encoding="utf-8")
        code, [receipt], said = _pull("--period", "2023-05")
        assert (code, receipt["status"]) == (3, "refused")
        assert "读取失败" in str(receipt["error"])
        assert "wrong" not in json.dumps(receipt) + said


def test_a_view_without_a_period_column_is_taken_whole_and_a_missing_one_is_told(home: Path) -> None:
    url = f"sqlite:///{home / 'hub.sqlite'}"
    _fill(url)
    common = {"kind": "database", "dataset": "power_consumption", "url": url}
    _sources(home, 全部={**common, "view": "v_power"}, 没有={**common, "view": "v_nothing"},
             错列={**common, "view": "v_power", "period_column": "月份"})  # fmt: skip
    code, found, _ = _pull("全部", "没有")
    assert (code, [r["status"] for r in found]) == (3, ["committed", "refused"])
    assert "没有视图 v_nothing" in str(found[1]["error"])
    code, [receipt], _ = _pull("错列", "--period", "2023-05")
    assert code == 3
    assert "没有列 月份" in str(receipt["error"])
    assert "所属时间" in str(receipt["advice"])


def test_a_view_that_grows_beyond_the_limit_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{home / 'hub.sqlite'}"
    _fill(url)
    _sources(home, 全部={"kind": "database", "dataset": "power_consumption", "url": url, "view": "v_power"})
    monkeypatch.setattr(database, "LARGEST", 100)
    code, [receipt], _ = _pull("全部")
    assert (code, receipt["status"]) == (3, "refused")
    assert "分期取数" in str(receipt["advice"])
    assert not list((home / "lake").rglob("power_consumption/**/*.parquet"))


def test_an_address_is_asked_with_its_token_and_period_and_its_answer_taken_in(home: Path) -> None:
    asked: list[tuple[str, str | None]] = []
    file = {
        "Content-Type": "text/csv",
        "Content-Disposition": "attachment; filename*=UTF-8''..%2F%E7%94%A8%E7%94%B5.csv",
    }
    answers = {
        "/power/2023-05": (200, file, CSV.encode()),
        "/moved": (302, {"Location": "http://127.0.0.1:1/"}, b""),
    }
    (home / "token").write_text("t0ken\n", encoding="utf-8")
    with web_server(answers, asked) as base:
        common = {"kind": "http", "dataset": "power_consumption", "token_file": str(home / "token")}
        _sources(home, 用电={**common, "url": base + "/power/{period}", "query": {"m": "{period}"}},
                 搬走={**common, "url": base + "/moved"}, 没有={**common, "url": base + "/none"})  # fmt: skip
        code, [receipt], _ = _pull("用电", "--period", "2023-05")
        assert (code, receipt["good"], receipt["file"]) == (0, 2, "数据底座/用电/2023-05/用电.csv")
        assert asked == [("/power/2023-05?m=2023-05", "Bearer t0ken")]
        code, found, _ = _pull("搬走", "没有")
    assert (code, [str(r["error"]).partition("：")[2] for r in found]) == (
        3,
        ["对方答复 302。", "对方答复 404。"],
    )
    code, [receipt], _ = _pull("用电", "--period", "2023-05")
    assert "取不到" in str(receipt["error"]), "the server is gone"


VIEW = {"kind": "database", "dataset": "power_consumption", "view": "v"}
FEED = {"kind": "http", "dataset": "power_consumption", "url": "http://h/"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({**VIEW, "url": "postgresql://u:p@h/d"}, "不要写口令"),
        ({**VIEW, "url": "nonsense"}, "数据库地址写法不对"),
        ({**FEED, "dataset": "power"}, "不在数据目录中"),
        ({**FEED, "url": "file:///etc/passwd"}, "url"),
        ({**FEED, "verify": False}, "verify"),
    ],
)
def test_a_mistake_in_the_sources_is_told_with_its_place(
    settings: Settings, source: dict[str, object], said: str
) -> None:
    _sources(settings.home, 来源=source)
    with pytest.raises(RulesError, match=said):
        read_sources(settings, load_catalogue())


def test_without_a_file_of_sources_the_advice_says_what_to_write(settings: Settings) -> None:
    with pytest.raises(NotFoundError, match=FILE):
        read_sources(settings, load_catalogue())


def test_a_source_that_knows_no_periods_is_placed_by_its_own_rows(home: Path) -> None:
    url = f"sqlite:///{home / 'hub.sqlite'}"
    _fill(url)
    _sources(home, 全部={"kind": "database", "dataset": "power_consumption", "url": url, "view": "v_power"})
    assert _pull("--period", "2023-05")[1][0]["status"] == "committed"
    assert _pull("--period", "2023-06")[1][0]["status"] == "unchanged"
    assert len(_lake(home)) == 2


def test_no_rows_are_no_nil_return(home: Path) -> None:
    url = f"sqlite:///{home / 'hub.sqlite'}"
    _fill(url)
    view = {"kind": "database", "dataset": "power_consumption", "url": url, "view": "v_power"}
    _sources(home, 用电={**view, "period_column": COLUMNS[0]})
    code, [receipt], _ = _pull("--period", "2023-07")
    assert (code, receipt["status"]) == (3, "refused")
    assert "没有 2023-07 的数据" in str(receipt["error"])


def test_one_bad_source_stops_no_other(home: Path) -> None:
    url = f"sqlite:///{home / 'hub.sqlite'}"
    _fill(url)
    common = {"kind": "database", "dataset": "power_consumption", "view": "v_power"}
    secret = {"kind": "http", "dataset": "power_consumption", "url": "http://127.0.0.1:1/"}
    _sources(home, 驱动={**common, "url": "nosuch://h/d"}, 口令={**secret, "token_file": str(home / "没有")},
             好={**common, "url": url})  # fmt: skip
    code, found, _ = _pull()
    assert (code, [r["status"] for r in found]) == (3, ["refused", "committed", "refused"])
    assert "没有装 nosuch 的驱动" in str(found[2]["error"])


def test_moments_keep_the_day_that_their_own_clock_shows() -> None:
    moment = datetime(2023, 5, 1, tzinfo=timezone(timedelta(hours=8)))
    batch = _batch([(moment,)], pa.schema([("at", pa.timestamp("us"))]))
    assert batch.to_pylist() == [{"at": datetime(2023, 5, 1)}]


def test_a_file_that_cannot_be_named_or_answered_stops_no_other(
    inbox: Inbox, ledger: Ledger, settings: Settings
) -> None:
    (inbox.folder / NAME).write_text(CSV, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(inbox.folder) + "/用电.csv".encode("gb18030"))).write_text(
        CSV, encoding="utf-8"
    )
    long = "用" * 80 + ".csv"
    (inbox.folder / long).write_text(CSV.replace("88", "90"), encoding="utf-8")
    (inbox.folder / ANSWERS).write_text("", encoding="utf-8")
    inbox.whole()
    states = {r.file: r.status for r in inbox.take(settings, ledger, Options(dataset="power_consumption"))}
    assert states["用电.csv"] is Status.REFUSED
    with ledger.session() as session:
        assert {d.file_name for d in deliveries(session)} == {NAME, long}
    (inbox.folder / ANSWERS).unlink()
    os.utime(inbox.folder / long, ns=(1, 1))
    inbox.whole()
    assert [r.status for r in inbox.take(settings, ledger, Options())] == [Status.UNCHANGED]
    assert next((inbox.folder / ANSWERS).iterdir()).name.endswith(".回执.txt")
