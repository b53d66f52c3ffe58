"""Development by town, industry, park and department against pandas over the lake's own rows."""

import re
from typing import Any

import duckdb
import neo4j
import pandas as pd
import pytest

from graph_model.rules import load_rules
from queries import run

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
YEAR = 2022


def rows(session: neo4j.Session, name: str, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return run(name, params, session).rows


def _of(lake: duckdb.DuckDBPyConnection, dataset: str, role: str, columns: str) -> pd.DataFrame:
    """The rows of a data set with the firm that they were taken to name."""
    lines = lake.execute(
        f'SELECT {columns}, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period '
        f"FROM lake_{dataset}"
    ).df()
    named = lake.execute(
        'SELECT delivery, sheet, "row", entity_id FROM assigned '
        "WHERE dataset = $d AND role = $r AND kind = 'ent'",
        {"d": dataset, "r": role},
    ).df()
    return lines.merge(named, on=["delivery", "sheet", "row"])


@pytest.fixture(scope="module")
def firms(road_session: neo4j.Session) -> pd.DataFrame:
    found = road_session.run("MATCH (e:Enterprise) RETURN properties(e) AS e ORDER BY e.id").data()
    frame = pd.DataFrame([r["e"] for r in found])
    return frame[frame["registered"] & frame["status"].ne("报验")].set_index("id")


@pytest.fixture(scope="module")
def tax(road_lake: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Contribution by firm and month, computed anew."""
    rules = load_rules()
    lines = _of(
        road_lake, "tax_net_revenue", "纳税人", "paid_on, levy_item, levy_subitem, budget_subject, amount"
    )
    lines = lines[lines["paid_on"].notna()]
    levies, subjects = (
        re.compile("|".join(rules.excluded_levies)),
        re.compile("|".join(rules.excluded_subjects)),
    )
    said = lines["budget_subject"].fillna("") + " " + lines["levy_subitem"].fillna("")
    keep = ~lines["levy_item"].fillna("").map(lambda t: bool(levies.search(t)))
    keep &= ~said.map(lambda t: bool(subjects.search(t)))
    paid = lines[keep].assign(month=pd.to_datetime(lines["paid_on"]).dt.strftime("%Y-%m"))
    offset = _of(road_lake, "tax_exempt_offset", "纳税人", "amount").rename(columns={"src_period": "month"})
    both = pd.concat([paid[["entity_id", "month", "amount"]], offset[["entity_id", "month", "amount"]]])
    return both.assign(amount=both["amount"].astype(float))


@pytest.fixture(scope="module")
def staff(road_lake: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Pension heads by firm (rows) and month (columns), else of the largest insurance."""
    lines = _of(road_lake, "social_insurance", "参保单位", "month, insurance_type, employees")
    lines = lines[lines["month"].notna() & lines["employees"].notna()]
    heads = lines.groupby(["entity_id", "month", "insurance_type"])["employees"].sum().reset_index()
    pension = heads["insurance_type"].str.contains(load_rules().staff_insurance)
    best = heads[pension].groupby(["entity_id", "month"])["employees"].max()
    other = heads.groupby(["entity_id", "month"])["employees"].max()
    return best.combine_first(other).astype(float).unstack("month")


def test_towns_add_up_tax_and_staff_of_their_firms(
    road_session: neo4j.Session, firms: pd.DataFrame, tax: pd.DataFrame, staff: pd.DataFrame
) -> None:
    found = pd.DataFrame(rows(road_session, "dev_town", year=YEAR)).set_index("name")
    town = firms["town"]
    paid = tax[tax["month"].str[:4].eq(str(YEAR))].groupby("entity_id")["amount"].sum()
    expected = paid.groupby(paid.index.map(town.to_dict())).sum()
    assert found["tax"].dropna().sub(expected).abs().max() < 0.01
    before = tax[tax["month"].str[:4].eq(str(YEAR - 1))].groupby("entity_id")["amount"].sum()
    change = 100 * (expected / before.groupby(before.index.map(town.to_dict())).sum() - 1)
    assert found["tax_change"].dropna().sub(change).abs().max() < 0.06
    heads = staff.groupby(staff.index.map(town.to_dict())).sum(min_count=1)
    assert found["staff"].dropna().sub(heads[f"{YEAR}-12"]).abs().max() == 0
    change = 100 * (heads[f"{YEAR}-12"] / heads[f"{YEAR - 1}-12"] - 1)
    assert found["staff_change"].dropna().sub(change).abs().max() < 0.06
    born = firms["valid_from"].map(lambda d: d.year if pd.notna(d) else None).eq(YEAR)
    assert found["births"].to_dict() == {n: int(born[town.eq(n)].sum()) for n in found.index}
    assert list(found["rank"]) == sorted(found["rank"])


def test_a_year_that_is_not_over_is_compared_with_the_same_months(
    road_session: neo4j.Session, firms: pd.DataFrame, tax: pd.DataFrame, staff: pd.DataFrame
) -> None:
    (now,) = [r for r in rows(road_session, "dev_city") if r["year"] == 2023]
    assert now["months"] == 4
    own = tax[tax["entity_id"].isin(firms.index)]
    early = own["month"].isin([f"2022-0{m}" for m in range(1, 5)])
    assert now["tax_base"] == pytest.approx(own.loc[early, "amount"].sum(), abs=0.01)
    heads = staff[staff.index.isin(firms.index)].sum()
    (base,) = road_session.run(
        "MATCH (y:GroupFigures {by: 'city', year: 2023}) RETURN y.staff_base AS n"
    ).value()
    assert (now["staff"], base) == (heads["2023-04"], heads["2022-04"])


def test_industries_parks_and_departments_add_up_to_their_firms(
    road_session: neo4j.Session, firms: pd.DataFrame, tax: pd.DataFrame
) -> None:
    paid = tax[tax["month"].str[:4].eq(str(YEAR))].groupby("entity_id")["amount"].sum()
    departments = {r["name"]: r for r in rows(road_session, "dev_department", year=YEAR)}
    expected = paid.groupby(paid.index.map(firms["department"].to_dict())).sum()
    assert {n: r["tax"] for n, r in departments.items() if r["tax"] is not None} == pytest.approx(
        expected.to_dict()
    )
    asked = (
        "MATCH (e:Enterprise)-[:IN_INDUSTRY]->(:Industry)-[:PART_OF*0..3]->(i:Industry {level: 2}) "
        "RETURN DISTINCT e.id AS e, i.name AS i"
    )
    division = {r["e"]: r["i"] for r in road_session.run(asked).data()}
    by_division = paid[paid.index.isin(firms.index)].groupby(lambda e: division.get(e)).sum()
    found = {
        r["name"]: r["tax"] for r in rows(road_session, "dev_industry", year=YEAR) if r["tax"] is not None
    }
    assert found == pytest.approx(by_division.to_dict())
    town = firms["town"].value_counts().index[0]
    local = paid[paid.index.map(firms["town"].to_dict()) == town].groupby(lambda e: division.get(e)).sum()
    here = {
        r["name"]: r["tax"]
        for r in rows(road_session, "dev_industry", year=YEAR, town=town)
        if r["tax"] is not None
    }
    assert here == pytest.approx(local.to_dict())
    asked = "MATCH (e:Enterprise)-[:IN_PARK]->(p:Park) RETURN p.name AS p, collect(e.id) AS firms"
    parks = {
        r["p"]: paid[paid.index.isin(set(r["firms"]) & set(firms.index))].sum()
        for r in road_session.run(asked).data()
    }
    shown = {r["name"]: r["tax"] for r in rows(road_session, "dev_park", year=YEAR) if r["tax"] is not None}
    assert shown == pytest.approx({n: parks[n] for n in shown})


def test_firms_of_a_group_and_key_firms_carry_their_own_figures(
    road_session: neo4j.Session, firms: pd.DataFrame, tax: pd.DataFrame
) -> None:
    paid = tax[tax["month"].str[:4].eq(str(YEAR))].groupby("entity_id")["amount"].sum()
    town = firms["town"].value_counts().index[0]
    found = rows(road_session, "dev_firms", by="town", group=town, year=YEAR, limit=5_000)
    assert {r["id"] for r in found} <= set(firms.index[firms["town"].eq(town)])
    total = sum(r["tax"] for r in found if r["tax"] is not None)
    assert total == pytest.approx(paid[paid.index.map(firms["town"].to_dict()) == town].sum())
    key = rows(road_session, "key_firms", kind="规上限上", year=YEAR, limit=5_000)
    assert key
    for r in key[:10]:
        assert r["tax"] == (pytest.approx(paid[r["enterprise_id"]]) if r["enterprise_id"] in paid else None)
