import re
from pathlib import Path

import pytest

from core.errors import NotFoundError, UsageError
from queries.catalogue import (
    FOLDER,
    KEYS,
    QueryError,
    bind,
    escape_search,
    get_query,
    load_queries,
    read_query,
)

TESTS = "".join(p.read_text(encoding="utf-8") for p in sorted(Path(__file__).parent.glob("test_*.py")))


def test_every_query_says_what_it_asks_and_answers() -> None:
    assert len(load_queries()) >= 20
    for query in load_queries().values():
        assert query.question.endswith("？"), query.name
        assert query.columns
        assert query.users, f"{query.name}: no users"
        assert all(p.example is not None for p in query.params.values() if p.required), query.name


def test_every_query_has_a_test_on_real_data() -> None:
    for name in load_queries():
        assert f'"{name}"' in TESTS, name


def test_every_answer_leads_to_source_rows() -> None:
    queries = load_queries()
    for query in queries.values():
        seen = query
        for _ in range(3):
            if any(k in seen.columns for k in KEYS):
                break
            assert seen.behind, f"{query.name}: {seen.name} carries no keys and names no query behind it"
            seen = queries[seen.behind]
        assert any(k in seen.columns for k in KEYS), query.name


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.cypher")), ids=lambda p: p.stem)
def test_no_query_writes(path: Path) -> None:
    text = re.sub(r"'[^']*'", "", read_query(path).text)
    assert not re.search(r"\b(CREATE|MERGE|DELETE|SET|REMOVE|LOAD\s+CSV|DROP)\b", text)


def test_values_are_typed_and_defaults_filled_in() -> None:
    query = get_query("chain_completeness")
    values = bind(query, {"chain": "鞋服", "needed": "5", "dominance": "0.5"})
    assert (values["needed"], values["dominance"], values["town"]) == (5, 0.5, None)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "缺少参数 chain"),
        ({"chain": "鞋服", "x": "1"}, "没有参数 x"),
        ({"chain": "鞋服", "year": "去年"}, "integer"),
        ({"chain": "鞋服", "basis": "staff"}, "只能是 tax、revenue"),
    ],
)
def test_wrong_parameters_are_told(given: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        bind(get_query("chain_completeness"), given)


def test_an_unknown_query_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="query list"):
        get_query("nothing")


def test_search_text_cannot_be_lucene_syntax() -> None:
    assert escape_search('a* OR "b') == '"a\\* OR \\"b"^4 OR (a\\* OR \\"b)'


@pytest.mark.parametrize(
    ("text", "words"),
    [("RETURN 1", "开头缺少"), ("/*\ntitle: x\nquestion: y？\ncolumns: {a: b}\n*/\nRETURN $z AS a", "used")],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.cypher"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=words):
        read_query(path)


def test_every_query_is_held_to_a_truth_of_its_own() -> None:
    """Somewhere its answer on the noisy city is checked against pandas over the world or the lake."""
    held = "".join(
        p.read_text(encoding="utf-8") for p in sorted(Path(__file__).parent.glob("test_*truth.py"))
    )
    others = ("test_development.py", "test_support.py", "test_flags.py", "test_node_figure.py")
    held += "".join(Path(__file__).with_name(n).read_text(encoding="utf-8") for n in others)
    assert [name for name in load_queries() if f'"{name}"' not in held] == []
