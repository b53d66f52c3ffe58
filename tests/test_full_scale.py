"""Full scale: what a small city cannot show. Run by `make test-full`."""

from pathlib import Path

import pyarrow.dataset as ds
import pytest

from tests.road import Road

pytestmark = pytest.mark.full


def test_thirty_thousand_enterprises_are_resolved_as_well_as_three_thousand(tmp_path: Path) -> None:
    road = Road(tmp_path)
    road.run("generate", "--enterprises", "30000", "--seed", "5", "--out", str(road.city))
    road.run("ingest", str(road.city / "supply"), exits=3)
    found = road.ask("resolve", "--truth", str(road.city / "truth"))
    by_scope = {q["scope"]: q for q in found["overall"]}
    assert by_scope["全部（按行）"]["precision"] >= 0.995
    assert by_scope["无代码（按不同提及）"]["precision"] >= 0.995
    assert by_scope["无代码（按不同提及）"]["recall"] >= 0.88


def test_a_city_of_three_hundred_thousand_is_made_whole(tmp_path: Path) -> None:
    road = Road(tmp_path)
    road.run("generate", "--enterprises", "300000", "--seed", "5", "--out", str(road.city))
    truth = ds.dataset(road.city / "truth" / "truth.parquet")
    entities = ds.dataset(road.city / "truth" / "truth_entity.parquet").to_table(["kind", "registered"])
    assert truth.count_rows() > 20_000_000
    assert entities.filter(ds.field("registered")).num_rows >= 290_000
