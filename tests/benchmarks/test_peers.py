"""What the peers share: their tables, the best firm of a row, and pins that agree."""

import re
import tomllib
from pathlib import Path

from benchmarks.peers import exact, rapidfuzz_ratio
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.setup import FOLDER, LOCKS
from benchmarks.peers.table import (
    Found,
    Row,
    Task,
    best_of,
    read_found,
    read_registry,
    read_rows,
    write_found,
)

LIST = "id,name,legal_rep,phone,town,address\nq1,恒盛鞋业（晋江）有限公司,张三,,,\n"
REGISTRY = (
    "id,name,former_names,legal_rep,phone,town,address\n"
    "f1,晋江恒盛鞋业有限公司,晋江恒发鞋厂|晋江恒盛鞋业有限公司,张三,1,陈埭镇,\n"
)


def _row(key: str, name: str) -> Row:
    return Row(key, name, "", "", "", "")


def test_a_registry_gives_a_row_for_each_name_of_a_firm(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    assert [(r.id, r.name, r.phone) for r in read_registry(tmp_path / "registry.csv")] == [
        ("f1", "晋江恒盛鞋业有限公司", "1"),
        ("f1", "晋江恒发鞋厂", "1"),
    ]
    assert read_rows(tmp_path / "list.csv")[0].legal_rep == "张三"


def test_answers_come_back_as_they_were_written(tmp_path: Path) -> None:
    found = [Found("q1", "f1", 0.1 + 0.2, True), Found("q2", "f2", 0.0, False)]
    write_found(tmp_path / "out.csv", found)
    assert read_found(tmp_path / "out.csv") == found


def test_the_best_pair_of_a_row_stands_whatever_the_order() -> None:
    pairs = [("q1", "f2", 0.7), ("q1", "f1", 0.7), ("q1", "f3", 0.4), ("q2", "f3", 0.2)]
    expected = [Found("q1", "f1", 0.7, True), Found("q2", "f3", 0.2, False)]
    assert best_of(pairs, 0.5) == expected == best_of(reversed(pairs), 0.5)


def test_lookup_takes_a_name_that_one_firm_bears_and_the_ratio_takes_the_nearest() -> None:
    registry = [_row("f1", "恒盛鞋业有限公司"), _row("f2", "同名商行"), _row("f3", "同名商行")]
    names = [_row("q1", "恒盛 鞋业有限公司"), _row("q2", "同名商行"), _row("q3", "恒盛鞋业公司")]
    task = Task(names, registry, [])
    assert [(f.id, f.best) for f in exact.link(task)] == [("q1", "f1")]
    assert {f.id: f.best for f in rapidfuzz_ratio.link(task)}["q3"] == "f1"


def test_the_extra_pins_what_the_peers_environment_pins() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    pinned = (FOLDER / "peers.in").read_text(encoding="utf-8").splitlines()
    assert set(project["project"]["optional-dependencies"]["bench"]) <= set(pinned)


def test_every_environment_is_locked_with_hashes_and_no_address() -> None:
    assert {p.lock for p in PEERS} - {""} == set(LOCKS)
    for lock in LOCKS:
        text = (FOLDER / f"{lock}.lock").read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://", text)
        for line in (FOLDER / f"{lock}.in").read_text(encoding="utf-8").splitlines():
            assert "==" not in line or f"{line} " in text
