"""What the repository promises about itself: no addresses in locks, no shadowed names, short files."""

import ast
import importlib.util
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = [
    *("core", "store", "ingest", "resolution", "graph_model", "queries", "governance", "access"),
    *("api", "viz", "data", "pipeline", "cli", "benchmarks"),
]

DATABASE_CALLS = {"run", "execute", "execute_query", "executemany", "sql"}
SCHEMA_WORDS = {
    *("table", "view", "column", "columns", "name", "target", "query", "select", "keys", "key"),
    *("label", "kind", "start", "end", "stage", "role", "node_table", "relation_table", "CSV"),
    *("rule", "n", "names", "c", "side", "cells", "COLUMNS"),
}


def _tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / n for n in names if (ROOT / n).is_file()]


@pytest.mark.parametrize("name", ["requirements.lock", "uv.pin", "graph_model/neo4j-jars.list"])
def test_lock_files_carry_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://", text)
    assert re.search(r"[0-9a-f]{64}", text)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_installed_package_shadows_one_of_ours(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


def test_hand_written_files_stay_short() -> None:
    files = _tracked("*.py", "*.ts", "*.css", "*.html", "*.cypher", "*.sql")
    assert files
    assert {str(f.relative_to(ROOT)): n for f in files if (n := len(f.read_text().splitlines())) > 400} == {}


def _interpolated(tree: ast.AST) -> Iterator[ast.expr]:
    """What f-strings put into the text that a database call is handed."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if node.func.attr in DATABASE_CALLS:
            for text in ast.walk(node.args[0]):
                if isinstance(text, ast.FormattedValue):
                    yield text.value


def test_f_strings_hand_a_database_names_of_our_own_schema_only() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {ast.unparse(value)}"
        for file in _tracked("*.py")
        if "tests" not in file.parts
        for value in _interpolated(ast.parse(file.read_text()))
        if not {n.id for n in ast.walk(value) if isinstance(n, ast.Name)} <= SCHEMA_WORDS
    }
    assert found == set(), "values go in as parameters; a new word for a name is added to SCHEMA_WORDS"


def test_no_aggregate_is_ordered_by_a_position() -> None:
    # Inside list(x ORDER BY 1) the 1 is a constant: the order would be left to chance.
    position = re.compile(r"ORDER BY \d+( DESC)?\)")
    files = [f for f in _tracked("*.py", "*.sql", "*.cypher") if "tests" not in f.parts]
    assert [str(f.relative_to(ROOT)) for f in files if position.search(f.read_text())] == []


def test_no_third_party_code_is_committed() -> None:
    assert _tracked("*.min.js", "*.min.css", "*.jar", "*.whl", "*.woff", "*.woff2", "node_modules/*") == []


def test_the_compiled_lock_matches_what_is_declared() -> None:
    declared = re.findall(
        r'^\s+"([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?(?:[<>=~!].*)?",$', (ROOT / "pyproject.toml").read_text(), re.M
    )
    locked = {
        m.lower() for m in re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text(), re.M)
    }
    names = {d.lower() for d in declared} - {p.lower() for p in PACKAGES}
    assert {"splink", "neo4j", "duckdb"} <= names
    assert names - locked == set()
