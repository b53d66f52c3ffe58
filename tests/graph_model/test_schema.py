import pytest
from pydantic import ValidationError

from data.chains import load_chains
from graph_model.inputs import INDUSTRIES
from graph_model.schema import Schema, index_statements, load_schema

WORDS = {"type": "string", "caption": "x"}


def test_every_label_of_the_design_is_there() -> None:
    assert set(load_schema().labels) >= {
        *("Enterprise", "Person", "Project", "Parcel", "Building", "Permit", "Subsidy", "FundingDocument"),
        *("Honour", "Chain", "ChainNode", "Industry", "Town", "Park", "YearFigures", "Department", "Dataset"),
        *("Delivery", "SourceRecord"),
    }


def test_every_label_has_a_unique_key_and_names_are_searchable() -> None:
    statements = index_statements(load_schema())
    assert sum("IS UNIQUE" in s for s in statements) == len(load_schema().labels)
    assert any("'cjk'" in s and "Enterprise" in s for s in statements)


@pytest.mark.parametrize(
    "broken",
    [
        {
            "labels": {"A": {"caption": "a", "key": "x", "rows": "none", "properties": {"y": WORDS}}},
            "relations": {},
        },
        {
            "labels": {},
            "relations": {"R": {"caption": "r", "rows": "none", "between": [["A", "B"]]}},
        },
        {
            "labels": {
                "A": {"caption": "a", "key": "y", "rows": "none", "keys": 1, "properties": {"y": WORDS}}
            },
            "relations": {},
        },
    ],
)
def test_a_broken_schema_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Schema.model_validate(broken)


def test_the_chains_are_whole() -> None:
    chains = load_chains()
    assert [c.title for c in chains] == [
        "鞋服",
        "纺织",
        "建材家居",
        "食品饮料",
        "智能装备",
        "集成电路",
        "医疗健康",
        "纸制品与印刷",
    ]
    assert all(8 <= len(c.nodes) <= 25 for c in chains)
    spellings = [s for c in chains for s in c.spellings()]
    assert len(spellings) == len(set(spellings))


def test_industry_codes_of_the_chains_exist() -> None:
    codes = {line.split("\t")[0] for line in INDUSTRIES.read_text(encoding="utf-8").splitlines()[1:]}
    used = {i for c in load_chains() for n in c.nodes for i in n.industries}
    assert [u for u in sorted(used) if not any(c.startswith(u) for c in codes)] == []


def test_no_node_is_cut_off_from_its_chain() -> None:
    for chain in load_chains():
        joined = {n.key for n in chain.nodes if n.supplies_to} | {
            t for n in chain.nodes for t in n.supplies_to
        }
        lonely = {n.key for n in chain.nodes} - joined
        assert len(lonely) <= 1, (chain.key, lonely)


def _label(rows: str, *properties: str) -> dict[str, object]:
    return {"caption": "a", "key": "x", "rows": rows, "properties": dict.fromkeys(("x", *properties), WORDS)}


def _relation(rows: str, *properties: str) -> dict[str, object]:
    made: dict[str, object] = {"caption": "r", "rows": rows, "between": [["A", "A"]]}
    return made | {"properties": dict.fromkeys(properties, WORDS)}


@pytest.mark.parametrize(
    ("label", "relation", "told"),
    [
        (_label("own"), None, "does not fit"),
        (_label("joined", "source"), None, "does not fit"),
        (_label("key"), _relation("own"), "does not fit"),
        (_label("key"), _relation("joined"), "does not fit"),
        (_label("joined"), _relation("start"), "has no rows"),
    ],
)
def test_what_tells_no_source_rows_is_refused(
    label: dict[str, object], relation: dict[str, object] | None, told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        Schema.model_validate({"labels": {"A": label}, "relations": {"R": relation} if relation else {}})


def test_labels_and_relations_lean_on_rows_as_they_say() -> None:
    Schema.model_validate({"labels": {"A": _label("own", "sources")}, "relations": {"R": _relation("start")}})
