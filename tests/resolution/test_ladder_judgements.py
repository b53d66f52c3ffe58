"""Judgements bind projects and persons too, where no registry anchors anything."""

from typing import Any

import duckdb

from resolution.judgements import put_judgements
from resolution.persons import resolve_persons
from resolution.projects import resolve_projects
from tests.resolution.ladder_lake import Rows, entities_of, lake_with

SAME, DIFFERENT = "must_link", "cannot_link"
OWNER, OTHER = "晋江恒盛鞋业有限公司", "晋江大同纺织有限公司"
PROJECTS: Rows = {
    "project_approval": [
        {"project_name": "恒盛智能产业园", "owner_name": OWNER, "site": "陈埭镇江头村", "town": "陈埭镇"},
        {"project_name": "大同纺织总部大楼", "owner_name": OTHER, "site": "池店镇", "town": "池店镇"},
    ],
    "land_use_permit": [
        {
            "project_name": "恒盛智能产业园",
            "land_user_name": OWNER,
            "site": "陈埭镇江头村鞋都路5号",
            "issued_on": "2020-05-01",
        },
    ],
}
APPROVAL, PERMIT, TOWER = ("project_approval", 2), ("land_use_permit", 2), ("project_approval", 3)
Judged = list[tuple[str, str, str]]


def _resolved(rows: Rows, judged: Judged, persons: bool = False) -> duckdb.DuckDBPyConnection:
    con = lake_with(rows)
    put_judgements(con, judged, {})
    (resolve_persons if persons else resolve_projects)(con)
    return con


def _mention(con: duckdb.DuckDBPyConnection, kind: str, at: tuple[str, int]) -> str:
    query = (
        "SELECT mention_id FROM mention_source JOIN mention USING (mention_id) "
        'WHERE kind = ? AND dataset = ? AND "row" = ?'
    )
    return str(con.execute(query, [kind, *at]).fetchall()[0][0])


def test_a_project_takes_in_what_a_steward_says_it_is() -> None:
    plain = _resolved(PROJECTS, [])
    before = entities_of(plain, "prj")
    assert before[APPROVAL][0] == before[PERMIT][0] != before[TOWER][0]
    judged = [(_mention(plain, "prj", TOWER), before[APPROVAL][0], SAME)]
    con = _resolved(PROJECTS, judged)
    assert entities_of(con, "prj")[TOWER] == (before[APPROVAL][0], "match", "judged_same")
    assert con.execute("SELECT count(*) FROM entity WHERE kind = 'prj'").fetchall() == [(1,)]


def test_a_project_lets_go_what_a_steward_says_it_is_not_and_keeps_its_id() -> None:
    plain = _resolved(PROJECTS, [])
    before = entities_of(plain, "prj")
    judged = [(_mention(plain, "prj", PERMIT), before[APPROVAL][0], DIFFERENT)]
    after = entities_of(_resolved(PROJECTS, judged), "prj")
    assert after[APPROVAL][0] == before[APPROVAL][0]
    assert after[PERMIT][0] not in {e for e, *_ in before.values()}
    assert after[PERMIT][1:] == ("match", "judged_different")


def _firm(name: str, person: str, phone: str) -> dict[str, Any]:
    return {"name": name, "legal_representative": person, "phone": phone, "address": None}


def test_persons_are_joined_and_parted_by_judgement() -> None:
    rows: Rows = {
        "company_registration": [
            _firm("恒盛鞋业", "张建国", "13800000001"),
            _firm("大同纺织", "张建国", "13800000001"),
            _firm("金鹰食品", "张建国", "13900000002"),
        ]
    }
    at = [("company_registration", i) for i in (2, 3, 4)]
    plain = _resolved(rows, [], persons=True)
    first, second, third = (entities_of(plain, "per")[a][0] for a in at)
    assert first == second != third
    mentions = [_mention(plain, "per", a) for a in at]
    judged = [(mentions[1], mentions[0], DIFFERENT), (mentions[2], first, SAME)]
    found = entities_of(_resolved(rows, judged, persons=True), "per")
    assert found[at[2]][0] == first
    assert len({found[at[0]][0], found[at[1]][0]}) == 2


def test_contradictory_judgements_on_a_project_wait_for_a_person() -> None:
    plain = _resolved(PROJECTS, [])
    before = entities_of(plain, "prj")
    mention = _mention(plain, "prj", PERMIT)
    judged = [(mention, before[APPROVAL][0], SAME), (mention, before[TOWER][0], SAME)]
    assert entities_of(_resolved(PROJECTS, judged), "prj")[PERMIT][1:] == ("review", "judged_contradictory")
