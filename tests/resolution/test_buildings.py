import pytest

from resolution.buildings import resolve_buildings
from resolution.ladders.titles import read_building
from resolution.projects import resolve_projects
from tests.resolution.ladder_lake import entities_of, lake_with

DEVELOPER = "晋江海峰置业有限公司"


@pytest.mark.parametrize(
    ("raw", "core"),
    [
        ("晋江恒悦花园（一期）", "恒悦花园"),
        ("恒 悦 花 园小区", "恒悦花园"),
        ("恒悦花园二期", "恒悦花园二期"),
        ("青阳街道恒悦大厦", "青阳恒悦大厦"),
    ],
)
def test_a_buildings_name_loses_what_does_not_tell(raw: str, core: str) -> None:
    assert read_building(raw) == core


def test_one_building_is_known_by_name_and_town() -> None:
    names = ["恒悦大厦", "晋江恒悦大厦", "恒悅大厦", "青阳恒悦大厦", "恒悦大厦项目", "恒越大厦"]
    rows = [{"name": f"厂{i}", "building": n, "town": "青阳街道"} for i, n in enumerate(names)]
    rows += [
        {"name": "厂九", "building": "恒悦大厦", "town": "龙湖镇"},
        {"name": "厂十", "building": "海峰标准厂房2号", "town": "龙湖镇"},
    ]
    con = lake_with({"building_occupancy": rows})
    resolve_buildings(con)
    found = [entities_of(con, "bld")[("building_occupancy", i)][0] for i in range(2, 2 + len(rows))]
    assert len(set(found[:6])) == 1
    assert len(set(found[5:])) == 3


def test_an_estate_leads_to_its_project_by_the_permit_of_its_homes() -> None:
    home = {
        "developer_name": DEVELOPER,
        "estate_name": "云悦名城",
        "presale_permit_no": "晋房预售字第2021007号",
        "town": "梅岭街道",
        "address": "晋江市梅岭街道双龙路9号云悦名城1幢101",
    }
    con = lake_with(
        {
            "presale_permit": [
                {
                    "developer_name": DEVELOPER,
                    "permit_no": "晋房预售字第2021007号",
                    "issued_on": "2021-03-01",
                    "town": "梅岭街道",
                }
            ],
            "presale_contract": [
                {
                    "project_name": "海峰名城",
                    "developer_name": DEVELOPER,
                    "contract_no": "HT0001",
                    "signed_on": "2021-06-01",
                }
            ],
            "housing_unit": [{**home, "house_no": "F1", "contract_no": "HT0001"}, {**home, "house_no": "F2"}],
        }
    )
    resolve_projects(con)
    resolve_buildings(con)
    project = entities_of(con, "prj")[("presale_contract", 2)][0]
    rows = con.execute(
        "SELECT name, town, form, address, parent_id FROM entity WHERE kind = 'bld'"
    ).fetchall()
    assert rows == [("云悦名城", "梅岭街道", "楼盘", "梅岭街道双龙路9号云悦名城", project)]
