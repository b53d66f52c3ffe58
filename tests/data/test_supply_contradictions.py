"""Contradictions: which mistakes of clerks are told, and what is planted on demand."""

import pandas as pd
import pytest

from data.city.codes import ALPHABET
from data.city.supply.contradictions import mistyped, one_slip, plant
from data.city.supply.profile import Contradictions, read_profile
from ingest.contract import load_catalogue

CODES = ("91350582MA3573EK63", "91350582640994090E", "91350582MA8349DQ6G", "91350582MA67DARH3Y")


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("恒盛鞋业", "恒晟鞋业", True),
        ("恒盛鞋业", "恒盛盛鞋业", True),
        ("恒盛鞋业", "恒鞋业", True),
        ("恒盛鞋业", "盛恒鞋业", True),
        ("恒盛鞋业", "恒盛鞋业", False),
        ("恒盛鞋业", "鞋盛恒业", False),
        ("恒盛鞋业", "恒晟鞋材", False),
        ("恒盛鞋业", "恒盛鞋业公司", False),
    ],
)
def test_one_slip_is_one_character(one: str, other: str, slip: bool) -> None:
    assert one_slip(one, other) is slip
    assert one_slip(other, one) is slip


def test_mistypings_that_a_reader_repairs_are_no_contradictions() -> None:
    spec = load_catalogue().dataset("park_firm")
    name = "晋江市恒盛鞋业有限公司"
    cases = [
        (name, CODES[0].lower(), []),
        (name, CODES[1].replace("0", "O", 1), []),
        (name, CODES[0][2:17], []),
        (name, CODES[0][:17] + "4", ["code_bad"]),
        ("晋江市恒盛鞋业有限公司 ", CODES[0], []),
        ("晋江市恒晟鞋业有限公司", CODES[0], ["name_near"]),
        ("恒盛鞋业", CODES[0], []),
    ]
    for written, code, cases_of in cases:
        true = CODES[1] if "O" in code else CODES[0]
        before = {"name": pd.Series([name]), "code": pd.Series([true])}
        part = pd.DataFrame({"name": [written], "code": [code]})
        assert [c.case for c in mistyped(part, spec, before)] == cases_of, (written, code)


def _rows() -> pd.DataFrame:
    return pd.DataFrame({
        "name": pd.Series([f"晋江市第{i}鞋业有限公司" for i in range(4)], dtype="str"),
        "code": pd.Series(list(CODES), dtype="str"),
        "building": pd.Series(["宝龙大厦"] * 4, dtype="str"),
        "town": pd.Series(["陈埭镇"] * 4, dtype="str"),
    })  # fmt: skip


def test_only_what_is_asked_for_is_planted_and_told_with_the_old_cell() -> None:
    spec, quiet = load_catalogue().dataset("building_occupancy"), read_profile("development")
    untouched = _rows()
    assert plant(untouched, spec, quiet, 7, "a") == []
    assert untouched.equals(_rows())
    for case in ("code_bad", "code_other_firm", "code_unregistered", "town_differs"):
        loud = quiet.model_copy(update={"contradictions": Contradictions(**{case: 1.0})})
        part = _rows()
        made = plant(part, spec, loud, 7, "a")
        assert {c.case for c in made} == {case}
        for c in made:
            assert _rows().loc[c.row, c.field] == c.note != part.loc[c.row, c.field]
        changed = part.ne(_rows())
        assert int(changed.to_numpy().sum()) == len(made)


def test_a_planted_code_that_nobody_has_passes_its_check() -> None:
    spec, quiet = load_catalogue().dataset("park_firm"), read_profile("development")
    loud = quiet.model_copy(update={"contradictions": Contradictions(code_unregistered=1.0)})
    part = _rows()
    assert len(plant(part, spec, loud, 3, "b")) == 4
    letters = "".join(chr(c) for c in ALPHABET.view("u1"))
    for code in part["code"]:
        total = sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
        assert code[17] == letters[-total % 31]
        assert code not in CODES


def test_one_made_up_name_stands_in_two_rows_on_end_with_a_code_each() -> None:
    spec, quiet = load_catalogue().dataset("construction_firm"), read_profile("development")
    loud = quiet.model_copy(update={"contradictions": Contradictions(name_two_codes=1.0)})
    part = _rows()
    made = plant(part, spec, loud, 3, "b")
    assert [(c.row, c.field, c.case) for c in made] == [
        (row, "code", "name_two_codes") for row in range(4)
    ]  # fmt: skip
    assert part["name"].nunique() == 2
    assert part["name"].iloc[0] == part["name"].iloc[1] != part["name"].iloc[2]
    assert part["code"].nunique() == 4
    assert not set(part["code"]) & set(CODES)


def test_the_contradictory_profile_is_development_and_more() -> None:
    one, other = read_profile("contradictory"), read_profile("development")
    assert one.contradictions.town_differs > 0 == other.contradictions.town_differs
    assert one.model_copy(update={"title": other.title, "contradictions": other.contradictions}) == other
