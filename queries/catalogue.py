"""The named queries: one .cypher or .sql file each, whose header says what it asks and answers."""

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from core.errors import ChanyeError, NotFoundError, UsageError

FOLDER = Path(__file__).parent
HEADER = re.compile(r"\A/\*\n(.*?)\*/\n(.*)\Z", re.DOTALL)
PART = re.compile(r"^//! (\w+)$", re.MULTILINE)
"""A line that stands for a part several queries share: parts/<name>.cypher, with its header's parameters."""
BOOLEANS = {"true": True, "是": True, "1": True, "false": False, "否": False, "0": False}
ParameterType = Literal["string", "integer", "float", "boolean", "date", "enterprise", "text_search"]
User = Literal["policymaker", "analyst", "steward", "programs"]
Cost = Literal["light", "board"]
USERS: dict[User, str] = {"policymaker": "决策", "analyst": "分析", "steward": "核数", "programs": "程序"}
COSTS: dict[Cost, str] = {"light": "轻", "board": "看板"}
"""Who asks, and what it costs: `light` starts at an index, `board` goes over the whole city."""


KEYS = ("source", "sources")
"""Columns that hold keys of source rows, which `chanye trace` opens."""


class QueryError(ChanyeError):
    """查询文件有误。"""


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(Strict):
    """One parameter; without a default it must be given.

    `enterprise` takes a name, a code or an id; `text_search` is text for a full-text index. `values`, where
    given, are all that is allowed.
    """

    type: ParameterType
    caption: str
    default: Any = None
    example: Any = None
    values: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return "default" not in self.model_fields_set


class Query(Strict):
    """One named query; `users` are the people who ask it, `cost` what it costs (see COSTS).

    Its rows carry keys of source rows in a column of KEYS; where they are sums over too many, `behind` names
    the query that lists what they are made of.
    """

    name: str
    language: Literal["cypher", "sql"]
    title: str
    question: str
    note: str = ""
    users: tuple[User, ...] = ()
    cost: Cost = "light"
    behind: str | None = None
    params: dict[str, Parameter] = {}
    columns: dict[str, str]
    text: str

    @model_validator(mode="after")
    def check_parameters_are_used(self) -> "Query":
        """The text uses exactly the parameters of the header."""
        used = set(re.findall(r"\$([a-z_]+)", self.text))
        if used != set(self.params):
            raise ValueError(f"parameters {sorted(self.params)}, used {sorted(used)}")
        return self

    @property
    def on_graph(self) -> bool:
        """Whether the graph is asked: by Cypher, or to find the enterprise that a parameter means."""
        return self.language == "cypher" or any(p.type == "enterprise" for p in self.params.values())

    @property
    def example(self) -> str:
        """A command that asks it."""
        given = [f"--param '{k}={p.example}'" for k, p in self.params.items() if p.required]
        return " ".join(["chanye query run", self.name, *given])


def _read(path: Path) -> tuple[dict[str, Any], str]:
    """Return header and text of a file, shared parts put in."""
    found = HEADER.match(path.read_text(encoding="utf-8"))
    if found is None:
        raise QueryError(f"{path.name}：开头缺少 /* … */ 说明。")
    header, text = yaml.safe_load(found[1]), found[2].strip()
    for name in dict.fromkeys(PART.findall(text)):
        shared, body = _read(path.parent / "parts" / f"{name}{path.suffix}")
        params = header.get("params", {}) | shared["params"]
        header["params"] = dict(sorted(params.items(), key=lambda named: "default" in named[1]))
        text = text.replace(f"//! {name}\n", body + "\n")
    return header, text


def read_query(path: Path) -> Query:
    """Read one query file; raises QueryError naming the file."""
    try:
        header, text = _read(path)
        return Query(name=path.stem, language=path.suffix.removeprefix("."), text=text, **header)
    except (OSError, yaml.YAMLError, ValueError, TypeError, KeyError) as error:
        raise QueryError(f"{path.name}：{error}") from error


@lru_cache(maxsize=4)
def load_queries(folder: Path = FOLDER) -> dict[str, Query]:
    """Return every named query by name, in alphabetical order."""
    paths = sorted((*folder.glob("*.cypher"), *folder.glob("*.sql")), key=lambda p: p.stem)
    return {p.stem: read_query(p) for p in paths}


def get_query(name: str) -> Query:
    """Return a query by name; raises NotFoundError."""
    try:
        return load_queries()[name]
    except KeyError:
        raise NotFoundError(f"没有查询 {name}。", advice="用 chanye query list 查看全部查询。") from None


def escape_search(text: str) -> str:
    """Return a text as a phrase and as loose words of Lucene's syntax, special characters escaped."""
    plain = re.sub(r'([+\-!(){}\[\]^"~*?:\\/]|&&|\|\|)', r"\\\1", text.strip())
    return f'"{plain}"^4 OR ({plain})'


def _coerce(name: str, spec: Parameter, value: Any) -> Any:  # noqa: ANN401  # any JSON value comes in
    if value is None or not isinstance(value, str):
        return value
    try:
        match spec.type:
            case "integer":
                return int(value)
            case "float":
                return float(value)
            case "boolean":
                return BOOLEANS[value.lower()]
            case "date":
                return date.fromisoformat(value)
            case "text_search":
                return escape_search(value)
    except (ValueError, KeyError):
        raise UsageError(f"参数 {name} 应为 {spec.type}，不能是“{value}”。") from None
    if spec.values and value.strip() not in spec.values:
        raise UsageError(f"参数 {name} 只能是 {'、'.join(spec.values)}，不能是“{value}”。")
    return value.strip()


def bind(query: Query, given: dict[str, Any]) -> dict[str, Any]:
    """Return the values of every parameter, typed; raises UsageError for unknown or missing ones."""
    if unknown := sorted(set(given) - set(query.params)):
        known = "、".join(query.params) or "无"
        raise UsageError(f"查询 {query.name} 没有参数 {'、'.join(unknown)}。", advice=f"可用参数：{known}。")
    values = {}
    for name, spec in query.params.items():
        if name in given:
            values[name] = _coerce(name, spec, given[name])
        elif spec.required:
            raise UsageError(
                f"缺少参数 {name}（{spec.caption}）。", advice=f"例如：--param {name}={spec.example}"
            )
        else:
            values[name] = spec.default
    return values
