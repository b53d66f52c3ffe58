"""What a figure of a chain's board is made of: firm by firm, each with the row that placed it."""

import re
from functools import partial
from typing import Any, NoReturn

import duckdb
import neo4j

from core.errors import NotFoundError, UsageError
from queries.chain_board import find_chain
from queries.result import Result
from queries.run import read, run
from queries.trace import parse_key

PLACE = re.compile(r"^[^/#!]+(/[^/#!]+)?$")
NODE_FIGURES = ("firms", "revenue", "tax", "share", "decline")
CHAIN_FIGURES = ("score", "listed")
EVERY = 1_000_000
"""More rows than a node has: a figure's parts are listed whole."""
COLUMNS = (
    ("name", "企业"),
    ("id", "统一编号"),
    ("grade", "等级"),
    ("value", "数值"),
    ("counted", "计入"),
    ("why", "说明"),
    ("file", "文件"),
    ("sheet", "工作表"),
    ("row", "行号"),
    ("source", "来源"),
    ("next", "再打开"),
)
SCORED = (
    ("name", "环节"),
    ("state", "状态"),
    ("weight", "权重"),
    ("value", "环节得分"),
    ("points", "占全链得分"),
    ("next", "再打开"),
)
Row = dict[str, Any]
Scope = dict[str, Any]


def is_board_figure(key: str, figure: str | None) -> bool:
    """Whether a key names a chain or a node of it (`鞋服`, `鞋服/鞋底`) and the figure is of its board."""
    figures = NODE_FIGURES if "/" in key else CHAIN_FIGURES
    return bool(PLACE.match(key)) and figure in figures


def is_chain(key: str, session: neo4j.Session) -> bool:
    """Whether a key, or its part before `/`, is a chain's name or short name: firms' names hold a `/` too."""
    text = "MATCH (k:Chain) WHERE $name IN [k.name, k.title] RETURN k.name AS name"
    return bool(read(session, text, {"name": key.partition("/")[0]}))


def figure_parts(
    key: str, figure: str, scope: Scope, session: neo4j.Session, lake: duckdb.DuckDBPyConnection
) -> Result:
    """Return what a figure is made of: of a chain's board, or of a firm in the year of `scope`.

    A firm's name may hold a `/` as a node's key does, and both have revenue and tax.
    """
    shared = "/" in key and figure in ("revenue", "tax") and scope.get("year") is not None
    if is_board_figure(key, figure) and (not shared or is_chain(key, session)):
        return board_figure(key, figure, scope, session, lake)
    asked = {"enterprise": key, "figure": figure, "year": scope["year"]}
    return run("figure_rows", asked, session, lake)


def board_figure(
    key: str, figure: str, scope: Scope, session: neo4j.Session, lake: duckdb.DuckDBPyConnection
) -> Result:
    """Return the parts of a figure of `chanye chain show`.

    `scope` may hold town, park and year. The counted values add up to the figure: `firms` to the number of
    firms of grade A and B, `revenue` and `tax` to theirs, `decline` to the node's revenue of the last of the
    three years, `share` to the tax before refunds that one firm's weight is measured on, `score` to the
    chain's points, `listed` to the firms of the official list. Raises NotFoundError for a chain, node, town
    or park that is not there, UsageError for a scope that the figure does not have.
    """
    chain, _, node = key.partition("/")
    asked = {name: value for name, value in scope.items() if value is not None}
    if figure == "listed" and asked:
        raise UsageError(
            "产业链名单是全市的，不分镇街、园区和年份。", advice="请去掉 --town、--park、--year。"
        )
    if {"town", "park"} <= asked.keys():
        raise UsageError("镇街与园区只能给一个。")
    if figure == "score":
        return Result("score", SCORED, _score(chain, scope, session) or _nothing(key, asked, session))
    if figure == "listed":
        rows = _listed(chain, session)
    else:
        parts = _decline if figure == "decline" else partial(_firms, figure)
        rows = parts(chain, node, scope, session)
    if not rows:
        _nothing(key, asked, session)
    files = dict(lake.execute("SELECT id, file FROM delivery_list").fetchall())
    return Result(figure, COLUMNS, [_placed(r, files) for r in rows])


def _nothing(key: str, scope: Scope, session: neo4j.Session) -> NoReturn:
    """Raise NotFoundError naming what is not there: chain, town, park, or what was asked of it."""
    find_chain(key.partition("/")[0], session)
    for name, label, caption in (("town", "Town", "镇街"), ("park", "Park", "园区")):
        text = f"MATCH (p:{label} {{name: $name}}) RETURN p.name AS name LIMIT 1"
        if name in scope and not read(session, text, {"name": scope[name]}):
            raise NotFoundError(f"没有{caption}“{scope[name]}”。", advice="镇街、园区用全称。")
    told = "、".join(str(value) for value in scope.values())
    raise NotFoundError(
        f"没有 {key} {f'在 {told} ' if told else ''}的数据。",
        advice="环节名称见 chanye chain show，年份须是有数据的年份。",
    )


def _placed(row: Row, files: dict[str, str]) -> Row:
    """Add file, sheet and row of the first source."""
    source = next(iter(row.pop("sources")), None)
    if source is None:
        return {**row, "file": None, "sheet": None, "row": None, "source": None}
    place = parse_key(source)
    return {
        **row,
        "file": files.get(place["delivery"]),
        "sheet": place["sheet"],
        "row": place["row"],
        "source": source,
    }


def _firms(figure: str, chain: str, node: str, scope: Scope, session: neo4j.Session) -> list[Row]:
    asked = {"chain": chain, "node": node, "limit": EVERY, **scope}
    column = {"share": "tax_before_refunds"}.get(figure, figure)
    clipped = figure in ("revenue", "share")
    rows = []
    for r in run("chain_firms", asked, session).rows:
        solid, value = r["grade"] in ("A", "B"), 1 if figure == "firms" else r[column]
        negative = clipped and (value or 0) < 0
        told = "、".join([*r["evidence"], *r["words"]])
        opened = {"firms": "revenue", "share": "tax"}.get(figure, figure)
        rows.append(
            {
                **{k: r[k] for k in ("name", "id", "grade", "sources")},
                "value": value,
                "counted": solid and value is not None and not negative,
                "why": "负数按 0 计" if negative and solid else told if solid else f"C 级不计；{told}",
                "next": f"chanye trace {r['id']} --figure {opened} --year {r['figures_year']}",
            }
        )
    return rows


def _decline(chain: str, node: str, scope: Scope, session: neo4j.Session) -> list[Row]:
    asked = {"chain": chain, "node": node, "limit": EVERY, **scope}
    return [
        {
            **{k: r[k] for k in ("name", "id", "sources")},
            "grade": "已注销" if r["closed"] else None,
            "value": r["revenue_now"],
            "counted": True,
            "why": f"{r['of_year'] - 2} 年 {r['revenue_two_before']:,.2f} 元，三年增减 {r['change']:,.2f} 元",
            "next": f"chanye trace {r['id']} --figure revenue --year {r['of_year'] - 2}",
        }
        for r in run("chain_trend", asked, session).rows
    ]


def _listed(chain: str, session: neo4j.Session) -> list[Row]:
    rows = run("chain_listed", {"chain": chain, "limit": EVERY}, session).rows
    return [
        {
            **{k: r[k] for k in ("name", "id", "sources")},
            "grade": None,
            "value": 1,
            "counted": r["id"] not in {x["id"] for x in rows[:place]},
            "why": f"名单写{r['stage']}；推断：{'、'.join(r['placed']) or '环节不明'}",
            "next": f"chanye query run enterprise_chains --param enterprise={r['id']}",
        }
        for place, r in enumerate(rows)
    ]


def _score(chain: str, scope: Scope, session: neo4j.Session) -> list[Row]:
    rows = run("chain_completeness", {"chain": chain, **scope}, session).rows
    weights = [r["importance"] * (1.0 if r["must_be_local"] else 0.5) for r in rows]
    return [
        {
            "name": r["node"],
            "state": r["state"],
            "weight": weight,
            "value": r["node_score"],
            "points": round(100 * weight * r["node_score"] / sum(weights), 2),
            "next": f"chanye trace {chain}/{r['node']} --figure firms",
        }
        for r, weight in zip(rows, weights, strict=True)
    ]
