"""`python -m benchmarks.real_names --names FILE [--short FILE]`: the engine on real names from outside.

FILE holds one full name a line. A share of the names is held out as foreign firms; mentions are made by the
noise of name_noise. `--scale N` widens the pool with changed 字号 to N names. `--short` is a CSV with columns
short_name and full_name.
"""

import argparse
import csv
import json
import resource
import time
from pathlib import Path
from random import Random
from typing import Any, Final

import duckdb
import pyarrow as pa

from benchmarks.lists import Firm, Named, open_lists
from benchmarks.name_noise import KINDS, Alphabet, split
from core.duck import records
from resolution.engine import score_and_decide
from resolution.ladder import ladder
from resolution.normalise import TEXT, load
from resolution.subsequence import holds, plain

HELD_OUT: Final = 0.15
FOREIGN: Final = 1 / 7
TRUTH: Final = pa.schema([("mention_id", TEXT), ("truth", TEXT), ("noise", TEXT)])
FIGURES: Final = """
WITH seen AS (
  SELECT t.*, d.decision, d.decision = 'match' AS matched, d.entity_id = t.truth AS hit,
         EXISTS (FROM candidate c WHERE c.mention_id = t.mention_id AND c.entity_id = t.truth) AS shown
  FROM truth t JOIN decided d USING (mention_id)
)
SELECT {group} AS what, count(*) AS mentions,
       count(*) FILTER (matched AND hit) / nullif(count(*) FILTER (matched), 0) AS precision,
       count(*) FILTER (matched AND hit) / nullif(count(*) FILTER (truth <> ''), 0) AS recall,
       count(*) FILTER (truth <> '' AND (matched AND hit OR decision = 'review' AND (hit OR shown)))
         / nullif(count(*) FILTER (truth <> ''), 0) AS with_review,
       1 - count(*) FILTER (matched AND truth = '') / nullif(count(*) FILTER (truth = ''), 0) AS rejected,
       count(*) FILTER (decision = 'review') / count(*) AS queue
FROM seen GROUP BY 1 ORDER BY recall
"""
FOUND: Final = """
SELECT count(*) FILTER (EXISTS (SELECT 1 FROM blocked b
         WHERE b.mention_key = t.mention_id AND split_part(b.registry_key, '|', 1) = t.truth)) / count(*)
FROM truth t SEMI JOIN mention_side s ON s.unique_id = t.mention_id WHERE t.truth <> ''
"""


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return [
        {k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()} for row in records(con, query)
    ]


def widen(pool: list[str], size: int, rng: Random, letters: Alphabet) -> list[str]:
    """Return so many names: the pool, and its names with another 字号."""
    known, names = set(pool), list(pool)
    while len(names) < size:
        place, middle, form = split(rng.choice(pool))
        kept = 2 if len(middle) > 3 else 1
        made = place + "".join(rng.choice(letters.common) for _ in range(kept)) + middle[kept:] + form
        if made not in known:
            known.add(made)
            names.append(made)
    return names


def lists(names: list[str], mentions: int, seed: int) -> tuple[list[Firm], list[Named]]:
    """Return a registry and a list of mistyped mentions, one in seven of a firm that is held out."""
    rng, letters, kinds = Random(seed), Alphabet(names), list(KINDS)
    pool = list(names)
    rng.shuffle(pool)
    cut = int(len(pool) * (1 - HELD_OUT))
    firms = [Firm(f"R{i:06d}", name) for i, name in enumerate(pool[:cut])]
    named = []
    for i in range(mentions):
        noise = kinds[i % len(kinds)]
        foreign = rng.random() < FOREIGN
        at = rng.randrange(cut, len(pool)) if foreign else rng.randrange(cut)
        typed = KINDS[noise](pool[at], rng, letters)
        named.append(Named(f"M{i:06d}", typed, "" if foreign else firms[at].id, noise))
    return firms, named


def run(firms: list[Firm], named: list[Named]) -> dict[str, Any]:
    """Match a list to a registry; return figures, seconds and memory."""
    con = duckdb.connect()
    start = time.perf_counter()
    open_lists(con, firms, named)
    ready = time.perf_counter()
    scored = score_and_decide(con, ladder())
    done = time.perf_counter()
    load(con, "truth", TRUTH, [[(n.id, n.truth, n.kind) for n in named]])
    return {
        "registry": len(firms), "mentions": len(named), "all": _rows(con, FIGURES.format(group="'all'")),
        "by_noise": _rows(con, FIGURES.format(group="noise")), "pairs": scored.pairs,
        "candidate_recall": round(con.execute(FOUND).fetchall()[0][0], 4),
        "seconds": {"names and tiers": round(ready - start, 1), "engine": round(done - ready, 1)},
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def short_names(path: Path, names: list[str]) -> dict[str, float]:
    """Match real short names to the distinct full names of both files."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(r["short_name"], r["full_name"]) for r in csv.DictReader(file)]
    full = sorted({*names, *(name for _, name in rows)})
    number = {name: f"R{i:06d}" for i, name in enumerate(full)}
    named = [Named(f"S{i:06d}", short, number[name]) for i, (short, name) in enumerate(rows)]
    con = duckdb.connect()
    open_lists(con, [Firm(number[name], name) for name in full], named)
    score_and_decide(con, ladder())
    first = dict(con.execute("SELECT mention_id, entity_id FROM candidate WHERE rank = 1").fetchall())
    decided = con.execute("SELECT mention_id, decision, entity_id FROM decided").fetchall()
    first |= {m: e for m, _, e in decided if e is not None}
    wrong = {m for m, d, e in decided if d == "match"} & {n.id for n in named if first.get(n.id) != n.truth}
    alone = [
        n
        for n in named
        if sum(holds(name, plain(n.name)) for name in full) == 1
        and holds(full[int(n.truth[1:])], plain(n.name))
    ]
    return {
        "names": len(named), "first_right": _share(named, first), "held_by_one": len(alone),
        "first_right_held_by_one": _share(alone, first), "wrong_automatic": round(len(wrong) / len(named), 4),
        "automatic": round(sum(d == "match" for _, d, _ in decided) / len(named), 4),
    }  # fmt: skip


def _share(named: list[Named], first: dict[str, str]) -> float:
    return round(sum(first.get(n.id) == n.truth for n in named) / max(len(named), 1), 4)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--short", type=Path)
    parser.add_argument("--scale", type=int, default=0)
    parser.add_argument("--mentions", type=int, default=7_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    names = options.names.read_text(encoding="utf-8").split("\n")
    names = sorted({n.strip() for n in names if n.strip()})
    pool = widen(names, options.scale, Random(options.seed), Alphabet(names))
    found: dict[str, Any] = {"mistyped": run(*lists(pool, options.mentions, options.seed))}
    if options.short:
        found["short"] = short_names(options.short, names)
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
