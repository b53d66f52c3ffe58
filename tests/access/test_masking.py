"""Masking: what each class of data looks like to those who may not see all of it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from access.fields import Classifier
from access.masking import mask, mask_account, mask_identity, mask_name, mask_person_or_body, mask_phone
from access.roles import load_roles
from ingest.contract import DataClass

PROFILE: dict[str, Any] = {
    "id": "ent_1",
    "name": "晋江市恒盛鞋业有限公司",
    "code": "91350582MA2XXXXX1A",
    "legal_person": "陈志强",
    "phone": "13805951234",
    "tax": [{"year": 2022, "contribution": 1250000}],
    "relations": [
        {"label": "Person", "id": "per_1", "name": "林丽华"},
        {"label": "Enterprise", "name": "恒盛贸易"},
    ],
    "subsidies": [
        {"amount": 5000, "payee_account": "6222020012345678", "summary": "联系人陈志强 13805951234"}
    ],
}


def _seen_by(role: str, data: dict[str, Any] = PROFILE) -> dict[str, Any]:
    seen: dict[str, Any] = mask(data, load_roles().roles[role].sees, Classifier()).data
    return seen


@pytest.mark.parametrize(
    ("function", "text", "shown"),
    [
        (mask_name, "陈强", "陈*"),
        (mask_name, "欧阳志强", "欧***"),
        (mask_name, "买买提·阿卜杜拉", "买***"),
        (mask_phone, "13805951234", "138****1234"),
        (mask_phone, "0595-85661234", "059****1234"),
        (mask_phone, "85661234", "****34"),
        (mask_identity, "350582198001011234", "350582********34"),
        (mask_identity, "3505", "********"),
        (mask_account, "6222020012345678", "****5678"),
        (mask_account, "123456", "****"),
        (mask_person_or_body, "陈志强", "陈**"),
        (mask_person_or_body, "买买提·阿卜杜拉", "买***"),
        (mask_person_or_body, "陈埭镇人民政府", "陈埭镇人民政府"),
        (mask_person_or_body, "陈志强350582198001011234", "陈**350582198001011234"),
        (mask_person_or_body, "联系人：陈志强（13905951234）", "联系人：陈**（13905951234）"),
        (mask_person_or_body, "晋江市第一中学 0595-85661234", "晋江市第一中学 0595-85661234"),
    ],
)
def test_each_mask(function: Callable[[str], str], text: str, shown: str) -> None:
    assert function(text) == shown


@pytest.mark.parametrize(
    "written", ["陈志强350582198001011234", "陈志强 13905951234", "陈志强（身份证350582198001011234）"]
)
def test_a_person_with_a_number_in_one_cell_is_masked_whole(written: str) -> None:
    seen = str(_seen_by("analyst", {"payee": written, "beneficiary": written, "summary": written}))
    assert "350582198001011234" not in seen
    assert "13905951234" not in seen
    assert "'payee': '陈**" in seen


def test_an_analyst_sees_figures_but_no_persons_and_no_accounts() -> None:
    seen = _seen_by("analyst")
    assert seen["tax"] == PROFILE["tax"]
    assert (seen["legal_person"], seen["phone"]) == ("陈**", "138****1234")
    assert [r["name"] for r in seen["relations"]] == ["林**", "恒盛贸易"]
    assert seen["subsidies"][0]["payee_account"] is None
    assert "13805951234" not in seen["subsidies"][0]["summary"]


def test_an_admin_sees_persons_but_only_the_end_of_an_account() -> None:
    seen = _seen_by("admin")
    assert seen["legal_person"] == "陈志强"
    assert seen["subsidies"][0]["payee_account"] == "****5678"


def test_a_liaison_sees_the_public_register_only() -> None:
    seen = _seen_by("liaison")
    assert (seen["name"], seen["code"]) == (PROFILE["name"], PROFILE["code"])
    assert seen["tax"][0] == {"year": 2022, "contribution": None}
    assert seen["legal_person"] is None


def test_a_list_that_is_withheld_does_not_tell_its_length() -> None:
    assert _seen_by("liaison", {"flags": ["退款", "企业现已注销"], "rows": [{"amount": 1}]}) == {
        "flags": None,
        "rows": [{"amount": None}],
    }


def test_the_local_operator_sees_everything_and_the_original_is_never_touched() -> None:
    before = deepcopy(PROFILE)
    _seen_by("liaison")
    assert before == PROFILE
    assert _seen_by("local") == PROFILE


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("纳税人识别号 350582198001011234", True),
        ("身份证35058219800101123X。", True),
        ("手机：13805951234", True),
        ("91350582MA2XXXXX1A", False),
        ("金额 13805951234567 元", False),
        ("350582202300011234", False),
    ],
)
def test_identity_and_mobile_numbers_are_found_in_any_text(text: str, hidden: bool) -> None:
    assert (_seen_by("analyst", {"summary": text})["summary"] != text) is hidden


def test_what_was_masked_and_withheld_is_told() -> None:
    shown = mask(PROFILE, load_roles().roles["analyst"].sees, Classifier())
    assert {"legal_person", "phone", "name", "summary"} == shown.masked
    assert shown.withheld == {"payee_account"}


def test_a_class_that_the_caller_declares_wins() -> None:
    classifier = Classifier({"buyer": DataClass.PERSONAL, "price": DataClass.SECRET})
    seen = mask({"buyer": "王五", "price": 100}, load_roles().roles["leader"].sees, classifier).data
    assert seen == {"buyer": "王***", "price": None}


def test_everything_below_a_personal_property_is_personal() -> None:
    assert _seen_by("analyst", {"person": {"name": "陈志强", "town": "陈埭镇"}})["person"] == {
        "name": "陈**",
        "town": "陈**",
    }
