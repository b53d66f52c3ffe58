"""`chanye ingest` and `chanye delivery` as a person and a script call them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from core.errors import ChanyeError, NotFoundError
from core.logs import configure_logging
from core.settings import get_settings
from tests.ingest.samples import TAX, csv_bytes, tax_row


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CHANYE_HOME", str(tmp_path / "var"))
    get_settings.cache_clear()
    configure_logging(get_settings())
    yield tmp_path
    get_settings.cache_clear()


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_ingest_prints_receipts_and_says_three_where_something_was_refused(home: Path) -> None:
    (home / "净入库202304.csv").write_bytes(csv_bytes([TAX, tax_row(1), tax_row(2, "待补")]))
    done = _run("ingest", str(home / "净入库202304.csv"), "--format", "json")
    assert done.exit_code == 3
    (receipt,) = json.loads(done.stdout)
    assert (receipt["dataset"], receipt["rows"]) == ("tax_net_revenue", 3)
    assert (receipt["good"], receipt["rejected"], receipt["ignored"]) == (1, 1, 1)
    assert (home / "var" / receipt["reject_file"]).is_file()
    assert "鞋业" not in done.stderr
    assert _run("delivery", "withdraw", receipt["delivery"], "--reason", "测试").exit_code == 0
    listed = json.loads(_run("delivery", "list", "--format", "json").stdout)
    assert [d["status"] for d in listed] == ["withdrawn"]
    shown = json.loads(_run("delivery", "show", receipt["delivery"], "--format", "json").stdout)
    assert (shown["withdrawn_reason"], len(shown["files"])) == ("测试", 1)


def test_a_clean_file_gives_zero_and_a_table(home: Path) -> None:
    (home / "净入库202304.csv").write_bytes(csv_bytes([TAX, tax_row(1)]))
    done = _run("ingest", str(home / "净入库202304.csv"))
    assert done.exit_code == 0
    assert "合格 1 行" in done.stderr


def test_a_wrong_period_is_wrong_usage_and_a_missing_file_an_error(home: Path) -> None:
    (home / "净入库202304.csv").write_bytes(csv_bytes([TAX, tax_row(1)]))
    wrong = _run("ingest", str(home / "净入库202304.csv"), "--period", "四月").exception
    assert isinstance(wrong, ChanyeError)
    assert wrong.exit_code == 2
    assert isinstance(_run("ingest", str(home / "没有.csv")).exception, NotFoundError)
