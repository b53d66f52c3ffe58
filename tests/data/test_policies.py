from pathlib import Path

import pytest

from core.errors import SettingsError
from data.city.world.subsidies import POLICIES
from data.policies import load_policies

GOOD = "{key: a, name: 甲, department: 局, kind: 其他, words: [技改]}"


def test_the_catalogue_is_sound_and_knows_the_departments() -> None:
    policies = load_policies()
    assert len(policies) >= 25
    assert all(p.department.startswith("市") or "晋江" in p.department for p in policies)


@pytest.mark.parametrize("project", [p[0] for p in POLICIES])
def test_every_project_of_the_made_city_has_one_policy(project: str) -> None:
    found = {
        (max(len(w) for w in p.words if w in project), p.key)
        for p in load_policies()
        if any(w in project for w in p.words) and not any(n in project for n in p.not_words)
    }
    longest = max(found)[0]
    assert len([k for n, k in found if n == longest]) == 1


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ("{key: a, name: 乙, department: 局, kind: 其他, words: [研发]}", "key a"),
        ("{key: b, name: 乙, department: 局, kind: 其他, words: [技改]}", "word 技改"),
        (
            "{key: b, name: 乙, department: 局, kind: 其他, words: [研发], from_year: 2022, to_year: 2020}",
            "from_year",
        ),
        (
            "{key: b, name: 乙, department: 局, kind: 其他, words: [外贸稳增长], not_words: [稳增长]}",
            "稳增长",
        ),
        ("{key: b, name: 乙, department: 局, kind: 没有, words: [研发]}", "kind"),
    ],
)
def test_a_catalogue_that_cannot_be_meant_is_refused(tmp_path: Path, second: str, words: str) -> None:
    (tmp_path / "01_bad.yaml").write_text(f"policies:\n  - {GOOD}\n  - {second}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=words) as error:
        load_policies(tmp_path)
    assert "01_bad.yaml" in str(error.value)


def test_one_word_may_serve_two_policies_of_different_years(tmp_path: Path) -> None:
    old = GOOD.replace("技改]", "技改], to_year: 2020")
    new = GOOD.replace("key: a, name: 甲", "key: b, name: 乙").replace("技改]", "技改], from_year: 2021")
    (tmp_path / "a.yaml").write_text(f"policies:\n  - {old}\n  - {new}\n", encoding="utf-8")
    assert len(load_policies(tmp_path)) == 2
