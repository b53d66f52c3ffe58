import duckdb
import pytest

from core.errors import NotFoundError, UsageError
from queries.trace import trace
from tests.graph_model.mini import ROWS, SHOE


def key(dataset: str, which: int = 0) -> str:
    places = [(n, r) for n, r in enumerate(ROWS, 2) if r[0] == dataset]
    number, row = places[which]
    return f"{dataset}/{row[1]}/d1#Sheet1!{number}"


def test_a_mass_record_leads_to_file_row_and_decision(lake: duckdb.DuckDBPyConnection) -> None:
    found = trace(key("tax_net_revenue"), lake)
    assert found.where["文件"] == "企业登记.xlsx"
    assert found.where["部门"] == "市税务局"
    assert found.cells["实缴金额"] == 100_000
    assert [(n["role"], n["entity_id"], n["decision"], n["reason"]) for n in found.named] == [
        ("纳税人", SHOE, "匹配", "规范化名称一致，且名录中只有一家")
    ]


def test_a_record_in_review_names_both_candidates(lake: duckdb.DuckDBPyConnection) -> None:
    named = trace(key("chain_firm", 2), lake).named[0]
    assert (named["decision"], named["entity"], named["runner_up"], named["weight"]) == (
        "待核对",
        "福建鑫泡新材料有限公司",
        "晋江恒盛贸易有限公司",
        7.5,
    )


def test_a_firm_of_no_registry_keeps_its_own_entity(lake: duckdb.DuckDBPyConnection) -> None:
    named = {n["role"]: n for n in trace(key("tender_award"), lake).named}
    assert (named["设计单位"]["decision"], named["设计单位"]["entity"]) == ("名录外", "广东远方建筑有限公司")


def test_what_is_no_key_or_no_record_is_told(lake: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageError, match="来源键"):
        trace("something", lake)
    with pytest.raises(NotFoundError):
        trace("tax_net_revenue/2022-03/d9#Sheet1!2", lake)
