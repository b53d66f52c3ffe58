"""How long each named query takes on a graph that is served, warm, over busy and ordinary enterprises.

`python -m benchmarks.queries [--times 20] [--write]`, with CHANYE_HOME naming the installation. The time is
that of a client that reads every row; a query on the lake asks a connection that is open already.
"""

import argparse
import math
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import neo4j
import yaml
from neo4j.exceptions import Neo4jError

from benchmarks.report import machine, table, write_section
from core.errors import ChanyeError
from core.settings import get_settings
from graph_model.connect import connect
from queries import open_lake, run
from queries.catalogue import Query, load_queries
from store.ledger import Ledger

VALUES = Path(__file__).with_suffix(".yaml")
LIMITS = {"light": 150.0, "board": 1500.0}
"""Milliseconds in which 95 of 100 answers shall come, by cost class."""
INTRODUCTION = """## Named queries

`python -m benchmarks.queries --times {times}` ({machine}) on {firms:,} enterprises. Each query is asked
{times} times after one time that does not count, with the busiest enterprises, projects, parcels and
buildings first and others after them; the client reads every row. Meant: 95 of 100 under 150 ms, boards under
1.5 s. {over}
"""


def values_of(session: neo4j.Session) -> dict[str, list[Any]]:
    """Return the values of queries.yaml by parameter."""
    texts = yaml.safe_load(VALUES.read_text(encoding="utf-8"))["values"]
    return {name: [r["value"] for r in session.run(text)] for name, text in texts.items()}


def measure(
    query: Query,
    values: dict[str, list[Any]],
    times: int,
    session: neo4j.Session,
    lake: duckdb.DuckDBPyConnection,
) -> tuple[float, float, int]:
    """Return the median and the 95th percentile in milliseconds, and the most rows that an answer had."""
    spent, most = [], 0
    for turn in range(times + 1):
        given = {}
        for name, spec in query.params.items():
            if spec.required:
                choice = values.get(name) or [spec.example]
                given[name] = choice[max(0, turn - 1) % len(choice)]
        begun = time.perf_counter()
        found = run(query.name, given, session, lake)
        spent.append((time.perf_counter() - begun) * 1000)
        most = max(most, len(found.rows))
    warm = sorted(spent[1:])
    return warm[len(warm) // 2], warm[math.ceil(0.95 * len(warm)) - 1], most


def main() -> None:
    """Measure every query, print the table and, if asked, write it into the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--write", action="store_true", help="write the section of benchmarks/RESULTS.md")
    asked = parser.parse_args()
    settings = get_settings()
    rows, over = [], []
    with closing(open_lake(settings, Ledger(settings))) as lake, connect(settings) as session:
        values = values_of(session)
        firms = next(iter(session.run("MATCH (e:Enterprise) RETURN count(e) AS n")))["n"]
        for query in load_queries().values():
            try:
                median, slow, most = measure(query, values, asked.times, session, lake)
            except (ChanyeError, Neo4jError) as error:
                sys.stderr.write(f"{query.name} {error}\n")
                median, slow, most = math.inf, math.inf, 0
            rows.append([f"`{query.name}`", query.cost, str(most), f"{median:.0f}", f"{slow:.0f}"])
            over += [query.name] if slow > LIMITS[query.cost] else []
            sys.stderr.write(f"{query.name} {query.cost} {most} {median:.0f} {slow:.0f} ms\n")
    told = f"Over it: {', '.join(f'`{n}`' for n in over)}." if over else "All are."
    head = INTRODUCTION.format(times=asked.times, machine=machine(), firms=firms, over=told)
    text = head + "\n" + table(["query", "cost", "rows at most", "p50 ms", "p95 ms"], rows)
    sys.stdout.write(text + "\n")
    if asked.write:
        write_section("queries", text)


if __name__ == "__main__":
    main()
