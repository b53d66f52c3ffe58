"""The gazetteer agrees with itself."""

from collections import Counter

import pytest

from data.gazetteer import CITY, CITY_CODE, neighbours, regions, towns, villages


def test_there_are_thirteen_towns_and_six_streets() -> None:
    assert Counter(t.kind for t in towns()) == {"镇": 13, "街道": 6}
    assert all(
        t.name == t.short + t.kind and t.code.startswith(CITY_CODE) and len(t.code) == 9 for t in towns()
    )
    assert len({t.code for t in towns()}) == 19


def test_every_town_has_villages_roads_and_trades() -> None:
    count = Counter(v.town for v in villages())
    assert set(count) == {t.name for t in towns()}
    assert min(count.values()) >= 3
    assert len(villages()) == 402
    assert all(len(t.roads) >= 4 and t.estates and t.trades for t in towns())


def test_villages_carry_no_committee_suffix_and_are_unique_within_a_town() -> None:
    assert not [v for v in villages() if v.name.endswith(("村委会", "居委会", "社区"))]
    assert {v.kind for v in villages()} == {"村", "社区", "回族村", "畲族村"}
    repeated = [k for k, n in Counter((v.town, v.name) for v in villages()).items() if n > 1]
    assert repeated == [("金井镇", "金井")]  # a community and a village of one name


@pytest.mark.parametrize(
    ("town", "village"),
    [("陈埭镇", "岸兜"), ("陈埭镇", "霞村"), ("内坑镇", "霞美"), ("金井镇", "丙洲"), ("青阳街道", "陈村")],
)
def test_known_villages_are_there(town: str, village: str) -> None:
    assert (town, village) in {(v.town, v.name) for v in villages()}


def test_regions_and_neighbours_have_unique_codes() -> None:
    assert len({r.code for r in regions()}) == len(regions()) == 34
    assert len({n.code for n in neighbours()}) == len(neighbours())
    assert (CITY, CITY_CODE) in {(n.name, n.code) for n in neighbours()}
