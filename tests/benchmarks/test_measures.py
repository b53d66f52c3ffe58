"""The measuring code on a handful of answers whose figures can be counted by hand."""

from benchmarks.measures import Answer, at_recall, figures, sweep

TRUTH = {
    "1": frozenset({"a"}),
    "2": frozenset({"b", "c"}),
    "3": frozenset({"d"}),
    "4": frozenset({"e"}),
    "5": frozenset[str](),
    "6": frozenset[str](),
}


def test_precision_counts_accepted_answers_and_recall_the_registered_rows() -> None:
    answers = [
        Answer("1", "a", 0.9, True),
        Answer("2", "c", 0.8, True),
        Answer("3", "x", 0.7, True),
        Answer("4", "e", 0.1, False),
        Answer("5", "a", 0.6, True),
    ]
    found = figures(answers, TRUTH)
    assert (found.rows, found.precision, found.recall, found.rejected) == (6, 0.5, 0.5, 0.5)


def test_sweep_takes_the_lowest_score_at_which_precision_holds() -> None:
    answers = [
        Answer("1", "a", 0.9, True),
        Answer("3", "x", 0.8, True),
        Answer("2", "b", 0.7, True),
        Answer("4", "e", 0.6, True),
        Answer("5", "a", 0.5, True),
    ]
    assert sweep(answers, TRUTH, precision=0.75) == (3, 0)
    assert sweep(answers, TRUTH, precision=0.99) == (1, 0)
    assert sweep(answers, TRUTH, precision=0.6) == (3, 0)


def test_answers_of_one_score_stand_or_fall_together() -> None:
    tied = [Answer("1", "a", 1.0, True), Answer("2", "b", 1.0, True), Answer("5", "a", 1.0, True)]
    assert sweep(tied, TRUTH, precision=0.99) is None
    assert sweep(tied, TRUTH, precision=0.6) == (2, 1)
    assert figures(tied, TRUTH).swept_recall == 0.0
    assert figures(tied, TRUTH).swept_rejected is None


def test_rows_without_an_answer_are_missed_but_reject_the_foreign() -> None:
    found = figures([Answer("1", "a", 0.9, True), Answer("2", "", 0.0, False)], TRUTH)
    assert (found.precision, found.recall, found.rejected) == (1.0, 0.25, 1.0)
    assert (found.swept_recall, found.swept_rejected) == (0.25, 1.0)


def test_nothing_to_count_is_no_figure() -> None:
    found = figures([], {"1": frozenset()})
    assert (found.precision, found.recall, found.rejected, found.swept_recall) == (None, None, 1.0, 0.0)


def test_a_score_is_swept_down_to_the_recall_of_another_matcher() -> None:
    answers = [
        Answer("1", "a", 0.9, True),
        Answer("5", "a", 0.8, True),
        Answer("2", "b", 0.7, False),
        Answer("4", "x", 0.7, False),
        Answer("3", "d", 0.6, False),
        Answer("6", "a", 0.5, False),
    ]
    assert at_recall(answers, TRUTH, 0.25) == (1.0, 1.0)
    assert at_recall(answers, TRUTH, 0.3) == (0.5, 0.5)  # rows of one score come together
    assert at_recall(answers, TRUTH, 0.75) == (0.6, 0.5)


def test_a_recall_that_no_score_reaches_or_of_nothing_has_no_figures() -> None:
    answers = [Answer("1", "a", 0.9, True)]
    assert at_recall(answers, TRUTH, 0.3) is None
    assert at_recall(answers, TRUTH, 0.0) is None
    assert at_recall(answers, TRUTH, None) is None


def test_only_rows_of_the_sample_count_at_a_recall() -> None:
    sample = {row: TRUTH[row] for row in ("1", "2", "5")}
    answers = [Answer("4", "x", 1.0, True), Answer("1", "a", 0.9, True), Answer("6", "a", 0.8, True)]
    assert at_recall(answers, sample, 0.5) == (1.0, 1.0)
