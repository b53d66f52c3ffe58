"""What the boards of the chains find of the gaps and weak nodes that a synthetic city truly has.

`python -m benchmarks.chains --home HOME --city CITY` asks the graph of an installation and makes the city
anew from the settings in its README, so that the truth comes from the city's world and from nothing that the
product read.
"""

import argparse
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import neo4j
import numpy as np
import yaml

from benchmarks.clean import gross_tax
from core.settings import Settings
from data.chains import load_chains
from data.city.settings import CitySettings
from data.city.words import nodes, trades
from data.city.world import World, build_world
from graph_model.connect import connect
from queries import run
from queries.run import read

RULES = Path(__file__).with_suffix(".yaml")
PLACED = """
MATCH (e:Enterprise)-[p:PLACED_AT]->(n:ChainNode) WHERE e.code IS NOT NULL
RETURN e.code AS code, n.key AS node, p.grade AS grade
"""
VERDICTS = {
    "gap": "缺链",
    "few": "企业少于",
    "dominated": "一家独大",
    "falling": "三年下滑",
    "departed": "骨干企业退出",
}
"""Verdicts and how the board begins to say them."""
MADE_WITH = re.compile(r"企业数 (\d+)，随机种子 (\d+)，月份 ([0-9.-]+)")
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("chains", {}),
    ("chain_completeness", {"chain": "鞋服"}),
    ("chain_gaps", {"chain": "鞋服"}),
    ("chain_weak_nodes", {"chain": "鞋服"}),
    ("chain_by_town", {"chain": "鞋服"}),
    ("chain_by_park", {"chain": "鞋服"}),
    ("chain_change", {"chain": "鞋服", "before": 2020, "year": 2022}),
    ("chain_unreviewed", {"chain": "鞋服"}),
    ("chain_list_disagreement", {"chain": "鞋服"}),
    ("chain_firms", {"chain": "鞋服", "node": "鞋底"}),
    ("gap_candidates", {"chain": "鞋服"}),
    ("chain_whatif_node", {"chain": "鞋服", "node": "鞋底"}),
)


@dataclass(frozen=True)
class Compared:
    """Verdicts of one kind, as sets of `chain/node` keys: true, so by what firms declare, and told.

    Many a firm pays no tax or declares nothing: no source tells its turnover, nor whether it lives.
    """

    true: frozenset[str]
    declared: frozenset[str]
    told: frozenset[str]

    @property
    def visible(self) -> frozenset[str]:
        """True, and so by what firms declare."""
        return self.true & self.declared

    @property
    def hidden(self) -> list[str]:
        """True, and not so by what firms declare."""
        return sorted(self.true - self.declared)

    @property
    def missed(self) -> list[str]:
        """Visible and not told."""
        return sorted(self.visible - self.told)

    @property
    def invented(self) -> list[str]:
        """Told and neither true nor so by what firms declare."""
        return sorted(self.told - self.true - self.declared)


def settings_of(city: Path) -> CitySettings:
    """Read from a city's README how it was made."""
    found = MADE_WITH.search((city / "README.txt").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"{city}/README.txt does not say how the city was made")
    return CitySettings(enterprises=int(found[1]), seed=int(found[2]), months=found[3])


def yearly_turnover(world: World, years: range) -> dict[int, np.ndarray]:
    """Return what each body turned over in each year."""
    found = {}
    for year in years:
        total = np.zeros(len(world.bodies))
        for month in range(1, 13):
            part = world.month(f"{year}-{month:02}")
            total[part.rows] += part.revenue
        found[year] = total
    return found


def firms_at(world: World) -> dict[str, np.ndarray]:
    """Return the rows of the bodies that truly stand at each node of the templates."""
    stands: dict[str, dict[str, list[str]]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["trades"]
    trade = trades()["key"].to_numpy()[world.bodies["trade"].to_numpy()]
    market = world.bodies["kind"].isin(["company", "trader", "branch"]).to_numpy()

    def makers(said: str) -> np.ndarray:
        """Rows of a trade, or of those of it whose scope names a product (`trade:product|product`)."""
        name, _, products = said.partition(":")
        rows = np.flatnonzero(market & (trade == name))
        named = world.bodies["scope"].iloc[rows].str.contains(products, na=False, regex=True).to_numpy()
        return rows[named] if products else rows

    return {
        f"{c.key}/{n.key}": np.sort(np.concatenate([*map(makers, at), np.empty(0, dtype=np.int64)]))
        for c in load_chains()
        for n in c.nodes
        for at in [stands.get(c.key, {}).get(n.key, [])]
    }


def true_verdicts(world: World, *, declared: bool = False) -> dict[str, frozenset[str]]:
    """Return the nodes of which each verdict is true by the thresholds of docs/chains.md.

    `declared`: turnover of those alone who declare it, and firms alone that pay tax or insure somebody. Of
    one firm's weight the board speaks by tax.
    """
    last = world.settings.last
    year = last.year if last.month == 12 else last.year - 1
    turnover = yearly_turnover(world, range(year - 2, year + 1))
    lives = world.bodies["closed"].isna().to_numpy()
    if declared:
        b = world.bodies
        silent = b["vat"].eq(0).to_numpy() | b["shell"].to_numpy()
        turnover = {y: np.where(silent, 0.0, sums) for y, sums in turnover.items()}
        lives = lives & (b["taxed"] & ~b["shell"] | b["insured"]).to_numpy()
    tax = gross_tax(world, year).reindex(np.asarray(world.body_ids)).fillna(0).clip(lower=0).to_numpy()
    found: dict[str, set[str]] = {v: set() for v in VERDICTS}
    needed = {f"{c.key}/{n.key}": n.needed for c in load_chains() for n in c.nodes}
    for key, rows in firms_at(world).items():
        here = rows[lives[rows]]
        if not len(here):
            found["gap"].add(key)
            continue
        now, before, first = (turnover[y][rows].sum() for y in (year, year - 1, year - 2))
        tests = {
            "few": len(here) < needed[key],
            "dominated": len(here) > 1 and tax[here].max() >= 0.7 * tax[here].sum() > 0,
            "falling": first > 0 and now <= 0.8 * first and now <= before,
            "departed": now > 0 and turnover[year][here].sum() <= 0.7 * now,
        }
        for verdict, holds in tests.items():
            if holds:
                found[verdict].add(key)
    return {v: frozenset(keys) for v, keys in found.items()}


def told_verdicts(session: neo4j.Session) -> dict[str, frozenset[str]]:
    """Return the nodes of which the boards say each verdict."""
    rows = [r for c in load_chains() for r in run("chain_completeness", {"chain": c.name}, session).rows]
    return {
        verdict: frozenset(
            r["node_key"] for r in rows if any(t.startswith(words) for t in (r["state"], *r["reasons"]))
        )
        for verdict, words in VERDICTS.items()
    }


def compare(world: World, session: neo4j.Session) -> dict[str, Compared]:
    """Compare what the boards say with what is true."""
    true, declared, told = true_verdicts(world), true_verdicts(world, declared=True), told_verdicts(session)
    return {v: Compared(true[v], declared[v], told[v]) for v in VERDICTS}


def planted() -> dict[str, str]:
    """Return the case planted at each node of the templates: gap, few, dominated or falling."""
    same: dict[str, str] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["same"]
    spelt = {s: c for c in load_chains() for s in c.spellings()}
    found = {}
    for row in nodes()[nodes()["planted"] != ""].to_dict("records"):
        chain, name = spelt[row["chain"]], same.get(f"{row['chain']}/{row['node']}", row["node"])
        node = next(n for n in chain.nodes if n.name == name)
        found[f"{chain.key}/{node.key}"] = row["planted"]
    return found


def placed_right(world: World, session: neo4j.Session) -> dict[str, tuple[int, int]]:
    """Return by grade how many firms with a code stand at a node, and how many of them rightly."""
    placed = read(session, PLACED, {})
    code = world.bodies["code"].to_numpy()
    true = {(code[row], node) for node, rows in firms_at(world).items() for row in rows}
    right = [(row["grade"], (row["code"], row["node"]) in true) for row in placed]
    grades = sorted({grade for grade, _ in right})
    return {g: (sum(x == g for x, _ in right), sum(x == g and y for x, y in right)) for g in grades}


def seconds(ask: Callable[[], object], times: int = 20) -> tuple[float, float]:
    """Return the median and the 95th percentile of the wall time of a question, asked once before."""
    ask()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken)), float(np.quantile(taken, 0.95))


def main() -> None:
    """Measure one installation and write the section of RESULTS.md."""
    from benchmarks.chains_report import chains_section
    from benchmarks.report import machine, write_section

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="CHANYE_HOME with a loaded graph")
    parser.add_argument("--city", type=Path, required=True, help="folder that chanye generate wrote")
    given = parser.parse_args()
    world = build_world(settings_of(given.city))
    with connect(Settings(home=given.home)) as session:
        found, right = compare(world, session), placed_right(world, session)
        speed = {name: seconds(partial(run, name, asked, session)) for name, asked in ASKED}
    readme = (given.city / "README.txt").read_text(encoding="utf-8")
    noise = next((line for line in readme.splitlines() if line.startswith("chanye generate")), "")
    write_section("chains", chains_section(found, planted(), right, speed, noise, machine()))


if __name__ == "__main__":
    main()
