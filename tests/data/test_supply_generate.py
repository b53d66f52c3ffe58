import csv
from datetime import date
from pathlib import Path

import olefile
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from cli.main import app
from core.errors import SettingsError, UsageError
from data.city.supply.broken import write_broken
from data.city.supply.generate import prepare
from data.city.supply.habits import habit_book
from data.city.supply.periods import span, written
from data.city.supply.plan import due, is_first, suited
from data.city.supply.profile import read_profile
from ingest.contract import Deadline, load_catalogue
from tests.data.supply_reading import read_all


@pytest.mark.parametrize(
    ("period", "style", "text"),
    [
        ("2023-04", "chinese", "2023年4月"), ("2023-04", "compact", "202304"),
        ("2023-04", "dots", "2023.04"),
        ("2023-Q1", "chinese", "2023年一季度"), ("2023-Q1", "compact", "2023Q1"),
        ("2023", "chinese", "2023年"),
    ],
)  # fmt: skip
def test_periods_are_written_as_people_do(period: str, style: str, text: str) -> None:
    assert written(period, style) == text


def test_a_span_names_its_first_and_last_period() -> None:
    assert span(["2020-01", "2020-02", "2023-04"]) == "2020年1月-2023年4月"
    assert span(["2023-04"], "compact") == "202304"


@pytest.mark.parametrize(
    ("deadline", "period", "day"),
    [
        (Deadline(rule="monthly", day=15), "2023-05", date(2023, 6, 15)),
        (Deadline(rule="monthly", day=15), "2023-12", date(2024, 1, 15)),
        (Deadline(rule="quarterly", days=30), "2023-Q2", date(2023, 7, 30)),
        (Deadline(rule="yearly", month=1, day=31), "2023", date(2024, 1, 31)),
    ],
)
def test_a_routine_delivery_is_due_on_the_documents_day(deadline: Deadline, period: str, day: date) -> None:
    assert due(deadline, period) == day


def test_first_collections_end_where_the_catalogue_says() -> None:
    tax = load_catalogue().dataset("tax_net_revenue")
    assert is_first(tax, "2023-04")
    assert not is_first(tax, "2023-05")


def test_every_data_set_has_a_habit_that_keeps_its_periods() -> None:
    for unit in load_catalogue().units:
        for spec in unit.datasets:
            for town in range(7) if unit.suppliers else (None,):
                habit = suited(spec, habit_book().habit(unit.key, spec.key, town))
                dated = spec.period_field is not None or habit.sheets == "period" or habit.book
                assert dated or habit.history == "month", (spec.key, town)


def test_habits_speak_of_units_data_sets_and_fields_that_exist() -> None:
    catalogue, book = load_catalogue(), habit_book()
    assert set(book.units) == {u.key for u in catalogue.units}
    assert set(book.datasets) <= set(catalogue.datasets)
    for key, words in book.datasets.items():
        assert set(words.get("twice", ())) <= {f.key for f in catalogue.dataset(key).fields}


def test_a_profile_with_an_unknown_word_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.yaml"
    path.write_text("title: x\nsalt: x\nsurprise: 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"noise\.yaml"):
        read_profile(str(path))


def test_a_folder_that_holds_something_is_refused_and_force_keeps_what_is_foreign(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    (tmp_path / "supply").mkdir()
    (tmp_path / "supply" / "old.csv").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="--force"):
        prepare(tmp_path, force=False)
    prepare(tmp_path, force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--months", "2023-04..2020-01"], "月份范围"),
        (["--noise", "no-such-file.yaml"], "no-such-file"),
    ],
)
def test_wrong_arguments_are_said_in_chinese(tmp_path: Path, arguments: list[str], what: str) -> None:
    result = CliRunner().invoke(app, ["generate", "--out", str(tmp_path / "x"), *arguments])
    assert what in str(result.exception)
    assert not (tmp_path / "x").exists()


def test_broken_files_are_broken_each_in_its_way(tmp_path: Path) -> None:
    write_broken(tmp_path)
    locked = next(tmp_path.glob("*加密*"))
    with olefile.OleFileIO(str(locked)) as file:
        assert file.exists("EncryptedPackage")
        assert file.exists("EncryptionInfo")
    mixed = next(tmp_path.glob("*混合编码*")).read_bytes()
    for encoding in ("utf-8", "gb18030"):
        with pytest.raises(UnicodeDecodeError):
            mixed.decode(encoding)
    assert len(list(tmp_path.iterdir())) == 12


@pytest.mark.slow
def test_a_real_city_delivers_every_data_set_and_its_truth_holds(tmp_path: Path) -> None:
    out = tmp_path / "city"
    arguments = ["--enterprises", "400", "--months", "2022-10..2023-06", "--out", str(out)]
    assert CliRunner().invoke(app, ["generate", *arguments]).exit_code == 0
    with (out / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {m["dataset"] for m in lines} == set(load_catalogue().datasets)
    assert {"first", "routine", "nil", "repeated", "corrected"} == {m["kind"] for m in lines}
    truth = pq.read_table(out / "truth" / "truth.parquet").to_pylist()
    known = {
        r["true_id"]: r["name"] for r in pq.read_table(out / "truth" / "truth_entity.parquet").to_pylist()
    }
    assert {t["true_id"] for t in truth} <= set(known)
    planted = pq.read_table(out / "truth" / "planted.parquet").to_pylist()
    assert {p["topic"] for p in planted} == {"chain", "subsidy", "name", "signal"}
    assert {p["subject"] for p in planted if p["topic"] != "chain"} <= set(known)
    assert {t["kind"] for t in truth} == {"ent", "per", "prj", "pcl", "bld"}
    read, whole, firms = read_all(out / "supply"), 0, [t for t in truth if t["kind"] == "ent"]
    for t in firms:
        cells = [str(c) for c in read[t["file"], t["sheet"]][t["row"] - 1] if c is not None]
        whole += any((known[t["true_id"]] or "无") in c for c in cells)
    assert whole / len(firms) > 0.85
    assert "虚拟" in (out / "README.txt").read_text(encoding="utf-8")
    assert len(list((out / "faulty").iterdir())) == 12
