"""Ids outlive runs: what was given out leads to what took its place, and comes back when that is undone."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from core.settings import Settings
from pipeline.refresh import is_resolved
from resolution.identity import Step, follow
from resolution.run import resolve
from resolution.tables import latest
from store.changes import changes
from store.deliveries import withdraw
from store.judgements import Verdict, append
from store.ledger import Ledger
from store.redirects import redirects
from tests.resolution.lake import code, deliver

NOW = datetime(2023, 5, 10)
LATE, FOREIGN = "天外天机械制造厂", "从未登记物流行"


def _step(old: str, new: str) -> Step:
    return Step(old, new, NOW, "merged")


def test_steps_are_followed_to_the_living_and_what_is_alive_leads_nowhere() -> None:
    steps = [
        _step("a", "b"),
        _step("b", "c"),
        _step("d", "a"),
        _step("e", "gone"),
        _step("x", "y"),
        _step("y", "x"),
    ]
    assert follow(steps, {"c"}) == [_step("a", "c"), _step("b", "c"), _step("d", "c")]
    assert follow(steps, {"b", "c"}) == [_step("a", "b"), _step("d", "b")]
    assert follow([*steps, _step("a", "c")], {"b", "c"})[0] == _step("a", "c")


def _company(number: int, name: str) -> dict[str, str]:
    return {"name": name, "code": code(number), "legal_representative": "王小明", "town": "陈埭镇"}


FIRST = [
    _company(i, f"晋江市{b}鞋业有限公司") for i, b in enumerate(("恒盛", "大华", "金鹰", "凯达", "明辉"))
]


@pytest.fixture
def city(tmp_path: Path) -> tuple[Settings, Ledger]:
    settings = Settings(home=tmp_path)
    ledger = Ledger(settings)
    deliver(settings, ledger, "company_registration", FIRST, period="2023-03")
    named = [{"beneficiary_name": n} for n in (LATE, FOREIGN, LATE)]
    deliver(settings, ledger, "subsidy_payment", named)
    return settings, ledger


def _ids(settings: Settings, ledger: Ledger) -> dict[str, tuple[str, bool]]:
    con = duckdb.connect()
    latest(settings, ledger).attach(con)
    rows = con.execute("SELECT name, entity_id, registered FROM entity WHERE kind = 'ent'").fetchall()
    return {name: (entity, registered) for name, entity, registered in rows}


@pytest.mark.slow
def test_a_firm_registered_later_keeps_its_old_id_as_a_redirect(city: tuple[Settings, Ledger]) -> None:
    settings, ledger = city
    resolve(settings, ledger)
    before = _ids(settings, ledger)
    assert not before[LATE][1]
    listed = deliver(settings, ledger, "company_registration", [*FIRST, _company(77, LATE)], period="2023-04")
    state = resolve(settings, ledger).run.state_hash
    after = _ids(settings, ledger)
    assert after[LATE][1]
    with ledger.session() as session:
        assert [(r.old, r.new, r.reason) for r in redirects(session)] == [
            (before[LATE][0], after[LATE][0], "registered")
        ]
    assert {n: i for n, i in after.items() if n != LATE} == {n: i for n, i in before.items() if n != LATE}
    assert resolve(settings, ledger).run.state_hash == state, "a repeated run must change nothing"
    with ledger.session() as session:
        withdraw(session, listed, "误报", "某某", NOW)
    resolve(settings, ledger)
    assert _ids(settings, ledger) == before
    with ledger.session() as session:
        assert [(r.old, r.new) for r in redirects(session)] == [(after[LATE][0], before[LATE][0])]
        told = [(c.change, c.entity, c.other) for c in changes(session, kind="ent")]
    old, new = before[LATE][0], after[LATE][0]
    assert told == [
        ("created", new, None),
        ("merged", old, new),
        ("created", old, None),
        ("merged", new, old),
    ]


@pytest.mark.slow
def test_a_new_judgement_or_delivery_asks_for_a_new_run(city: tuple[Settings, Ledger]) -> None:
    settings, ledger = city
    assert not is_resolved(settings, ledger)
    resolve(settings, ledger)
    assert is_resolved(settings, ledger)
    with ledger.session() as session:
        append(session, "m1_none", "ent_none", Verdict.CANNOT_LINK, actor="某某", reason="两家", at=NOW)
    assert not is_resolved(settings, ledger)


@pytest.mark.slow
def test_renaming_and_closing_are_told_with_names_before_and_after(city: tuple[Settings, Ledger]) -> None:
    settings, ledger = city
    row = {"code": code(1), "name": "晋江市大华鞋业有限公司", "subject_kind": "单位纳税人税务登记"}
    deliver(settings, ledger, "tax_registration", [row | {"status": "正常"}])
    resolve(settings, ledger)
    deliver(settings, ledger, "tax_registration", [row | {"status": "注销"}], period="2023-05")
    renamed = [r | {"name": "晋江市新大华鞋业有限公司"} if r["code"] == code(1) else r for r in FIRST]
    deliver(settings, ledger, "company_registration", renamed, period="2023-05")
    resolve(settings, ledger)
    with ledger.session() as session:
        told = [(c.change, c.before, c.after) for c in changes(session, kind="ent")]
    assert told == [("closed", "正常", "注销"), ("renamed", FIRST[1]["name"], "晋江市新大华鞋业有限公司")]


@pytest.mark.slow
def test_only_the_last_runs_are_kept_on_disk(city: tuple[Settings, Ledger]) -> None:
    settings, ledger = city
    ran = []
    for number in range(5):
        deliver(
            settings,
            ledger,
            "subsidy_payment",
            [{"beneficiary_name": LATE, "amount": number}],
            f"2022-0{number + 1}",
        )
        ran.append(resolve(settings, ledger).run.path)
    assert sorted(f.name for f in settings.resolved.iterdir()) == sorted(ran[-3:])
