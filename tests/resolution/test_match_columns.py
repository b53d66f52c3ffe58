"""Columns of lists: Chinese and English headers, the most telling first, and what --map says."""

import pytest

from core.errors import UsageError
from resolution.matching.columns import fields, find_head, parse_map, recognise


@pytest.mark.parametrize(
    "headers",
    [
        "id,name,former_names,uscc,legal_rep,phone,town,address",
        "企业编号,单位名称,曾用名,统一社会信用代码,法定代表人,联系电话,镇街,地址",
        "ID, 企业 名称 ,原名称,税号,负责人,手机,所属镇街,注册地址",
        "key,Company Name,old_names,credit-code,Legal Representative,TEL,Township,Addr",
    ],
)
def test_all_fields_are_recognised(headers: str) -> None:
    assert recognise(headers.split(",")) == dict(zip(fields(), range(8), strict=True))


@pytest.mark.parametrize(
    ("headers", "column"),
    [
        (["名称", "企业名称"], 1),
        (["项目名称", "建设单位名称"], 1),
        (["short_name", "full_name"], 1),
        (["企业简称", "行业"], 0),
        (["企业名称（全称）", "备注"], 0),
        (["申报企业名称", "产品名称"], 0),
    ],
)
def test_the_most_telling_name_column_wins(headers: list[str], column: int) -> None:
    assert recognise(headers)["name"] == column


def test_a_map_goes_before_what_is_recognised() -> None:
    headers = ["name", "raw_name", "id"]
    assert recognise(headers, {"name": "raw_name"}) == {"id": 2, "name": 1}
    assert recognise(headers, {"id": ""}) == {"name": 0}


def test_the_header_is_found_below_titles() -> None:
    head = find_head([["名单", "", ""], ["", "", ""], ["序号", "企业名称", "税号"], ["1", "公司", ""]], {})
    assert head is not None
    assert (head.row, head.fields, head.serial) == (2, {"id": 0, "name": 1, "uscc": 2}, True)


def test_no_name_is_no_header() -> None:
    assert find_head([["编号", "税号"], ["1", "2"]], {}) is None


def test_maps_are_read_and_wrong_ones_refused() -> None:
    assert parse_map(["name=raw", "名称=全称 A", "id="], "--map") == {"name": "全称 A", "id": ""}
    for wrong in ("name", "nom=raw"):
        with pytest.raises(UsageError, match="former_names（曾用名）"):
            parse_map([wrong], "--map")
