"""An analyst's old py2neo notebook still reads and creates on our Neo4j, though py2neo is end of life."""

import py2neo
import pytest

from core.settings import Settings
from graph_model.connect import address


@pytest.mark.neo4j
def test_an_old_notebook_reads_and_creates(neo4j_settings: Settings) -> None:
    uri, password = address(neo4j_settings)
    notebook = py2neo.Graph(uri, auth=(neo4j_settings.neo4j_user, password))
    notebook.run("CREATE (:Py2neoProbe {name: $name})", name="恒盛鞋业")
    try:
        found = notebook.nodes.match("Py2neoProbe", name="恒盛鞋业").first()
        assert found is not None
        assert notebook.run("MATCH (n:Py2neoProbe) RETURN count(n) AS n").evaluate() == 1
    finally:
        notebook.run("MATCH (n:Py2neoProbe) DELETE n")
