"""Who is named, and by what: the catalogue's roles against the table of the 54 data sets."""

import pytest

from ingest.contract import DatasetSpec, EntityKind, Part, load_catalogue

# Numbers are places in the document's order.
DATASETS = dict(enumerate(load_catalogue().datasets.values(), 1))
WITH_CODE = {4, 5, 6, 7, 8, 9, 13, 14, 15, 18, 28, 31, 38, 50, 52, 53}
NONE_NAMED = {1, 3, 19, 36, 37, 39, 40, 44, 49, 54}
NAME_ONLY = {
    2,
    *range(10, 13),
    16,
    17,
    *range(20, 28),
    29,
    30,
    *range(32, 36),
    *range(41, 44),
    *range(45, 49),
    51,
}

ROLES = {
    "subsidy_payment": ["受补企业", "收款人"],
    "tax_net_revenue": ["纳税人"],
    "land_grant": ["受让方"],
    "property_registration": ["权利人"],
    "land_transfer": ["受让方", "转让方"],
    "property_transfer": ["原权利人", "权利人"],
    "land_use_permit": ["用地单位"],
    "construction_planning_permit": ["建设单位"],
    "property_mortgage": ["义务人", "抵押权人"],
    "completion_filing": ["施工单位", "建设单位"],
    "tender_award": ["中标单位", "建设单位", "设计单位", "施工单位"],
    "construction_permit": ["施工单位", "建设单位", "监理单位", "设计单位"],
    "presale_contract": ["开发企业"],
    "presale_fund_supervision": ["开发企业", "监管银行"],
    "project_approval": ["业主单位"],
    "key_project": ["业主单位"],
    "provident_fund_loan": ["开发企业"],
    "investment_promotion": ["项目单位"],
    "power_consumption": ["用电户"],
    "social_insurance": ["参保单位"],
    "town_project": ["建设单位", "施工单位"],
}


def parts(spec: DatasetSpec, kind: EntityKind = EntityKind.ENTERPRISE) -> dict[str, set[Part]]:
    found: dict[str, set[Part]] = {}
    for field in spec.fields:
        if field.role and field.part and field.entity is kind:
            found.setdefault(field.role, set()).add(field.part)
    return found


@pytest.mark.parametrize("number", DATASETS)
def test_enterprises_are_named_as_the_table_says(number: int) -> None:
    found = parts(DATASETS[number])
    coded = any({Part.CODE, Part.ORG_CODE} & p for p in found.values())
    assert (number in NONE_NAMED) == (not found)
    assert (number in WITH_CODE) == coded
    assert (number in NAME_ONLY) == (bool(found) and not coded)


def test_the_table_covers_every_data_set_once() -> None:
    assert sorted([*WITH_CODE, *NAME_ONLY, *NONE_NAMED]) == list(DATASETS)


@pytest.mark.parametrize("number", DATASETS)
def test_every_party_has_a_name(number: int) -> None:
    assert all(Part.NAME in p for p in parts(DATASETS[number]).values())


@pytest.mark.parametrize("dataset", ROLES)
def test_the_parties_of_a_row_are_told_apart(dataset: str) -> None:
    fields = load_catalogue().dataset(dataset).fields
    found = [f.role for f in fields if f.entity is EntityKind.ENTERPRISE and f.part is Part.NAME]
    assert sorted(map(str, found)) == sorted(ROLES[dataset])


def test_organisation_codes_are_in_one_data_set() -> None:
    assert [d.key for d in DATASETS.values() if "org_code" in {f.part for f in d.fields}] == [
        "above_scale_firm"
    ]


def test_parcels_are_named_by_unit_number_or_place() -> None:
    found = {d.key: parts(d, EntityKind.PARCEL).get("宗地", set()) - {Part.TOWN} for d in DATASETS.values()}
    assert {k: {p.value for p in v} for k, v in found.items() if v} == {
        "land_grant": {"address"},
        "property_registration": {"code", "address"},
        "land_transfer": {"address"},
        "land_allocation": {"address"},
        "property_transfer": {"address"},
        "property_mortgage": {"code", "address"},
    }


def test_projects_and_buildings_are_named() -> None:
    projects = {
        d.key for d in DATASETS.values() if Part.NAME in parts(d, EntityKind.PROJECT).get("项目", set())
    }
    buildings = {d.key for d in DATASETS.values() if any(parts(d, EntityKind.BUILDING).values())}
    assert buildings == {"housing_unit", "building_occupancy"}
    assert projects == {
        *("land_use_permit", "construction_planning_permit", "completion_filing", "tender_award"),
        *("construction_permit", "presale_contract", "presale_fund_supervision", "project_approval"),
        *("key_project", "provident_fund_loan", "investment_promotion", "town_project"),
    }


def test_town_columns_are_one_concept() -> None:
    headers = {"乡镇街道", "街道乡镇", "所属地区", "所属区域", "所属区县", "所属街道", "所属街道乡镇", "区域"}
    keys = {f.key for d in DATASETS.values() for f in d.fields if f.name in headers}
    assert keys == {"town"}
