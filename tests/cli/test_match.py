"""`chanye match` and `chanye explain`: against a file without any home, and against the city's registry."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from core.settings import get_settings
from resolution.arbiter.version import shipped
from resolution.model import first_parameters
from resolution.tables import latest
from store import models
from store.judgements import Verdict
from tests.resolution.judged_city import AWAY, FIRM, SPELLED, City, entity, judge, make_city, mention, run
from tests.resolution.matching import REGISTRY, names, read, write


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CHANYE_HOME", str(tmp_path / "home"))
    get_settings.cache_clear()
    yield tmp_path / "home"
    get_settings.cache_clear()


def test_a_list_against_a_file(tmp_path: Path, home: Path) -> None:
    listed = names(tmp_path / "list.csv", "晋江市恒盛鞋业有限公司", "", header="raw")
    registry, out = write(tmp_path / "r.csv", REGISTRY), tmp_path / "out.csv"
    words = ["match", str(listed), "--registry", str(registry), "-o", str(out), "--map", "name=raw"]
    result = CliRunner().invoke(app, [*words, "--format", "json"])
    assert result.exit_code == 3, "one row has no name"
    told = json.loads(result.stdout)
    assert told["decisions"] == {"match": 1, "review": 0, "none": 1, "ambiguous": 0}
    assert told["arbiter"] == {"base": "shipped", "way": "base"}
    assert [r["match_id"] for r in read(out)] == ["E1", ""]
    assert not home.exists()


def test_the_table_is_followed_by_which_arbiter_decided(tmp_path: Path, home: Path) -> None:
    listed, registry = (
        names(tmp_path / "list.csv", "晋江市恒盛鞋业有限公司"),
        write(tmp_path / "r.csv", REGISTRY),
    )
    words = ["match", str(listed), "--registry", str(registry), "-o", str(tmp_path / "o.csv"), "--no-learn"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    assert "裁定：随产品的裁定模型" in result.output


@pytest.mark.parametrize("wrong", ["--map", "--registry-map"])
def test_a_wrong_map_is_wrong_usage(tmp_path: Path, home: Path, wrong: str) -> None:
    listed = names(tmp_path / "list.csv", "甲")
    words = ["match", str(listed), "--registry", str(listed), "-o", str(tmp_path / "o.csv"), wrong, "nom=raw"]
    result = CliRunner().invoke(app, words)
    assert "应写成 字段=表头" in str(result.exception)
    assert getattr(result.exception, "exit_code", None) == 2


def test_without_a_registry_file_a_city_is_needed(tmp_path: Path, home: Path) -> None:
    listed = names(tmp_path / "list.csv", FIRM)
    result = CliRunner().invoke(app, ["match", str(listed), "-o", str(tmp_path / "out.csv")])
    assert "还没有归一结果" in str(result.exception)


@pytest.fixture
def city(home: Path) -> City:
    made = make_city(home)
    run(made)
    return made


@pytest.mark.slow
def test_a_list_against_the_city_obeys_its_stewards(tmp_path: Path, city: City) -> None:
    listed, out = names(tmp_path / "list.csv", FIRM, SPELLED), tmp_path / "out.csv"
    firm = entity(city, FIRM)
    assert CliRunner().invoke(app, ["match", str(listed), "-o", str(out)]).exit_code == 0
    assert [r["match_id"] for r in read(out)] == [firm, firm]
    judge(city, [(mention(city, SPELLED), firm, Verdict.CANNOT_LINK)])
    assert CliRunner().invoke(app, ["match", str(listed), "-o", str(out)]).exit_code == 0
    assert [r["match_id"] for r in read(out)] == [firm, ""]


@pytest.mark.slow
def test_a_list_against_the_city_is_judged_by_the_arbiter_in_use(tmp_path: Path, city: City) -> None:
    slipped, out = FIRM.replace("恒盛", "恒胜"), tmp_path / "out.csv"
    listed = names(tmp_path / "list.csv", slipped)
    words = ["match", str(listed), "-o", str(out)]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert [r["decision"] for r in read(out)] == ["match"]
    strict = shipped().to_data() | {"thresholds": {"match": 1.01, "review": 0.0}}
    with city.ledger.session() as session:
        made = {"comparisons": first_parameters(), "arbiter": strict}
        models.add(session, made, "strict", {}, datetime(2023, 6, 1))
    assert CliRunner().invoke(app, words).exit_code == 0
    assert [r["decision"] for r in read(out)] == ["review"]


@pytest.mark.slow
def test_an_explanation_sums_up_to_the_weight_of_the_run(tmp_path: Path, city: City) -> None:
    chart = tmp_path / "chart.html"
    judge(city, [(mention(city, SPELLED), entity(city, FIRM), Verdict.CANNOT_LINK)])
    run(city)
    result = CliRunner().invoke(app, ["explain", SPELLED, "--format", "json", "--chart", str(chart)])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    weights = {c["entity_id"]: c["weight"] for c in told["candidates"]}
    taken = {c["entity_id"]: c for c in told["waterfalls"][0]["candidates"]}
    assert weights
    for name, weight in weights.items():
        steps = [s["bits"] for s in taken[name]["steps"] if s["stage"] == "arbiter"]
        assert sum(steps) == pytest.approx(weight, abs=0.05)
    assert chart.stat().st_size > 500_000
    brief = CliRunner().invoke(app, ["explain", SPELLED, "--format", "json", "--brief"])
    assert json.loads(brief.stdout)["waterfalls"] == []


@pytest.mark.slow
def test_an_explanation_says_where_the_run_weighed_otherwise(city: City) -> None:
    said = CliRunner().invoke(app, ["explain", SPELLED, "--format", "json"])
    told = json.loads(said.stdout)["waterfalls"]
    assert all(one["same_as_run"] for one in told)
    away = CliRunner().invoke(app, ["explain", AWAY, "--format", "json"])
    [one] = json.loads(away.stdout)["waterfalls"]
    first = one["candidates"][0]["entity_id"]
    assert (one["same_as_run"], one["differing"], one["gone"]) == (True, [], [])
    judge(city, [(mention(city, AWAY), first, Verdict.CANNOT_LINK)])
    again = json.loads(CliRunner().invoke(app, ["explain", AWAY, "--format", "json"]).stdout)["waterfalls"][0]
    assert first in again["gone"] or first in {d["entity_id"] for d in again["differing"]}
    assert "chanye resolve 之后两者一致" in CliRunner().invoke(app, ["explain", AWAY]).output


@pytest.mark.slow
def test_a_run_of_before_panel_evidence_can_be_explained(city: City) -> None:
    folder = latest(city.settings, city.ledger).folder
    (folder / "panel.parquet").unlink()
    note = json.loads((folder / "tables.json").read_text())
    (folder / "tables.json").write_text(json.dumps({n: t for n, t in note.items() if n != "panel"}))
    result = CliRunner().invoke(app, ["explain", AWAY])
    assert result.exit_code == 0, result.output
    assert "其他记录" not in result.output
