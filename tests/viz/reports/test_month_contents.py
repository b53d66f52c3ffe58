"""What the monthly reports say of the small city, word for word, and their errors."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from core.errors import NotFoundError
from core.settings import Settings
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from queries.lake import prepare_lake
from tests.graph_model.mini import mini_ledger, mini_projection
from tests.viz.reports.told import compare
from viz.reports import industry_month, town_month
from viz.reports.asking import Asking
from viz.reports.kinds import Desk

pytestmark = pytest.mark.neo4j
DAY = date(2023, 1, 15)


@pytest.fixture(scope="module")
def desk(neo4j_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("mini_months")
    projection, ledger = mini_projection(home), mini_ledger(home)
    for kind, name in (("TABLE", "decided"), ("TABLE", "row_assigned"), ("VIEW", "assigned")):
        projection.con.execute(f"DROP {kind} {name}")
    prepare_lake(projection.con, ledger)
    with connect(neo4j_settings) as session:
        load_over_bolt(session, projection)
        asking = Asking(session, projection.con.cursor())
        yield Desk(Settings(home=home), ledger, "领导小组办公室", DAY, DAY, month="2022-12", opened=asking)


def test_the_whole_text_of_a_towns_month(desk: Desk) -> None:
    compare(town_month.make(desk, "陈埭"), "town_month")


def test_the_whole_text_of_a_month_that_taxes_reach(desk: Desk) -> None:
    compare(town_month.make(replace(desk, month="2022-03"), "陈埭"), "town_month_with_tax")


def test_the_whole_text_of_a_chains_month(desk: Desk) -> None:
    compare(industry_month.make(desk, "鞋服"), "industry_month")


def test_what_is_not_there_is_told(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match=r"没有产业链“造船”。 可用：.*鞋服"):
        industry_month.make(desk, "造船")
    with pytest.raises(NotFoundError, match=r"数据里没有2030年1月的税收和用工。 .*--month"):
        town_month.make(replace(desk, month="2030-01"), "陈埭镇")
