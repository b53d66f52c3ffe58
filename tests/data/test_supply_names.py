import numpy as np
import pandas as pd
import pytest

from data.city.supply.anatomy import split
from data.city.supply.coding import (
    confuse,
    corrupt,
    dirty_phone,
    excel_float,
    old_number,
    short_address,
    type_codes,
    type_org_codes,
)
from data.city.supply.mistakes import MISTAKES
from data.city.supply.naming import OtherNames, Typist, drawer
from data.city.supply.profile import CodeNoise, NoiseProfile, read_profile
from tests.data.supply_city import firms, variants

NAME = "福建省晋江市恒盛隆（福建）鞋业有限公司"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("晋江市恒盛鞋业有限公司", ("晋江市", "恒盛鞋业", "有限公司")),
        ("福建省晋江市华景股份有限公司", ("福建省晋江市", "华景", "股份有限公司")),
        ("安踏（中国）有限公司", ("", "安踏（中国）", "有限公司")),
        ("晋江市池店镇圆达经编有限公司", ("晋江市池店镇", "圆达经编", "有限公司")),
        ("泉州市丰泽区信顺消防工程有限公司", ("泉州市丰泽区", "信顺消防工程", "有限公司")),
        ("景德镇市成兴控股有限公司", ("景德镇市", "成兴控股", "有限公司")),
        ("华联超市有限公司", ("", "华联超市", "有限公司")),
        ("晋江陈记小吃店", ("晋江", "陈记小吃店", "")),
        ("金泰制衣厂", ("", "金泰制衣", "厂")),
    ],
)
def test_a_name_is_taken_apart(name: str, parts: tuple[str, str, str]) -> None:
    assert split(name) == parts


@pytest.mark.parametrize(
    ("kind", "name", "options"),
    [
        ("homophone", "亚泰鞋业公司", {"雅泰鞋业公司", "亚太鞋业公司", "亚钛鞋业公司", "亚泰协业公司"}),
        ("lookalike", "甲乙包业有限公司", {"甲乙色业有限公司", "甲飞包业有限公司"}),
        ("dropped", "甲乙丙有限公司", {"乙丙有限公司", "甲丙有限公司", "甲乙有限公司"}),
        ("doubled", "甲乙丙厂", {"甲甲乙丙厂", "甲乙乙丙厂", "甲乙丙丙厂"}),
        ("swapped", "甲乙丙厂", {"乙甲丙厂", "甲丙乙厂"}),
        ("bracket_dropped", "甲乙（中国）有限公司", {"甲乙中国有限公司"}),
        ("width", "361度童装厂", {"３６１度童装厂"}),
        ("traditional", "晋江市龙兴贸易有限公司", {"晉江市龍興貿易有限公司"}),
        ("no_place", "福建省晋江市甲乙鞋业有限公司", {"甲乙鞋业有限公司"}),
        ("no_form", "晋江市甲乙鞋业有限公司", {"晋江市甲乙鞋业"}),
        ("short", "晋江市甲乙鞋业有限公司", {"甲乙鞋业"}),
        ("form_swapped", "甲乙鞋业有限责任公司", {"甲乙鞋业有限公司", "甲乙鞋业责任有限公司"}),
        ("digits", "361度童装厂", {"三六一度童装厂"}),
        ("digits", "三六一度童装厂", {"361度童装厂"}),
        ("suffix_sole", "晋江陈记小吃店", {"晋江陈记小吃店（个体工商户）"}),
        ("prefix_former", "甲乙鞋厂", {"原甲乙鞋厂", "（原）甲乙鞋厂"}),
    ],
)  # fmt: skip
def test_a_mistake_gives_what_people_type(kind: str, name: str, options: set[str]) -> None:
    seen = {MISTAKES[kind](name, drawer(seed)) for seed in range(60)} - {None}
    assert seen == options


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("brackets", "甲乙鞋厂"),
        ("branch", "甲乙鞋厂"),
        ("suffix_sole", "甲乙有限公司"),
        ("digits", "甲乙鞋厂"),
        ("no_place", "甲乙鞋厂"),
    ],
)
def test_a_mistake_that_does_not_apply_gives_nothing(kind: str, name: str) -> None:
    assert all(MISTAKES[kind](name, drawer(seed)) is None for seed in range(20))


def test_contacts_branches_and_departments_are_glued_to_the_name() -> None:
    for kind in ("contact", "branch", "department"):
        typed = MISTAKES[kind](NAME, drawer(5))
        assert typed is not None
        assert typed.startswith(NAME)
        assert len(typed) > len(NAME)


def typist(profile: NoiseProfile, count: int) -> tuple[Typist, np.ndarray, np.ndarray]:
    table = firms(count).assign(name=lambda t: t["name"].str[:-2] + "（福建）" + t["name"].str[-2:])
    made = Typist(profile, 7, OtherNames.of(variants(firms(count))))
    return made, table["name"].to_numpy(dtype=object), table["true_id"].to_numpy(dtype=object)


@pytest.mark.parametrize("profile", ["development", "final"])
@pytest.mark.parametrize("source", ["registry", "tax", "coded", "name_only", "town"])
def test_names_go_wrong_about_as_often_as_the_profile_says(profile: str, source: str) -> None:
    noise = read_profile(profile)
    made, names, ids = typist(noise, 6000)
    typed, _ = made.type_names(names, ids, "unit", "role", source, "sheet")  # type: ignore[arg-type]
    want = noise.names[source]  # type: ignore[index]
    former = np.array([t.endswith("旧名鞋厂") for t in typed])
    has_former = np.arange(len(names)) % 4 == 0
    assert former[has_former].mean() == pytest.approx(want.former, abs=0.04)
    assert not former[~has_former].any()
    assert (typed != names)[~has_former].mean() == pytest.approx(want.rate + want.slip, abs=0.025)
    kinds = {k for s, k in made.counts if s == source and made.counts[s, k] > 0}
    if source in ("name_only", "town"):
        assert kinds >= {k for k, weight in want.mix.items() if weight >= 2} - {"short_known", "suffix_sole"}


def test_a_clerk_types_a_firm_the_same_way_every_month_and_units_differ() -> None:
    made, names, ids = typist(read_profile("development"), 2000)
    again, _, _ = typist(read_profile("development"), 2000)
    first, _ = made.type_names(names, ids, "a", "role", "name_only", "2023-01")
    later, _ = again.type_names(names[::-1], ids[::-1], "a", "role", "name_only", "2023-02")
    other, _ = made.type_names(names, ids, "b", "role", "name_only", "2023-01")
    assert (first == later[::-1]).mean() > 0.985
    assert 0.3 < (first != other).mean() < 0.7


def test_a_branch_that_no_register_lists_is_a_body_of_its_own() -> None:
    made, names, ids = typist(read_profile("development"), 6000)
    _, true = made.type_names(names, ids, "a", "role", "name_only", "x")
    changed = np.flatnonzero(true != ids)
    assert len(changed) > 5
    for i in changed:
        parent, name = made.branches[true[i]]
        assert parent == ids[i]
        assert name.startswith(names[i])


def test_codes_go_wrong_by_kind() -> None:
    table = firms(8000)
    codes, ids = table["code"].to_numpy(dtype=object), table["true_id"].to_numpy(dtype=object)
    noise = CodeNoise(lower=0.1, space=0.1, confused=0.1, corrupt=0.1, missing=0.1, old15=0.1)
    typed = type_codes(codes, ids, noise, 5, optional=True)
    kept = type_codes(codes, ids, noise, 5, optional=False)
    assert pd.isna(typed).mean() == pytest.approx(0.1, abs=0.02)
    assert not pd.isna(kept).any()
    texts = [t for t in typed if isinstance(t, str)]
    assert np.mean([len(t) == 15 for t in texts]) == pytest.approx(0.1 / 0.9, abs=0.02)
    assert np.mean([" " in t for t in texts]) == pytest.approx(0.1 / 0.9, abs=0.02)
    assert np.mean(["O" in t or "I" in t for t in texts]) == pytest.approx(0.1 / 0.9, abs=0.02)


def test_organisation_codes_come_in_three_lengths() -> None:
    table = firms(3000)
    full = table["code"].to_numpy(dtype=object)
    short = table["code"].str[8:17].to_numpy(dtype=object)
    typed = type_org_codes(short, full, read_profile("development"), 3)
    lengths = pd.Series([len(t) for t in typed]).value_counts(normalize=True)
    assert lengths[9] == pytest.approx(0.55, abs=0.04)
    assert lengths[10] == pytest.approx(0.30, abs=0.04)
    assert lengths[18] == pytest.approx(0.15, abs=0.04)


def test_single_codes_phones_and_addresses() -> None:
    code = "91350582MA2XN0R71K"
    assert old_number(code, 0) == "350582MA2XN0R71"
    assert set(confuse(code, 3)) & {"O", "I"}
    assert sum(a != b for a, b in zip(code, corrupt(code, 9), strict=True)) == 1
    assert excel_float("913505000123456789") == "9.13505E+17"
    assert [dirty_phone("13805951234", i) for i in range(4)] == [
        "138-0595-1234", "138 0595 1234", "+8613805951234", "13805951234（微信同号）",
    ]  # fmt: skip
    assert short_address("福建省泉州市晋江市陈埭镇华景路1号") == "陈埭镇华景路1号"


def test_the_two_profiles_differ_in_every_rate_of_names() -> None:
    one, two = read_profile("development"), read_profile("final")
    assert one.salt != two.salt
    assert all(one.names[s].rate != two.names[s].rate for s in one.names)
