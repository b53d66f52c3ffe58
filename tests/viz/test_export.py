"""The export of a real neighbourhood: masked, audited, cut, from the command line too."""

from collections.abc import Iterator
from pathlib import Path

import neo4j
import networkx as nx
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from access.guard import Guard
from access.principal import Principal, local_operator
from core.errors import ForbiddenError, NotFoundError, UsageError
from core.settings import Settings
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from store.ledger import Ledger
from store.tables import AuditEntry
from tests.graph_model.mini import SHOE, mini_projection
from viz.export import neighbourhood_html

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def city(neo4j_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[neo4j.Session]:
    with connect(neo4j_settings) as session:
        load_over_bolt(session, mini_projection(tmp_path_factory.mktemp("mini_export")))
        yield session


def test_a_neighbourhood_is_drawn_with_chinese_captions_and_noted(
    city: neo4j.Session, ledger: Ledger
) -> None:
    name, html = neighbourhood_html(city, Guard(ledger), local_operator(), "晋江恒盛鞋业有限公司")
    assert name == "晋江恒盛鞋业有限公司"
    for word in ("陈志强", "企业", "任职", "关系清单"):
        assert word in html
    assert html == neighbourhood_html(city, Guard(ledger), local_operator(), SHOE)[1]
    with ledger.session() as session:
        acts = [(e.action, e.object) for e in session.scalars(select(AuditEntry))]
    assert ("export", SHOE) in acts


def test_persons_are_masked_in_the_export_of_an_analyst(city: neo4j.Session, ledger: Ledger) -> None:
    html = neighbourhood_html(city, Guard(ledger), Principal("lin", "analyst"), SHOE)[1]
    assert "陈志强" not in html
    assert "13800000001" not in html
    assert "陈**" in html


def test_who_may_not_export_gets_nothing(city: neo4j.Session, ledger: Ledger) -> None:
    with pytest.raises(ForbiddenError):
        neighbourhood_html(city, Guard(ledger), Principal("boss", "leader"), SHOE)


def test_wrong_hops_and_unknown_firms_are_refused(city: neo4j.Session, ledger: Ledger) -> None:
    with pytest.raises(UsageError):
        neighbourhood_html(city, Guard(ledger), local_operator(), SHOE, hops=9)
    with pytest.raises(NotFoundError):
        neighbourhood_html(city, Guard(ledger), local_operator(), "ent_nothing")


def test_a_small_limit_says_what_was_left_out(city: neo4j.Session, ledger: Ledger) -> None:
    html = neighbourhood_html(city, Guard(ledger), local_operator(), SHOE, limit=5)[1]
    assert "5 个节点" in html
    assert "略去" in html


def test_the_command_writes_the_file(
    city: neo4j.Session, neo4j_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli import export
    from cli.graph import app
    from core import settings

    monkeypatch.setattr(settings, "get_settings", lambda: neo4j_settings)
    file = tmp_path / "out" / "x.html"
    done = CliRunner().invoke(app, ["export", "--enterprise", SHOE, "--hops", "2", "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert export.export.__doc__
    assert "<!doctype html>" in file.read_text(encoding="utf-8")
    assert done.stdout == ""
    data = tmp_path / "x.graphml"
    done = CliRunner().invoke(app, ["export", "--enterprise", SHOE, "--hops", "1", "-o", str(data)])
    assert done.exit_code == 0, done.output
    assert nx.read_graphml(data).nodes[SHOE]["kind"] == "Enterprise"
    refused = CliRunner().invoke(app, ["export", "--enterprise", SHOE, "-o", str(tmp_path / "x.docx")])
    assert isinstance(refused.exception, UsageError)
