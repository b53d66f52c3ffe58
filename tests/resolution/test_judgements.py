"""Judgements on the real ladder: they bind, hold through chains, survive deliveries, and undo to the byte."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from resolution.judgements import ABOUT
from resolution.reasons import Decision, Reason
from resolution.tables import latest
from store.judgements import Verdict, append
from tests.resolution.judged_city import (
    AT,
    AWAY,
    FIRM,
    OTHER,
    SPELLED,
    STRANGE,
    UNKNOWN,
    City,
    entity,
    judge,
    make_city,
    mention,
    opened,
    outcome,
    run,
    take_back,
)
from tests.resolution.lake import code, deliver

pytestmark = pytest.mark.slow
SAME, DIFFERENT, SPLIT = Verdict.MUST_LINK, Verdict.CANNOT_LINK, Verdict.SPLIT


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, dict[str, str]]:
    folder: Path = tmp_path_factory.mktemp("judged")
    city = make_city(folder)
    run(city)
    return city, _tables(city)


@pytest.fixture
def city(base: tuple[City, dict[str, str]]) -> Iterator[City]:
    """The city as nobody judged it; whatever a test decides is undone, and must leave no trace."""
    made, untouched = base
    before = _numbers(made)
    yield made
    take_back(made, [n for n in _numbers(made) if n not in before])
    run(made)
    assert _tables(made) == untouched


def _tables(city: City) -> dict[str, str]:
    """Hashes of all tables but the redirects: an id that was given out once still leads to its successor."""
    written = json.loads((latest(city.settings, city.ledger).folder / "tables.json").read_text())
    return {name: table["hash"] for name, table in written.items() if name != "redirect"}


def _numbers(city: City) -> list[int]:
    from store.judgements import in_force

    with city.ledger.session() as session:
        return [j.id for j in in_force(session)]


def test_a_link_binds_all_that_are_said_to_be_the_same(city: City) -> None:
    away, unknown, firm = mention(city, AWAY), mention(city, UNKNOWN), entity(city, FIRM)
    judge(city, [(away, unknown, SAME), (unknown, firm, SAME)])
    run(city)
    assert outcome(city, away)[:3] == (Decision.MATCH, Reason.JUDGED_SAME, firm)
    assert outcome(city, unknown)[:3] == (Decision.MATCH, Reason.JUDGED_SAME, firm)


def test_what_follows_the_data_follows_for_mentions_said_to_be_the_same(city: City) -> None:
    away, spelled, firm = mention(city, AWAY), mention(city, SPELLED), entity(city, FIRM)
    judge(city, [(away, spelled, SAME)])
    run(city)
    assert outcome(city, spelled)[2] == firm
    assert outcome(city, away)[:3] == (Decision.MATCH, Reason.JUDGED_SAME, firm)


def test_a_chain_of_links_never_breaks_what_cannot_be(city: City) -> None:
    away, spelled, firm = mention(city, AWAY), mention(city, SPELLED), entity(city, FIRM)
    judge(city, [(away, spelled, SAME), (away, firm, DIFFERENT)])
    run(city)
    assert outcome(city, spelled)[2] != firm
    assert outcome(city, away)[2] != firm


def test_two_mentions_kept_apart_are_never_one_entity(city: City) -> None:
    spelled, coded, firm = mention(city, SPELLED), mention(city, FIRM, code(0)), entity(city, FIRM)
    judge(city, [(spelled, coded, DIFFERENT)])
    run(city)
    assert outcome(city, coded)[:1] + outcome(city, coded)[2:3] == (Decision.MATCH, firm)
    assert outcome(city, spelled)[:2] == (Decision.REVIEW, Reason.JUDGED_DIFFERENT)


def test_contradictory_decisions_are_shown_and_bind_nobody(city: City) -> None:
    away, firm, other = mention(city, AWAY), entity(city, FIRM), entity(city, OTHER)
    judge(city, [(away, firm, SAME)], actor="甲")
    judge(city, [(away, other, SAME)], actor="乙")
    run(city)
    assert outcome(city, away)[:2] == (Decision.REVIEW, Reason.JUDGED_CONTRADICTORY)


def test_two_valid_codes_are_one_by_judgement_only(city: City) -> None:
    coded, firm = mention(city, OTHER, code(1)), entity(city, FIRM)
    assert outcome(city, coded)[2] == entity(city, OTHER)
    judge(city, [(coded, firm, SAME)])
    run(city)
    assert outcome(city, coded)[:3] == (Decision.MATCH, Reason.JUDGED_SAME, firm)


def test_entities_said_to_be_one_become_one_with_a_redirect(city: City) -> None:
    other, firm = entity(city, OTHER), entity(city, FIRM)
    coded = mention(city, OTHER, code(1))
    judge(city, [(other, firm, SAME)])
    run(city)
    con = opened(city)
    assert outcome(city, coded)[2] == firm
    assert con.execute("SELECT count(*) FROM entity WHERE entity_id = ?", [other]).fetchall() == [(0,)]
    names = con.execute("SELECT name FROM entity_name WHERE entity_id = ? ORDER BY 1", [firm]).fetchall()
    assert (OTHER,) in names
    assert con.execute("SELECT old, new FROM redirect").fetchall() == [(other, firm)]


def test_a_mention_taken_out_leaves_the_entity_its_id_and_stands_alone(city: City) -> None:
    coded, other = mention(city, OTHER, code(1)), entity(city, OTHER)
    judge(city, [(coded, other, SPLIT)])
    run(city)
    decision, reason, _, own = outcome(city, coded)
    assert (decision, reason) == (Decision.NONE, Reason.JUDGED_DIFFERENT)
    assert own not in (None, other)
    assert entity(city, OTHER) == other


def test_unregistered_firms_are_joined_and_parted(city: City) -> None:
    unknown, strange = mention(city, UNKNOWN), mention(city, STRANGE)
    own = outcome(city, unknown)[3]
    numbers = judge(city, [(strange, own, SAME)])
    run(city)
    assert (outcome(city, unknown)[3], outcome(city, strange)[3]) == (own, own)
    take_back(city, numbers)
    judge(city, [(entity(city, UNKNOWN), entity(city, FIRM), SAME)])
    run(city)
    assert outcome(city, unknown)[:3] == (Decision.MATCH, Reason.JUDGED_SAME, entity(city, FIRM))


def test_a_judgement_holds_after_an_unrelated_delivery(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    run(city)
    away, firm = mention(city, AWAY), entity(city, FIRM)
    judge(city, [(away, firm, SAME)])
    deliver(
        city.settings,
        city.ledger,
        "subsidy_payment",
        [{"beneficiary_name": "晋江市泰丰食品有限公司"}],
        "2023-03",
    )
    run(city)
    assert outcome(city, away)[:3] == (Decision.MATCH, Reason.JUDGED_SAME, firm)


def test_a_judgement_finds_its_mention_again_when_names_are_read_otherwise(city: City) -> None:
    away, firm = mention(city, AWAY), entity(city, FIRM)
    con = opened(city)
    about = dict(
        zip(
            ABOUT,
            con.execute(f"SELECT {', '.join(ABOUT)} FROM mention WHERE mention_id = ?", [away]).fetchall()[0],
            strict=True,
        )
    )
    with city.ledger.session() as session:
        append(session, "m1_of_an_older_reading", firm, SAME, actor="某某", reason="查证", at=AT, about=about)
    run(city)
    assert outcome(city, away)[:3] == (Decision.MATCH, Reason.JUDGED_SAME, firm)


def test_merge_then_split_restores_the_tables_to_the_byte(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    before = run(city)
    numbers = judge(
        city,
        [
            (entity(city, OTHER), entity(city, FIRM), SAME),
            (mention(city, AWAY), entity(city, FIRM), SAME),
        ],
    )
    assert run(city) != before
    take_back(city, numbers)
    assert run(city) == before


def test_running_again_on_the_same_decisions_changes_nothing(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    run(city)
    coded, spelled = mention(city, OTHER, code(1)), mention(city, SPELLED)
    judge(
        city,
        [
            (entity(city, "晋江市金鹰鞋业有限公司"), entity(city, "晋江市凯达鞋业有限公司"), SAME),
            (entity(city, UNKNOWN), entity(city, FIRM), SAME),
            (coded, entity(city, OTHER), SPLIT),
            (spelled, mention(city, STRANGE), SAME),
            (mention(city, AWAY), spelled, DIFFERENT),
            (mention(city, AWAY), entity(city, OTHER), SAME),
        ],
    )
    first = run(city)
    assert run(city) == first
    ids = opened(city).execute("SELECT count(*), count(DISTINCT entity_id) FROM entity").fetchall()[0]
    assert ids[0] == ids[1]
    assert outcome(city, mention(city, STRANGE))[2] == entity(city, FIRM)
