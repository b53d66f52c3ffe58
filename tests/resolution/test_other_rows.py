"""Other rows suggest a candidate that names do not, and open what a name alone had decided."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import pytest

from resolution.panel.doubt import BY_NAME, DOUBT, reopen
from resolution.panel.fits import MOST, find_fits, suggest
from resolution.panel.series import TABLES
from resolution.panel.weights import Weight
from resolution.reasons import Tier
from resolution.run import resolve
from resolution.tables import latest
from tests.resolution import panel_city
from tests.resolution.lake import deliver

DAY, OTHER_DAY = date(2015, 5, 1), date(2016, 7, 1)
WEIGHTS: Final = (Weight("social", "series", "few", "taken", -6.0),)
ASKED: Final = "华服饰"  # one character of the 字号 is lost: many firms are that near


def _rows(held: list[int], since: date) -> tuple[str, str, str, list[date]]:
    return "养老", str(sum(1 << p for p in held)), str(sum(5 << (p - 1) for p in held)), [since]


def _world(
    firms: Mapping[str, tuple[list[int], date]], accounts: Mapping[str, str] | None = None
) -> list[str]:
    """Return which firms, named by their cores, are suggested for a mention with rows in periods 3 and 4."""
    con = duckdb.connect()
    con.execute(TABLES)
    con.execute("CREATE TABLE panel_held AS SELECT '' AS entity_id, * FROM panel_series LIMIT 0")
    con.execute("CREATE TABLE panel_holder AS SELECT '' AS entity_id, * FROM panel_shared LIMIT 0")
    con.execute("CREATE TABLE mention_side AS SELECT 'm' AS unique_id, ? AS core", [ASKED])
    con.execute("CREATE TABLE registry_side (unique_id VARCHAR, core VARCHAR)")
    insert = "INSERT INTO {} VALUES ({}?, 'social', ?, ?::HUGEINT, ?::HUGEINT, ?)"
    con.execute(insert.format("panel_series", ""), ["m", *_rows([3, 4], DAY)])
    for core, (held, since) in firms.items():
        con.execute("INSERT INTO registry_side VALUES (?, ?)", [f"{core}|1", core])
        con.execute(insert.format("panel_held", "?, "), [core, "h", *_rows(held, since)])
    for core, account in (accounts or {}).items():
        con.execute("INSERT INTO panel_holder VALUES (?, 'h', 'account', ?, 1)", [core, account])
    con.execute("INSERT INTO panel_shared VALUES ('m', 'account', '62', 1)")
    find_fits(con, WEIGHTS)
    return [e for (e,) in con.execute("SELECT entity_id FROM panel_fit ORDER BY 1").fetchall()]


@pytest.mark.parametrize(
    ("held", "since", "suggested"),
    [
        ([1, 2, 5, 6], DAY, True),  # its rows leave out just these periods
        ([5, 6], DAY, True),  # they end where these begin
        ([1, 2, 5, 6], OTHER_DAY, False),
        ([1, 2, 4, 5], DAY, False),  # it has a row of its own in one of them
        ([7, 8], DAY, False),  # they do not meet in time
    ],
)
def test_a_firm_that_lacks_just_these_rows_is_a_candidate(
    held: list[int], since: date, *, suggested: bool
) -> None:
    assert _world({"华步服饰": (held, since)}) == (["华步服饰"] if suggested else [])


def test_a_firm_of_one_account_is_a_candidate_and_a_wholly_other_name_never_is() -> None:
    far = ([9], OTHER_DAY)
    assert _world(
        {"华步服饰": far, "恒安纸业": far, "华威服饰": far}, {"华步服饰": "62", "恒安纸业": "62"}
    ) == ["华步服饰"]


def test_where_many_firms_fit_the_likest_names_are_taken() -> None:
    fitting = ([1, 2], DAY)
    cores = ["华步服饰", "华威服饰", "华龙服饰", "华美服饰", "步美服饰", "威龙服饰"]
    assert _world(dict.fromkeys(cores, fitting)) == sorted(cores[:MOST])


def _decided(tier: str) -> duckdb.DuckDBPyConnection:
    """A mention that a tier gave to a firm which has rows of its own in the same two periods."""
    con = duckdb.connect()
    con.execute(TABLES)
    con.execute("CREATE TABLE panel_held AS SELECT '' AS entity_id, * FROM panel_series LIMIT 0")
    con.execute("CREATE TABLE panel_holder AS SELECT '' AS entity_id, * FROM panel_shared LIMIT 0")
    con.execute("INSERT INTO panel_series VALUES ('m', 'social', '', 24, 60, [])")
    con.execute("INSERT INTO panel_held VALUES ('e', 'h', 'social', '', 24, 60, [])")
    con.execute(
        "CREATE TABLE mention AS SELECT 'm' AS mention_id, NULL::DATE first_period, NULL::DATE last_period"
    )
    con.execute(
        "CREATE TABLE entity AS SELECT 'e' AS entity_id, NULL::DATE AS valid_from, NULL::DATE AS valid_to"
    )
    con.execute(
        "CREATE TABLE decided AS SELECT 'm' mention_id, 'e' entity_id, 'match' decision, ? tier", [tier]
    )
    return con


@pytest.mark.parametrize("tier", list(Tier))
def test_only_what_a_name_decided_is_opened_again(tier: Tier) -> None:
    con = _decided(tier)
    reopen(con, WEIGHTS)
    assert con.execute("SELECT count(*) FROM decided").fetchall() == [(0 if tier in BY_NAME else 1,)]


def test_a_little_against_a_firm_opens_nothing() -> None:
    con = _decided(Tier.NAME)
    reopen(con, (WEIGHTS[0]._replace(bits=0.1 - DOUBT),))
    assert con.execute("SELECT count(*) FROM decided").fetchall() == [(1,)]
    reopen(con, ())
    assert con.execute("SELECT count(*) FROM decided").fetchall() == [(1,)]


def test_suggested_pairs_take_the_place_of_found_ones() -> None:
    con = duckdb.connect()
    suggest(con, [("m", "e")])
    suggest(con, [("m", "f"), ("n", "g")])
    assert con.execute("FROM panel_fit ORDER BY 1").fetchall() == [("m", "f"), ("n", "g")]


@pytest.mark.slow
def test_a_name_to_the_letter_is_weighed_where_its_firm_was_there_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel_city.few_teach(monkeypatch)
    city = panel_city.open_city(tmp_path)
    panel_city.deliver_registry(city)
    short = panel_city.TAKEN.replace("晋江市", "晋江")
    before = panel_city.opened(0).replace(year=1970)
    for month in panel_city.MONTHS:
        rows = [*panel_city.insurance(month), panel_city.row(short, before, month)]
        deliver(city.settings, city.ledger, "social_insurance", rows, month)
    resolve(*city)
    con = duckdb.connect()
    latest(*city).attach(con)
    said = con.execute(
        "SELECT n.name, m.decision, m.tier FROM match m JOIN mention n USING (mention_id) "
        "WHERE n.name IN (?, ?) AND m.tier <> 'code' ORDER BY 2", [panel_city.TAKEN, short],
    ).fetchall()  # fmt: skip
    assert said == [(panel_city.TAKEN, "match", "name"), (short, "review", "model")]
