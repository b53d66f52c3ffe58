"""The questions behind the reports on the noisy city, against its rows and what they name."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from data.city.world import World
from tests.queries.conftest import Ask, Rows

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]
SHOES = "鞋服"
OWNING = ["业主单位", "建设单位", "用地单位", "项目单位"]


@pytest.fixture(scope="module")
def paid(road_lake: duckdb.DuckDBPyConnection, road_rows: Rows) -> pd.DataFrame:
    """Payments: the firm each was taken to be for, and whom it truly names."""
    taken = road_lake.execute(
        'SELECT delivery AS src_delivery, sheet AS src_sheet, "row" AS src_row, entity_id AS firm '
        "FROM assigned WHERE dataset = 'subsidy_payment' AND role = '受补企业' AND kind = 'ent' "
        "AND part_no = 0"
    ).df()
    rows = road_rows("subsidy_payment", true="受补企业")
    out = rows.merge(taken, on=["src_delivery", "src_sheet", "src_row"], how="left")
    upper = out["upper_document_no"].fillna("").str.strip().ne("")
    year = out["src_period"].str[:4].astype(int)
    return out.assign(amount=out["amount"].astype(float), upper=upper, year=year)


@pytest.fixture(scope="module")
def standing(road_ask: Ask) -> pd.DataFrame:
    """Firms of grade A and B on the shoe chain, a row a firm and node."""
    found = road_ask("chain_firms", chain=SHOES, limit=100_000)
    return found[found["grade"].isin(["A", "B"])]


def test_money_is_told_by_how_surely_its_firm_is_known(
    road_ask: Ask, paid: pd.DataFrame, road_world: World
) -> None:
    found = road_ask("subsidies_matching")
    assert found["amount"].sum() == pytest.approx(paid["amount"].sum())
    assert found["payments"].sum() == len(paid)
    waiting = found[found["decision"] == "待核对"]
    assert waiting["amount"].sum() == pytest.approx(paid.loc[paid["firm"].isna(), "amount"].sum())
    assert waiting["upper"].sum() == pytest.approx(
        paid.loc[paid["firm"].isna() & paid["upper"], "amount"].sum()
    )
    registered = road_world.bodies["registered"].to_numpy()
    bodies = paid["true"].astype(str).str.extract(r"^e(\d+)", expand=False)
    truly = bodies.map(lambda body: isinstance(body, str) and bool(registered[int(body)]))
    sure = found.loc[found["decision"] == "认定到登记企业", "amount"].sum()
    assert 0.8 * paid.loc[truly, "amount"].sum() <= sure <= 1.05 * paid.loc[truly, "amount"].sum()
    one = road_ask("subsidies_matching", year=2022)
    assert one["amount"].sum() == pytest.approx(paid.loc[paid["year"].eq(2022), "amount"].sum())


def test_firms_that_are_paid_most(road_ask: Ask, paid: pd.DataFrame, road_ids: pd.Series) -> None:
    found = road_ask("supported_firms", limit=10_000)
    assert found["amount"].tolist() == sorted(found["amount"], reverse=True)
    assert found["amount"].sum() == pytest.approx(paid.loc[paid["firm"].notna(), "amount"].sum())
    assert found["share"].sum() == pytest.approx(found["amount"].sum() / paid["amount"].sum(), abs=1e-3)
    truth = paid.groupby("true")["amount"].sum()
    right = [
        truth.get(road_ids.get(firm), 0.0) == pytest.approx(amount)
        for firm, amount in zip(found["id"], found["amount"], strict=True)
    ]
    assert np.mean(right) >= 0.8
    year = road_ask("supported_firms", year=2022, limit=10_000)
    lines = paid[paid["year"].eq(2022) & paid["firm"].notna()]
    assert dict(zip(year["id"], year["local"], strict=True)) == pytest.approx(
        lines["amount"].where(~lines["upper"], 0.0).groupby(lines["firm"]).sum().to_dict()
    )


def test_rows_that_were_taken_to_be_a_firms(
    road_ask: Ask, road_truth: pd.DataFrame, road_entity: pd.Series, road_world: World
) -> None:
    held = road_truth["true_id"].isin(road_entity.index) & road_truth["true_id"].str.fullmatch(r"e\d+")
    counted = road_truth[held & road_truth["kind"].eq("ent")]
    shares = []
    for true in counted["true_id"].value_counts().sort_index().nlargest(8).index:
        found = road_ask("enterprise_matching", enterprise=str(road_entity[true]))
        own = int(counted["true_id"].eq(true).sum())
        sure = found.loc[found["decision"] == "已认定", "rows"].sum()
        assert sure <= 1.05 * own + 2
        shares.append(sure / own)
    assert len(shares) == 8
    assert np.mean(shares) >= 0.85


def test_what_waits_for_review_is_told_with_its_money(
    road_ask: Ask, road_lake: duckdb.DuckDBPyConnection
) -> None:
    waiting = road_lake.execute(
        "SELECT m.entity_id AS id, sum(p.amount::DOUBLE) AS amount FROM match m JOIN mention_source s "
        "USING (mention_id) JOIN lake_subsidy_payment p ON s.dataset = 'subsidy_payment' "
        "AND s.role = '受补企业' "
        'AND p.src_delivery = s.delivery AND p.src_sheet = s.sheet AND p.src_row = s."row" '
        "WHERE m.decision = 'review' GROUP BY 1 ORDER BY 1"
    ).df()
    assert len(waiting)
    for firm, amount in zip(waiting["id"], waiting["amount"], strict=True):
        found = road_ask("enterprise_matching", enterprise=firm)
        lines = found[(found["decision"] == "待核对") & (found["role"] == "受补企业")]
        assert lines["amount"].sum() == pytest.approx(amount)


def test_what_the_departments_say_of_a_firm(
    road_ask: Ask, road_world: World, road_entity: pd.Series, road_rows: Rows
) -> None:
    bodies = road_world.bodies
    taxed = road_rows("tax_net_revenue", firm="纳税人")["firm"].value_counts().sort_index()
    asked = [t for t in taxed.nlargest(12).index if t in road_entity.index and t[1:].isdigit()]
    assert len(asked) >= 8
    for true in asked:
        found = road_ask("enterprise_views", enterprise=str(road_entity[true]))
        own = bodies.loc[int(true[1:])]
        codes = found[found["field"] == "代码"]
        assert codes.loc[codes["value"] == own["code"], "verdict"].tolist() == ["一致"]
        assert set(found["verdict"]) <= {"一致", "曾用名", "登记未载", "不同"}
        told = codes.loc[codes["value"] == own["code"], "rows"].sum()
        assert told >= taxed[true]
        assert found.groupby("field")["value"].nunique().equals(found.groupby("field").size())


def test_a_chain_by_year_is_the_sum_of_its_firms(road_ask: Ask, road_lake: duckdb.DuckDBPyConnection) -> None:
    found = road_ask("chain_years", chain=SHOES).set_index("year")
    assert list(found.index) == sorted(found.index)
    power = road_lake.execute(
        "SELECT a.entity_id AS id, left(r.month, 4)::INTEGER AS year, sum(r.consumption::DOUBLE) AS power "
        "FROM lake_power_consumption r JOIN assigned a ON a.dataset = 'power_consumption' "
        'AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row GROUP BY 1, 2'
    ).df()
    for year in (2020, 2021, 2022):
        firms = road_ask("chain_firms", chain=SHOES, year=year, limit=100_000)
        firms = firms[firms["grade"].isin(["A", "B"])].sort_values("grade").drop_duplicates("id")
        row = found.loc[year]
        assert row["firms"] == len(firms)
        assert row["grade_a"] == firms["grade"].eq("A").sum()
        assert row["revenue"] == pytest.approx(firms["revenue"].sum())
        assert row["tax"] == pytest.approx(firms["tax"].sum())
        own = power[power["year"].eq(year) & power["id"].isin(firms["id"])]
        assert (row["power"], row["power_firms"]) == (pytest.approx(own["power"].sum()), own["id"].nunique())
    assert road_ask("chain_years", chain="没有这条链").empty


def test_projects_of_a_chain_are_those_its_firms_own(
    road_ask: Ask, standing: pd.DataFrame, road_lake: duckdb.DuckDBPyConnection
) -> None:
    found = road_ask("chain_projects", chain=SHOES, limit=10_000)
    own: dict[str, set[str]] = {}
    for firm, name in standing[["id", "name"]].drop_duplicates().itertuples(index=False, name=None):
        part = road_ask("enterprise_projects", enterprise=firm)
        for project in part.loc[part["role"].isin(OWNING), "project_id"]:
            own.setdefault(project, set()).add(name)
    assert {p: set(o) for p, o in zip(found["id"], found["owners"], strict=True)} == own
    assert own
    part = road_ask("enterprise_projects", enterprise=str(standing["id"].iloc[0]))
    assert {"stage", "stage_on", "investment"} <= set(part)
    progress = road_lake.execute(
        "SELECT source_key, invested_year::DOUBLE AS invested FROM lake_key_project"
    ).df()
    done = progress.set_index("source_key")["invested"]
    for row in found.dropna(subset=["key_year"]).to_dict("records"):
        assert row["sources"][0].startswith(f"key_project/{int(row['key_year'])}")
        assert row["invested"] == pytest.approx(done[row["sources"][0]])


def test_support_of_a_chain_is_what_its_firms_were_paid(
    road_ask: Ask, standing: pd.DataFrame, paid: pd.DataFrame
) -> None:
    lines = paid[paid["firm"].isin(standing["id"])]
    found = road_ask("chain_support", chain=SHOES)
    assert len(lines)
    assert found.groupby("year")["amount"].sum().to_dict() == pytest.approx(
        lines.groupby("year")["amount"].sum().to_dict()
    )
    assert found["payments"].sum() == len(lines)
    assert found["upper"].sum() == pytest.approx(lines.loc[lines["upper"], "amount"].sum())
    one = road_ask("chain_support", chain=SHOES, year=2022)
    assert set(one["year"]) == {2022}
