"""What hangs on a case: yuan of the last years, and chain nodes whose state the answer decides."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from queries import consequence
from queries.consequence import Worth, load_worth, put_worth
from resolution.review.cases import put_cases, shown_cases
from resolution.review.order import Order
from tests.graph_model.mini import FOAM, SHOE, mini_ledger, mini_projection


def _cases(home: Path, monkeypatch: pytest.MonkeyPatch, change: str = "") -> dict[str, dict[str, Any]]:
    con: duckdb.DuckDBPyConnection = mini_projection(home).con
    if change:
        con.execute(change)
    rules = Worth(years=3, node_yuan=1_000_000)
    monkeypatch.setattr(consequence, "load_worth", lambda: rules)
    put_cases(con, mini_ledger(home), "某某")
    put_worth(con)
    return {case["entity_id"]: case for case in shown_cases(con, Order.CONSEQUENCE, 10)}


NO_INDUSTRY = "UPDATE lake_tax_net_revenue SET industry = NULL WHERE industry = '泡沫塑料制造'"


@pytest.mark.slow
def test_subsidy_in_question_is_what_hangs_on_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _cases(tmp_path, monkeypatch)
    assert (found[SHOE]["subsidy"], found[SHOE]["worth"]) == (Decimal(30_000), Decimal(30_000))
    assert list(found) == [SHOE, FOAM]


@pytest.mark.slow
def test_a_node_that_has_the_firm_anyway_does_not_hang_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the industry alone makes the firm grade B: the list would only make it A
    assert _cases(tmp_path, monkeypatch)[FOAM]["worth"] == 0


@pytest.mark.slow
def test_a_node_that_is_a_gap_without_the_firm_hangs_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _cases(tmp_path, monkeypatch, NO_INDUSTRY)
    assert len(found[FOAM]["nodes"]) == 1
    assert found[FOAM]["node_value"] == found[FOAM]["worth"] >= 500_000
    assert list(found) == [FOAM, SHOE]


def test_the_rules_of_this_installation_are_sound() -> None:
    assert load_worth().years == 3
