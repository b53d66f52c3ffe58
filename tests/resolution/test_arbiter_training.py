"""Training the arbiter: what are labels, and that the same labels give the same version."""

from itertools import product

import numpy as np
import pytest

from resolution.arbiter.figures import Firsts, loss, reliability
from resolution.arbiter.fit import Examples, firsts, join, least_confidence, train
from resolution.arbiter.learn import taught
from resolution.arbiter.mix import COLUMN, weigh_like
from resolution.arbiter.rehearsal import Named, judged, mistyped, rehearse
from resolution.arbiter.shift import estimate_shift, shift_curve, shifted
from resolution.ladder import ladder
from resolution.model import first_parameters
from tests.resolution.arbiter_lists import labelled, lists

ONE, TWO, TRADES = "恒大金凯明泰华顺宏鑫立嘉", "盛华鹰达辉丰发源兴隆", ("鞋业", "服装", "食品")
FIRMS = [
    Named(f"e{i:04d}", f"晋江市{a}{b}{t}有限公司", f"王{a}{b}", "", "", "", "")
    for i, (a, b, t) in enumerate(product(ONE, TWO, TRADES))
]


def _examples(count: int) -> Examples:
    con = lists([(f.entity_id, f.name, f.person) for f in FIRMS], [])
    return rehearse(con, ladder(), first_parameters(), mistyped(FIRMS, count, seed=3))


def test_mistyped_names_repeat_with_their_seed_and_some_mean_nobody() -> None:
    one, other = mistyped(FIRMS, 200, seed=5), mistyped(FIRMS, 200, seed=5)
    assert one == other
    assert mistyped(FIRMS, 200, seed=6) != one
    assert 10 < sum(not entry.truth for entry in one) < 100
    assert not any(entry.truth and entry.truth == entry.hidden for entry in one)


def test_a_hidden_firm_is_among_no_candidates() -> None:
    entry = labelled("m", "晋江恒盛鞋业", "")._replace(hidden="e0000")
    con = lists([(f.entity_id, f.name, f.person) for f in FIRMS], [])
    found = rehearse(con, ladder(), first_parameters(), [entry])
    assert len(found.right)
    assert not found.right.any()


def test_judgements_are_labels_that_weigh_more_and_a_cannot_link_speaks_of_one_firm_only() -> None:
    con = lists(
        [(f.entity_id, f.name, f.person) for f in FIRMS],
        [labelled("m", "恒圣鞋业"), labelled("n", "恒生鞋业")],
    )
    con.execute("INSERT INTO must_link VALUES ('m', 'e0000')")
    con.execute("INSERT INTO cannot_link VALUES ('n', 'e0000'), ('m', 'e0003')")
    labels = judged(con)
    assert [(entry.truth, entry.only) for entry in labels] == [("e0000", ""), ("", "e0000")]
    found = rehearse(con, ladder(), first_parameters(), labels)
    of_first, of_second = found.groups == 0, found.groups == 1
    assert (found.weight[of_first] > 1).all()
    assert found.right[of_first].sum() == 1
    assert (found.weight[of_second] > 0).sum() == 1 < of_second.sum()
    assert not found.right[of_second].any()


def test_the_threshold_is_the_least_confidence_that_keeps_the_precision() -> None:
    found = Firsts(np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, False, True]), np.ones(4))
    assert least_confidence(found, 1.0) == 0.8
    assert least_confidence(found, 0.75) == 0.6
    assert least_confidence(Firsts(np.array([0.9]), np.array([False]), np.ones(1)), 0.9) == 1.0


def test_the_best_of_each_mention_loses_confidence_by_a_rival_but_not_by_a_branch() -> None:
    groups, scores = np.array([0, 0, 1, 1]), np.array([8.0, 8.0, 8.0, 8.0])
    minor = np.array([False, False, False, True])
    right = np.array([True, False, True, False])
    found = firsts(Examples(np.zeros((4, 1)), right, groups, np.ones(4), minor), scores)
    assert found.confidence[0] < 0.01 < 0.99 < found.confidence[1]


@pytest.mark.slow
def test_the_same_labels_give_the_same_version() -> None:
    examples = join([_examples(300), _examples(200)])
    one, other = (train(examples, {"labels": "some"}).to_data() for _ in range(2))
    assert one == other


def test_a_reliability_bin_weighs_its_mentions_and_says_how_many_equal_ones_they_are_worth() -> None:
    said, right = np.array([0.92, 0.98, 0.31]), np.array([True, False, True])
    bins = reliability(said, right, np.array([3.0, 1.0, 1.0]))
    assert [(b["from"], b["count"], b["worth"]) for b in bins] == [(0.3, 1, 1.0), (0.9, 2, 1.6)]
    assert (bins[1]["said"], bins[1]["right"]) == (0.935, 0.75)


def test_losses_of_a_coin_and_of_a_sure_mistake() -> None:
    assert loss(np.array([0.5, 0.5]), np.array([True, False])) == {"log_loss": 1.0, "brier": 0.25}
    assert loss(np.array([1.0]), np.array([False]))["log_loss"] == round(np.log2(1000), 4)


def test_a_shift_brings_said_probabilities_to_what_was_right() -> None:
    said, right = np.full(400, 0.5), np.arange(400) < 300
    shift = estimate_shift(said, right)
    assert shift == pytest.approx(np.log(3), abs=0.03)  # log odds of .75, drawn a little to zero
    assert shifted(np.array([0.0, 0.5, 1.0]), shift).tolist() == pytest.approx([0.0, 0.75, 1.0], abs=0.01)
    assert estimate_shift(said[:0], right[:0]) == 0.0
    assert shift_curve(((0.0, 0.0), (0.5, 0.5), (0.9, 1.0)), 0.0) == ((0.0, 0.0), (0.5, 0.5), (0.9, 1.0))


@pytest.mark.slow
def test_what_stewards_say_teaches_and_its_gain_is_told_while_thresholds_come_from_the_rest() -> None:
    con = lists(
        [(f.entity_id, f.name, f.person) for f in FIRMS],
        [labelled(f"m{i}", f"晋江{f.name[3:5]}{f.name[5]}行", person="无") for i, f in enumerate(FIRMS[:90])],
    )
    for i, firm in enumerate(FIRMS[:90]):  # here 鞋行 means 鞋业, which nobody could know beforehand
        con.execute("INSERT INTO must_link VALUES (?, ?)", [f"m{i}", firm.entity_id])
    base, lesson = _examples(400), rehearse(con, ladder(), first_parameters(), judged(con))
    without, with_it = taught(base, None, {}), taught(base, lesson, {})
    gain = with_it.about["gain"]
    assert gain["with"]["mentions"] == gain["without"]["mentions"] == len(np.unique(lesson.groups)) > 50
    assert with_it.about["shift"] > 0
    assert gain["with"]["log_loss"] < gain["without"]["log_loss"]
    assert "gain" not in without.about
    of_base = with_it.about["out_of_fold"]
    assert of_base["mentions"] == len(np.unique(base.groups))
    assert sum(b["count"] for b in of_base["reliability"]) == of_base["mentions"]
    steps = of_base["staircase"]
    assert [s["at"] for s in steps] == sorted(s["at"] for s in steps)
    assert [s["recall"] for s in steps] == sorted((s["recall"] for s in steps), reverse=True)
    assert {s["is"] for s in steps} == {None, "match", "review"}


def test_made_examples_are_weighed_towards_the_city_s_own_mistakes() -> None:
    made = _examples(300)
    doubled = made.matrix[:, COLUMN["doubled"]] > 0
    kept = doubled & made.right
    own = Examples(
        made.matrix[kept], made.right[kept], made.groups[kept], made.weight[kept], made.minor[kept]
    )
    weighed = weigh_like(made, own)
    assert weighed.weight[kept].min() > weighed.weight[~doubled & made.right].max()
    assert weighed.weight[made.right].mean() == pytest.approx(made.weight[made.right].mean(), rel=0.05)
    same = weigh_like(made, made).weight
    assert same[made.right].tolist() == pytest.approx(made.weight[made.right].tolist())


def test_without_strangers_every_wrong_answer_is_a_hidden_firm() -> None:
    made = mistyped(FIRMS, 300, seed=5, strangers=False)
    assert all(entry.truth or entry.hidden for entry in made)
    assert not all(entry.truth or entry.hidden for entry in mistyped(FIRMS, 300, seed=5))


def test_a_threshold_takes_all_that_are_equally_sure() -> None:
    confidence = np.array([0.99] * 200 + [0.9] * 100)
    right = np.array([True] * 250 + [False] * 50)
    found = Firsts(confidence, right, np.ones(300))
    assert least_confidence(found, 0.99) == 0.99
    assert least_confidence(found, 0.8) == 0.9


def test_no_made_name_stands_twice() -> None:
    made = mistyped(FIRMS, 800, seed=9)
    assert len({entry[1:9] for entry in made}) == len(made)
