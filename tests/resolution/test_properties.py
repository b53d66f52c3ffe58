"""What must hold whatever the data: order and batches, symmetry, codes, chains of links, stable ids."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.settings import Settings
from resolution.arbiter.edits import compare, tokens
from resolution.ladder import ladder
from resolution.model import COMPARISONS, first_parameters, levels_sql, prior
from resolution.model import settings as splink_settings
from resolution.run import resolve
from resolution.sides import build_registry_side
from resolution.splink_linker import open_linker, score
from resolution.tables import latest
from store.judgements import Verdict
from store.ledger import Ledger
from store.redirects import redirects
from tests.resolution import judged_city
from tests.resolution.arbiter_lists import lists
from tests.resolution.lake import code, deliver

BRANDS, TRADES = ("恒盛", "恒胜", "大华", "金鹰达", "361度", "宏远"), ("鞋业", "鞋服", "服装", "")
PLACES, FORMS = ("晋江市", "晋江", "厦门市", "泉州市", "晋江市陈埭镇", ""), ("有限公司", "厂", "商行", "")
NAMES = st.builds(lambda *p: "".join(p), *(st.sampled_from(p) for p in (PLACES, BRANDS, TRADES, FORMS)))
REGISTRY = st.lists(NAMES, min_size=2, max_size=8, unique=True)
PAIRED = "a.unique_id AS one, b.unique_id AS other"
BOTH = "registry_side a CROSS JOIN registry_side b"


def _registry(names: Sequence[str], person: Sequence[str] = ("",)) -> duckdb.DuckDBPyConnection:
    """A registry on both sides, so that any two names can be compared either way round."""
    con = lists([(f"e{i}", n, person[i % len(person)]) for i, n in enumerate(names)], [])
    build_registry_side(con, ladder())
    return con


def _levels(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """The level of each comparison for every pair in its order."""
    columns = [c[0] for c in con.execute("DESCRIBE registry_side").fetchall()]
    sides = ", ".join(
        f"{side}.{c} AS {c}_{suffix}" for side, suffix in (("a", "l"), ("b", "r")) for c in columns
    )
    query = f"SELECT one, other, {levels_sql()} FROM (SELECT {PAIRED}, {sides} FROM {BOTH}) ORDER BY ALL"
    return {
        (one, other): dict(zip(COMPARISONS, found, strict=True))
        for one, other, *found in con.execute(query).fetchall()
    }


@settings(max_examples=8, deadline=None)
@given(REGISTRY, st.lists(st.sampled_from(["", "王小明", "李四"]), min_size=1, max_size=3))
def test_two_names_meet_the_same_level_either_way_round_but_for_another_city(
    names: list[str], person: list[str]
) -> None:
    """A mention that names another city conflicts with a firm of none; the other way round it need not."""
    con = _registry(names, person)
    relation = dict(con.execute("SELECT unique_id, relation FROM registry_side").fetchall())
    found = _levels(con)
    for (one, other), levels in found.items():
        back = found[(other, one)]
        assert {k: v for k, v in levels.items() if k != "place"} == {
            k: v for k, v in back.items() if k != "place"
        }
        if levels["place"] != back["place"]:
            assert (relation[one] == "other") != (relation[other] == "other")


def test_splinks_weight_is_the_same_either_way_round() -> None:
    con = _registry(
        [p + b + t + "有限公司" for p in PLACES[:2] for b in BRANDS for t in TRADES[:3]], ["", "王小明"]
    )
    con.execute("CREATE TABLE mention_side AS SELECT * FROM registry_side")
    con.execute(
        "CREATE TABLE splink_pair AS SELECT '0' AS match_key, 'mention-__-' || a.unique_id AS join_key_l, "
        f"'registry-__-' || b.unique_id AS join_key_r FROM {BOTH}"
    )
    made = splink_settings(first_parameters(), prior(ladder(), 36))
    table = score(open_linker(con, made, "mention_side", "registry_side"), "splink_pair")
    rows = con.execute(f"SELECT unique_id_l, unique_id_r, match_weight FROM {table}").fetchall()
    weights = {(one, other): weight for one, other, weight in rows}
    assert len(weights) == 36 * 36
    assert all(weights[(b, a)] == pytest.approx(weight, abs=1e-9) for (a, b), weight in weights.items())
    assert len({round(w, 6) for w in weights.values()}) > 5


@given(NAMES.filter(lambda n: len(tokens(n)) > 1), st.integers(0, 30))
def test_one_character_left_out_costs_what_one_too_many_costs(name: str, at: int) -> None:
    """Edits have a direction: what a mention leaves out is `dropped`, what it has too much is `added`."""
    whole = tokens(name)
    part = whole[: at % len(whole)] + whole[at % len(whole) + 1 :]
    there, back = compare(part, whole, {}, float(len(whole))), compare(whole, part, {}, float(len(part)))
    assert (there.cost, there.doubled) == (back.cost, back.doubled)
    assert (there.dropped, there.added, there.missing, there.extra) == (
        back.added, back.dropped, back.extra, back.missing,
    )  # fmt: skip


HENG, DA = "晋江市恒盛鞋业有限公司", "晋江市大华鞋业有限公司"
SAME_IN_ALL_ELSE = {"legal_representative": "王小明", "phone": "13805950001", "town": "陈埭镇",
                    "address": "晋江市陈埭镇江头村鞋都路1号"}  # fmt: skip
FIRMS = [
    {"name": f"晋江市{brand}鞋业有限公司", "code": code(i), **SAME_IN_ALL_ELSE}
    for i, brand in enumerate(("恒盛", "恒盛", "恒胜", "大华", "金鹰", "凯达"))
]
UNLISTED = 77, 78  # valid codes, in no register, under the name of a registered firm
TAXED: list[dict[str, object]] = [
    {"code": code(n), "name": name, "amount": 1}
    for n, name in ((0, HENG), (1, HENG), (2, HENG), *((n, DA) for n in UNLISTED))
]
SHORT = ("晋江恒生鞋业", "金鹰鞋业公司", "晋江凯达鞋厂", "天外天物流行", "晋江大华鞋业有限责任公司")
PAID: list[dict[str, object]] = [{"beneficiary_name": n} for n in SHORT]
SAID = (judged_city.SPELLED, judged_city.AWAY, judged_city.UNKNOWN, judged_city.STRANGE)
OWNED = (judged_city.FIRM, judged_city.OTHER)
READ = {
    "mention": "*", "candidate": "*", "match": "* EXCLUDE (model)",
    "entity": "* EXCLUDE (known_from, known_to)", "entity_name": "* EXCLUDE (source_key)",
}  # fmt: skip
JOINED = """
SELECT coalesce(m.entity_id, m.own_entity_id), list(DISTINCT n.code)
FROM match m JOIN mention n USING (mention_id)
WHERE n.code_kind = 'uscc' AND m.decision <> 'review' GROUP BY 1 ORDER BY 1
"""
CODED = """
SELECT n.code, m.decision, e.code
FROM match m JOIN mention n USING (mention_id) LEFT JOIN entity e ON e.entity_id = m.entity_id
WHERE n.code_kind = 'uscc' ORDER BY ALL
"""
PLACED = """
SELECT mention_id, CASE WHEN decision = 'match' THEN entity_id END, own_entity_id FROM match ORDER BY ALL
"""


def _city(home: Path) -> tuple[Settings, Ledger]:
    settings = Settings(home=home)
    ledger = Ledger(settings)
    deliver(settings, ledger, "company_registration", FIRMS)
    return settings, ledger


def _opened(city: tuple[Settings, Ledger]) -> duckdb.DuckDBPyConnection:
    resolve(*city)
    con = duckdb.connect()
    latest(*city).attach(con)
    return con


def _outcome(city: tuple[Settings, Ledger]) -> dict[str, list[tuple[Any, ...]]]:
    con = _opened(city)
    return {t: con.execute(f"SELECT {c} FROM {t} ORDER BY ALL").fetchall() for t, c in READ.items()}


@pytest.mark.slow
def test_the_order_of_rows_their_batches_and_threads_change_nothing(tmp_path: Path) -> None:
    one, other = _city(tmp_path / "one"), _city(tmp_path / "other")
    deliver(*one, "tax_net_revenue", TAXED)
    deliver(*one, "subsidy_payment", PAID)
    rng = Random(5)
    for dataset, rows in (("subsidy_payment", PAID), ("tax_net_revenue", TAXED)):
        mixed = rng.sample(rows, len(rows))
        for number, batch in enumerate((mixed[:2], mixed[2:3], mixed[3:])):
            deliver(*other, dataset, batch, supplier=f"某单位{number}")
    calm = other[0].model_copy(update={"threads": 1})
    assert _outcome((calm, other[1])) == _outcome(one)


@pytest.mark.slow
def test_two_valid_codes_are_never_one_entity_however_alike_all_else_is(tmp_path: Path) -> None:
    city = _city(tmp_path)
    deliver(*city, "tax_net_revenue", TAXED)
    deliver(*city, "subsidy_payment", PAID)
    con = _opened(city)
    joined = con.execute(JOINED).fetchall()
    assert sorted(codes for _, codes in joined) == sorted([firm["code"]] for firm in FIRMS)
    decided = con.execute(CODED).fetchall()
    assert {number for number, decision, _ in decided if decision == "review"} == {code(n) for n in UNLISTED}
    assert all(number == matched for number, decision, matched in decided if decision == "match")


@pytest.mark.slow
def test_an_unrelated_delivery_changes_no_id(tmp_path: Path) -> None:
    city = _city(tmp_path)
    deliver(*city, "subsidy_payment", PAID)
    before = _outcome(city)
    shop = {"name": "石狮市海风渔具店", "code": code(500, sole=True), "operator": "赵六"}
    deliver(*city, "sole_proprietor", [shop])
    deliver(*city, "tax_net_revenue", [{"code": code(4), "name": "晋江市金鹰鞋业有限公司", "amount": 3}])
    after = _outcome(city)
    for table in ("entity", "mention"):
        assert {row[0] for row in before[table]} < {row[0] for row in after[table]}
    decided = {row[0]: row[1:3] for row in after["match"]}
    assert {row[0]: row[1:3] for row in before["match"]}.items() <= decided.items()
    with city[1].session() as session:
        assert redirects(session) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_stewards_say_no_run_joins_what_they_part(tmp_path: Path, seed: int) -> None:
    city, rng = judged_city.make_city(tmp_path), Random(seed)
    judged_city.run(city)
    mentions = [judged_city.mention(city, name) for name in SAID]
    firms = [judged_city.entity(city, name) for name in OWNED]
    verdicts = [Verdict.MUST_LINK, Verdict.CANNOT_LINK]
    drawn = [(rng.choice(mentions), rng.choice(mentions + firms), rng.choice(verdicts)) for _ in range(7)]
    said = [(a, b, v) for a, b, v in drawn if a != b]
    judged_city.judge(city, said)
    judged_city.run(city)
    rows = judged_city.opened(city).execute(PLACED).fetchall()
    at = {mention: matched or own for mention, matched, own in rows}
    parted = [(a, b) for a, b, v in said if v == Verdict.CANNOT_LINK]
    assert parted
    for a, b in parted:
        together = at[a] is not None and at[a] == at.get(b, b)
        assert not together, (a, b, said)


@pytest.mark.slow
def test_merged_then_parted_by_a_later_word_restores_the_tables_to_the_byte(tmp_path: Path) -> None:
    city = judged_city.make_city(tmp_path)
    judged_city.run(city)
    before = _written(city)
    pair = judged_city.entity(city, judged_city.OTHER), judged_city.entity(city, judged_city.FIRM)
    judged_city.judge(city, [(*pair, Verdict.MUST_LINK)])
    judged_city.run(city)
    assert _written(city)["entity"] != before["entity"]
    judged_city.judge(city, [(*pair, Verdict.CANNOT_LINK)])
    judged_city.run(city)
    assert _written(city) == before


def _written(city: judged_city.City) -> dict[str, str]:
    """The hash of every table but those that tell what was said and what gave way."""
    text = (latest(city.settings, city.ledger).folder / "tables.json").read_text(encoding="utf-8")
    return {n: t["hash"] for n, t in json.loads(text).items() if n not in ("judgement", "redirect")}
