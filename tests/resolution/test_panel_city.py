"""A small city from end to end in which the other rows decide."""

import json
from pathlib import Path
from random import Random

import duckdb
import pytest
from typer.testing import CliRunner

from cli.main import app
from core.settings import get_settings
from ingest.lake import snapshot
from resolution.panel import weights
from resolution.run import Clock, certain, resolve, workspace
from resolution.tables import latest
from store.models import active
from tests.resolution import panel_city
from tests.resolution.lake import deliver
from tests.resolution.panel_city import (
    BETWEEN,
    KIND,
    MONTHS,
    NAMED,
    OPEN,
    SLIPPED,
    TAKEN,
    City,
    deliver_all,
    insurance,
    open_city,
    outcome,
    row,
)

DECIDED = {BETWEEN: ("match", "panel_above", OPEN), SLIPPED: ("review", "panel_against", NAMED)}


@pytest.fixture(autouse=True)
def _few_teach(monkeypatch: pytest.MonkeyPatch) -> None:
    panel_city.few_teach(monkeypatch)


@pytest.mark.slow
def test_series_are_read_from_the_lake_by_cell_and_period(tmp_path: Path) -> None:
    city = open_city(tmp_path)
    deliver_all(city)
    with workspace(city.settings) as con:
        certain(con, city.ledger, snapshot(city.settings, city.ledger), Clock())
        found = con.execute(
            "SELECT name, cell, held::INTEGER, around::INTEGER, since FROM panel_series JOIN mention "
            "USING (mention_id) WHERE name IN (?, ?, ?) ORDER BY name", [OPEN, TAKEN, BETWEEN],
        ).fetchall()  # fmt: skip
        held = con.execute(
            "SELECT m.name FROM panel_held h JOIN mention m USING (mention_id) WHERE m.name IN (?, ?)",
            [OPEN, BETWEEN],
        ).fetchall()
    since = {
        n: [panel_city.insured(panel_city.BRANDS.index(b))] for n, b in ((OPEN, "恒胜"), (TAKEN, "恒盛"))
    }
    assert found == [
        (BETWEEN, KIND, 0b0001110, 0b0011111, since[OPEN]),  # the newest month's bit is the lowest but one
        (TAKEN, KIND, 0b1111110, 0b11111111, since[TAKEN]),
        (OPEN, KIND, 0b1110000, 0b11111000, since[OPEN]),
    ]
    assert held == [(OPEN,)], "a name that is not certain holds nothing"


@pytest.mark.slow
def test_the_other_rows_tell_two_firms_of_one_sound_apart_and_stop_a_match(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = open_city(tmp_path / "city")
    deliver_all(city)
    resolve(*city)
    assert outcome(city) == DECIDED
    with city.ledger.session() as session:
        version = active(session)
        assert version is not None
        learnt = {(e, level): bits for _, e, _, level, bits in version.parameters["panel"]}
    assert learnt["series", "taken"] < -3 < 3 < learnt["series", "goes_on"]
    assert learnt["opened", "before"] < -3 < 3 < learnt["opened", "months_6"]
    _explained(city, monkeypatch)
    without = open_city(tmp_path / "without")
    deliver_all(without)
    monkeypatch.setattr(weights, "LEAST_MENTIONS", 200)
    resolve(*without)
    assert outcome(without) == {
        BETWEEN: ("review", "near_tie", TAKEN),
        SLIPPED: ("match", "model_above", NAMED),
    }


def _explained(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `explain` shows sums up to each weight of the run, and names what spoke against a loser."""
    monkeypatch.setenv("CHANYE_HOME", str(city.settings.home))
    get_settings.cache_clear()
    try:
        told = json.loads(CliRunner().invoke(app, ["explain", BETWEEN, "--format", "json"]).stdout)
        page = CliRunner().invoke(app, ["explain", BETWEEN]).stdout
    finally:
        get_settings.cache_clear()
    [one] = told["waterfalls"]
    assert one["same_as_run"], (one["differing"], one["gone"])
    kept = {c["entity_id"]: c["weight"] for c in told["candidates"]}
    assert kept.keys() == {c["entity_id"] for c in one["candidates"]}
    for candidate in one["candidates"]:
        parts = [s["bits"] for s in candidate["steps"] if s["stage"] in ("arbiter", "panel")]
        assert sum(parts) == pytest.approx(kept[candidate["entity_id"]], abs=0.05)
        assert candidate["weight"] == pytest.approx(kept[candidate["entity_id"]], abs=0.01)
    first, second = one["candidates"][:2]
    assert {s["value"] for s in first["steps"] if s["stage"] == "panel"} == {"goes_on", "months_6"}
    assert [k["name"] for k in second["lacked"][:2]] == ["series:social_insurance", "opened:social_insurance"]
    assert "其他记录" in page
    assert "与该企业另一写法的记录起始时间相同" in page


def _paid(name: str, holder: int) -> dict[str, object]:
    return {"beneficiary_name": name, "payee_name": name, "payee_account": f"62{holder:08}", "amount": 5000}


@pytest.mark.slow
def test_one_account_tells_two_firms_of_one_sound_apart(tmp_path: Path) -> None:
    city = open_city(tmp_path)
    panel_city.deliver_registry(city)
    first = [_paid(panel_city.name_of(n), n) for n in range(40)]
    again = [_paid(panel_city.name_of(n).replace("晋江市", "晋江"), n) for n in range(40)]
    again.append(_paid(BETWEEN, panel_city.BRANDS.index("恒胜")))
    for month, rows in (("2023-01", first), ("2023-02", again)):
        deliver(city.settings, city.ledger, "subsidy_payment", rows, month)
    resolve(*city)
    assert outcome(city)[BETWEEN] == ("match", "panel_above", OPEN)
    con = duckdb.connect()
    latest(*city).attach(con)
    found = con.execute(
        "SELECT e.name, level FROM panel JOIN entity e USING (entity_id) JOIN mention m USING (mention_id) "
        "WHERE evidence = 'shared' AND dataset = 'account' AND m.name = ? AND e.name IN (?, ?) ORDER BY 2",
        [BETWEEN, OPEN, TAKEN],
    ).fetchall()
    assert found == [(TAKEN, "other"), (OPEN, "same")]


@pytest.mark.slow
def test_neither_the_order_of_rows_nor_threads_change_what_other_rows_say(tmp_path: Path) -> None:
    one, other = open_city(tmp_path / "one"), open_city(tmp_path / "other")
    deliver_all(one)
    rng = Random(7)
    mixed = {m: insurance(m) for m in MONTHS}
    deliver_all(other, {m: rng.sample(rows, len(rows)) for m, rows in mixed.items()})
    resolve(*one)
    resolve(other.settings.model_copy(update={"threads": 1}), other.ledger)
    assert _tables(one) == _tables(other)
    assert outcome(one) == DECIDED


def _tables(city: City) -> dict[str, object]:
    con = duckdb.connect()
    latest(city.settings, city.ledger).attach(con)
    tables = ("panel", "candidate", "match", "entity")
    found: dict[str, object] = {t: con.execute(f"FROM {t} ORDER BY ALL").fetchall() for t in tables}
    with city.ledger.session() as session:
        version = active(session)
        assert version is not None
        return found | {"weights": version.parameters["panel"]}


@pytest.mark.slow
def test_a_shared_name_that_two_clerks_use_is_not_told_apart(tmp_path: Path) -> None:
    """What panel evidence cannot do: rows of two firms under one wrong name look like one firm's."""
    city = open_city(tmp_path)
    both = panel_city.BRANDS.index("恒盛")
    rows = {m: [*insurance(m), row(BETWEEN, panel_city.insured(both), m)] for m in MONTHS}
    deliver_all(city, rows)
    resolve(*city)
    assert outcome(city)[BETWEEN][0] in ("review", "none")
