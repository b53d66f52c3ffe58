from typing import Any

import duckdb
import pytest

from resolution.persons import resolve_persons
from tests.resolution.ladder_lake import entities_of, lake_with


def firm(name: str, person: str, phone: str | None, address: str | None) -> dict[str, Any]:
    return {"name": name, "legal_representative": person, "phone": phone, "address": address}


def resolved(*firms: dict[str, Any]) -> tuple[duckdb.DuckDBPyConnection, list[str]]:
    con = lake_with({"company_registration": list(firms)})
    resolve_persons(con)
    found = entities_of(con, "per")
    return con, [found[("company_registration", i)][0] for i in range(2, 2 + len(firms))]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("张建国", "13800000001", "陈埭镇鞋都路1号"), ("张建国", "13800000001", "池店镇泉安路2号"), True),
        (("张建国", "13800000001", "陈埭镇鞋都路1号"), ("张建国", "13900000002", "陈埭镇鞋都路1号"), True),
        (("张建国", "13800000001", "陈埭镇鞋都路1号"), ("张建国", "13900000002", "池店镇泉安路2号"), False),
        (("张建国", "13800000001", "陈埭镇鞋都路1号"), ("李志强", "13800000001", "陈埭镇鞋都路1号"), False),
        (("张建国", None, "陈埭镇江头村"), ("张建国", None, "陈埭镇江头村"), False),
    ],
)
def test_a_person_of_two_firms_needs_the_same_phone_or_address(
    one: tuple[str, str | None, str], other: tuple[str, str | None, str], same: bool
) -> None:
    _, (a, b) = resolved(firm("恒盛鞋业", *one), firm("大同纺织", *other))
    assert (a == b) is same


def test_an_address_of_many_firms_proves_nothing() -> None:
    crowd = [
        firm(f"企业{i}", f"王小{'一二三四五六七八九'[i % 9]}", None, "陈埭镇鞋都路1号") for i in range(21)
    ]
    _, found = resolved(
        firm("恒盛鞋业", "张建国", None, "陈埭镇鞋都路1号"),
        firm("大同纺织", "张建国", None, "陈埭镇鞋都路1号"),
        *crowd,
    )
    assert found[0] != found[1]


def test_the_same_firm_in_another_list_and_a_slip_of_the_name_is_the_same_person() -> None:
    con = lake_with(
        {
            "company_registration": [firm("恒盛鞋业", "张建国", "13800000001", "陈埭镇鞋都路1号")],
            "gazelle_firm": [{"name": "恒盛鞋业", "principal": "张健国", "phone": "13900000002"}],
            "listed_firm": [{"name": "大同纺织", "principal": "张建国", "phone": "13700000003"}],
        }
    )
    resolve_persons(con)
    found = entities_of(con, "per")
    assert (
        found[("company_registration", 2)][0] == found[("gazelle_firm", 2)][0] != found[("listed_firm", 2)][0]
    )
    assert found[("gazelle_firm", 2)][1:] == ("match", "same_person_and_firm")


def test_a_branch_counts_as_its_head_office() -> None:
    con = lake_with(
        {
            "company_registration": [
                firm("恒盛鞋业", "张建国", None, None),
                firm("恒盛鞋业陈埭分公司", "张建国", None, None),
            ]
        }
    )
    con.execute("UPDATE entity SET parent_id = 'ent_恒盛鞋业' WHERE name = '恒盛鞋业陈埭分公司'")
    resolve_persons(con)
    assert con.execute("SELECT count(*), any_value(name) FROM entity WHERE kind = 'per'").fetchall() == [
        (1, "张建国")
    ]


def test_a_person_of_an_undecided_firm_is_nobody_yet() -> None:
    con = lake_with({"listed_firm": [{"name": "大同纺织", "principal": "张建国"}]})
    con.execute("UPDATE match SET decision = 'review'")
    resolve_persons(con)
    assert con.execute(
        "SELECT decision, entity_id FROM match m JOIN mention n USING (mention_id) WHERE n.kind = 'per'"
    ).fetchall() == [("none", None)]
    assert con.execute("SELECT count(*) FROM entity WHERE kind = 'per'").fetchall() == [(0,)]


def test_owners_of_homes_are_never_made_persons() -> None:
    con = lake_with(
        {
            "property_registration": [
                {
                    "holder_name": "张建国",
                    "certificate_no": "闽1",
                    "location": "晋江市梅岭街道双龙路9号1幢101",
                }
            ]
        }
    )
    con.execute("UPDATE match SET decision = 'none', reason = 'person', entity_id = NULL")
    resolve_persons(con)
    assert con.execute("SELECT count(*) FROM mention WHERE kind = 'per'").fetchall() == [(0,)]


def test_a_name_alone_merges_nobody_however_often_it_occurs() -> None:
    firms = [firm(f"{brand}鞋业", "张建国", None, None) for brand in ("恒盛", "大同", "金鹰", "凯达", "明辉")]
    listed = [
        {"name": "宏远鞋业", "principal": "张建国"},
        {"name": "鑫源鞋业", "principal": "张建国", "phone": ""},
    ]
    con = lake_with({"company_registration": firms, "listed_firm": listed})
    resolve_persons(con)
    assert con.execute("SELECT count(*) FROM entity WHERE kind = 'per'").fetchall() == [(7,)]
