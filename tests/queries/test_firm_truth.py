"""What the questions on one enterprise answer on the shared noisy city, against its world and its lake rows.

The truth is computed in pandas, never from the graph. Firms are sampled by who has most to tell; what hangs
on names that were written with noise is held to a share, what hangs on codes exactly.
"""

import math

import neo4j
import numpy as np
import pandas as pd
import pytest

from data.city.world import World
from tests.queries.conftest import Ask, Rows

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]
AS_OF = "2022-06-30"
DAY = pd.Timestamp(AS_OF)


def agreeing(found: set[str], wanted: set[str]) -> float:
    """What two sets have in common, of all that is in either."""
    return len(found & wanted) / max(1, len(found | wanted))


def busiest(keys: pd.Series, entity: pd.Series, most: int = 25) -> list[tuple[str, str]]:
    """(true id, entity) of the firms that most rows name, of those that the graph holds as one."""
    counted = keys[keys.astype(str).str.startswith("e")].value_counts()
    known = [
        t for t in counted.sort_index().sort_values(ascending=False, kind="stable").index if t in entity.index
    ]
    return [(t, str(entity[t])) for t in known[:most]]


def known(value: float | None) -> float:
    """A figure as a number; what no row tells is 0 here."""
    return 0.0 if value is None or math.isnan(value) else float(value)


def mean(shares: list[float]) -> float:
    assert len(shares) >= 3
    return sum(shares) / len(shares)


def test_a_registered_name_finds_its_firm(road_ask: Ask, road_world: World, road_entity: pd.Series) -> None:
    bodies = road_world.bodies
    asked = bodies[bodies["registered"] & bodies["company"] & bodies["name"].str.len().gt(6)].iloc[::15]
    ranks = []
    for row, name, code in zip(asked.index, asked["name"], asked["code"], strict=True):
        found = road_ask("search", text=name, limit=3)
        ranks.append(code in set(found["code"]))
        if (own := road_entity.get(f"e{row:06}")) is not None and ranks[-1]:
            assert own in set(found["id"])
    assert len(ranks) > 10
    assert np.mean(ranks) >= 0.9


def test_names_that_a_firm_bore_before(road_ask: Ask, road_world: World, road_entity: pd.Series) -> None:
    bodies = road_world.bodies
    renamed = bodies[
        bodies["renamed_on"].between("2020-06-01", "2022-12-31") & bodies["taxed"] & bodies["registered"]
    ]
    right = []
    for row, former, on in zip(renamed.index, renamed["former"], renamed["renamed_on"], strict=True):
        own = road_entity.get(f"e{row:06}")
        if own is None:
            continue
        found = road_ask("enterprise_names", enterprise=own)
        if former not in set(found.loc[found["kind"] == "曾用名", "name"]):
            right.append(False)
            continue
        day = (on - pd.Timedelta(days=62)).date().isoformat()
        then = (
            road_ask("enterprise_then", enterprise=own, as_of=day).query("item == '名称'")["value"].tolist()
        )
        later = (
            road_ask("enterprise_then", enterprise=own, as_of="2023-06-30")
            .query("item == '名称'")["value"]
            .tolist()
        )
        right.append(then == [former] and later != [former])
        assert former in set(road_ask("families", enterprise=own, kind="曾用名")["name"])
    assert len(right) >= 3
    assert np.mean(right) >= 0.6  # a name that only monthly files show is known by who files


def test_branches_and_firms_that_a_trader_became(
    road_ask: Ask, road_world: World, road_entity: pd.Series
) -> None:
    bodies = road_world.bodies
    branches = bodies[(bodies["parent"] >= 0) & bodies["registered"]]
    wanted = {
        (road_entity.get(f"e{parent:06}"), road_entity.get(f"e{row:06}"))
        for row, parent in zip(branches.index, branches["parent"], strict=True)
        if bodies["registered"].iloc[parent]
    }
    wanted = {pair for pair in wanted if None not in pair}
    told = road_ask("families", kind="分支机构", limit=10_000)
    found = set(zip(told["head_id"], told["id"], strict=True))
    assert wanted
    assert len(found & wanted) >= 0.8 * len(wanted)
    assert len(found - wanted) <= 0.2 * len(found)
    head, branch = sorted(found)[0]
    related = road_ask("enterprise_related", enterprise=head)
    assert branch in set(related.loc[related["relation"] == "分支机构", "id"])
    became = bodies[bodies["bond"].eq("upgrade") & bodies["registered"] & ~bodies["kept_code"]]
    true = {
        (f"e{row:06}", f"e{before:06}") for row, before in zip(became.index, became["leader"], strict=True)
    }
    pairs = {(road_entity.get(a), road_entity.get(b)) for a, b in true}
    told = road_ask("families", kind="个转企前身", limit=10_000)
    assert set(zip(told["head_id"], told["id"], strict=True)) <= pairs


@pytest.fixture(scope="module")
def represented(road_rows: Rows) -> pd.DataFrame:
    """Who the registry says runs which firm: person, phone, code."""
    firms = road_rows("company_registration").rename(columns={"legal_representative": "person"})
    traders = road_rows("sole_proprietor").rename(columns={"operator": "person"})
    both = pd.concat([f[["person", "phone", "code", "source_key"]] for f in (firms, traders)])
    return both.dropna(subset=["person", "phone", "code"])


def test_firms_of_one_person(road_ask: Ask, represented: pd.DataFrame) -> None:
    groups = represented.groupby(["person", "phone"])
    several = [(who, rows) for who, rows in groups if 1 < rows["code"].nunique() <= 12][:25]
    assert len(several) > 10
    shares = []
    for (name, phone), rows in several:
        found = road_ask("firms_of_person", name=name, phone=phone)
        shares.append(agreeing(set(found["code"].dropna()), set(rows["code"])))
        assert set(rows["source_key"]) & {k for keys in found["sources"] for k in keys}
        assert road_ask("firms_of_person", name=name, phone=phone, as_of="2019-12-31").empty
    assert mean(shares) >= 0.85


def test_two_firms_of_one_person_are_two_steps_apart(
    road_ask: Ask, represented: pd.DataFrame, road_session: neo4j.Session
) -> None:
    ids = {r["c"]: r["i"] for r in road_session.run("MATCH (e:Enterprise) RETURN e.code AS c, e.id AS i")}
    groups = represented.groupby(["person", "phone"])
    pairs = [(who, sorted(set(rows["code"]))[:2]) for who, rows in groups if rows["code"].nunique() == 2][:12]
    right = []
    for (name, _), (one, other) in pairs:
        found = road_ask("relation_path", start=ids[one], end=ids[other])
        right.append(not found.empty and bool((found["hops"] <= 2).all()))
        if right[-1] and found["hops"].iloc[0] == 2:
            passed = {n for names in found["names"] for n in names[1:-1]}
            assert name in passed or "Person" not in {x for labels in found["labels"] for x in labels}
    assert len(right) >= 5
    assert np.mean(right) >= 0.85


def test_who_is_related_is_who_the_registry_names(
    road_ask: Ask, represented: pd.DataFrame, road_session: neo4j.Session
) -> None:
    ids = {r["c"]: r["i"] for r in road_session.run("MATCH (e:Enterprise) RETURN e.code AS c, e.id AS i")}
    right = []
    for name, code in (
        represented[["person", "code"]].drop_duplicates("code").iloc[::25].itertuples(index=False)
    ):
        found = road_ask("enterprise_related", enterprise=ids[code], as_of="2023-05-31")
        right.append(name in set(found.loc[found["relation"] == "任职", "name"]))
        then = road_ask("enterprise_then", enterprise=ids[code], as_of="2023-05-31")
        assert (name in set(then.loc[then["item"] == "任职", "value"])) == right[-1]
    assert np.mean(right) >= 0.9


@pytest.fixture(scope="module")
def heads(road_rows: Rows) -> pd.DataFrame:
    """Heads of each true firm by month: 企业职工基本养老, else the largest 险种."""
    rows = road_rows("social_insurance", firm="参保单位").dropna(subset=["firm", "month", "employees"])
    sums = rows.groupby(["firm", "month", "insurance_type"])["employees"].sum().reset_index()
    pension = sums["insurance_type"].str.contains("养老")
    best = sums[pension].groupby(["firm", "month"])["employees"].max()
    return (
        best.combine_first(sums.groupby(["firm", "month"])["employees"].max()).astype(float).unstack("month")
    )


def test_yearly_figures_are_the_sums_of_their_rows(
    road_ask: Ask, road_rows: Rows, road_entity: pd.Series, heads: pd.DataFrame
) -> None:
    paid = road_rows("subsidy_payment", firm="受补企业").assign(
        year=lambda f: f["src_period"].str[:4].astype(int)
    )
    burnt = road_rows("power_consumption", firm="用电户").assign(
        year=lambda f: f["month"].str[:4].astype(int)
    )
    money = paid["amount"].astype(float).groupby([paid["firm"], paid["year"]]).sum()
    power = burnt["consumption"].astype(float).groupby([burnt["firm"], burnt["year"]]).sum()
    right: dict[str, list[bool]] = {"subsidy": [], "power": [], "staff": []}
    for true, own in busiest(paid["firm"], road_entity, 15) + busiest(burnt["firm"], road_entity, 10):
        found = road_ask("enterprise_figures", enterprise=own).set_index("year")
        for year in (2021, 2022):
            for figure, frame in (("subsidy", money), ("power", power)):
                if (true, year) in frame.index:
                    told = known(found[figure].get(year))
                    right[figure].append(told == pytest.approx(frame[true, year]))
                    lines = road_ask("figure_rows", enterprise=own, figure=figure, year=year)
                    assert lines.loc[lines["counted"], "amount"].sum() == pytest.approx(told)
            if true in heads.index and heads[f"{year}-12"].notna()[true]:
                right["staff"].append(found["staff"].get(year) == heads.loc[true, f"{year}-12"])
    assert [k for k, v in right.items() if len(v) <= 8 or np.mean(v) < 0.85] == []


def test_tax_and_revenue_of_a_firm_are_those_of_its_code(
    road_ask: Ask, road_rows: Rows, road_entity: pd.Series
) -> None:
    paid = road_rows("tax_net_revenue", firm="纳税人")
    other = "保险费|非税|出让|残疾人就业保障金|水利建设|工会经费|滞纳金"
    said = paid["budget_subject"].fillna("") + " " + paid["levy_subitem"].fillna("")
    paid = paid[~paid["levy_item"].str.contains(other, na=False) & ~said.str.contains("免抵调")]
    paid = paid[pd.to_datetime(paid["paid_on"]).dt.year == 2022]
    offset = road_rows("tax_exempt_offset", firm="纳税人")
    offset = offset[offset["src_period"].str[:4] == "2022"]
    both = pd.concat([paid[["firm", "amount"]], offset[["firm", "amount"]]])
    tax = both["amount"].astype(float).groupby(both["firm"]).sum()
    filed = road_rows("tax_declaration", firm="纳税人")
    filed = filed[pd.to_datetime(filed["period_end"]).dt.year.eq(2022) & filed["levy_item"].eq("增值税")]
    filed = filed[~filed["levy_subitem"].str.contains("附表|减免|预缴", na=False)]
    filed = filed.sort_values(["declared_on", "voucher_no", "source_key"])
    filed = filed.drop_duplicates(["firm", "levy_subitem", "period_start", "period_end"], keep="last")
    revenue = filed["taxable_income"].astype(float).groupby(filed["firm"]).sum()
    right: dict[str, list[bool]] = {"tax": [], "revenue": []}
    for true, own in busiest(both["firm"], road_entity, 30):
        found = road_ask("enterprise_figures", enterprise=own).set_index("year")
        for figure, wanted in (("tax", tax), ("revenue", revenue)):
            if true in wanted.index:
                told = known(found[figure].get(2022))
                right[figure].append(told == pytest.approx(wanted[true], abs=0.01))
                lines = road_ask("figure_rows", enterprise=own, figure=figure, year=2022)
                assert lines.loc[lines["counted"], "amount"].sum() == pytest.approx(told, abs=0.01)
    assert [k for k, v in right.items() if len(v) <= 15 or np.mean(v) < 0.9] == []


def test_honours_of_a_firm(road_ask: Ask, road_rows: Rows, road_entity: pd.Series) -> None:
    lists = {
        "瞪羚": ("gazelle_firm", "认定企业"), "专精特新": ("specialised_firm", "认定企业"),
        "高新技术企业": ("hightech_firm", "认定企业"), "规上限上": ("above_scale_firm", "规上限上企业"),
    }  # fmt: skip
    parts = [
        road_rows(d, firm=role)[["firm", "source_key"]].assign(kind=kind) for kind, (d, role) in lists.items()
    ]
    told = pd.concat(parts).dropna(subset=["firm"])
    high = road_rows("hightech_firm", firm="认定企业").assign(on=lambda f: pd.to_datetime(f["recognised_on"]))
    held = high[(high["on"] <= DAY) & (high["on"] + pd.DateOffset(years=3) >= DAY)]
    shares, now = [], []
    for true, own in busiest(told["firm"], road_entity):
        wanted = set(told.loc[told["firm"] == true, "source_key"])
        found = road_ask("enterprise_honours", enterprise=own)
        shares.append(agreeing(set(found.loc[found["kind"].isin(lists), "source"]), wanted))
        then = road_ask("enterprise_honours", enterprise=own, as_of=AS_OF).query("kind == '高新技术企业'")
        now.append(set(then["source"]) == set(held.loc[held["firm"] == true, "source_key"]))
        whole = road_ask("enterprise_then", enterprise=own, as_of=AS_OF).query("value == '高新技术企业'")
        assert {k for keys in whole["sources"] for k in keys} == set(then["source"])
    assert mean(shares) >= 0.85
    assert np.mean(now) >= 0.85


def test_source_records_of_a_firm(
    road_ask: Ask, road_truth: pd.DataFrame, road_rows: Rows, road_entity: pd.Series
) -> None:
    sets = (
        "tender_award",
        "subsidy_payment",
        "general_taxpayer",
        "park_firm",
        "above_scale_firm",
        "land_grant",
    )
    keys = pd.concat([road_rows(d)[[*["src_delivery", "src_sheet", "src_row"], "source_key"]] for d in sets])
    named = road_truth[road_truth["kind"].eq("ent") & road_truth["dataset"].isin(sets)]
    named = named.merge(keys, on=["src_delivery", "src_sheet", "src_row"])
    shares = []
    for true, own in busiest(named["true_id"], road_entity):
        found = road_ask("enterprise_sources", enterprise=own, limit=10_000)
        found = found[found["decision"].isin(["match", "none"])]
        told = {k for k in found["source"] if k.split("/")[0] in sets}
        shares.append(agreeing(told, set(named.loc[named["true_id"] == true, "source_key"])))
        assert (found["written"].notna() & found["file"].notna()).all()
    assert mean(shares) >= 0.85


def test_payments_of_a_firm_and_of_a_document(road_ask: Ask, road_rows: Rows, road_entity: pd.Series) -> None:
    paid = road_rows("subsidy_payment", firm="受补企业")
    shares = []
    for true, own in busiest(paid["firm"], road_entity):
        found = road_ask("support_history", enterprise=own)
        own_rows = paid[paid["firm"] == true]
        shares.append(agreeing(set(found["source"]), set(own_rows["source_key"])))
        assert found["flags"].map(lambda f: "退款" in f).tolist() == (found["amount"] < 0).tolist()
    assert mean(shares) >= 0.85
    once = paid.drop_duplicates("source_key")
    amounts = once["amount"].astype(float)
    told = road_ask("documents", limit=10_000)
    city = told[~told["upper"]].set_index("document")
    by_document = amounts.groupby(once["document_no"].str.strip()).agg(["sum", "size"])
    assert city["amount"].to_dict() == pytest.approx(by_document["sum"].to_dict())
    assert city["payments"].to_dict() == by_document["size"].to_dict()
    first = str(by_document["size"].sort_index().idxmax())
    lines = road_ask("subsidies_by_document", document=first)
    assert set(lines["source"]) == set(once.loc[once["document_no"].str.strip() == first, "source_key"])
    assert set(city["sources"].to_dict()[first]) <= set(lines["source"])


def test_industries_count_their_firms(road_ask: Ask, road_world: World, road_rows: Rows) -> None:
    seen = [road_rows(d, firm="纳税人")["firm"] for d in ("tax_net_revenue", "tax_registration")]
    firms = {f for f in pd.concat(seen).dropna() if f.startswith("e") and "~" not in f}
    rows = np.array(sorted(int(f[1:]) for f in firms))
    wanted = pd.Series(road_world.trade_words("section_name", rows)).value_counts().to_dict()
    found = road_ask("industry_tree").set_index("name")["firms"]
    assert found[found > 0].to_dict() == pytest.approx(wanted, abs=2)
    inside = road_ask("industry_tree", code="C")
    assert inside.loc[inside["code"] == "C", "firms"].sum() == found["制造业"]


def test_towns_hold_the_firms_that_the_registry_puts_there(road_ask: Ask, road_rows: Rows) -> None:
    sets = ("company_registration", "sole_proprietor", "tax_registration")
    listed = pd.concat([road_rows(d)[["code", "town"]] for d in sets])
    wanted = listed.dropna().drop_duplicates("code")["town"].value_counts()
    found = road_ask("towns", year=2022).set_index("town")
    near = [
        abs(found["enterprises"].get(t, 0) - n) <= max(4, 0.15 * n)
        for t, n in wanted.items()
        if t in found.index
    ]
    assert len(near) > 10
    assert np.mean(near) >= 0.85  # firms that no registry lists stand in a town too
    money = road_rows("subsidy_payment")
    total = money.loc[money["src_period"].str[:4] == "2022", "amount"].astype(float).sum()
    assert found["subsidy"].sum() == pytest.approx(
        total, rel=0.15
    )  # payments to firms elsewhere or in review
