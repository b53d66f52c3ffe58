"""The certain tiers on bare tables: branches, firms that changed their form, codes with a slip."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pytest

from resolution import tiers
from resolution.identifiers import read_code
from resolution.names import parse_name
from resolution.normalise import NAME_MAP as NAMES
from resolution.normalise import anatomy, load
from resolution.reading import name_rows
from tests.resolution.lake import code

Row = Mapping[str, Any]
MENTION = "mention_id, name, name_norm, code, code_kind, org_code, person, phone, address, town, industry"
ENTITY = "entity_id, name_norm, code, person, phone, address_norm, spot, town, parent_id"


def decided(registry: Sequence[Row], mentions: Sequence[Row]) -> dict[str, tuple[str | None, str, str, str]]:
    """Run the tiers; return for each mention's name (entity's name, decision, tier, reason)."""
    con = duckdb.connect()
    texts = [r["name"] for r in (*registry, *mentions) if r.get("name")]
    load(con, "name_map", NAMES, [[row for t in texts for row in name_rows(t)]])
    con.execute("CREATE TABLE former_map (raw VARCHAR, part VARCHAR, norm VARCHAR)")
    con.execute("CREATE TABLE address_map (raw VARCHAR, value VARCHAR, spot VARCHAR)")
    anatomy(con)
    for table, columns in (("mention", MENTION), ("entity", ENTITY)):
        con.execute(f"CREATE TABLE {table} ({', '.join(c + ' VARCHAR' for c in columns.split(', '))})")
    con.execute("CREATE TABLE entity_name (entity_id VARCHAR, name VARCHAR, kind VARCHAR, norm VARCHAR)")
    for r in registry:
        norm = parse_name(r["name"]).norm
        row = [
            r["name"],
            norm,
            r.get("code"),
            r.get("person"),
            r.get("phone"),
            "",
            "",
            r.get("town"),
            r.get("parent"),
        ]
        con.execute("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        con.execute("INSERT INTO entity_name VALUES (?, ?, 'current', ?)", [r["name"], r["name"], norm])
    for m in mentions:
        said, name = read_code(m.get("code")), m.get("name")
        key = parse_name(name).norm if name else None
        row = [name or m["code"], name, key, said.value or None, said.kind, said.org or None]
        row += [m.get("person"), m.get("phone"), None, m.get("town"), None]
        con.execute("INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    tiers.prepare(con)
    tiers.run_tiers(con)
    rows = con.execute("SELECT mention_id, entity_id, decision, tier, reason FROM decided").fetchall()
    return {r[0]: r[1:] for r in rows}


PARENT = "晋江市恒盛鞋业有限公司"
LISTED = PARENT + "青阳分公司"
BANK = "中国工商银行股份有限公司晋江池店支行"
RURAL = "福建晋江农村商业银行股份有限公司陈埭支行"
HOUSE = [
    {"name": PARENT},
    {"name": LISTED, "parent": PARENT},
    *({"name": n} for n in (BANK, RURAL, "晋江市大华鞋业有限公司")),
]


@pytest.mark.parametrize(
    ("name", "entity", "decision", "reason"),
    [
        (LISTED, LISTED, "match", "same_name"),
        (PARENT + "青阳街道分公司", LISTED, "match", "same_anatomy"),
        (PARENT + "（青阳分公司）", LISTED, "match", "same_name"),
        (PARENT + "第二分公司", PARENT, "match", "branch_to_parent"),
        (PARENT + "晋江门市部", PARENT, "match", "branch_to_parent"),
        (PARENT + "世纪大道改造工程项目部", PARENT, "match", "branch_to_parent"),
        (PARENT + "财务部", PARENT, "match", "branch_to_parent"),
        (PARENT + "（办公室）", PARENT, "match", "branch_to_parent"),
        ("晋江恒盛鞋业有限责任公司安海分公司", PARENT, "match", "branch_to_parent"),
        (PARENT + "青羊分公司", LISTED, "review", "near_tie"),
        ("工商银行池店支行", BANK, "match", "same_anatomy"),
        ("晋江农商行陈埭支行", RURAL, "match", "same_anatomy"),
        (PARENT + "青阳分", LISTED, "match", "same_anatomy"),
        (PARENT + "青阳分厂", LISTED, "review", "near_tie"),
        (PARENT + "青阳分分", LISTED, "review", "near_tie"),
        (PARENT + "晋江分公", PARENT, "match", "branch_to_parent"),
    ],
)
def test_a_listed_branch_is_itself_and_another_is_its_parents(
    name: str, entity: str, decision: str, reason: str
) -> None:
    found = decided(HOUSE, [{"name": name}])[name]
    assert (found[0], found[1], found[3]) == (entity, decision, reason)


def test_a_body_is_no_firm_unless_the_registry_lists_bodies_of_its_name() -> None:
    school, slip = "泉州闽南职业学院", "泉州闽楠职业学院"
    assert decided([{"name": school}], [{"name": slip}]) == {}
    assert decided(HOUSE, [{"name": slip}])[slip][1:] == ("none", "unresolved", "public_body")


def test_a_branch_of_a_firm_that_nobody_registered_is_left_to_the_model() -> None:
    name = "厦门远方建设有限公司晋江分公司"
    assert decided(HOUSE, [{"name": name}]) == {}


@pytest.mark.parametrize(
    ("registered", "named", "matched"),
    [
        (["晋江市恒盛鞋材有限公司"], "晋江市恒盛鞋材厂", True),
        (["晋江市恒盛鞋材厂"], "晋江市恒盛鞋材有限公司", True),
        (["晋江市恒盛塑料制品有限公司"], "晋江市恒盛塑料制品厂", True),
        (["晋江市恒盛鞋材有限公司"], "晋江市恒盛鞋材加工厂", True),
        (["恒盛鞋材有限公司"], "恒盛鞋材厂", True),
        (["石狮市恒盛鞋材有限公司"], "晋江市恒盛鞋材厂", False),
        (["恒盛鞋材有限公司"], "晋江市恒盛鞋材厂", False),
        (["晋江市恒盛鞋材有限公司", "晋江市青阳恒盛鞋材店"], "晋江市恒盛鞋材厂", False),
        (["晋江市恒盛鞋材有限公司", "石狮市恒盛鞋材有限公司"], "晋江市恒盛鞋材厂", False),
        (["晋江市恒盛有限公司"], "晋江市恒盛厂", False),
        (["晋江市恒盛鞋材有限公司"], "晋江市恒盛鞋材店", False),
    ],
)
def test_a_factory_that_became_a_company_is_one_where_nobody_competes(
    registered: list[str], named: str, matched: bool
) -> None:
    found = decided([{"name": n} for n in registered], [{"name": named}])
    expected = {named: (registered[0], "match", "upgraded", "form_upgraded")}
    assert found == (expected if matched else {})


FIRM = {"name": "晋江市大华鞋业有限公司", "code": code(7), "person": "王小明", "phone": "13805950001"}
WRONG = code(7)[:16] + code(7)[17] + code(7)[16]


@pytest.mark.parametrize(
    ("said", "repaired"),
    [
        ({"name": "大华鞋业"}, True),
        ({"phone": "13805950001"}, True),
        ({"person": "王小明"}, True),
        ({"name": "晋江市金鹰陶瓷厂", "phone": "13805950001"}, True),
        ({}, False),
        ({"name": "晋江市金鹰陶瓷厂"}, False),
        ({"name": "晋江市金鹰陶瓷厂", "phone": "13805950002"}, False),
    ],
)
def test_a_code_with_a_slip_is_repaired_only_where_something_else_agrees(said: Row, repaired: bool) -> None:
    found = decided([FIRM], [{**said, "code": WRONG}])
    assert [f[3] == "code_one_slip" for f in found.values()].count(True) == repaired


def test_a_code_with_a_slip_never_beats_the_full_name_of_another_firm() -> None:
    other = {"name": "晋江市金鹰陶瓷有限公司", "code": code(9)}
    found = decided([FIRM, other], [{"name": other["name"], "code": WRONG, "phone": FIRM["phone"]}])
    assert found[other["name"]] == (other["name"], "match", "name", "same_name")


def test_a_person_of_one_name_is_no_firm_without_other_evidence() -> None:
    owner = {"name": "王小明", "person": "王小明"}
    assert decided([owner], [{"name": "王小明"}])["王小明"][1] == "none"
    said = {"name": "王小明", "person": "王小明", "phone": "13805950001"}
    assert decided([{**owner, "phone": "13805950001"}], [said])["王小明"][1] == "match"


def test_a_branch_is_known_by_its_parent_s_name_where_the_registry_does_not_link_them() -> None:
    listed = PARENT + "青阳分公司"
    house = [{"name": PARENT}, {"name": listed}]
    found = decided(house, [{"name": PARENT + "青阳分厂"}, {"name": PARENT + "安海分厂"}])
    assert found[PARENT + "青阳分厂"][:2] == (listed, "review")
    assert found[PARENT + "安海分厂"][:2] == (PARENT, "match")
