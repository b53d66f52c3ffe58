"""`chanye model`: versions are trained beside the one in use, compared in the shadow, used by choice."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from core.settings import get_settings
from store import models
from store.judgements import Verdict
from tests.resolution.judged_city import (
    AT,
    AWAY,
    FIRM,
    OTHER,
    SPELLED,
    STRANGE,
    UNKNOWN,
    City,
    entity,
    judge,
    make_city,
    mention,
    run,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    made = make_city(tmp_path)
    run(made)
    monkeypatch.setenv("CHANYE_HOME", str(tmp_path))
    get_settings.cache_clear()
    yield made
    get_settings.cache_clear()


def _json(*words: str) -> Any:  # noqa: ANN401  # any JSON
    result = CliRunner().invoke(app, [*words, "--format", "json"])
    assert result.exit_code == 0, result.output + repr(result.exception)
    return json.loads(result.stdout)


def _do(*words: str) -> None:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output + repr(result.exception)


def _versions() -> dict[int, bool]:
    return {row["number"]: row["active"] for row in _json("model", "list")}


def _worse(city: City) -> int:
    """A version that takes every name for another: nothing that only the model finds is found."""
    with city.ledger.session() as session:
        good = models.get(session, 1)
        bad = {
            n: [(0.001, 0.9)] * (len(v) - 1) + [(0.9, 0.001)]
            for n, v in good.parameters["comparisons"].items()
        }
        parameters = good.parameters | {"comparisons": bad}
        return models.add(session, parameters, good.data_hash, good.packages, AT, use=False).number


def test_training_leaves_the_version_in_use_alone_until_told_otherwise(city: City) -> None:
    _do("model", "train")
    assert _versions() == {1: True, 2: False}
    _do("model", "use", "2")
    assert _versions() == {1: False, 2: True}
    _do("model", "use", "1")
    assert _versions() == {1: True, 2: False}


def test_a_version_tells_what_it_learned_from_and_draws_its_curves(city: City, tmp_path: Path) -> None:
    target = tmp_path / "curves.svg"
    told = _json("model", "show", "1", "--curves", str(target))["arbiter"]
    assert told["shipped"]  # forty firms are no school
    assert 0 < told["thresholds"]["review"] <= told["thresholds"]["match"] <= 1
    assert told["out_of_fold"]["reliability"]
    assert target.read_text(encoding="utf-8").startswith("<svg")
    result = CliRunner().invoke(app, ["model", "show", "1"])
    assert "随产品的裁定模型" in result.stdout


def test_what_stewards_decided_is_learned_and_its_gain_is_told(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolution.arbiter.learn.LEAST_CODED", 0)  # forty firms, mistyped, are enough here
    monkeypatch.setattr("resolution.arbiter.learn.MISTYPED", 300)
    firm, other = entity(city, FIRM), entity(city, OTHER)
    judge(
        city,
        [(mention(city, AWAY), firm, Verdict.MUST_LINK), (mention(city, SPELLED), firm, Verdict.MUST_LINK)],
    )
    judge(
        city,
        [
            (mention(city, UNKNOWN), other, Verdict.CANNOT_LINK),
            (mention(city, STRANGE), other, Verdict.UNSURE),
        ],
    )
    _do("model", "train")
    told = _json("model", "show", "2")["arbiter"]
    assert told["labels"]["judged"] == 3
    assert not told["shipped"]
    assert {when: told["gain"][when]["mentions"] for when in ("without", "with")} == {"without": 1, "with": 1}
    assert told["shift"] != 0
    assert "用人工裁定" in CliRunner().invoke(app, ["model", "show", "2"]).stdout


def test_the_same_model_changes_nothing_and_the_shadow_leaves_no_trace(city: City) -> None:
    before = sorted(p.name for p in city.settings.resolved.iterdir())
    assert _json("model", "compare", "1", "1") == {"a": 1, "b": 1, "summary": [], "examples": []}
    assert sorted(p.name for p in city.settings.resolved.iterdir()) == before


def test_a_comparison_tells_model_from_judgement(city: City) -> None:
    numbers = {"judgement": mention(city, AWAY)}
    judge(city, [(numbers["judgement"], entity(city, FIRM), Verdict.MUST_LINK)])
    found = _json("model", "compare", "1", str(_worse(city)))
    causes = {(e["mention_id"], e["cause"]) for e in found["examples"]}
    assert (numbers["judgement"], "judgement") in causes
    assert all(row["cause"] in ("model", "judgement") for row in found["summary"])
    subsidy = {e["name"]: e["subsidy"] for e in found["examples"] if e["cause"] == "judgement"}
    assert subsidy == {AWAY: 90000}
    assert SPELLED not in subsidy


def test_what_follows_from_a_judgement_is_no_change_of_rules(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two firms become one: the mentions of the first follow, though no judgement speaks of them."""
    judge(city, [(entity(city, FIRM), entity(city, OTHER), Verdict.MUST_LINK)])
    found = _json("model", "compare", "1", "1")
    assert SPELLED in {e["name"] for e in found["examples"]}
    assert {row["cause"] for row in found["summary"]} == {"judgement"}
    monkeypatch.setattr("resolution.shadow.kept_by", lambda: "other rules")
    assert "rules" in {row["cause"] for row in _json("model", "compare", "1", "1")["summary"]}


def test_a_version_is_shown_in_bits_and_as_a_chart_that_needs_no_network(city: City, tmp_path: Path) -> None:
    chart = tmp_path / "m.html"
    shown = _json("model", "show", "1", "--chart", str(chart))
    levels = {(v["comparison"], v["level"]): v["weight"] for v in shown["levels"]}
    assert levels["name", "same core"] > 5 > levels["name", "else"]
    html = chart.read_text(encoding="utf-8")
    assert "vega" in html
    assert "cdn.jsdelivr" not in html


def test_a_version_that_does_not_exist_is_said_in_one_line(city: City) -> None:
    failed = CliRunner().invoke(app, ["model", "use", "9"])
    assert "没有模型版本 9" in str(failed.exception)
