"""Months of towns and of firms on the noisy city, against its rows and against the figures of the year."""

import duckdb
import pandas as pd
import pytest

from tests.queries.conftest import Ask

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]
MONTH = "2022-06"


@pytest.fixture(scope="module")
def year(road_ask: Ask) -> pd.DataFrame:
    return road_ask("month_towns", start="2022-01", end="2022-12")


def rows_of(lake: duckdb.DuckDBPyConnection, dataset: str, role: str, value: str, month: str) -> pd.DataFrame:
    """Rows of a data set with the local firm that each was taken to name."""
    return lake.execute(
        f"SELECT e.entity_id, e.town, {month} AS month, r.{value}::DOUBLE AS value FROM lake_{dataset} r "
        f"JOIN assigned a ON a.dataset = '{dataset}' AND a.role = '{role}' AND a.kind = 'ent' "
        "AND a.part_no = 0 AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet "
        'AND a."row" = r.src_row JOIN entity e ON e.entity_id = a.entity_id AND e.known_to IS NULL '
        "WHERE e.registered AND coalesce(e.status <> '报验', true)"
    ).df()


def test_power_and_support_of_a_month_are_the_rows_of_its_firms(
    road_lake: duckdb.DuckDBPyConnection, year: pd.DataFrame
) -> None:
    for dataset, role, value, month, column in (
        ("power_consumption", "用电户", "consumption", "r.month", "power"),
        ("subsidy_payment", "受补企业", "amount", "r.src_period", "subsidy"),
    ):
        rows = rows_of(road_lake, dataset, role, value, month)
        wanted = rows[rows["month"].str.startswith("2022")].groupby(["month", "town"])["value"].sum()
        found = year.set_index(["month", "town"])[column].dropna()
        assert len(wanted) > 10
        assert found[found != 0].to_dict() == pytest.approx(wanted[wanted != 0].to_dict())


def test_months_add_up_to_the_year(road_ask: Ask, year: pd.DataFrame) -> None:
    towns = road_ask("dev_town", year=2022).set_index("name")
    for key, column in (("tax", "tax"), ("revenue", "revenue"), ("subsidy", "subsidy"), ("born", "births")):
        wanted = towns[column].dropna().astype(float)
        found = year.groupby("town")[key].sum().reindex(wanted.index).fillna(0)
        assert found.to_dict() == pytest.approx(wanted.to_dict(), abs=0.01), key
    last = year[year["month"] == "2022-12"].set_index("town")["staff"].dropna()
    assert last.to_dict() == towns["staff"].dropna().to_dict()


def test_firms_of_a_month_add_up_to_their_town_and_know_their_past(road_ask: Ask, year: pd.DataFrame) -> None:
    town = year.groupby("town")["tax"].sum().idxmax()
    found = road_ask("month_firms", month=MONTH, town=town, limit=10_000)
    line = year[(year["month"] == MONTH) & (year["town"] == town)].iloc[0]
    for key in ("tax", "revenue", "staff", "power", "subsidy"):
        assert found[key].dropna().astype(float).sum() == pytest.approx(float(line[key] or 0)), key
    assert found["tax"].fillna(0).tolist() == sorted(found["tax"].fillna(0), reverse=True)
    ago = road_ask("month_firms", month="2021-06", town=town, limit=10_000).set_index("enterprise_id")
    then = found.set_index("enterprise_id")["tax_year_before"].dropna()
    assert then.to_dict() == pytest.approx(ago["tax"].dropna().reindex(then.index).to_dict())
    falls = road_ask("month_firms", month=MONTH, town=town, order="fall", limit=5)
    lost = (falls["tax_year_before"].fillna(0) - falls["tax"].fillna(0)).tolist()
    whole = (found["tax_year_before"].fillna(0) - found["tax"].fillna(0)).sort_values(ascending=False)
    assert lost == pytest.approx(whole.head(5).tolist())


def test_some_firms_can_be_asked_for_alone(road_ask: Ask, year: pd.DataFrame) -> None:
    chosen = road_ask("month_firms", month=MONTH, limit=3)
    ids = ",".join(chosen["enterprise_id"])
    found = road_ask("month_towns", start=MONTH, end=MONTH, firms=ids)
    assert found["tax"].sum() == pytest.approx(chosen["tax"].sum())
    assert set(found["town"]) <= set(chosen["town"])
