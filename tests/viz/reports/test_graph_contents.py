"""What the reports on firms, support money and chains say of the small city, and what they refuse."""

import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import duckdb
import neo4j
import pytest

from core.errors import AmbiguousError, NotFoundError, UsageError
from core.settings import Settings
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from queries.lake import prepare_lake
from store.ledger import Ledger
from tests.graph_model.mini import mini_ledger, mini_projection
from tests.viz.reports.told import compare
from viz.reports.asking import Asking
from viz.reports.document import Items, Report, Table, Text
from viz.reports.kinds import Desk, find_kind

pytestmark = pytest.mark.neo4j
DAY = date(2023, 5, 31)
ID = re.compile(r"\b(ent|per|prj|pcl|bld)_[0-9a-z]{6,}")


@pytest.fixture(scope="module")
def desk(neo4j_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on the small city of tests/graph_model/mini.py."""
    home = tmp_path_factory.mktemp("mini_reports")
    projection = mini_projection(home)
    with connect(neo4j_settings) as session:
        load_over_bolt(session, projection)
        yield _desk(home, projection.con, mini_ledger(home), session)


def _desk(home: Path, con: duckdb.DuckDBPyConnection, ledger: Ledger, session: neo4j.Session) -> Desk:
    for kind, name in (("TABLE", "decided"), ("TABLE", "row_assigned"), ("VIEW", "assigned")):
        con.execute(f"DROP {kind} {name}")
    prepare_lake(con, ledger)
    settings = Settings(home=home)
    asking = Asking(session, con.cursor())
    return Desk(settings, ledger, "领导小组办公室", DAY, DAY, opened=asking)


def made(kind: str, subject: str, desk: Desk) -> Report:
    module = import_module(f"viz.reports.{find_kind(kind).module}")
    report: Report = module.make(desk, subject)
    return report


@pytest.mark.parametrize(
    ("kind", "subject", "name"),
    [
        ("一企一档", "晋江恒盛鞋业有限公司", "firm"),
        ("资金绩效", "", "funds"),
        ("五图五清单", "鞋服", "chain"),
    ],
)
def test_the_whole_text_of_a_report(kind: str, subject: str, name: str, desk: Desk) -> None:
    compare(made(kind, subject, desk), name)


def test_a_report_has_no_empty_table_no_id_and_no_english_in_its_text(desk: Desk) -> None:
    for kind, subject in (("一企一档", "晋江恒盛鞋业有限公司"), ("资金绩效", ""), ("五图五清单", "鞋服")):
        report = made(kind, subject, desk)
        shown = [report.summary, *report.caveats]
        for _, block in report.blocks():
            if isinstance(block, Table):
                assert block.rows, block.title
                shown += [str(c) for row in block.rows for c in row if c is not None] + [
                    block.note,
                    block.source.note,
                ]
                assert block.source.datasets, block.title
            elif isinstance(block, Text):
                shown.append(block.text)
            elif isinstance(block, Items):
                shown += block.items
        assert [t for t in shown if ID.search(t)] == []
        assert [t for t in shown if "chanye" in t or "None" in t or "nan" in t] == []


def test_each_row_of_payments_can_be_opened(desk: Desk) -> None:
    report = made("一企一档", "晋江恒盛鞋业有限公司", desk)
    (paid,) = [b for _, b in report.blocks() if isinstance(b, Table) and b.title == "补助逐笔明细"]
    assert len(paid.keys) == len(paid.rows) == 3
    assert all(keys[0].startswith("subsidy_payment/") for keys in paid.keys)


@pytest.mark.parametrize(
    ("kind", "subject", "error", "words"),
    [
        ("一企一档", "没有这家企业有限公司", (NotFoundError, AmbiguousError), "没有"),
        ("一企一档", "恒盛", AmbiguousError, "相近的有"),
        ("五图五清单", "光伏", NotFoundError, "没有产业链“光伏”。 可用：.*鞋服"),
        ("资金绩效", "2019", NotFoundError, "没有2019年的补助数据。 可用年份：2022"),
        ("资金绩效", "去年", UsageError, "年度应写成四位数字，不能是“去年”"),
    ],
)
def test_what_cannot_be_reported_on_is_told_with_what_can(
    kind: str, subject: str, error: type[Exception], words: str, desk: Desk
) -> None:
    with pytest.raises(error, match=words):
        made(kind, subject, desk)


def test_one_year_of_support_money_is_told_as_such(desk: Desk) -> None:
    report = made("资金绩效", "2022年", desk)
    assert report.subject == "2022年"
    assert "2022年共拨付产业扶持资金4笔、61.00万元" in report.summary
