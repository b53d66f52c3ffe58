"""Support and what stands beside it, against pandas over the payments of the lake and the firms' figures."""

from typing import Any

import duckdb
import neo4j
import numpy as np
import pandas as pd
import pytest

from data.policies import load_policies
from queries import run, trace

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
FULL = [2020, 2021, 2022]


def rows(session: neo4j.Session, name: str, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return run(name, params, session).rows


@pytest.fixture(scope="module")
def paid(road_lake: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Payments with the firm that each was taken to be for."""
    lines = road_lake.execute(
        'SELECT source_key, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", '
        "src_period AS period, "
        "amount, document_no, upper_document_no, project_name, budget_unit_name FROM lake_subsidy_payment"
    ).df()
    named = road_lake.execute(
        "SELECT delivery, sheet, \"row\", entity_id AS firm FROM assigned WHERE dataset = 'subsidy_payment' "
        "AND role = '受补企业' AND kind = 'ent' AND part_no = 0"
    ).df()
    out = lines.merge(named, on=["delivery", "sheet", "row"], how="left")
    upper = out["upper_document_no"].fillna("").str.strip().ne("")
    return out.assign(amount=out["amount"].astype(float), upper=upper, year=out["period"].str[:4].astype(int))


@pytest.fixture(scope="module")
def figures(road_session: neo4j.Session) -> pd.DataFrame:
    """Yearly figures by firm and year."""
    found = road_session.run(
        "MATCH (e:Enterprise)<-[:FIGURES_OF]-(y:YearFigures) RETURN e.id AS firm, "
        "e.registered AS registered, e.status AS status, e.valid_from AS opened, "
        "properties(y) AS y ORDER BY y.key"
    ).data()
    frame = pd.DataFrame(
        [{**r["y"], **{k: r[k] for k in ("firm", "registered", "status", "opened")}} for r in found]
    )
    return frame.set_index(["firm", "year"], drop=False)


def policy_of(project: str) -> str:
    """The policy whose longest word stands in a project's name; the made city's names need no more."""
    hits = [
        (len(w), p.name)
        for p in load_policies()
        for w in p.words
        if w in project and not any(n in project for n in p.not_words)
    ]
    return max(hits)[1] if hits else "未归类"


def test_payments_add_up_by_policy_document_unit_and_town(
    road_session: neo4j.Session, paid: pd.DataFrame, figures: pd.DataFrame
) -> None:
    policy = paid["project_name"].str.replace(r"\s", "", regex=True).map(policy_of)
    for by, key in (
        ("policy", policy),
        ("document", paid["document_no"]),
        ("unit", paid["budget_unit_name"]),
    ):
        found = {r["name"]: r for r in rows(road_session, "subsidies_by", by=by, limit=5_000)}
        assert {n: r["amount"] for n, r in found.items()} == pytest.approx(
            paid.groupby(key)["amount"].sum().to_dict()
        )
        assert {n: r["payments"] for n, r in found.items()} == paid.groupby(key).size().to_dict()
        assert {n: r["enterprises"] for n, r in found.items()} == paid.groupby(key)[
            "firm"
        ].nunique().to_dict()
        upper = paid["amount"].where(paid["upper"], 0).groupby(key).sum()
        assert {n: r["upper"] for n, r in found.items()} == pytest.approx(upper.to_dict())
    waiting = sum(r["waiting"] for r in rows(road_session, "subsidies_by", by="town"))
    assert waiting == paid["firm"].isna().sum()
    year = sum(r["amount"] for r in rows(road_session, "subsidies_by", by="industry", year=2022))
    assert year == pytest.approx(paid.loc[paid["year"].eq(2022), "amount"].sum())


def test_payments_of_a_policy_say_why_they_belong_to_it(
    road_session: neo4j.Session, paid: pd.DataFrame
) -> None:
    found = rows(road_session, "subsidies_of_policy", policy="technical_upgrade")
    expected = paid[paid["project_name"].str.contains("技术改造")]
    assert {r["source"] for r in found} == set(expected["source_key"])
    assert {(r["evidence"], r["word"]) for r in found} == {("项目名称", "技术改造")}
    assert rows(road_session, "subsidies_of_policy", policy="未归类") == []


def _most_paid(paid: pd.DataFrame) -> str:
    return str(paid["firm"].value_counts().sort_index().idxmax())


def test_a_profile_by_year_keeps_city_money_and_upper_money_apart(
    road_session: neo4j.Session,
    road_lake: duckdb.DuckDBPyConnection,
    paid: pd.DataFrame,
    figures: pd.DataFrame,
) -> None:
    firm = _most_paid(paid)
    own = paid[paid["firm"].eq(firm)]
    found = {r["year"]: r for r in rows(road_session, "support_profile", enterprise=firm)}
    assert set(own["year"]) <= set(found)
    for year, lines in own.groupby("year"):
        row = found[year]
        assert row["subsidy_local"] == pytest.approx(lines.loc[~lines["upper"], "amount"].sum())
        assert row["subsidy_upper"] == pytest.approx(lines.loc[lines["upper"], "amount"].sum())
        assert set(lines["source_key"]) <= set(row["sources"])
        kept = figures["tax_local"].get((firm, year))
        if kept is not None and not np.isnan(kept):
            assert row["local_net"] == pytest.approx(kept - row["subsidy_local"])
    named = trace(str(own["source_key"].iloc[0]), road_lake).named
    assert firm in {n["entity_id"] for n in named}


def _fruit(paid: pd.DataFrame, figures: pd.DataFrame, value: str) -> pd.DataFrame:
    """Yearly means of a firm before and after its first payment, over full years, three on each side.

    A full year without a row counts as 0 from the opening, or the first sign of life, on.
    """
    first = paid[paid["amount"] > 0].groupby("firm")["year"].min()
    known = figures[figures["registered"] & figures["status"].ne("报验")].reset_index(drop=True)
    known = known[known["firm"].isin(first.index)]
    born = known.groupby("firm")["opened"].first().map(lambda d: d.year if pd.notna(d) else None)
    born = born.combine_first(known[known["months"] > 0].groupby("firm")["year"].min())
    every = pd.MultiIndex.from_product([sorted(set(known["firm"])), FULL], names=["firm", "year"])
    y = known.set_index(["firm", "year"])[[value]].reindex(every).fillna(0).reset_index()
    y = y[y["year"] >= y["firm"].map(born.to_dict())]
    start = y["firm"].map(first.to_dict())
    near = (y["year"] - start).abs() <= 3
    before = y[near & (y["year"] < start)].groupby("firm")[value].mean()
    after = y[near & (y["year"] > start)].groupby("firm")[value].mean()
    return pd.DataFrame({"before": before, "after": after})


def test_benefit_of_the_city_is_the_sum_over_firms_with_both_sides(
    road_session: neo4j.Session, paid: pd.DataFrame, figures: pd.DataFrame
) -> None:
    (city,) = rows(road_session, "benefit_per_yuan", by="city")
    tax, revenue = (_fruit(paid, figures, v).dropna() for v in ("tax_local", "revenue"))
    both = tax.index.intersection(revenue.index)
    assert city["compared"] == len(both) > 3
    assert city["tax_local_before"] == pytest.approx(tax.loc[both, "before"].sum())
    assert city["tax_local_after"] == pytest.approx(tax.loc[both, "after"].sum())
    first = paid[paid["amount"] > 0].groupby("firm")["year"].min()
    since = paid["year"] - paid["firm"].map(first.to_dict())
    counted = paid["year"].isin(FULL) & since.between(0, 3) & ~paid["upper"]
    local = paid[counted & paid["firm"].isin(both)]["amount"].sum()
    gain = (tax.loc[both, "after"].sum() - tax.loc[both, "before"].sum()) / local
    assert city["local_gain_per_yuan"] == pytest.approx(gain, abs=0.001)
    change = 100 * (revenue.loc[both, "after"].sum() / revenue.loc[both, "before"].sum() - 1)
    assert city["revenue_change"] == pytest.approx(change, abs=0.06)


def test_benefit_of_one_firm(road_session: neo4j.Session, paid: pd.DataFrame, figures: pd.DataFrame) -> None:
    fruit = {
        c: _fruit(paid, figures, v)
        for c, v in (("应税收入（元）", "revenue"), ("地方留成（元）", "tax_local"))
    }
    both = fruit["应税收入（元）"].dropna().index
    silent = (
        figures["revenue"].groupby(level="firm").max().reindex(both).isna()
    )  # no declaration: 0, as for the groups
    for firm in [str(both[0]), *map(str, both[silent.to_numpy()][:1])]:
        found = {r["figure"]: r for r in rows(road_session, "enterprise_benefit", enterprise=firm)}
        own = paid[paid["firm"].eq(firm)]
        first = own[own["amount"] > 0]["year"].min()
        counted = own[own["year"].isin(FULL) & own["year"].sub(first).between(0, 3) & ~own["upper"]]
        for caption, wanted in fruit.items():
            row = found[caption]
            assert (row["before"], row["after"]) == pytest.approx(
                tuple(wanted.loc[firm, ["before", "after"]])
            )
            assert row["first_year"] == first
            assert row["local_counted"] == pytest.approx(counted["amount"].sum())


def test_peers_are_of_one_division_and_size(road_session: neo4j.Session, figures: pd.DataFrame) -> None:
    asked = (
        "MATCH (e:Enterprise)-[:IN_INDUSTRY]->(:Industry)-[:PART_OF*0..3]->(i:Industry {level: 2}) "
        "RETURN DISTINCT e.id AS e, i.code AS i"
    )
    division = {r["e"]: r["i"] for r in road_session.run(asked).data()}
    local = figures[figures["registered"] & figures["status"].ne("报验") & (figures["revenue"] > 0)]
    local = local[local["year"].isin(FULL)].reset_index(drop=True)
    size = np.searchsorted([3e6, 2e7, 1e8, 4e8], local["revenue"], side="right")
    groups = local.groupby([local["firm"].map(division), size, "year"])
    checked = 0
    for firm in sorted(division)[:400]:
        for row in rows(road_session, "support_peers", enterprise=firm):
            own = figures.loc[(firm, row["year"])]
            place = int(np.searchsorted([3e6, 2e7, 1e8, 4e8], own["revenue"], side="right"))
            peers = groups.get_group((division[firm], place, row["year"]))
            assert row["peers"] == len(peers)
            assert row["revenue_median"] == pytest.approx(peers["revenue"].median())
            assert (
                row["staff_median"] == pytest.approx(peers["staff"].median(), nan_ok=True)
                or row["staff_median"] is None
            )
            assert (row["caution"] is not None) == (len(peers) < 5)
            checked += 1
        if checked > 12:
            return
    assert checked


def test_matched_difference_and_its_interval(
    road_session: neo4j.Session, paid: pd.DataFrame, figures: pd.DataFrame
) -> None:
    pairs = pd.DataFrame(rows(road_session, "support_pairs", after=1, limit=10_000))
    supported = set(paid["firm"].dropna())
    assert set(pairs["enterprise_id"]) <= supported
    assert not set(pairs["control_id"]) & supported
    first = paid[paid["amount"] > 0].groupby("firm")["year"].min()
    assert (pairs["first_year"] == pairs["enterprise_id"].map(first.to_dict())).all()
    old = figures["revenue"]
    before = pairs["first_year"] - 1
    ratio = np.log(
        np.array([old[k] for k in zip(pairs["enterprise_id"], before, strict=True)])
        / np.array([old[k] for k in zip(pairs["control_id"], before, strict=True)])
    )
    assert np.abs(ratio).max() <= 0.7 + 1e-9
    full = pairs[(pairs["first_year"] + 1).isin(FULL)].dropna(subset=["difference"])
    (row,) = [r for r in rows(road_session, "support_matched", after=1) if r["figure"] == "应税收入"]
    own = np.log(full["revenue_after"].astype(float) / full["revenue_before"])
    other = np.log(full["control_after"].astype(float) / full["control_before"])
    d = own - other
    cluster = (d - d.mean()).groupby(full["control_id"]).sum()
    error = np.sqrt((cluster**2).sum()) / len(d) * np.sqrt(len(cluster) / (len(cluster) - 1))
    assert (row["pairs"], row["controls"]) == (len(d), len(cluster))
    whole = pairs[(pairs["first_year"] + 1).isin(FULL)]
    after = whole["first_year"] + 1
    here = {
        side: np.array([old.get(k, 0) > 0 for k in zip(whole[side], after, strict=True)])
        for side in ("enterprise_id", "control_id")
    }
    gone = ((~here["enterprise_id"]).sum(), (~here["control_id"]).sum())
    assert (row["matched"], row["own_gone"], row["control_gone"]) == (len(whole), *gone)
    assert row["pairs"] == (here["enterprise_id"] & here["control_id"]).sum()
    assert row["difference"] == pytest.approx(100 * d.mean(), abs=0.06)
    assert (row["low"], row["high"]) == pytest.approx(
        (100 * (d.mean() - 1.96 * error), 100 * (d.mean() + 1.96 * error)), abs=0.06
    )
    assert "不等于补助所致" in row["verdict"] or "不足" in row["verdict"] or "看不出" in row["verdict"]
