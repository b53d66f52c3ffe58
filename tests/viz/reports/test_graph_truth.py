"""Key figures of the reports on the noisy city, against pandas over its lake rows."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from importlib import import_module

import duckdb
import pandas as pd
import pytest

from core.settings import Settings
from graph_model.connect import connect
from queries.lake import open_lake
from store.ledger import Ledger
from tests.road import Road
from viz.reports.asking import Asking
from viz.reports.document import Chart, Map, Report, Table
from viz.reports.kinds import Desk, find_kind

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]
DAY = date(2023, 5, 31)


@pytest.fixture(scope="module")
def desk(road_city: Road) -> Iterator[Desk]:
    """A desk on the shared noisy city."""
    settings = Settings(home=road_city.home, neo4j_port=0)
    ledger = Ledger(settings)
    with closing(open_lake(settings, ledger)) as lake, connect(settings) as session:
        yield Desk(settings, ledger, "领导小组办公室", DAY, DAY, opened=Asking(session, lake))


@pytest.fixture(scope="module")
def paid(desk: Desk) -> pd.DataFrame:
    """Payments as the lake holds them, with the firm that each was taken to be for."""
    return _taken(desk.asking.lake, "subsidy_payment", "受补企业")


def _taken(lake: duckdb.DuckDBPyConnection, dataset: str, role: str) -> pd.DataFrame:
    lines = lake.execute(
        f"SELECT r.*, a.entity_id AS firm FROM lake_{dataset} r LEFT JOIN assigned a ON a.dataset = $dataset "
        "AND a.role = $role AND a.part_no = 0 AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet "
        'AND a."row" = r.src_row ORDER BY r.source_key',
        {"dataset": dataset, "role": role},
    ).df()
    return lines


def made(kind: str, subject: str, desk: Desk) -> Report:
    report: Report = import_module(f"viz.reports.{find_kind(kind).module}").make(desk, subject)
    return report


def frame(report: Report, title: str) -> pd.DataFrame:
    """A table of a report by its title, with its captions as columns."""
    (found,) = [b for _, b in report.blocks() if isinstance(b, Table) and b.title == title]
    return pd.DataFrame(found.rows, columns=[c.caption for c in found.columns])


def test_support_money_is_what_the_lake_says(desk: Desk, paid: pd.DataFrame) -> None:
    report = made("资金绩效", "", desk)
    amount, upper = paid["amount"].astype(float), paid["upper_document_no"].fillna("").str.strip().ne("")
    year = paid["src_period"].str[:4]
    by_year = frame(report, "历年拨付")
    assert by_year["金额"].tolist() == pytest.approx(amount.groupby(year).sum().tolist())
    assert by_year["上级"].tolist() == pytest.approx(amount.where(upper, 0).groupby(year).sum().tolist())
    assert by_year["待核对"].tolist() == pytest.approx(
        amount.where(paid["firm"].isna(), 0).groupby(year).sum().tolist()
    )
    assert by_year["企业数"].tolist() == paid.groupby(year)["firm"].nunique().tolist()
    by_unit = frame(report, "补助按预算单位").set_index("预算单位")["金额"]
    assert by_unit.to_dict() == pytest.approx(amount.groupby(paid["budget_unit_name"]).sum().to_dict())
    firms = frame(report, "受补企业（按金额）")
    assert firms["补助"].tolist() == pytest.approx(
        amount.groupby(paid["firm"]).sum().sort_values(ascending=False).tolist()
    )
    assert f"{len(paid):,}笔" in report.summary


def test_a_year_of_support_money_is_that_year_alone(desk: Desk, paid: pd.DataFrame) -> None:
    report = made("资金绩效", "2022", desk)
    own = paid[paid["src_period"].str.startswith("2022")]
    assert frame(report, "补助按政策")["金额"].sum() == pytest.approx(own["amount"].astype(float).sum())
    assert f"2022年共拨付产业扶持资金{len(own):,}笔" in report.summary


def test_a_firms_file_holds_its_payments_and_its_revenue(desk: Desk, paid: pd.DataFrame) -> None:
    firm = str(paid["firm"].value_counts().sort_index().idxmax())
    report = made("一企一档", firm, desk)
    own = paid[paid["firm"].eq(firm)]
    lines = frame(report, "补助逐笔明细")
    assert sorted(lines["金额"]) == pytest.approx(sorted(own["amount"].astype(float)))
    (told,) = [b for _, b in report.blocks() if isinstance(b, Table) and b.title == "补助逐笔明细"]
    assert {k for keys in told.keys for k in keys} == set(own["source_key"])
    figures = frame(report, "历年经营与贡献").set_index("年份")
    insured = _taken(desk.asking.lake, "social_insurance", "参保单位")
    for year in (2021, 2022):
        month = insured[insured["firm"].eq(firm) & insured["month"].eq(f"{year}-12")]
        if len(month):
            pension = month.loc[month["insurance_type"].str.contains("养老"), "employees"]
            assert (
                figures["年末参保人数"][f"{year}年"]
                == (pension if len(pension) else month["employees"]).max()
            )


def test_every_section_of_a_firms_file_stands_and_is_traced(desk: Desk, paid: pd.DataFrame) -> None:
    report = made("一企一档", str(paid["firm"].value_counts().sort_index().idxmax()), desk)
    wanted = ["基本情况", "经营与贡献", "扶持与成效", "荣誉资质", "项目", "土地与房产", "产业链位置"]
    assert [s.title for s in report.sections][:7] == wanted
    lake = desk.asking.lake
    for _, block in report.blocks():
        for keys in block.keys if isinstance(block, Table) else ():
            dataset = keys[0].split("/", 1)[0] if keys else "subsidy_payment"
            known = f"SELECT count(*) FROM history_{dataset} WHERE source_key = $key"
            assert not keys or lake.execute(known, {"key": keys[0]}).fetchall() == [(1,)], keys[0]


def test_a_chains_pictures_and_lists_agree_with_its_firms(desk: Desk) -> None:
    report = made("五图五清单", "鞋服", desk)
    blocks = [b for _, b in report.blocks()]
    (picture,) = [b for b in blocks if isinstance(b, Map)]
    board = desk.asking.rows("chain_completeness", chain="鞋服")
    assert [s.name for s in picture.stations] == [r["node"] for r in board]
    gaps = {s.name for s in picture.stations if s.note.startswith("缺链")}
    assert gaps == {r["node"] for r in board if r["grade_a"] + r["grade_b"] == 0}
    listed = frame(report, "缺链弱链清单")
    weak = [r for r in board if r["state"] != "完整"]
    assert len(listed) == len(weak)
    firms = {
        r["id"]: r
        for r in desk.asking.rows("chain_firms", chain="鞋服", limit=100_000)
        if r["grade"] in ("A", "B")
    }
    towns = frame(report, "镇街分布")
    assert towns["A级"].sum() + towns["B级"].sum() == len(firms)
    assert towns["应税收入"].sum() == pytest.approx(sum(r["revenue"] or 0 for r in firms.values()))
    assert set(frame(report, "重点企业清单")["企业"]) <= {r["name"] for r in firms.values()}
    charts = [b for b in blocks if isinstance(b, Chart)]
    assert all(len(s.values) == len(c.labels) for c in charts for s in c.series)


def test_the_answer_is_the_same_when_asked_again(desk: Desk) -> None:
    assert made("五图五清单", "鞋服", desk) == made("五图五清单", "鞋服", desk)
