"""The arbiter: its sums, its signs, and what it decides on small lists."""

from random import Random

import duckdb
import numpy as np
import pytest

from resolution.arbiter.boxes import from_data
from resolution.arbiter.catalogue import features, names
from resolution.arbiter.edits import compare, tokens
from resolution.arbiter.likeness import Likeness, likeness
from resolution.arbiter.matrix import build, read_registry
from resolution.arbiter.pairs import fetch
from resolution.arbiter.version import read_arbiter, shipped
from resolution.engine import score_and_decide
from resolution.ladder import ladder
from resolution.reasons import Decision, Reason
from tests.resolution.arbiter_lists import labelled, lists

BRANDS = ("恒盛", "大华", "金鹰", "凯达", "明辉", "泰丰", "华盛", "顺达", "宏远", "鑫源", "立兴", "嘉泰")
TRADES = ("鞋业", "服装", "食品", "陶瓷", "机械")
REGISTRY = [
    (f"e{i:03d}", f"晋江市{BRANDS[i % 12]}{TRADES[i // 12]}有限公司", "王小" + BRANDS[i % 12][0])
    for i in range(60)
] + [
    ("e900", "泉州轻工职业学院", ""),
    ("e901", "厦门思力商贸有限公司", ""), ("e902", "福州思力商贸有限公司", ""),
    ("e903", "晋江市百凯拉链织造有限公司", ""),
]  # fmt: skip
MENTIONS = {
    "晋江市恒胜鞋业有限公司": (Decision.MATCH, "e000"),  # same sound
    "晋江市大华食吕有限公司": (Decision.MATCH, "e025"),
    "泉州轻工": (Decision.MATCH, "e900"),
    "百凯拉链织造": (Decision.MATCH, "e903"),
    "厦门恒盛鞋业有限公司": (Decision.NONE, None),
    "思力商贸有限公司": (Decision.REVIEW, None),
}


def _decided(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str | None, str, float]]:
    rows = con.execute(
        "SELECT m.name, d.decision, d.entity_id, d.reason, d.weight "
        "FROM decided d JOIN mention m USING (mention_id)"
    ).fetchall()
    return {name: (decision, entity, reason, weight) for name, decision, entity, reason, weight in rows}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    made = lists(REGISTRY, [labelled(f"m{i}", name) for i, name in enumerate(MENTIONS)])
    score_and_decide(made, ladder())
    return made


@pytest.mark.parametrize("name", [n for n, (d, _) in MENTIONS.items() if d != Decision.REVIEW])
def test_a_name_is_decided_as_a_person_would(con: duckdb.DuckDBPyConnection, name: str) -> None:
    assert _decided(con)[name][:2] == MENTIONS[name]


def test_two_firms_that_nothing_tells_apart_are_not_matched(con: duckdb.DuckDBPyConnection) -> None:
    decision, _, reason, _ = _decided(con)["思力商贸有限公司"]
    assert decision in (Decision.REVIEW, Decision.AMBIGUOUS)
    assert reason in (Reason.NEAR_TIE, Reason.NAME_SHARED, Reason.NAME_TOO_SHORT)


def test_another_city_conflicts(con: duckdb.DuckDBPyConnection) -> None:
    assert _decided(con)["厦门恒盛鞋业有限公司"][2] == Reason.OTHER_PLACE


def test_contributions_sum_to_the_score(con: duckdb.DuckDBPyConnection) -> None:
    boxes = shipped().boxes
    matrix = build(fetch(con), read_registry(con))
    told = boxes.expected() + boxes.contributions(matrix).sum(axis=1)
    assert np.abs(told - boxes.score(matrix)).max() < 1e-3


def test_more_of_what_speaks_for_a_pair_never_lowers_its_score(con: duckdb.DuckDBPyConnection) -> None:
    boxes = shipped().boxes
    matrix = build(fetch(con), read_registry(con))
    for i, feature in enumerate(features()):
        for step in (0.25, 1.0, 3.0):
            more = matrix.copy()
            more[:, i] += step
            gain = boxes.score(more) - boxes.score(matrix)
            assert (gain * feature.sign >= -0.01).all(), feature.name


def test_candidates_are_ranked_with_calibrated_probabilities(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("SELECT mention_id, rank, weight, probability FROM candidate ORDER BY 1, 2").fetchall()
    by_mention: dict[str, list[tuple[float, float]]] = {}
    for mention, rank, weight, probability in rows:
        assert len(by_mention.setdefault(mention, [])) == rank - 1
        by_mention[mention].append((weight, probability))
    assert all(
        found == sorted(found, reverse=True) and len(found) <= ladder().candidates_kept
        for found in by_mention.values()
    )
    assert all(0 <= p <= 1 for found in by_mention.values() for _, p in found)


@pytest.mark.parametrize("threads", [1, 2])
def test_row_order_and_threads_change_nothing(con: duckdb.DuckDBPyConnection, threads: int) -> None:
    rng = Random(threads)
    mentions = [labelled(f"m{i}", name) for i, name in enumerate(MENTIONS)]
    registry = list(REGISTRY)
    rng.shuffle(mentions)
    rng.shuffle(registry)
    other = lists(registry, mentions, threads)
    score_and_decide(other, ladder())
    assert _decided(other) == _decided(con)


def test_a_cannot_link_leaves_the_pair_out_before_ranking(con: duckdb.DuckDBPyConnection) -> None:
    other = lists(REGISTRY, [labelled("m0", "晋江市恒胜鞋业有限公司")])
    other.execute("INSERT INTO cannot_link VALUES ('m0', 'e000')")
    score_and_decide(other, ladder())
    assert "e000" not in [r[0] for r in other.execute("SELECT entity_id FROM candidate").fetchall()]
    assert _decided(other)["晋江市恒胜鞋业有限公司"][1] != "e000"


def test_the_person_tells_two_firms_of_one_name_apart() -> None:
    registry = [
        ("a", "晋江市思力商贸有限公司", "王小明"),
        ("b", "晋江思力商贸股份有限公司", "李大海"),
        *REGISTRY[:40],
    ]
    con = lists(registry, [labelled("m", "思力商贸公司", person="李大海"), labelled("n", "思力商贸公司")])
    score_and_decide(con, ladder())
    ranked = dict(con.execute("SELECT mention_id, entity_id FROM candidate WHERE rank = 1").fetchall())
    weights = dict(con.execute("SELECT mention_id, weight FROM candidate WHERE rank = 1").fetchall())
    assert ranked["m"] == "b"
    assert weights["m"] > weights["n"]


EDITS = [
    ("恒盛鞋业", "恒胜鞋业", {"sound": 1}), ("林业", "宁业", {"near": 1}), ("天夫", "天天", {"looks": 1}),
    ("鞋业", "靴业", {"component": 1}), ("织造", "炽造", {"looks": 1}),
    ("恒恒盛", "恒盛", {"doubled": 1}), ("盛恒", "恒盛", {"moved": 1}),
    ("恒盛", "恒盛鞋业", {"dropped": 2, "tail_only": True}), ("恒盛科", "恒盛", {"added": 1}),
    ("XIANG森", "祥森", {"sound": 1}), ("凯达", "百达", {"unexplained": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("mention", "registry", "wanted"), EDITS)
def test_every_edit_has_its_class(mention: str, registry: str, wanted: dict[str, int]) -> None:
    found = compare(tokens(mention), tokens(registry), {}, float(len(registry)))._asdict()
    counts = {k: v for k, v in found.items() if isinstance(v, int) and k != "head" and v}
    assert counts == wanted


def test_likeness_is_symmetric() -> None:
    chars = "恒盛胜鞋鞍末未林宁福湖祥"
    assert all(likeness(a, b) == likeness(b, a) for a in chars for b in chars)
    assert likeness("盛", "胜") == Likeness.SOUND


def test_a_version_read_back_scores_the_same(con: duckdb.DuckDBPyConnection) -> None:
    matrix = build(fetch(con), read_registry(con))
    arbiter = shipped()
    assert (from_data(arbiter.boxes.to_data()).score(matrix) == arbiter.boxes.score(matrix)).all()
    assert read_arbiter(arbiter.to_data()).thresholds == arbiter.thresholds
    assert arbiter.boxes.names == names()
