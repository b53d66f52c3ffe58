"""Each command writes its own section of the report and leaves the others."""

from pathlib import Path

from benchmarks.calibration_report import calibration_section
from benchmarks.city import CityResult
from benchmarks.judged_report import judged_section
from benchmarks.live_report import live_section
from benchmarks.measures import Answer, figures
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.compare import Comparison, PeerResult, beside, read_matched
from benchmarks.peers.report import peers_section
from benchmarks.report import read_sections, write_section


def test_a_section_takes_the_place_of_the_one_of_its_name(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    write_section("febrl", "## F\n\nfirst", page)
    write_section("city", "## C\n\n| a |", page)
    write_section("febrl", "## F\n\nsecond", page)
    assert read_sections(page) == {"city": "## C\n\n| a |", "febrl": "## F\n\nsecond"}
    text = page.read_text(encoding="utf-8")
    assert text.index("## C") < text.index("## F")
    assert "first" not in text


def test_what_match_decided_is_accepted_and_the_first_candidate_stands_for_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text(
        "id,match_id,decision,probability,candidates\n"
        "1,f1,match,,\n"
        '2,,review,0.4,"[{""id"":""f2"",""probability"":0.4},{""id"":""f3"",""probability"":0.1}]"\n'
        "3,,none,,[]\n",
        encoding="utf-8-sig",
    )
    found = read_matched(path)
    assert [(a.id, a.best, a.score, a.accepted) for a in found] == [
        ("1", "f1", 1.0, True),
        ("2", "f2", 0.4, False),
    ]


def test_a_peer_that_did_not_run_is_told_with_its_reason() -> None:
    nothing = figures([], {"1": frozenset({"f"})})
    results = [
        PeerResult(PEERS[0], nothing, [0.5, 0.2, 0.25], 10.0),
        PeerResult(PEERS[1], None, [], 0, "no\n compiler"),
    ]
    text = peers_section(Comparison(3000, "development", 7, results), "chanye bench --peers", "2 cores")
    assert "did not run here: no compiler" in text
    assert "| exact after normalising | 1 | – | 0.0000 | – | 0.0000 | – | – | – | 4 (5) | 3 | 10 |" in text


def test_ours_stands_beside_a_peer_at_the_peers_recall(tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("id,answer\n1,f\n2,g\n3,\n", encoding="utf-8")
    right = frozenset({"f"})
    timid = figures([Answer("1", "f", 1, True)], {"1": right, "2": frozenset({"g"}), "3": frozenset()})
    ours = [Answer("2", "g", 0.9, True), Answer("3", "f", 0.8, False), Answer("1", "f", 0.7, False)]
    placed = beside(PeerResult(PEERS[0], timid, [2.0], 10.0), ours, truth)
    assert placed.ours == (1.0, 1.0)
    text = peers_section(Comparison(3000, "development", 7, [placed]), "chanye bench --peers", "2 cores")
    assert "| 1.0000 | 0.5000 | 1.0000 | 0.5000 | 1.0000 | 1.0000 | 1.0000 | 2 (2) | 1 | 10 |" in text


def test_what_the_model_said_stands_beside_what_was_right() -> None:
    said = {"count": 10, "said": 0.95, "right": 0.9, "low": 0.596, "high": 0.982}
    rows = [{"part": "待复核", **said, "brier": 0.09, "error": 0.05}, {"part": "0.9–1.0", **said}]
    text = calibration_section(
        [CityResult(3000, "final", 7, [], {"calibration": rows})], "chanye bench", "PC"
    )
    assert "| 3,000 | final | waits for review | 10 | 0.950 | 0.900 | 0.596–0.982 | 0.0900 | 0.0500 |" in text
    assert "| 3,000 | final | 0.9–1.0 | 10 | 0.950 | 0.900 | 0.596–0.982 |  |  |" in text


def test_times_of_all_records_come_before_those_of_each_tier() -> None:
    times = {"records": 20, "p50_ms": 4.0, "p95_ms": 40.5, "p99_ms": 50.0}
    found = {"registry_names": 31000, "seconds_to_open": 9.1, "memory_mb": 800,
             "all": times | {"processor_ms": 12.0}, "by_tier": {"model": times}}  # fmt: skip
    text = live_section([found], "chanye bench --live", "2 cores")
    assert "| 31,000 | all | 20 | 4.0 | 40.5 | 50.0 | 12.0 | 9.1 | 800 |" in text
    assert text.index("| all |") < text.index("| model | 20 | 4.0 | 40.5 | 50.0 |  |  |  |")


def test_what_judgements_teach_is_told_before_and_after() -> None:
    figures_of = {"matched": 1000, "wrong": 4, "precision": 0.996, "recall": 0.9, "swept": 0.91, "queue": 80,
                  "log_loss": 0.1, "brier": 0.02}  # fmt: skip
    row = {"order": "random", "answers": 50, "queue": 400, "yes": 41,
           "before": figures_of, "after": figures_of | {"recall": 0.92}}  # fmt: skip
    text = judged_section([row], "chanye bench --judgements", "2 cores")
    assert "The queue held 400 cases." in text
    assert "| random | 50 | 41 | 1,000 → 1,000 | 4 → 4 | 0.9960 → 0.9960 | 0.9000 → 0.9200 |" in text
