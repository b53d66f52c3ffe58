"""Cases of firms that stewards join and part, with real runs: they follow, they stay, they say so."""

from datetime import date
from pathlib import Path

import pytest

from governance.help import desk
from governance.help.desk import Need
from governance.help.registry import Fate
from governance.help.standing import Shown, select
from store.cases import Step
from store.judgements import Verdict
from tests.governance.office import moment
from tests.resolution.judged_city import FIRM, OTHER, City, entity, judge, make_city, run, take_back

pytestmark = pytest.mark.slow
DAY = date(2023, 12, 31)


def entered(city: City, firm: str, text: str, on: str) -> str:
    need = Need(firm, "用地", text, date.fromisoformat(on))
    return desk.enter(city.settings, city.ledger, need, actor="a", at=moment(f"{on}T09:00:00"))


def listed(city: City) -> dict[str, Shown]:
    return {s.case.row.id: s for s in select(city.settings, city.ledger, DAY)}


def test_cases_follow_a_judgement_that_joins_two_firms_and_one_that_parts_them(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    run(city)
    other, firm = entity(city, OTHER), entity(city, FIRM)
    of_other, of_firm = (
        entered(city, OTHER, "缺地", "2023-06-01"),
        entered(city, FIRM, "缺厂房", "2023-06-01"),
    )
    assert {i: s.fate.notes for i, s in listed(city).items()} == {of_other: (), of_firm: ()}
    numbers = judge(city, [(other, firm, Verdict.MUST_LINK)])
    run(city)
    joined = listed(city)
    assert {s.fate.firm.id for s in joined.values() if s.fate.firm} == {firm}
    assert joined[of_other].fate.notes[0].startswith(f"原记录 {other} 已并入 {FIRM}")
    assert joined[of_firm].fate.notes == ()
    while_one = entered(city, other, "合并以后提的", "2023-06-20")
    desk.step(city.settings, city.ledger, [of_other], Step.ASSIGN, actor="a", at=moment("2023-06-21"))
    take_back(city, numbers)
    run(city)
    parted = listed(city)
    assert set(parted) == {of_other, of_firm, while_one}
    homes = {i: s.fate.firm.id if s.fate.firm else None for i, s in parted.items()}
    assert homes == {of_other: other, of_firm: firm, while_one: firm}
    assert parted[of_other].state == "assigned"
    assert "现已恢复为单独的记录" in parted[of_other].fate.notes[0]
    assert f"已拆分出“{OTHER}”（{other}），事项留在登记记录“{FIRM}”" in parted[while_one].fate.notes[0]
    new = desk.move(
        city.settings, city.ledger, while_one, OTHER, actor="a", at=moment("2023-07-01"), reason="是其诉求"
    )
    assert new.id == other
    assert listed(city)[while_one].fate == Fate(new, ())
