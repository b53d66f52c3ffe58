"""All peers and `chanye match` over one city's mentions that no valid code settles, in one run."""

import csv
import json
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.measures import Answer, AtRecall, Figures, Truth, at_recall, figures
from benchmarks.mention_lists import Lists, lists_in
from benchmarks.peers.catalogue import PEERS, Peer
from benchmarks.peers.setup import python_of
from benchmarks.peers.table import read_found
from benchmarks.stages import Measure, measure, measure_command
from core.errors import ChanyeError
from core.progress import console

SAME = {"PYTHONHASHSEED": "0"}
"""dedupe learns otherwise in every order of its sets."""

RUNS = 7
QUICK = 12.0
"""Who takes at most so many seconds is run RUNS times, the others once."""

OURS = Peer("", "**chanye match**", "", "as it ships")


class PeerResult(NamedTuple):
    """What one matcher gave, or why it gave nothing."""

    peer: Peer
    figures: Figures | None
    seconds: list[float]  # of each run
    peak_mib: float
    fault: str = ""
    ours: AtRecall | None = None  # ours over the same rows, where it finds as much as this one accepts


class Comparison(NamedTuple):
    """One city's comparison: its size, noise profile and seed, and each matcher's result, ours last."""

    enterprises: int
    noise: str
    seed: int
    results: list[PeerResult]


def read_truth(path: Path, rows: int | None = None) -> Truth:
    """Read the right firms of each row of a list, of its first `rows` rows where given."""
    with path.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))[:rows]
    return {r["id"]: frozenset(filter(None, r["answer"].split("|"))) for r in records}


def read_matched(path: Path) -> list[Answer]:
    """Read what `chanye match` wrote: the match, or the first candidate with its probability."""
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["decision"] == "match":
                found.append(Answer(row["id"], row["match_id"], float(row["probability"] or 1), True))
                continue
            first = next(iter(json.loads(row["candidates"] or "[]")), None)
            if first is not None:
                found.append(Answer(row["id"], first["id"], float(first["probability"] or 0), False))
    return found


def _run_ours(lists: Lists, folder: Path) -> Measure:
    command = ["match", str(lists.names), "--registry", str(lists.registry), "-o", str(folder / "ours.csv")]
    return measure("match", [*command, "--format", "json"], {"CHANYE_HOME": str(folder / "no-home")})


def _ours(lists: Lists, folder: Path) -> tuple[PeerResult, list[Answer]]:
    took = _run_ours(lists, folder)
    answers = read_matched(folder / "ours.csv")
    found = figures(answers, read_truth(lists.truth))
    return PeerResult(OURS, found, [took.seconds], took.peak_mib), answers


def beside(result: PeerResult, answers: list[Answer], truth: Path) -> PeerResult:
    """Set our answers beside a peer's result, over the rows that it was given and at its own recall."""
    recall = result.figures.recall if result.figures else None
    return result._replace(ours=at_recall(answers, read_truth(truth, result.peer.rows), recall))


def _run_peer(peer: Peer, folder: Path) -> Measure:
    python = python_of(peer.lock) if peer.lock else Path(sys.executable)
    out = folder / f"{peer.module}.csv"
    command = [str(python), "-m", "benchmarks.peers.run", peer.module, str(folder), str(out)]
    return measure_command(peer.module, [*command, *([str(peer.rows)] if peer.rows else [])], SAME)


def _peer(peer: Peer, lists: Lists, folder: Path) -> PeerResult:
    try:
        took = _run_peer(peer, folder)
    except ChanyeError as error:
        return PeerResult(peer, None, [], 0, str(error))
    answers = [Answer(*found) for found in read_found(folder / f"{peer.module}.csv")]
    found = figures(answers, read_truth(lists.truth, peer.rows))
    return PeerResult(peer, found, [took.seconds], took.peak_mib)


def _again(results: list[PeerResult], lists: Lists, folder: Path) -> None:
    """Run the quick ones in turn again, so that what else the machine does meets all alike."""
    quick = [r for r in results if r.figures and r.seconds[0] <= QUICK]
    for number in range(2, RUNS + 1):
        console.print(f"▸ {number} / {RUNS}", highlight=False)
        for result in quick:
            ours = result.peer is OURS
            took = _run_ours(lists, folder) if ours else _run_peer(result.peer, folder)
            result.seconds.append(took.seconds)


def compare_lists(folder: Path) -> list[PeerResult]:
    """Run every peer, then ours, over the lists that stand in a folder."""
    lists, results = lists_in(folder), []
    for peer in PEERS:
        console.print(f"▸ {peer.title}", highlight=False)
        results.append(_peer(peer, lists, folder))
    console.print("▸ chanye match", highlight=False)
    ours, answers = _ours(lists, folder)
    _again([*results, ours], lists, folder)
    return [*(beside(result, answers, lists.truth) for result in results), ours]


def compare(enterprises: int, noise: str, seed: int) -> Comparison:
    """Generate, ingest and resolve a city in a fresh home, write its lists and run all over them."""
    with tempfile.TemporaryDirectory(prefix="chanye-peers-") as folder:
        city, home, lists = Path(folder, "city"), Path(folder, "home"), Path(folder, "lists")
        environment = {"CHANYE_HOME": str(home)}
        size = ["--enterprises", str(enterprises), "--seed", str(seed)]
        measure("generate", ["generate", *size, "--noise", noise, "--out", str(city)], {})
        measure("ingest", ["ingest", str(city / "supply"), "--format", "json"], environment)
        measure("resolve", ["resolve", "--format", "json"], environment)
        # In a process of its own: what this one has held counts as its children's peak memory too.
        writer = [sys.executable, "-m", "benchmarks.mention_lists", str(city / "truth"), str(lists)]
        measure_command("lists", writer, environment)
        return Comparison(enterprises, noise, seed, compare_lists(lists))
