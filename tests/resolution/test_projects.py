import pytest

from resolution.ladders.titles import Title, numbers_in, read_title, same_phase
from resolution.projects import resolve_projects
from tests.resolution.ladder_lake import Rows, entities_of, lake_with

OWNER = "晋江恒盛鞋业有限公司"
SITE = "晋江市陈埭镇江头村鞋都路东侧"
PARK = "恒盛鞋业智能制造产业园"

LIFE: Rows = {
    "project_approval": [
        {"project_name": PARK + "建设项目", "owner_name": OWNER, "site": SITE, "town": "陈埭镇"}
    ],
    "land_use_permit": [
        {"project_name": PARK, "land_user_name": OWNER, "site": SITE, "issued_on": "2020-05-01"}
    ],
    "construction_planning_permit": [
        {
            "project_name": PARK + "一期",
            "owner_name": OWNER,
            "site": "陈埭镇江头村鞋都路东侧",
            "issued_on": "2020-08-01",
            "permit_no": "建字第1号",
        }
    ],
    "tender_award": [
        {
            "project_name": "恒胜鞋业智能制造产业园",
            "owner_name": OWNER,
            "site": SITE,
            "awarded_on": "2020-10-01",
        },
        {"project_name": PARK + "（二期）", "owner_name": OWNER, "site": SITE, "awarded_on": "2022-10-01"},
    ],
    "completion_filing": [
        {
            "project_name": PARK + "1#、2#厂房及办公楼工程",
            "owner_name": OWNER,
            "site": SITE,
            "applied_on": "2022-03-01",
        }
    ],
    "town_project": [
        {
            "project_name": PARK + "消防工程（专业分包）",
            "owner_name": OWNER,
            "site": "江头村鞋都路东侧",
            "contractor_name": "某消防工程有限公司",
        }
    ],
}


@pytest.mark.parametrize(
    ("raw", "core", "phases", "work"),
    [
        ("恒盛鞋业产业园一期1#厂房", "恒盛鞋业产业园", "1期", "1#厂房"),
        ("晋江市恒盛鞋业产业园（二期）", "恒盛鞋业产业园", "2期", ""),
        ("恒盛鞋业产业园幕墙工程（专业分包）", "恒盛鞋业产业园", "", "专业分包幕墙"),
        ("恒盛年产20万件运动鞋生产线建设项目", "恒盛年产20万件运动鞋生产线", "", ""),
        ("恒盛智能化改造提升项目", "恒盛智能化改造提升", "", ""),
        ("陈埭镇江头村道路改造工程", "陈埭江头村道路改造", "", ""),
        ("恒盛新建厂房项目", "恒盛新建厂房", "", ""),
        ("恒盛花园A地块", "恒盛花园", "A地块", ""),
        ("恒 盛 花 园 第三期", "恒盛花园", "3期", ""),
        ("磁灶安置房第2标段", "磁灶安置房", "", "第2标段"),
    ],
)
def test_a_name_is_taken_apart_into_core_phase_and_work(raw: str, core: str, phases: str, work: str) -> None:
    title: Title = read_title(raw)
    assert (title.core, title.phases, title.work + title.trade) == (core, phases, work)


def test_the_first_phase_may_be_unnamed_and_a_second_never() -> None:
    assert same_phase("", "1期")
    assert not same_phase("", "2期")
    assert numbers_in("年产20万件") != numbers_in("年产30万件")


def test_the_stages_of_a_life_are_one_project_and_the_second_phase_another() -> None:
    con = lake_with(LIFE)
    resolve_projects(con)
    found = entities_of(con, "prj")
    second = found.pop(("tender_award", 3))[0]
    assert len({entity for entity, _, _ in found.values()}) == 1
    first = found[("project_approval", 2)][0]
    assert second != first
    assert con.execute("SELECT parent_id FROM entity WHERE entity_id = ?", [second]).fetchall() == [(first,)]
    assert con.execute("SELECT status, town FROM entity WHERE entity_id = ?", [first]).fetchall() == [
        ("竣工", "陈埭镇")
    ]


def test_projects_of_one_owner_with_other_names_or_numbers_stay_apart() -> None:
    names = [
        "恒盛新建厂房项目",
        "恒盛扩建厂房项目",
        "恒盛年产20万件运动鞋项目",
        "恒盛年产30万件运动鞋项目",
        "恒盛技术改造项目",
    ]
    con = lake_with(
        {
            "project_approval": [
                {"project_name": n, "owner_name": OWNER, "site": SITE, "town": "陈埭镇"} for n in names
            ]
        }
    )
    resolve_projects(con)
    assert len({entity for entity, _, _ in entities_of(con, "prj").values()}) == len(names)


def test_one_name_of_two_owners_in_two_towns_is_two_projects() -> None:
    con = lake_with(
        {
            "project_approval": [
                {"project_name": "总部大楼", "owner_name": OWNER, "town": "陈埭镇"},
                {"project_name": "总部大楼", "owner_name": "福建大同纺织有限公司", "town": "龙湖镇"},
            ]
        }
    )
    resolve_projects(con)
    assert len({entity for entity, _, _ in entities_of(con, "prj").values()}) == 2


def test_a_name_without_owner_between_two_candidates_waits_for_a_person() -> None:
    con = lake_with(
        {
            "project_approval": [
                {"project_name": "标准厂房一号", "owner_name": OWNER, "town": "陈埭镇"},
                {"project_name": "标准厂房一号", "owner_name": OWNER, "town": "龙湖镇"},
            ],
            "tender_award": [
                {"project_name": "标准厂房一号", "owner_name": OWNER, "awarded_on": "2021-01-01"}
            ],
        }
    )
    resolve_projects(con)
    entity, decision, reason = entities_of(con, "prj")[("tender_award", 2)]
    assert (decision, reason) == ("review", "near_tie")
    proposed, own, second = con.execute(
        "SELECT m.entity_id, m.own_entity_id, m.runner_up FROM match m "
        "JOIN mention_source s ON s.mention_id = m.mention_id "
        "JOIN mention n ON n.mention_id = m.mention_id WHERE s.dataset = 'tender_award' AND n.kind = 'prj'"
    ).fetchall()[0]
    assert own == entity
    assert len({proposed, own, second}) == 3


def test_a_permit_without_a_project_name_is_reached_through_contracts() -> None:
    developer = "晋江海峰置业有限公司"
    home = {
        "developer_name": developer,
        "estate_name": "云悦名城",
        "presale_permit_no": "晋房预售字第2021007号",
        "town": "梅岭街道",
    }
    other = {
        "project_name": "海峰壹号",
        "developer_name": developer,
        "address": "晋江市梅岭街道双龙路9号海峰壹号1幢101",
    }
    con = lake_with(
        {
            "presale_permit": [
                {
                    "developer_name": developer,
                    "permit_no": "晋房预售字第2021007号",
                    "issued_on": "2021-03-01",
                    "town": "梅岭街道",
                }
            ],
            "presale_contract": [
                {
                    "project_name": "海峰名城",
                    "developer_name": developer,
                    "contract_no": "HT0001",
                    "signed_on": "2021-06-01",
                },
                {**other, "contract_no": "HT0002", "signed_on": "2021-06-01"},
            ],
            "housing_unit": [{**home, "house_no": "F1", "contract_no": "HT0001"}],
        }
    )
    resolve_projects(con)
    found = entities_of(con, "prj")
    assert found[("presale_permit", 2)][0] == found[("presale_contract", 2)][0]
    assert found[("presale_permit", 2)][0] != found[("presale_contract", 3)][0]


def test_ids_do_not_depend_on_the_order_of_rows() -> None:
    def ids(rows: Rows) -> set[str]:
        con = lake_with(rows)
        resolve_projects(con)
        return {r[0] for r in con.execute("SELECT entity_id FROM entity WHERE kind = 'prj'").fetchall()}

    assert ids(LIFE) == ids({d: list(reversed(r)) for d, r in reversed(list(LIFE.items()))})


def test_a_second_licence_on_the_same_site_is_the_same_project_and_a_phase_with_its_own_filing_is_not() -> (
    None
):
    planning = {"owner_name": OWNER, "site": SITE}
    base = {"project_approval": [{"project_name": PARK, "owner_name": OWNER, "site": SITE, "town": "陈埭镇"}]}
    licence = {
        "construction_planning_permit": [
            {**planning, "project_name": PARK + "二期", "issued_on": "2021-01-01", "permit_no": "2"}
        ]
    }
    filing = {
        "project_approval": [
            *base["project_approval"],
            {**base["project_approval"][0], "project_name": PARK + "二期"},
        ]
    }
    for rows, projects in (({**base, **licence}, 1), ({**filing, **licence}, 2)):
        con = lake_with(rows)
        resolve_projects(con)
        assert len({entity for entity, _, _ in entities_of(con, "prj").values()}) == projects


def test_a_persons_own_house_is_no_project() -> None:
    rows = {
        "construction_planning_permit": [
            {
                "project_name": "张建国住宅",
                "owner_name": "张建国",
                "permit_no": "1",
                "issued_on": "2021-01-01",
            }
        ]
    }
    con = lake_with(rows)
    con.execute("UPDATE match SET decision = 'none', entity_id = NULL, reason = 'person'")
    resolve_projects(con)
    assert entities_of(con, "prj") == {}


def test_a_second_licence_does_not_keep_other_records_of_the_project_away() -> None:
    permit = {"owner_name": OWNER, "site": SITE, "issued_on": "2021-01-01"}
    con = lake_with(
        {
            "construction_planning_permit": [
                {**permit, "project_name": PARK, "permit_no": "1"},
                {**permit, "project_name": PARK + "二期", "permit_no": "2"},
            ],
            "investment_promotion": [
                {
                    "project_name": PARK,
                    "project_unit_name": "厦门远大投资有限公司",
                    "approved_on": "2020-01-01",
                }
            ],
        }
    )
    resolve_projects(con)
    assert len({entity for entity, _, _ in entities_of(con, "prj").values()}) == 1
