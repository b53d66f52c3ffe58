"""How parts of two names relate: what stands in a part's place, and forms that are left out."""

import numpy as np
import pytest

from resolution.arbiter.matrix import holders
from resolution.arbiter.relations import form_relation, front_relation, held_relation, rest_relation
from resolution.names import parse_name
from resolution.subsequence import words

TRADES = frozenset({"服饰", "鞋业"})
BRANDS = {"莱盛": 1, "国克": 9, "宏力": 3}


@pytest.mark.parametrize(
    ("core", "said"),
    [("莱盛报饰", 1), ("莱盛鞋业", -1), ("莱盛服饰", 0), ("莱盛", 0), ("宏力报饰", 0)],
    ids=["a slip", "another trade", "the same", "none", "another 字号"],
)
def test_what_follows_a_brand_is_its_trade_another_or_a_slip(core: str, said: int) -> None:
    assert rest_relation(core, "莱盛", "服饰", TRADES) == said


@pytest.mark.parametrize(
    ("core", "said"),
    [("宠力服饰", 1), ("莱盛服饰", -1), ("国克服饰", -3), ("宏力服饰", 0), ("服饰", 0), ("国克鞋业", 0)],
    ids=["a slip", "one firm's", "many firms'", "the same", "none", "another trade"],
)
def test_what_stands_before_a_trade_is_its_brand_another_or_a_slip(core: str, said: int) -> None:
    assert front_relation(core, "宏力", "服饰", BRANDS) == said


def test_a_form_left_out_means_a_company_sooner_than_a_shop() -> None:
    company = form_relation("", "有限公司", "", "company")
    shop = form_relation("", "小卖部", "", "shop")
    same, other = (
        form_relation("厂", "厂", "factory", "factory"),
        form_relation("厂", "店", "factory", "shop"),
    )
    assert other < shop < company < same


@pytest.mark.parametrize(
    ("short", "full", "said"),
    [
        ("马钢", "马鞍山钢铁股份有限公司", 2), ("建科院", "深圳市建筑科学研究院股份有限公司", 2),
        ("京天利", "北京无线天利移动信息技术股份有限公司", 2), ("甘咨询", "甘肃工程咨询集团股份有限公司", 2),
        ("北科", "南昌北科生物科技有限公司", 3), ("深圳来电", "深圳金喜来电子股份有限公司", 1),
        ("东园", "江苏省华东园林建设有限公司", 1), ("东园", "北京东方园林环境股份有限公司", 2),
        ("恒安", "福建省安溪恒盛鞋业有限公司", 0),  # 安 stands before 恒
    ],
)  # fmt: skip
def test_an_abbreviation_goes_on_where_words_begin(short: str, full: str, said: int) -> None:
    read = parse_name(full)
    assert held_relation(short, read.norm, read.brand, read.trade) == said


def test_a_trade_falls_into_its_words() -> None:
    assert words("信息技术") == ["信息", "技术"]
    assert words("农村商业银行") == ["农村", "商业", "银行"]
    assert words("") == []


def test_shares_are_of_a_company_limited_by_shares() -> None:
    joint, limited = (
        form_relation("股份", form, "company", "company") for form in ("集团股份有限公司", "有限公司")
    )
    assert limited < form_relation("", "有限公司", "", "company") < joint
    assert form_relation("集团", "有限公司", "company", "company") > limited


def test_others_that_hold_a_short_name_as_well_count_against_it() -> None:
    held = np.array([3.0, 2.0, 0.0, 2.0, 1.0, 0.0])
    branch = np.array([False, False, False, False, True, False])
    assert holders(held, np.array([0, 3]), branch).tolist() == [0, 1, 2, 0, 1, 1]
