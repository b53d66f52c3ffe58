from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resolution.buildings import evaluate_buildings, resolve_buildings
from resolution.persons import evaluate_persons, resolve_persons
from tests.resolution.ladder_lake import lake_with


def _delivered(con: duckdb.DuckDBPyConnection, dataset: str) -> None:
    con.execute("CREATE TABLE delivery_file (id VARCHAR, dataset VARCHAR, file_name VARCHAR)")
    con.execute("INSERT INTO delivery_file VALUES (?, ?, 'f.xlsx')", [f"d_{dataset}", dataset])


def test_pairs_count_what_was_joined_rightly_wrongly_and_not_at_all(tmp_path: Path) -> None:
    names = ["恒悦大厦", "恒越大厦", "恒跃大厦", "海峰广场"]
    rows = [{"name": f"厂{i}", "building": n, "town": "青阳街道"} for i, n in enumerate(names)]
    con = lake_with({"building_occupancy": rows})
    resolve_buildings(con)
    _delivered(con, "building_occupancy")
    truth = {
        "file": ["f.xlsx"] * 4,
        "sheet": ["Sheet1"] * 4,
        "row": [2, 3, 4, 5],
        "role": ["楼宇"] * 4,
        "kind": ["bld"] * 4,
    }
    pq.write_table(pa.table({**truth, "true_id": ["b1", "b1", "b2", "b2"]}), tmp_path / "truth.parquet")
    found = evaluate_buildings(con, tmp_path)
    assert (found.pairs_true, found.pairs_found, found.pairs_right) == (2, 3, 1)
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == 0.5


def test_persons_are_measured_by_who_runs_the_firm_of_their_row(tmp_path: Path) -> None:
    firm = {"legal_representative": "张建国", "phone": "13800000001"}
    con = lake_with({"company_registration": [{**firm, "name": "恒盛鞋业"}, {**firm, "name": "大同纺织"}]})
    resolve_persons(con)
    _delivered(con, "company_registration")
    truth = {
        "file": ["f.xlsx"] * 2,
        "sheet": ["Sheet1"] * 2,
        "row": [2, 3],
        "role": ["登记企业"] * 2,
        "kind": ["ent"] * 2,
    }
    pq.write_table(pa.table({**truth, "true_id": ["e1", "e2"]}), tmp_path / "truth.parquet")
    pq.write_table(
        pa.table({"true_id": ["e1", "e2"], "person_id": ["p1", "p1"]}), tmp_path / "truth_entity.parquet"
    )
    found = evaluate_persons(con, tmp_path)
    assert (found.pairs_true, found.pairs_right) == (1, 1)
