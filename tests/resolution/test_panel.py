"""What other rows say of a pair: levels, what they weigh, and how they decide, on tables made by hand."""

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ingest.contract import load_catalogue
from resolution.arbiter.decide import Scored, rule
from resolution.arbiter.version import shipped
from resolution.normalise import load
from resolution.panel import weights
from resolution.panel.captions import evidences
from resolution.panel.series import HOLDERS, MOST_HOLDERS, TABLES, repeated, shared
from resolution.panel.weights import (
    AGAINST,
    FOR,
    MOST_BITS,
    SAME_BITS,
    Weight,
    from_data,
    levels,
    weigh,
    weights_of,
)
from resolution.reasons import Decision, Reason
from resolution.roles import enterprise_roles

DAY, OTHER_DAY = date(2020, 5, 1), date(2021, 7, 1)
Cells = Mapping[str, tuple[Sequence[int], date | None]]  # by cell: places of periods, since when

CASES: dict[str, tuple[Cells, Cells, str, str]] = {
    "every place taken": ({"": ([1, 2, 3], None)}, {"": ([1, 2, 3, 4], None)}, "many", "taken"),
    "half of them taken": ({"": ([1, 2, 3, 4], None)}, {"": ([3, 4], None)}, "many", "taken"),
    "one of three taken": ({"": ([1, 2, 3], None)}, {"": ([3], None)}, "many", "partly"),
    "next to the firm's": ({"": ([1, 2, 3], None)}, {"": ([4, 5], None)}, "many", "goes_on"),
    "a gap between": ({"": ([1, 2, 3], None)}, {"": ([5, 6], None)}, "many", "elsewhere"),
    "a gap, of equal since": ({"": ([1, 2, 3], DAY)}, {"": ([7], DAY)}, "many", "goes_on"),
    "next, of another since": ({"": ([1, 2, 3], DAY)}, {"": ([4], OTHER_DAY)}, "many", "elsewhere"),
    "next, one without since": ({"": ([1, 2, 3], DAY)}, {"": ([4], None)}, "many", "goes_on"),
    "rows of another cell": ({"养老": ([1, 2, 3], None)}, {"医疗": ([1, 2, 3], None)}, "many", "nothing"),
    "one cell of two taken": (
        {"养老": ([1, 2], None), "医疗": ([1, 2], None)}, {"养老": ([1, 2], None)}, "few", "taken"
    ),
    "one cell of four taken": (
        {c: ([1], None) for c in "甲乙丙丁"}, {"甲": ([1], None)}, "few", "partly"
    ),
    "nothing else of the firm": ({"": ([1], None)}, {}, "few", "nothing"),
    "beyond 64 periods": ({"": ([100, 101, 102], None)}, {"": ([100, 101, 102], None)}, "many", "taken"),
}  # fmt: skip


def _row(mention: str, cell: str, places: Sequence[int], since: date | None) -> tuple[object, ...]:
    held = sum(1 << p for p in places)
    around = 0
    for p in places:
        around |= (1 << (p - 1)) | (1 << (p + 1))
    return mention, "power", cell, str(held), str(around), [since] if since else []


def _panel(
    mention: Cells,
    firm: Cells,
    *,
    opened: date | None = None,
    closed: date | None = None,
    seen: tuple[date, date] | None = None,
) -> duckdb.DuckDBPyConnection:
    """A mention `m` and a firm `e`, whose rows are those of a mention `h`; the pair m, e."""
    con = duckdb.connect()
    con.execute(TABLES)
    con.execute("CREATE TABLE panel_held AS SELECT '' AS entity_id, * FROM panel_series LIMIT 0")
    con.execute("CREATE TABLE panel_holder AS SELECT '' AS entity_id, * FROM panel_shared LIMIT 0")
    for cell, (places, since) in mention.items():
        row = _row("m", cell, places, since)
        con.execute("INSERT INTO panel_series VALUES (?, ?, ?, ?::HUGEINT, ?::HUGEINT, ?)", row)
        # the mention itself is certain in another role: its own rows stand in nobody's way
        con.execute("INSERT INTO panel_held VALUES ('e', ?, ?, ?, ?::HUGEINT, ?::HUGEINT, ?)", row)
    for cell, (places, since) in firm.items():
        row = _row("h", cell, places, since)
        con.execute("INSERT INTO panel_held VALUES ('e', ?, ?, ?, ?::HUGEINT, ?::HUGEINT, ?)", row)
    first, last = seen or (None, None)
    con.execute("CREATE TABLE mention AS SELECT 'm' AS mention_id, ?::DATE first_period, ?::DATE last_period",
                [first, last])  # fmt: skip
    con.execute("CREATE TABLE entity AS SELECT 'e' AS entity_id, ?::DATE AS valid_from, ?::DATE AS valid_to",
                [opened, closed])  # fmt: skip
    con.execute("CREATE TABLE asked AS SELECT 'm' AS mention_id, 'e' AS entity_id")
    return con


def _levels(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str]]:
    levels(con, "asked")
    return con.execute(
        "SELECT dataset, evidence, stratum, level FROM panel_level ORDER BY evidence"
    ).fetchall()


@pytest.mark.parametrize("case", CASES)
def test_a_place_is_taken_or_open(case: str) -> None:
    mention, firm, stratum, level = CASES[case]
    assert _levels(_panel(mention, firm)) == [("power", "series", stratum, level)]


@pytest.mark.parametrize(
    ("since", "level"),
    [
        (date(2020, 1, 31), "before"),
        (date(2020, 2, 1), "months_6"),
        (date(2020, 8, 31), "months_6"),
        (date(2020, 9, 1), "months_12"),
        (date(2021, 3, 1), "months_24"),
        (date(2022, 3, 1), "later"),
    ],
)
def test_since_when_is_held_against_the_opening(since: date, level: str) -> None:
    con = _panel(
        {"": ([1, 2, 3], since)}, {}, opened=date(2020, 3, 1), seen=(date(2019, 1, 1), date(2019, 2, 1))
    )
    assert _levels(con) == [("power", "opened", "", level), ("power", "series", "many", "nothing")]


@pytest.mark.parametrize(
    ("first", "last", "level"),
    [
        (date(2019, 1, 1), date(2020, 3, 14), "before"),
        (date(2022, 7, 1), date(2022, 7, 31), "after"),
        (date(2020, 2, 1), date(2021, 1, 31), "partly"),
        (date(2020, 3, 1), date(2021, 1, 31), "first_year"),
        (date(2021, 3, 15), date(2021, 4, 30), "later"),
    ],
)
def test_without_a_since_the_periods_are_held_against_opening_and_closing(
    first: date, last: date, level: str
) -> None:
    con = _panel({}, {}, opened=date(2020, 3, 15), closed=date(2022, 6, 30), seen=(first, last))
    assert _levels(con) == [("", "existed", "", level)]


def test_a_firm_of_which_no_opening_is_known_says_nothing_of_it() -> None:
    con = _panel({"": ([1], DAY)}, {}, seen=(date(2020, 1, 1), date(2020, 1, 31)))
    assert [evidence for _, evidence, _, _ in _levels(con)] == ["series"]


SHARED: dict[str, tuple[Sequence[tuple[str, str | None, int]], str | None]] = {
    "nothing beside it": ([], None),
    "nobody else": ([("m", None, 2)], "nobody"),
    "the firm, under another name": ([("m", None, 1), ("h", "e", 1)], "same"),
    "another firm": ([("m", None, 1), ("h", "x", 3)], "other"),
    "the firm and another": ([("m", None, 1), ("h", "e", 1), ("k", "x", 1)], "same"),
    "somebody who is not certain": ([("m", None, 1), ("h", None, 5)], "nobody"),
    "certain itself, once": ([("m", "e", 1)], "nobody"),
    "certain itself, in another record too": ([("m", "e", 2)], "same"),
    "certain itself to be another": ([("m", "x", 2)], "other"),
    "more firms than one account has": (
        [("m", None, 1), ("h", "e", 1), *((f"k{n}", f"x{n}", 1) for n in range(MOST_HOLDERS))], "nobody",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHARED)
def test_who_else_stands_beside_a_value_tells_whose_it_is(case: str) -> None:
    rows, level = SHARED[case]
    con = _panel({}, {})
    con.execute(
        "CREATE TABLE decided (mention_id VARCHAR, entity_id VARCHAR, decision VARCHAR, tier VARCHAR)"
    )
    for mention, firm, records in rows:
        con.execute("INSERT INTO panel_shared VALUES (?, 'account', '6200', ?)", [mention, records])
        if firm is not None:
            con.execute("INSERT INTO decided VALUES (?, ?, 'match', 'name')", [mention, firm])
    con.execute(HOLDERS, {"certain": ["name"], "most": MOST_HOLDERS})
    assert _levels(con) == ([] if level is None else [("account", "shared", "", level)])


def test_every_kind_of_shared_value_stands_beside_a_name_and_has_its_caption() -> None:
    found = shared(enterprise_roles(load_catalogue()))
    assert {s.kind for s in found} == evidences()["shared"].kinds.keys()
    assert [(s.role.role, s.column) for s in found if s.role.dataset == "subsidy_payment"] == [
        ("受补企业", "payee_account"), ("收款人", "payee_account"),
    ]  # fmt: skip


KEY = ("power", "series", "many")


def _said(
    counted: Mapping[tuple[str, str, str], Mapping[str, tuple[int, int]]],
) -> dict[tuple[str, str], float]:
    return {(w.stratum, w.level): w.bits for w in weights_of(counted)}


def test_bits_are_the_shares_beside_the_own_firm_and_beside_others() -> None:
    found = _said({KEY: {"nothing": (299, 599), "goes_on": (99, 199), "elsewhere": (1, 199)}})
    # 0.5 is added to each count: m = 299.5 / 400.5, u = 599.5 / 998.5
    assert found == {
        ("many", "nothing"): 0.3168,
        ("many", "goes_on"): 0.3143,
        ("many", "elsewhere"): -5.7373,
    }


@pytest.mark.parametrize(
    ("level", "counts", "bits"),
    [
        ("taken", (0, 900), -MOST_BITS),  # more than the cap
        ("nothing", (900, 0), MOST_BITS),
        ("same", (90_000, 0), SAME_BITS),
        ("taken", (300, 10), 0.0),  # a place that is taken never speaks for a firm
        ("elsewhere", (300, 10), 0.0),
        ("goes_on", (10, 900), 0.0),  # one that goes on never against it
    ],
)
def test_no_level_weighs_against_what_it_says_nor_without_limit(
    level: str, counts: tuple[int, int], bits: float
) -> None:
    rest = "later" if level == "nothing" else "nothing"
    assert _said({KEY: {level: counts, rest: (900, 900)}})["many", level] == bits
    assert not AGAINST & FOR


def test_a_thin_stratum_leans_on_the_other_and_thin_evidence_says_nothing() -> None:
    few = ("power", "series", "few")
    thick = {"taken": (0, 900), "nothing": (weights.LEAST_MENTIONS, 100)}
    thin = {"taken": (weights.LEAST_MENTIONS - 1, 0)}
    found = _said({KEY: thick, few: thin})
    assert found["many", "taken"] == -MOST_BITS
    assert found["few", "taken"] > -2, "both strata together: the own firm's place is often taken there"
    assert ("few", "nothing") in found
    alone = {("power", "opened", ""): thin, ("", "existed", ""): thick}
    assert {w.evidence for w in weights_of(alone)} == {"existed"}


def test_a_pair_has_the_bits_of_its_levels_and_none_for_a_level_that_was_not_learnt() -> None:
    con = _panel({"": ([1, 2, 3], DAY)}, {"": ([1, 2, 3], DAY)}, opened=date(2020, 3, 1))
    known = (Weight("power", "series", "many", "taken", -4.0), Weight("power", "opened", "", "later", -1.0))
    weigh(con, known, "asked")
    assert con.execute("FROM panel").fetchall() == [("m", "e", "power", "series", "taken", -4.0)]


def test_a_version_without_panel_evidence_has_no_weights() -> None:
    assert from_data(None) == ()
    assert from_data([["power", "series", "many", "taken", -4.0]]) == (
        Weight("power", "series", "many", "taken", -4.0),
    )


def test_the_catalogue_says_which_data_form_a_series() -> None:
    found = {s.role.dataset: (s.cell, s.since) for s in repeated(enterprise_roles(load_catalogue()))}
    assert found["social_insurance"] == (("insurance_type",), "insured_from")
    assert found["power_consumption"] == ((), None)


def _sample(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, bool]]:
    con.execute(weights.SAMPLE, {"certain": ["name"], "most": 9})
    return con.execute("SELECT mention_id, entity_id, same FROM panel_sample ORDER BY ALL").fetchall()


def test_other_firms_are_drawn_of_the_same_form_and_no_mention_with_a_code_teaches() -> None:
    con = duckdb.connect()
    text = pa.string()
    entity = pa.schema([("entity_id", text), ("form", text), ("registered", pa.bool_())])
    forms = [(f"e{n:02d}", "企业" if n < 50 else "个体工商户", n != 49) for n in range(90)]
    load(con, "entity", entity, [forms])
    decided = pa.schema([(n, text) for n in ("mention_id", "entity_id", "decision", "tier")])
    rows = [("a", "e01", "match", "name"), ("b", "e60", "match", "name"), ("c", "e02", "match", "name"),
            ("d", "e03", "match", "model"), ("f", "e04", "review", "name")]  # fmt: skip
    load(con, "decided", decided, [rows])
    mention = pa.schema([(n, text) for n in ("mention_id", "code", "org_code")])
    load(con, "mention", mention, [[(r[0], "91" if r[0] == "c" else None, None) for r in rows]])
    found = _sample(con)
    assert [row for row in found if row[2]] == [("a", "e01", True), ("b", "e60", True)]
    kind = {e: (form, registered) for e, form, registered in forms}
    others = [(m, kind[e]) for m, e, same in found if not same]
    assert [(m, k) for m, k in others] == [("a", ("企业", True))] * 3 + [("b", ("个体工商户", True))] * 3


def _scored(*bits: tuple[str, str, float]) -> Scored:
    mentions, entities, weighed = zip(*bits, strict=True)
    flags = [False] * len(bits)
    return Scored(
        list(mentions), list(entities), [f"{e}|" for e in entities], np.array(weighed), flags, flags, flags,
        [""] * len(bits), [f"core {e}" for e in entities],
    )  # fmt: skip


def _ruled(scored: Scored, panel: Sequence[float] | None) -> tuple[str, str, str | None]:
    added = None if panel is None else np.array(panel)
    [ruling], _ = rule(scored, shipped(), 8, added)
    return ruling.decision, ruling.reason, ruling.entity_id


def test_a_near_tie_becomes_a_match_where_one_place_is_open_and_one_taken() -> None:
    pair = _scored(("m", "a", 3.2), ("m", "b", 2.6))
    assert _ruled(pair, None) == (Decision.REVIEW, Reason.NEAR_TIE, "a")
    assert _ruled(pair, [0.0, 0.0]) == _ruled(pair, None)
    assert _ruled(pair, [-12.0, 12.0]) == (Decision.MATCH, Reason.PANEL_ABOVE, "b")


def test_a_match_falls_where_the_firms_place_is_taken() -> None:
    pair = _scored(("m", "a", 9.0), ("m", "b", -60.0))
    assert _ruled(pair, None) == (Decision.MATCH, Reason.MODEL_ABOVE, "a")
    assert _ruled(pair, [6.0, 0.0]) == (Decision.MATCH, Reason.MODEL_ABOVE, "a")
    assert _ruled(pair, [-9.0, 0.0])[:2] == (Decision.REVIEW, Reason.PANEL_AGAINST)
    assert _ruled(pair, [-30.0, 0.0]) == (Decision.NONE, Reason.PANEL_AGAINST, None)


def test_a_match_that_falls_behind_another_is_told_as_what_the_other_rows_did() -> None:
    pair = _scored(("m", "a", 9.0), ("m", "b", -9.0))
    assert _ruled(pair, [-30.0, 0.0])[:2] == (Decision.NONE, Reason.PANEL_AGAINST)
    assert _ruled(_scored(("m", "a", 9.0), ("m", "b", -6.0)), [-18.0, 6.0])[1] == Reason.PANEL_AGAINST


def test_what_was_no_match_for_its_names_stays_so_without_naming_the_other_rows() -> None:
    pair = _scored(("m", "a", -9.0), ("m", "b", -12.0))
    assert _ruled(pair, [-6.0, -6.0]) == (Decision.NONE, Reason.MODEL_BELOW, None)


def test_candidates_are_shown_by_their_whole_weight() -> None:
    pair = _scored(("m", "a", 3.0), ("m", "b", 2.0), ("m", "c", -20.0))
    _, shown = rule(pair, shipped(), 2, np.array([-6.0, 1.0, 0.0]))
    assert [(s.rank, s.entity_id, s.weight) for s in shown] == [(1, "b", 3.0), (2, "a", -3.0)]
