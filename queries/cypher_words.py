"""What a Cypher text could grow to, told from its words: no limit of the server's stops a single expression.

The arithmetic. Let `base` be the characters that a text and its parameters hold, at least STORED for a value
of the graph. A join (`+`, `||`) doubles at most; a list or map of n parts holds n times what its parts hold;
`replace` puts one text in for each character of another; a list comprehension that repeats what it does not
loop over, and a list of numbers outside UNWIND, multiply by their length. However these are chained (WITH,
UNWIND, collect, subqueries), the largest value is at most base times the product of all of them, and that
product is refused above LARGEST. A doubling of 2,000 characters ends at 2 ** 8 * 2,100 = 537,600.
Rows are not counted: the server's limit of memory and its time limit stop them.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.errors import UsageError

LONGEST: Final = 10_000  # characters of a text
LONGEST_PARAMS: Final = 100_000  # characters of all parameters, written as JSON
LARGEST: Final = 10_000_000  # characters that a value may grow to
STORED: Final = 2_000  # characters of a long value of the graph
MOST_PLUS: Final = 8
MOST_RANGE: Final = 10_000  # of rows; outside UNWIND what it multiplies decides
ASSUMED: Final = 100  # elements of a list whose length is not written
REPEATED: Final = 1_000  # the same, where each element repeats a value of outside
TOKENS: Final = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<name>`[^`]*`)|(?P<note>//[^\r\n]*|/\*.*?\*/)""",
    re.DOTALL,
)
SUBQUERY: Final = re.compile(r"\s*(match|optional|with|unwind|return|call|use)\b\s*[^\s:,}]")
LOOP: Final = re.compile(r"\s*(\w+)\s+in\b")
BAR: Final = re.compile(r"(?<!\|)\|(?!\|)")
RANGE: Final = re.compile(r"(unwind\s+)?\brange\s*\(((?:[^()]|\([^()]*\))*)\)")
VALUE: Final = re.compile(r"(?<![\w.$])[$]?[^\W\d]\w*\b(?!\s*[(:])")
PICKED: Final = re.compile(r"(?<![\w.$])[^\W\d]\w*\s*\[\s*(\w+)\s*\]")
FIXED: Final = frozenset({"null", "true", "false"})


def refuse_words(text: str, params: Mapping[str, Any] | None = None) -> None:
    """Raise UsageError where one expression could fill the server's memory: texts and lists that multiply."""
    if len(text) > LONGEST:
        raise UsageError(f"语句有 {len(text)} 个字符，最多 {LONGEST} 个。", advice="请把取值作为参数给出。")
    given = len(json.dumps(dict(params or {}), ensure_ascii=False, default=str))
    if given > LONGEST_PARAMS:
        raise UsageError(f"参数共有 {given:,} 个字符，最多 {LONGEST_PARAMS:,} 个。", advice="请分几次查询。")
    bare = bare_words(text)
    if re.search(r"reduce\b", bare):
        raise UsageError("不能用 reduce：它可能成倍放大文本。", advice="请用 sum、collect 或列表推导。")
    joins = bare.count("+") + bare.count("||")
    if joins > MOST_PLUS or len(re.findall(r"\breplace\b", bare)) > 1:
        raise UsageError(
            f"拼接太多：最多 {MOST_PLUS} 个加号或 ||、一个 replace。", advice="请把各部分作为不同的列返回。"
        )
    base = max(STORED, len(text) + given)
    grown = base * 2**joins * _ranges(bare) * math.prod(_parts(bare)) * _replaced(bare, base)
    if grown > LARGEST:
        raise UsageError(
            "一个值可能成倍放大到太大：拼接、列表、推导或 replace 用得太多。",
            advice="请减少嵌套和拼接，把各部分作为不同的列返回。",
        )


def bare_words(text: str) -> str:
    r"""Return a text in small letters: comments as spaces, names in backticks as words, literals empty.

    A literal of more than one character stays as `'~'`. UsageError where quotes or comments do not end, or
    where an escape stands for a sign: the server reads \u0064 as d wherever it stands.
    """
    escapes = re.findall(r"(\\*)\\u+([0-9a-fA-F]{4})", text)
    if any(before or not chr(int(code, 16)).isalnum() for before, code in escapes):
        raise UsageError("\\u 只能代表字母或数字。", advice="请直接写出字符。")
    decoded = re.sub(r"\\u+([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)

    def told(found: re.Match[str]) -> str:
        if found["text"]:
            return "'~'" if len(found[0]) > 3 else "''"
        return " " + re.sub(r"\W", "_", found[0][1:-1]) + " " if found["name"] else " "

    bare = TOKENS.sub(told, decoded).lower()
    if re.search(r"""["`]|/\*|\*/""", bare) or "'" in bare.replace("'~'", "").replace("''", ""):
        raise UsageError("Cypher 语句有误：引号、反引号或注释没有结束。")
    return bare


def _ranges(bare: str) -> int:
    """Return what lists of numbers multiply by; UsageError where one is too long or its length unknown."""
    product = 1
    inner = bool(re.search(r"\bcollect\s*\{", bare)) or len(re.findall(r"\bcollect\s*\(", bare)) > 1
    for rows, inside in RANGE.findall(bare):
        sizes = [_size(part.strip()) for part in inside.split(",")]
        if None in sizes:
            raise UsageError(
                f"range 只能用到 {MOST_RANGE:,} 以内的整数，或 size(…)。", advice="请改用 UNWIND 已有的列表。"
            )
        known = [size for size in sizes if size is not None]
        if not rows or inner:  # rows that are gathered again are a list too
            product *= max(1, sum(known[:2]) + 1)
    if len(re.findall(r"\brange\b", bare)) != len(RANGE.findall(bare)):
        raise UsageError("range 的写法太复杂。", advice="请改为 range(整数, 整数)。")
    return product


def _size(part: str) -> int | None:
    """Return how far an argument of range may reach: a small number, or the size of something."""
    if re.fullmatch(r"-?\d+", part):
        return abs(int(part)) if abs(int(part)) <= MOST_RANGE else None
    return ASSUMED if re.fullmatch(r"size\s*\([^()]*\)(\s*-\s*\d+)?", part) else None


def _replaced(bare: str, base: int) -> int:
    """Return what `replace` multiplies by: nothing where it puts in at most one character."""
    if not re.search(r"\breplace\b", bare):
        return 1
    return 1 if re.search(r"\breplace\s*\([^()]*,\s*''\s*\)", bare) else base


def _parts(bare: str) -> Iterator[int]:
    """Yield what each list, map and comprehension multiplies by."""
    for start, inside in _brackets(bare):
        if bare[start] == "{" and SUBQUERY.match(inside):
            continue
        own = _own(inside)
        loop, bar = LOOP.match(inside), BAR.search(own)
        if bare[start] == "[" and loop and bar:
            looped = {loop[1], *re.findall(r"\[\s*(\w+)\s+in\b", inside)}
            yield REPEATED if _outside(inside[bar.end() :], looped) else 1
        elif VALUE.search(inside) or "(" in inside:
            yield own.count(",") + 1


def _outside(body: str, looped: set[str]) -> set[str]:
    """Return the variables and parameters that a loop repeats from outside; `x[i]` is no more than x."""
    picked = PICKED.sub(lambda found: found[1] if found[1] in looped else found[0], body)
    return set(VALUE.findall(picked)) - looped - FIXED


def _own(inside: str) -> str:
    """Return what stands in a bracket with everything in brackets within it blanked, places kept."""
    depth, kept = 0, []
    for letter in inside:
        depth -= letter in ")]}"
        kept.append(" " if depth > 0 else letter)
        depth += letter in "([{"
    return "".join(kept)


def _brackets(bare: str) -> Iterator[tuple[int, str]]:
    """Yield each `[` and `{` with where it stands and what it holds; what does not close is no Cypher."""
    opened = []
    for place, letter in enumerate(bare):
        if letter in "[{":
            opened.append(place)
        elif letter in "]}" and opened:
            start = opened.pop()
            yield start, bare[start + 1 : place]
