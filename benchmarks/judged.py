"""What judgements teach: an oracle answers some cases of a city's queue, and all the others are asked again.

The oracle knows the truth and sees what a steward sees: two candidates. It names the right one, or says of
both that they are not it. Its answers bind nothing here: only what the arbiter learns from them is measured,
on the mentions that it was not asked about.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np

from benchmarks.measures import Answer, sweep
from core.duck import connect
from core.settings import Settings
from ingest.lake import snapshot
from queries.review import review_queue
from resolution.arbiter.decide import decide
from resolution.arbiter.figures import loss
from resolution.arbiter.fit import Examples, firsts
from resolution.arbiter.learn import MOST_CODED, made_names, taught, unjudged
from resolution.arbiter.matrix import Matrix
from resolution.arbiter.pairs import Pairs
from resolution.arbiter.rehearsal import coded, judged, rehearse
from resolution.arbiter.version import Arbiter
from resolution.blocking import block
from resolution.evaluate import label
from resolution.ladder import ladder
from resolution.model import Parameters
from resolution.predict import evidence
from resolution.reasons import Decision
from resolution.review.order import Order
from resolution.run import Clock, certain, workspace
from resolution.sides import build_mention_side, build_registry_side
from resolution.tables import latest
from resolution.versions import parameters_of
from store import models
from store.deliveries import deliveries
from store.ledger import Ledger

KEPT: Final = 5
PRECISION: Final = 0.995
ANSWERS: Final = """
SELECT mention_id, any_value(answers) FROM labelled GROUP BY 1 HAVING count(DISTINCT answers) = 1 ORDER BY 1
"""
CODES: Final = "SELECT code, entity_id FROM entity WHERE registered AND kind = 'ent' AND code IS NOT NULL"
Truth = Mapping[str, frozenset[str]]


class Case(NamedTuple):
    """A waiting mention and the candidates shown with it."""

    mention: str
    shown: tuple[str, ...]


class Open(NamedTuple):
    """A city's open mentions with their candidates, and what there is to learn from without any judgement."""

    con: duckdb.DuckDBPyConnection
    parameters: Parameters
    pairs: Pairs
    matrix: Matrix
    base: Examples
    truth: Truth


def read_truth(settings: Settings, ledger: Ledger, folder: Path) -> dict[str, frozenset[str]]:
    """Return the right entities of each mention of the newest run; left out where its rows mean several."""
    con = connect(settings)
    try:
        latest(settings, ledger).attach(con)
        with ledger.session() as session:
            files = [(d.id, d.dataset, d.file_name) for d in deliveries(session)]
        label(con, folder, files)
        ids = dict(con.execute(CODES).fetchall())
        rows = con.execute(ANSWERS).fetchall()
        return {m: frozenset(ids[c] for c in codes if c in ids) for m, codes in rows}
    finally:
        con.close()


def queue(settings: Settings, ledger: Ledger, order: Order, truth: Truth, seed: int = 1) -> list[Case]:
    """Return the cases of enterprises whose truth is known, in an order of the queue."""
    rows = review_queue(settings, ledger, "oracle", order=order, limit=1_000_000, seed=seed)
    return [
        Case(r["mention_id"], tuple(e for e in (r["entity_id"], r["second_id"]) if e))
        for r in rows
        if r["kind"] == "ent" and r["mention_id"] in truth
    ]


@contextmanager
def opened(settings: Settings, ledger: Ledger, truth: Truth) -> Iterator[Open]:
    """Run the ladder up to the arbiter's door, as a training and a run do."""
    with ledger.session() as session:
        model = models.active(session)
    assert model is not None, "the city must have been resolved"
    parameters, rules = parameters_of(model), ladder()
    with workspace(settings) as con:
        certain(con, ledger, snapshot(settings, ledger), Clock())
        names = build_registry_side(con, rules)
        build_mention_side(con)
        block(con, rules)
        pairs, matrix = evidence(con, rules, parameters, names)
        base = unjudged(con, rules, parameters, coded(con, MOST_CODED), made_names(con))
        yield Open(con, parameters, pairs, matrix, base, truth)


def lesson(city: Open, cases: Sequence[Case]) -> Examples:
    """Return what an oracle's answers teach, through the tables in which judgements reach a training."""
    con = city.con
    con.execute("DELETE FROM must_link; DELETE FROM cannot_link")
    for case in cases:
        right = [e for e in case.shown if e in city.truth[case.mention]]
        table, named = ("must_link", right[:1]) if right else ("cannot_link", list(case.shown))
        con.executemany(f"INSERT INTO {table} VALUES (?, ?)", [(case.mention, e) for e in named])
    return rehearse(con, ladder(), city.parameters, judged(con))


def measured(city: Open, arbiter: Arbiter, without: frozenset[str]) -> dict[str, Any]:
    """Measure an arbiter over the open mentions but some."""
    pairs, truth = city.pairs, city.truth
    rulings, _ = decide(pairs, city.matrix, arbiter, KEPT)
    asked = [r for r in rulings if r.mention_id in truth and r.mention_id not in without]
    matched = [r for r in asked if r.decision == Decision.MATCH]
    wrong = sum(r.entity_id not in truth[r.mention_id] for r in matched)
    registered = sum(bool(truth[r.mention_id]) for r in asked)
    best = [r.entity_id or r.runner_up or "" for r in asked]
    right = np.array([e in truth[r.mention_id] for r, e in zip(asked, best, strict=True)], dtype=bool)
    blank = np.zeros(len(pairs.mention), dtype=bool)
    every = Examples(city.matrix, blank, pairs.mention, np.ones(len(blank)), pairs.minor)
    sure = dict(
        zip([r.mention_id for r in rulings], firsts(every, arbiter.boxes.score(city.matrix)).confidence,
            strict=True)
    )  # fmt: skip
    found = sweep(
        [Answer(r.mention_id, e, float(sure[r.mention_id]), True) for r, e in zip(asked, best, strict=True)],
        truth, PRECISION,
    )  # fmt: skip
    return {
        "mentions": len(asked), "matched": len(matched), "wrong": wrong,
        "precision": 1 - wrong / max(len(matched), 1), "recall": (len(matched) - wrong) / max(registered, 1),
        "swept": found[0] / max(registered, 1) if found else 0.0,
        "queue": sum(r.decision in (Decision.REVIEW, Decision.AMBIGUOUS) for r in asked),
        **loss(np.array([r.probability for r in asked]), right),
    }  # fmt: skip


def run_judged(home: Path, truth_folder: Path, counts: Sequence[int]) -> list[dict[str, Any]]:
    """Measure each order of the queue with each number of answers, on a resolved city; home is not changed.

    A row has the order, how many were answered and with yes, and figures before and after on the rest.
    """
    settings = Settings(home=home)
    ledger = Ledger(settings)
    truth = read_truth(settings, ledger, truth_folder)
    queues = {order: queue(settings, ledger, order, truth) for order in Order}
    rows = []
    with opened(settings, ledger, truth) as city:
        before = taught(city.base, None, {})
        for count in counts:
            for order in Order:
                cases = queues[order][:count]
                without = frozenset(c.mention for c in cases)
                after = taught(city.base, lesson(city, cases), {})
                rows.append({
                    "order": str(order), "answers": len(cases), "queue": len(queues[order]),
                    "yes": sum(any(e in truth[c.mention] for e in c.shown) for c in cases),
                    "shift": after.about.get("shift", 0.0),
                    "before": measured(city, before, without), "after": measured(city, after, without),
                })  # fmt: skip
    return rows
