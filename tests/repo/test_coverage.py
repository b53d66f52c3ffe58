"""No data set of the catalogue goes nowhere, and each is in some answer."""

import pytest

from ingest.contract import load_catalogue
from queries.catalogue import get_query, load_queries
from tools.coverage import (
    Place,
    datasets_in,
    derived_properties,
    derived_relations,
    load_rules,
    places,
    relation_sets,
    used_by,
)


@pytest.fixture(scope="module")
def found() -> dict[str, Place]:
    return {p.dataset: p for p in places()}


def test_every_data_set_went_somewhere(found: dict[str, Place]) -> None:
    on_lake = {d for q in load_queries().values() if q.language == "sql" for d in datasets_in(q.text)}
    assert set(found) == set(load_catalogue().datasets)
    nowhere = [d for d, p in found.items() if not p.labels and not p.relations and d not in on_lake]
    assert nowhere == []


def test_every_data_set_is_in_the_answer_of_a_query_of_its_own(found: dict[str, Place]) -> None:
    everywhere = {"relation_path", "enterprise_related", "firms_of_person", "enterprise_sources"}
    assert [d for d, p in found.items() if not set(p.queries) - everywhere] == []


def test_what_is_written_by_hand_is_among_what_the_stages_say() -> None:
    rules = load_rules()
    for name, sets in rules.properties.items():
        assert set(sets) <= derived_properties()[name], name
    for name, sets in rules.relations.items():
        assert set(sets) <= derived_relations()[name], name


@pytest.mark.parametrize(
    ("query", "uses", "not_uses"),
    [
        ("vehicles", {"vehicle_registration"}, {"tax_net_revenue"}),
        (
            "city_indicators",
            {"economic_indicator", "gdp_indicator", "population_indicator"},
            {"housing_unit"},
        ),
        ("estates", {"housing_unit", "presale_contract", "provident_fund_loan"}, {"park_firm", "land_grant"}),
        ("idle_land", {"land_grant", "construction_permit"}, {"property_mortgage", "cross_region_tax"}),
        ("key_projects", {"key_project"}, {"town_project", "investment_promotion"}),
        ("enterprise_honours", {"hightech_firm", "gazelle_firm"}, {"park_firm"}),
        ("park_overview", {"park_firm", "park_development", "tax_net_revenue"}, {"subsidy_payment"}),
    ],
)
def test_a_query_uses_what_it_reads(query: str, uses: set[str], not_uses: set[str]) -> None:
    read = used_by(get_query(query)) - {"enterprise"}
    assert uses - read == set()
    assert not_uses & read == set()


def test_relations_come_from_the_rows_that_make_them() -> None:
    assert relation_sets()["OCCUPIES"] == {"building_occupancy"}
    assert relation_sets()["IN_PARK"] == {"park_firm"}
    assert "cross_region_tax" not in relation_sets()["HOLDS"]
