"""Lists and boards of the chains on the noisy city, against its world, its lake rows and the templates."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from benchmarks.chains import firms_at, true_verdicts
from data.chains import Chain, load_chains
from data.city.world import World
from tests.queries.conftest import Ask, Rows

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]
SHOES = "鞋服"


def template(title: str = SHOES) -> Chain:
    return next(c for c in load_chains() if c.title == title)


def supplies(chain: Chain) -> "nx.DiGraph[str]":
    """Who supplies whom by the template, by the nodes' names."""
    names = {n.key: n.name for n in chain.nodes}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(names.values())
    graph.add_edges_from((n.name, names[t]) for n in chain.nodes for t in n.supplies_to)
    return graph


@pytest.fixture(scope="module")
def standing(road_world: World) -> dict[str, set[int]]:
    """Node key → rows of the bodies that truly stand there and live."""
    lives = road_world.bodies["closed"].isna().to_numpy()
    return {key: {int(r) for r in rows if lives[r]} for key, rows in firms_at(road_world).items()}


@pytest.fixture(scope="module")
def listed(road_rows: Rows) -> pd.DataFrame:
    """The official list: whom each row truly names, for which chain and stage, in which year."""
    spelt = {s: c.name for c in load_chains() for s in c.spellings()}
    rows = road_rows("chain_firm", firm="产业链企业").dropna(subset=["firm"])
    return rows.assign(of=rows["chain"].str.strip().map(spelt), on=rows["year"].str[:4].astype(int))


def test_chains_count_nodes_gaps_and_listed_firms(
    road_ask: Ask, listed: pd.DataFrame, standing: dict[str, set[int]]
) -> None:
    found = road_ask("chains").set_index("chain")
    assert set(found.index) == {c.name for c in load_chains()}
    for chain in load_chains():
        row = found.loc[chain.name]
        assert row["nodes"] == len(chain.nodes)
        true_gaps = [n for n in chain.nodes if not standing[f"{chain.key}/{n.key}"]]
        assert row["gaps"] >= len(true_gaps)
        on_list = listed.loc[listed["of"] == chain.name, "firm"].nunique()
        assert row["listed"] == pytest.approx(on_list, abs=max(2, 0.2 * on_list))


def test_chains_of_a_firm_are_those_of_the_list(
    road_ask: Ask, listed: pd.DataFrame, road_entity: pd.Series
) -> None:
    spans = listed.groupby(["firm", "of", "stage"])["on"].agg(["min", "max"]).reset_index()
    right = []
    for firm, own in spans.groupby("firm"):
        if firm not in road_entity.index:
            continue
        found = road_ask("enterprise_chains", enterprise=str(road_entity[firm])).dropna(subset=["listed"])
        told = {(r["chain"], r["stage"], r["listed"]) for r in found.to_dict("records")}
        wanted = {(r["of"], r["stage"], f"{r['min']}-{r['max']}") for r in own.to_dict("records")}
        right.append(told == wanted)
    assert len(right) > 10
    assert np.mean(right) >= 0.75


def test_gaps_name_their_neighbours_of_the_template(road_ask: Ask, standing: dict[str, set[int]]) -> None:
    for chain in load_chains():
        graph = supplies(chain)
        found = road_ask("chain_gaps", chain=chain.title).set_index("node")
        true_gaps = {n.name for n in chain.nodes if not standing[f"{chain.key}/{n.key}"]}
        assert true_gaps <= set(found.index)
        for node, row in found.iterrows():
            assert set(row["upstream"]) == set(graph.predecessors(str(node)))
            assert set(row["downstream"]) == set(graph.successors(str(node)))


def test_weak_nodes_have_too_few_firms_or_one_that_outweighs(
    road_ask: Ask, road_world: World, standing: dict[str, set[int]]
) -> None:
    few = true_verdicts(road_world)["few"]
    told, right = 0, 0
    for chain in load_chains():
        found = road_ask("chain_weak_nodes", chain=chain.title).set_index("node")
        gaps = set(road_ask("chain_gaps", chain=chain.title)["node"])
        for node in chain.nodes:
            key = f"{chain.key}/{node.key}"
            if key in few:
                assert node.name in {*found.index, *gaps}, key  # of few firms none may be known
            if node.name in found.index:
                row = found.loc[node.name]
                assert row["needed"] == node.needed
                told += 1
                right += abs(row["firms"] - len(standing[key])) <= max(2, 0.3 * len(standing[key]))
    assert told > 10
    assert right >= 0.8 * told


def test_what_if_a_node_stops_goes_as_far_as_the_template(
    road_ask: Ask, standing: dict[str, set[int]]
) -> None:
    chain = template()
    graph = supplies(chain)
    for node in chain.nodes[::4]:
        found = road_ask("chain_whatif_node", chain=SHOES, node=node.name, hops=3)
        for direction, ways in (("供应", graph), ("客户", graph.reverse())):
            near = nx.single_source_shortest_path_length(ways, node.name, cutoff=3)
            told = found[found["direction"] == direction].set_index("node")["hops"].to_dict()
            assert told == {n: d for n, d in near.items() if d}
    board = {n.name: len(standing[f"{chain.key}/{n.key}"]) for n in chain.nodes}
    found = road_ask("chain_whatif_node", chain=SHOES, node=chain.nodes[0].name, hops=8)
    close = [
        abs(r["firms"] - board[r["node"]]) <= max(3, 0.3 * board[r["node"]]) for r in found.to_dict("records")
    ]
    assert np.mean(close) >= 0.7


def test_who_could_fill_a_gap_stands_elsewhere(
    road_ask: Ask, road_ids: pd.Series, standing: dict[str, set[int]]
) -> None:
    seen, elsewhere = 0, 0
    for chain in load_chains():
        keys = {n.name: f"{chain.key}/{n.key}" for n in chain.nodes}
        found = road_ask("gap_candidates", chain=chain.title, limit=15)
        gaps = set(road_ask("chain_gaps", chain=chain.title)["node"])
        assert set(found["node"]) <= gaps
        assert found["distance"].between(1, 4).all()
        for row in found.to_dict("records"):
            true = str(road_ids.get(row["id"], ""))
            if true.startswith("e") and "~" not in true:
                seen += 1
                elsewhere += int(true[1:]) not in standing[keys[row["node"]]]
    assert seen > 10
    assert elsewhere >= 0.8 * seen


def test_parks_count_the_firms_that_stand_in_them(
    road_ask: Ask, road_rows: Rows, standing: dict[str, set[int]]
) -> None:
    rows = road_rows("park_firm", firm="园区企业").dropna(subset=["firm", "park"])
    rows = rows[rows["firm"].str.startswith("e") & ~rows["firm"].str.contains("~")]
    chain = template()
    at = {park: {int(f[1:]) for f in firms} for park, firms in rows.groupby(rows["park"].str.strip())["firm"]}
    wanted = {
        park: sum(len(firms & standing[f"{chain.key}/{n.key}"]) for n in chain.nodes)
        for park, firms in at.items()
    }
    found = road_ask("chain_by_park", chain=SHOES)
    told = dict(zip(found["park"], found["grade_a"] + found["grade_b"], strict=True))
    assert set(told) <= set(at)
    assert sum(abs(told.get(p, 0) - n) for p, n in wanted.items()) <= max(3, 0.4 * sum(wanted.values()))


def test_the_list_and_the_evidence_disagree_where_they_do(
    road_ask: Ask, listed: pd.DataFrame, road_ids: pd.Series, road_world: World
) -> None:
    closed = road_world.bodies["closed"]
    gone, absent = [], []
    for chain in load_chains():
        on_list = set(listed.loc[listed["of"] == chain.name, "firm"])
        found = road_ask("chain_list_disagreement", chain=chain.title, limit=10_000)
        for row in found.to_dict("records"):
            true = str(road_ids.get(row["id"], ""))
            if not true.startswith("e") or "~" in true:
                continue
            if row["kind"] == "在册已注销":
                gone.append(pd.notna(closed.iloc[int(true[1:])]))
            if row["kind"] == "未列入名单":
                absent.append(true not in on_list)
    assert all(gone)
    assert len(absent) > 3
    assert np.mean(absent) >= 0.85
