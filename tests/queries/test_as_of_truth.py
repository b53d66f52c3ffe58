"""What the questions with a day answer on the shared noisy city, against its lake rows in pandas."""

import calendar
from datetime import date

import duckdb
import neo4j
import pandas as pd
import pytest

from queries.chain_board import chain_board
from tests.queries.conftest import Ask

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]
DAY = date(2022, 6, 30)
SUPPORTED = """
MATCH (e:Enterprise)<-[:GRANTED_TO]-(s) WITH e, count(s) AS n ORDER BY n DESC, e.id LIMIT 20 RETURN e.id AS id
"""


def ended(period: str, day: date) -> bool:
    """Whether a period was over at the end of a day."""
    year = int(period[:4])
    month = 12 if len(period) == 4 else int(period[-1]) * 3 if "Q" in period else int(period[5:])
    return date(year, month, calendar.monthrange(year, month)[1]) <= day


@pytest.mark.parametrize("day", [DAY, date(2022, 12, 30), date(2023, 3, 31)])
def test_payments_by_a_day_are_the_rows_whose_month_had_ended(
    road_ask: Ask, road_session: neo4j.Session, day: date
) -> None:
    for firm in [r["id"] for r in road_session.run(SUPPORTED)]:
        every = road_ask("support_history", enterprise=firm)
        wanted = every[[ended(p, day) for p in every["period"]]]
        found = road_ask("support_history", enterprise=firm, as_of=day)
        assert found["source"].tolist() == wanted["source"].tolist()
        assert (
            found["tax"].dropna().tolist()
            == wanted[wanted["year"] < (2023 if day.year == 2023 else 2022)]["tax"].dropna().tolist()
        )
        yearly = road_ask("support_profile", enterprise=firm, as_of=day)
        assert yearly["payments"].sum() == len(wanted)
        # None behind the day: periods of source keys, `dataset/period/delivery#sheet!row`.
        for keys in yearly["sources"]:
            assert all(k.split("/")[1][:4] <= str(day.year) for k in keys if k.startswith("subsidy_payment"))


def test_registrations_are_the_rows_that_bear_the_code(
    road_ask: Ask, road_session: neo4j.Session, road_lake: duckdb.DuckDBPyConnection
) -> None:
    rows = road_lake.execute(
        "SELECT code, src_period AS period, address, source_key FROM history_company_registration "
        "ORDER BY source_key"
    ).df()
    held = {
        r["code"] for r in road_session.run("MATCH (e:Enterprise {registered: true}) RETURN e.code AS code")
    }
    rows = rows[rows["code"].isin(held)]
    assert len(rows) > 50
    often = rows["code"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    for code in [*often.index[:5], *sorted(set(rows["code"]))[:10]]:
        wanted = rows[rows["code"] == code]
        found = road_ask("enterprise_registrations", enterprise=code).query("list == '企业登记'")
        assert set(wanted["source_key"]) <= set(found["source"])  # a row with a slip in its code may be more
        before, after = (
            road_ask("enterprise_registrations", enterprise=code, as_of=day).query("list == '企业登记'")
            for day in ("2022-06-30", "2023-12-31")
        )
        assert before["period"].tolist() == [found["period"].min()]
        assert not before["reported"].any()
        assert after["period"].tolist() == [found["period"].max()]
        assert after["reported"].all()
        assert after["address"].tolist()[0] in found["address"].tolist()


def test_a_board_as_of_a_day_is_the_board_of_the_year_before(
    road_session: neo4j.Session, road_ask: Ask, road_lake: duckdb.DuckDBPyConnection
) -> None:
    board = chain_board("鞋服", road_session, as_of=DAY)
    year = road_ask("chain_completeness", chain="鞋服", year=2021)
    assert (board.year, board.score) == (2021, year["score"][0])
    assert [r["state"] for r in board.nodes] == year["state"].tolist()
    assert (board.candidates, board.unreviewed, board.disagreements) == ([], [], [])
    listed = road_ask("chain_listed", chain="鞋服", limit=10_000)
    assert board.listed == listed[listed["first_year"].astype(int) <= 2021]["id"].nunique()
    founded = road_lake.execute(
        "SELECT name, valid_from FROM entity WHERE kind = 'ent' AND valid_from > '2021-12-31'"
    ).df()
    later = set(founded["name"]) - set(
        road_lake.execute(
            "SELECT name FROM entity WHERE valid_from <= '2021-12-31' OR valid_from IS NULL"
        ).df()["name"]
    )
    assert later.isdisjoint(pd.Series([r["candidates"] for r in board.nodes]).explode().dropna())
