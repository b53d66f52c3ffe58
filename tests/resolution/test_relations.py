"""How parts of two names relate: what stands in a part's place, and forms that are left out."""

import pytest

from resolution.arbiter.relations import form_relation, front_relation, rest_relation

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
