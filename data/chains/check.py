"""What is wrong or doubtful in chain templates: file, node, field and what to do, for those who edit them."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from core.yaml_file import LOADER
from data.chains import FOLDER, STAGES, Chain, Node

Level = Literal["错误", "提醒"]
FEWEST, MOST = 8, 25
"""Nodes of a chain that a board can show: fewer say little, more cannot be read aloud."""
TOLD = {
    "extra_forbidden": ("没有这个键", "删去它，或改成模板认识的键，见 docs/chains.md"),
    "missing": ("缺少这个键", "补上它，见 docs/chains.md"),
    "literal_error": ("不是可用的值", "写成 {expected}"),
    "int_type": ("应为整数", "写成整数"),
    "bool_type": ("应为 true 或 false", "写成 true（必须本地配套）或 false（可外购）"),
    "bool_parsing": ("应为 true 或 false", "写成 true（必须本地配套）或 false（可外购）"),
    "tuple_type": ("应为列表", "写成 [甲, 乙]"),
    "greater_than_equal": ("太小", "不小于 {ge}"),
    "less_than_equal": ("太大", "不大于 {le}"),
    "string_type": ("应为文字", '给值加上引号，例如 "0141"'),
    "string_pattern_mismatch": ("写法不对", "键用小写字母、数字和下划线；行业代码用 2 至 4 位数字并加引号"),
    "model_type": ("应为一组键和值", "写成 {{key: …, name: …}}"),
}


@dataclass(frozen=True)
class Finding:
    """One thing to look at; a template with a 错误 is not used."""

    level: Level
    file: str
    node: str
    field: str
    message: str
    advice: str
    line: int | None = None


@lru_cache(maxsize=1)
def known_industries() -> frozenset[str]:
    """Codes of GB/T 4754-2017 that the product knows (data/chains/industries.tsv)."""
    with (FOLDER / "industries.tsv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(file, delimiter="\t"))


def _where(raw: Any, place: Sequence[str | int]) -> tuple[str, str]:  # noqa: ANN401  # whatever YAML holds
    """Return node and field of a place in a template; a node without a key is told by its number."""
    if len(place) < 2 or place[0] != "nodes":
        return "", ".".join(map(str, place))
    node = raw["nodes"][place[1]]
    name = node.get("key") if isinstance(node, dict) else None
    return str(name or f"第 {int(place[1]) + 1} 个环节"), ".".join(map(str, place[2:]))


def _faults(file: str, raw: Any, error: ValidationError) -> Iterator[Finding]:  # noqa: ANN401
    for fault in error.errors():
        node, field = _where(raw, fault["loc"])
        told, advice = TOLD.get(fault["type"], (fault["msg"], "按 docs/chains.md 改正"))
        shown = "" if fault["type"] in ("missing", "model_type") else f"：{fault['input']}"
        known = {
            k: str(v).replace("'", "").replace(" or ", "、").replace(", ", "、")
            for k, v in fault.get("ctx", {}).items()
        }
        yield Finding("错误", file, node, field, f"{told}{shown}", advice.format(**known))


def _links(file: str, nodes: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """Keys and names that appear twice, and supplies_to that lead nowhere; these the model only refuses."""
    keys = [n.get("key") for n in nodes]
    for field in ("key", "name"):
        seen = [n.get(field) for n in nodes]
        for value in sorted({str(v) for v in seen if seen.count(v) > 1}):
            yield Finding("错误", file, value, field, f"{field} 出现不止一次", "每个环节用自己的 key 和 name")
    for node in nodes:
        for target in node.get("supplies_to") or ():
            if target == node.get("key"):
                yield Finding("错误", file, target, "supplies_to", "供应给自己", "删去它")
            elif target not in keys:
                advice = f"改成本链环节的 key（{'、'.join(str(k) for k in keys)}），或删去"
                yield Finding(
                    "错误", file, str(node.get("key")), "supplies_to", f"本链没有环节 {target}", advice
                )
    for stage in STAGES:
        if stage not in [n.get("stage") for n in nodes]:
            yield Finding("错误", file, "", "stage", f"没有{stage}环节", f"至少写一个 stage 为{stage}的环节")


def find_cycle(chain: Chain) -> list[str]:
    """Return the names of nodes that supply each other in a circle, or nothing."""
    to, names = {n.key: n.supplies_to for n in chain.nodes}, {n.key: n.name for n in chain.nodes}
    done: set[str] = set()

    def walk(key: str, path: list[str]) -> list[str]:
        if key in path:
            return [*path[path.index(key) :], key]
        if key in done:
            return []
        for target in to[key]:
            if found := walk(target, [*path, key]):
                return found
        done.add(key)
        return []

    return next(([names[k] for k in found] for n in chain.nodes if (found := walk(n.key, []))), [])


def _evidence(file: str, node: Node) -> Iterator[Finding]:
    """What a node is recognised by: codes that exist, words that do not contradict each other."""
    for field in ("industries", "wide"):
        for code in getattr(node, field):
            if code not in known_industries():
                advice = "改成 GB/T 4754-2017 的代码；确有此类而缺的，补进 data/chains/industries.tsv"
                yield Finding("错误", file, node.key, field, f"没有行业代码 {code}", advice)
    for code in node.wide:
        if code not in node.industries:
            yield Finding("错误", file, node.key, "wide", f"{code} 不在 industries 里", "两处都写，或都不写")
    for word in sorted(set(node.words) & set(node.not_words)):
        yield Finding("错误", file, node.key, "not_words", f"“{word}”也在 words 里", "只留一处")
    for word in node.words:
        if len(word) < 2:
            yield Finding("错误", file, node.key, "words", f"“{word}”只有一个字", "写成完整的产品名")
    if not node.words and not node.industries:
        advice = "写上行业代码或产品词，否则没有企业能认定到这里"
        yield Finding("错误", file, node.key, "words", "没有任何认定依据", advice)
    elif not node.words:
        yield Finding("提醒", file, node.key, "words", "没有产品词", "只能凭行业认定，建议补上")
    elif not node.industries:
        advice = "凭词最高只到 C 级（在册的除外），有对应行业代码的请补上"
        yield Finding("提醒", file, node.key, "industries", "没有行业代码", advice)
    elif set(node.wide) == set(node.industries) and not node.words:
        yield Finding("错误", file, node.key, "wide", "宽泛的行业要有词", "补上 words")


def _clashes(file: str, chain: Chain) -> Iterator[Finding]:
    """Words that place a firm at two nodes of one chain."""
    at: dict[str, list[str]] = defaultdict(list)
    for node in chain.nodes:
        for word in node.words:
            at[word].append(node.key)
    for word, keys in at.items():
        if len(keys) > 1:
            told = f"“{word}”同时是 {'、'.join(keys)} 的词"
            yield Finding("错误", file, keys[1], "words", told, "只留在最合适的环节，或写得更具体")


def check_chain(file: str, chain: Chain) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in a template that can be read."""
    for node in chain.nodes:
        yield from _evidence(file, node)
    yield from _clashes(file, chain)
    if cycle := find_cycle(chain):
        told = " → ".join(cycle)
        yield Finding(
            "提醒", file, cycle[0], "supplies_to", f"供应关系成环：{told}", "确属互为上下游的可保留"
        )
    if not FEWEST <= len(chain.nodes) <= MOST:
        told = f"有 {len(chain.nodes)} 个环节"
        yield Finding("提醒", file, "", "nodes", told, f"{FEWEST} 至 {MOST} 个环节的看板最易读")


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return the line of each key by node and key; a node itself is told by no key, the chain by no node."""
    found: dict[tuple[str, str], int] = {}

    def keys(at: yaml.Node, node: str) -> None:
        for key, value in at.value if isinstance(at, yaml.MappingNode) else ():
            found.setdefault((node, str(key.value)), key.start_mark.line + 1)
            if not node and key.value == "nodes" and isinstance(value, yaml.SequenceNode):
                for number, one in enumerate(value.value, 1):
                    named = (
                        {k.value: v.value for k, v in one.value} if isinstance(one, yaml.MappingNode) else {}
                    )
                    called = {str(named.get("key")), str(named.get("name")), f"第 {number} 个环节"}
                    for name in sorted(called - {"None", ""}):
                        found.setdefault((name, ""), one.start_mark.line + 1)
                        keys(one, name)

    if whole := yaml.compose(text, Loader=LOADER):
        keys(whole, "")
    return found


def _placed(text: str, found: list[Finding]) -> list[Finding]:
    """Add to each finding the line of its key, else of its node."""
    at = _lines(text)
    return [
        replace(f, line=at.get((f.node, f.field.split(".")[0])) or at.get((f.node, "")) or f.line)
        for f in found
    ]


def check_file(path: Path) -> tuple[Chain | None, list[Finding]]:
    """Return the template of a file, if it can be used, and everything found in it."""
    try:
        text = path.read_text(encoding="utf-8")
        raw = yaml.load(text, Loader=LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        told = f"不是能读的 YAML：{getattr(error, 'problem', None) or error}"
        line = mark.line + 1 if mark else None
        return None, [Finding("错误", path.name, "", "", told, "检查缩进、引号与括号", line)]
    if not isinstance(raw, dict):
        return None, [Finding("错误", path.name, "", "", "不是模板", "照 docs/chains.md 的样子写", 1)]
    chain, found = _check(path.name, raw)
    return chain, _placed(text, found)


def _check(file: str, raw: dict[str, Any]) -> tuple[Chain | None, list[Finding]]:
    """Return the template that a file holds, if it can be used, and everything found in it."""
    listed = raw.get("nodes")
    nodes = [n for n in listed if isinstance(n, dict)] if isinstance(listed, list) else []
    found = list(_links(file, nodes)) if nodes else []
    try:
        chain = Chain.model_validate(raw)
    except ValidationError as error:
        known = [f for f in _faults(file, raw, error) if f.node or f.field]
        return None, [*known, *found]
    found += check_chain(file, chain)
    return (None if any(f.level == "错误" for f in found) else chain), found


def check_chains(path: Path) -> tuple[list[Path], list[Finding]]:
    """Check a file, or a folder's files and that no two chains claim one name; returns (files, findings)."""
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    found, spelt = [], dict[str, str]()
    for file in files:
        chain, told = check_file(file)
        found += told
        for spelling in dict.fromkeys(chain.spellings()) if chain else ():
            if spelling in spelt:
                message = f"“{spelling}”已是 {spelt[spelling]} 的名称"
                found.append(Finding("错误", file.name, "", "aliases", message, "一种写法只归一条链"))
            spelt.setdefault(spelling, file.name)
    return files, found
