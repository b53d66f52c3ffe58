import pytest

from resolution.ladders.certificates import read_certificate, read_parcel_code
from resolution.ladders.sites import read_site, site_agreement
from resolution.parcels import resolve_parcels
from tests.resolution.ladder_lake import Rows, entities_of, lake_with

CODE = "350582003005GB00012"
SITE = "晋江市陈埭镇江头村鞋都路东侧"
CERTIFICATE = "闽（2021）晋江市不动产权第0012345号"
FIRM, SELLER = "晋江恒盛鞋业有限公司", "福建大同纺织有限公司"

HISTORY: Rows = {
    "land_grant": [
        {"grantee_name": FIRM, "location": SITE, "town": "陈埭镇", "area": 20000, "granted_on": "2020-03-01"}
    ],
    "property_registration": [
        {
            "parcel_unit_no": CODE + "F00010001",
            "certificate_no": CERTIFICATE,
            "holder_name": FIRM,
            "location": SITE,
            "town": "陈埭镇",
            "parcel_area": 20000,
            "issued_on": "2021-02-01",
        },
        {
            "parcel_unit_no": CODE + "F00020001",
            "certificate_no": CERTIFICATE,
            "holder_name": FIRM,
            "location": SITE + "2号厂房",
            "town": "陈埭镇",
            "parcel_area": 20000,
            "issued_on": "2021-02-01",
        },
        {
            "parcel_unit_no": "350582003005GB00013W00000000",
            "certificate_no": "闽（2021）晋江市不动产权第0054321号",
            "holder_name": SELLER,
            "location": "陈埭镇江头村鞋都路西侧",
            "town": "陈埭镇",
            "parcel_area": 7000,
            "issued_on": "2021-02-01",
        },
    ],
    "property_mortgage": [
        {
            "parcel_unit_no": " 350582 003005 GB00012 F00010001",
            "mortgagor_name": FIRM,
            "registered_on": "2022-02-01",
            "location": SITE,
        }
    ],
    "property_transfer": [
        {
            "original_certificate_no": "闽(2021)晋江市不动产权第12345",
            "location": SITE + "3幢1204室",
            "registered_on": "2023-02-01",
        },
        {
            "original_certificate_no": "晋国用（2009）第00033号",
            "location": "另一写法",
            "registered_on": "2022-08-12",
        },
    ],
    "land_transfer": [
        {
            "original_certificate_no": "晋国用（2009）第33号",
            "transferee_certificate_no": "闽（2022）晋江市不动产权第0000777号",
            "transferor_name": SELLER,
            "transferee_name": FIRM,
            "area": 7000,
            "location": "江头村鞋都路西侧",
            "town": "陈埭镇",
            "transferred_on": "2022-08-01",
        }
    ],
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("闽（2021）晋江市不动产权第0012345号", "闽(2021)晋江市不动产权第12345"),
        ("晋国用（2010）第00123号", "晋国用〔2010〕第123号"),
        ("晋房预售字第2021007号", "晋房预售 2021007"),
    ],
)
def test_two_writings_of_a_certificate_agree(one: str, other: str) -> None:
    assert read_certificate(one) == read_certificate(other) != ""


def test_the_parcel_is_the_first_19_characters_of_a_unit() -> None:
    assert read_parcel_code("350582003005gb00012f00010001") == CODE
    assert read_parcel_code("35058200300512") == ""


def test_a_site_ends_before_blocks_and_rooms() -> None:
    assert read_site(SITE + "3幢1204室").core == read_site("江头村鞋都路东侧").core
    assert site_agreement(read_site(SITE), read_site("陈埭镇江头村鞋都路西侧")) == "near"
    assert site_agreement(read_site(SITE), read_site("陈埭镇溪边村鞋都路东侧")) == "other"


def test_grant_registration_mortgage_and_transfers_are_one_parcels_history() -> None:
    con = lake_with(HISTORY)
    resolve_parcels(con)
    found = entities_of(con, "pcl")
    first = found[("property_registration", 2)][0]
    assert {
        found[k][0]
        for k in [
            ("land_grant", 2),
            ("property_registration", 3),
            ("property_mortgage", 2),
            ("property_transfer", 2),
        ]
    } == {first}
    assert found[("property_transfer", 2)][2] == "same_certificate"
    assert con.execute("SELECT code, town FROM entity WHERE entity_id = ?", [first]).fetchall() == [
        (CODE, "陈埭镇")
    ]


def test_old_certificates_and_area_link_a_sale_to_its_parcel() -> None:
    con = lake_with(HISTORY)
    resolve_parcels(con)
    found = entities_of(con, "pcl")
    sold = found[("property_registration", 4)][0]
    assert found[("land_transfer", 2)][0] == found[("property_transfer", 3)][0] == sold
    assert sold != found[("property_registration", 2)][0]


def test_two_parcel_numbers_never_merge_and_a_place_of_two_waits_for_a_person() -> None:
    unit = {"location": SITE, "town": "陈埭镇", "issued_on": "2021-02-01", "parcel_area": 500}
    con = lake_with(
        {
            "property_registration": [
                {**unit, "parcel_unit_no": CODE + "W00000000"},
                {**unit, "parcel_unit_no": "350582003005GB00099W00000000"},
            ],
            "land_allocation": [{"location": SITE, "town": "陈埭镇", "area": 500, "certificate_no": "无"}],
        }
    )
    resolve_parcels(con)
    found = entities_of(con, "pcl")
    assert found[("property_registration", 2)][0] != found[("property_registration", 3)][0]
    assert found[("land_allocation", 2)][1:] == ("review", "near_tie")


def test_no_persons_name_reaches_the_tables_of_parcels() -> None:
    con = lake_with(
        {"property_registration": [{**HISTORY["property_registration"][0], "holder_name": "张建国"}]}
    )
    resolve_parcels(con)
    rows = con.execute("SELECT * FROM mention WHERE kind = 'pcl'").fetchall()
    rows += con.execute("SELECT * FROM entity WHERE kind = 'pcl'").fetchall()
    assert rows
    assert "张建国" not in repr(rows)
