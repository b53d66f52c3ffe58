"""What could fill the server's memory in one expression is refused by its words, without a server."""

import pytest

from core.errors import UsageError
from queries.cypher_words import bare_words, refuse_words

LONG = {"x": "字" * 2_000}
DOUBLED = "WITH $x AS a "


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("RETURN reduce/**/(a = 'x', i IN [1, 2] | a + a)", "reduce"),
        ("RETURN reduce //\n (a = 'x', i IN [1, 2] | a + a)", "reduce"),
        ("// all\rRETURN reduce(a = 'x', i IN [1, 2] | a + a)", "reduce"),
        ("RETURN `reduce`(a = 'x', i IN [1, 2] | a + a)", "reduce"),
        ("RETURN reduce\u180e(a = 'x', i IN [1, 2] | a + a)", "reduce"),
        ("RETURN allReduce(a = 'x', i IN [1, 2] | a + a, true)", "reduce"),
        ("RETURN replace/**/(replace/**/($x, '字', $x), '字', $x)", "拼接太多"),
        ("RETURN `replace`(`replace`($x, '字', $x), '字', $x)", "拼接太多"),
        ("RETURN replace($x + $x, '字', $x + $x)", "成倍放大"),
        ("RETURN`range`(1, 2000000)", "range"),
        ("RETURN `range`(1,2000000)", "range"),
        ("RETURN `r\\u0061nge`(1,2000000)", "range"),
        ("RETURN range/* ) */(1, 2000000)", "range"),
        (DOUBLED + "WITH a+a AS a " * 20 + "RETURN a", "拼接太多"),
        (DOUBLED + "WITH a||a AS a " * 20 + "RETURN a", "拼接太多"),
        ("WITH [$x] AS a " + "WITH a+a AS a " * 20 + "RETURN a", "拼接太多"),
        (DOUBLED + "WITH [a,a] AS a " * 20 + "RETURN a", "成倍放大"),
        (DOUBLED + "WITH a AS a, a AS b WITH [a, b] AS a " * 20 + "RETURN a", "成倍放大"),
        (DOUBLED + "WITH {a: a, b: a} AS a " * 20 + "RETURN a", "成倍放大"),
        (DOUBLED + "WITH {match: a, b: a} AS a " * 20 + "RETURN a", "成倍放大"),
        (DOUBLED + "UNWIND [a, a] AS b WITH collect(b) AS a " * 20 + "RETURN a", "成倍放大"),
        (DOUBLED + "UNWIND range(1, 2) AS i WITH collect(a) AS a " * 20 + "RETURN a", "成倍放大"),
        ("RETURN [i IN range(1, 10000) | [j IN range(1, 10000) | i + j]]", "成倍放大"),
        ("RETURN [i IN range(1, 10000) | $x + i]", "成倍放大"),
        ("WITH {k:[$x]} AS m " + "WITH {k:[i IN m.k | {k:m.k}]} AS m " * 5 + "RETURN m", "成倍放大"),
        ("WITH [[1]] AS r WITH [i IN r | r[0]] AS a, [i IN r | {k:$x}] AS b RETURN r", "成倍放大"),
        ("WITH [1] AS r RETURN [i IN range(1, 99) | [j IN r | $x || j]]", "成倍放大"),
        ("WITH range(1, 1000) AS r " + "WITH [i IN r | r] AS r " * 5 + "RETURN r", "成倍放大"),
        ("RETURN COLLECT { UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b RETURN a }", "成倍放大"),
        ("RETURN '\\u0027 reduce(", "字母或数字"),
        ("RETURN '\\\\u0041'", "字母或数字"),
        ("RETURN 'open", "没有结束"),
    ],
)  # fmt: skip
def test_what_multiplies_is_refused(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        refuse_words(text, LONG)


def test_a_few_doublings_pass_and_a_long_parameter_takes_them_away() -> None:
    text = DOUBLED + "WITH a+a AS a " * 8 + "RETURN a"
    refuse_words(text, LONG)
    with pytest.raises(UsageError, match="成倍放大"):
        refuse_words(text, {"x": "字" * 50_000})
    with pytest.raises(UsageError, match="参数共有"):
        refuse_words("RETURN $x", {"x": "字" * 100_000})


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (e:Enterprise)-[:IN_PARK]->(:Park {name: $p}) RETURN count(e), collect(e.name)[0..5]",
        "MATCH (e) WHERE e.town IN ['陈埭镇', '池店镇', '磁灶镇', '内坑镇', '安海镇'] RETURN e LIMIT 5",
        "MATCH (e) RETURN e {.id, .name, .town} AS firm, [x IN e.sources | split(x, '/')[0]] AS sources",
        "MATCH (e) WITH collect(e) AS all RETURN [x IN all | x.name], [x IN all | {id: x.id, n: x.name}]",
        "WITH [1, 2] AS x RETURN [i IN range(0, size(x) - 1) | x[i]] AS r",
        "MATCH (e) RETURN replace(e.name, '有限公司', '') AS short, e.tax + e.revenue AS both",
        "MATCH (e) RETURN COLLECT { MATCH (e)--(n) RETURN n.name, n.id } AS all, EXISTS { (e)--(:Park) }",
        "RETURN 'reduce(' AS a, \"range(1, 99999999)\" AS b, 'a+b||`' AS c // reduce(",
        "UNWIND range(1, 10000) AS a UNWIND range(1, 10000) AS b RETURN collect([a, b]) AS both",
    ],
)
def test_what_an_analyst_writes_passes(text: str) -> None:
    refuse_words(text, {"p": "园区"})


def test_comments_are_spaces_and_names_in_backticks_are_words() -> None:
    assert bare_words("RETURN/* 'x */1 AS`A b`, 'xy', '' // `") == "return 1 as a_b , '~', ''  "
