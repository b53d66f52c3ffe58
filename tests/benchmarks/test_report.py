"""Each command writes its own section of the report and leaves the others."""

from pathlib import Path

from benchmarks.measures import figures
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.compare import Comparison, PeerResult, read_matched
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
    results = [PeerResult(PEERS[0], nothing, 2.0, 10.0), PeerResult(PEERS[1], None, 0, 0, "no\n compiler")]
    text = peers_section(Comparison(3000, "development", 7, results), "chanye bench --peers", "2 cores")
    assert "did not run here: no compiler" in text
    assert "| exact after normalising | 1 | – | 0.0000 | – | 0.0000 | – | 0 | 10 |" in text
