"""Sales of a project by month: contracts once, balances of all its accounts."""

from datetime import date
from pathlib import Path

import pytest

from tests.graph_model.mini import DEVELOPER, OUTSIDER, PROJECT, TWIN, Row, mini_projection


def entry(day: date, account: str, balance: int, received: int, bank: str = OUTSIDER) -> Row:
    values = {"posted_on": day, "balance": balance, "presale_received": received, "presale_paid_out": 0}
    roles = {"项目": PROJECT, "开发企业": DEVELOPER, "监管银行": bank}
    return (
        "presale_fund_supervision",
        "2023",
        {**values, "account_no": account, "presale_arrears": 7},
        roles,
    )


@pytest.mark.slow
def test_an_account_without_an_entry_keeps_its_last_balance(tmp_path: Path) -> None:
    more = [
        entry(date(2023, 2, 10), "A2", 50_000, 60_000),
        entry(date(2023, 3, 10), "A3", 1_000, 2_000, TWIN),
    ]
    con = mini_projection(tmp_path, more).con  # account A1 has entries in January and April
    asked = """SELECT month, escrow_balance, escrow_received, len(sources) FROM "node_ProjectMonth"
               WHERE escrow_balance IS NOT NULL ORDER BY month"""
    assert con.execute(asked).fetchall() == [
        ("2023-01", 300_000, 900_000, 2),
        ("2023-02", 350_000, 960_000, 2),
        ("2023-03", 351_000, 962_000, 3),
        ("2023-04", 551_000, 1_962_000, 3),
    ]
    asked = """SELECT "start", accounts, balance, balance_on, arrears, len(sources)
               FROM "rel_KEEPS_ESCROW_Enterprise_Project" ORDER BY ALL"""
    assert con.execute(asked).fetchall() == [
        (OUTSIDER, 2, 550_000, date(2023, 4, 28), 7, 3),
        (TWIN, 1, 1_000, date(2023, 3, 10), 7, 1),
    ]


@pytest.mark.slow
def test_a_contract_delivered_twice_counts_by_its_first_row(tmp_path: Path) -> None:
    def contract(price: int) -> Row:
        values = {"contract_no": "C9", "signed_on": date(2023, 1, 9), "total_price": price}
        return ("presale_contract", "2023-01", values, {"项目": PROJECT, "开发企业": DEVELOPER})

    con = mini_projection(tmp_path, [contract(900), contract(800), contract(700)]).con
    asked = """SELECT contracts, contract_amount FROM "node_ProjectMonth" WHERE month = '2023-01'"""
    assert con.execute(asked).fetchall() == [(2, 900)]
