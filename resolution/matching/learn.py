"""What a list teaches: its rows whose code tells the firm fit the arbiter for the rows that have none."""

from typing import Any, Final, NamedTuple

import duckdb

from resolution.arbiter.adapt import LEAST, Adapted, adapt
from resolution.arbiter.version import shipped
from resolution.ladder import ladder
from resolution.matching.lists import Listing
from resolution.matching.prepare import Scorer, values
from resolution.matching.settings import limits
from resolution.model import first_parameters
from resolution.sql import sql

CODED: Final = sql("matching_coded")
WRITTEN: Final = "SELECT count(*) FROM {table} WHERE trim(coalesce({column}, '')) <> ''"


class Judge(NamedTuple):
    """Which arbiter decided a list, in words and as data."""

    caption: str
    data: dict[str, Any]


def may_teach(con: duckdb.DuckDBPyConnection, listing: Listing, scorer: Scorer) -> bool:
    """Whether so many rows of the list have something in their code column that training is worth a try."""
    if not scorer.learn or "uscc" not in listing.fields:
        return False
    query = WRITTEN.format(table=listing.table, column=listing.text("uscc"))
    return bool(con.execute(query).fetchall()[0][0] >= LEAST)


def coded_values(con: duckdb.DuckDBPyConnection, listing: Listing) -> None:
    """Create list_value with the rows that have a code: of a very long list some, chosen by their content."""
    values(con, listing, "list_value", 0, listing.rows)
    con.execute(CODED, {"most": limits().taught})


def taught(con: duckdb.DuckDBPyConnection, scorer: Scorer) -> tuple[Scorer, Adapted | None]:
    """Return the scorer fitted to the mentions of the connection that carry codes, and what they taught."""
    parameters = (scorer.parameters if scorer.arbiter else None) or first_parameters()
    found = adapt(con, ladder(), parameters, scorer.arbiter or shipped())
    if found is None or found.way == "kept":
        return scorer, found
    return scorer._replace(arbiter=found.arbiter, parameters=parameters), found


def judge_of(scorer: Scorer, found: Adapted | None) -> Judge:
    """Say which arbiter decides, and what the list taught."""
    own = scorer.arbiter is not None and scorer.version
    base = f"本市模型版本 {scorer.version} 的裁定模型" if own else "随产品的裁定模型"
    data: dict[str, Any] = {"base": f"model {scorer.version}" if own else "shipped", "way": "base"}
    if found is None:
        return Judge(base, data)
    data |= {
        "way": found.way,
        "labels": found.labels,
        "precision": found.precision,
        "recall": found.recall,
        "recall_of_base": found.before,
    }
    told = f"名单有 {found.labels:,} 种写法由代码说明是哪家"
    if found.way == "kept":
        return Judge(f"{base}（{told}，据此另训的不比它好）", data)
    made = {
        "shifted": f"{base}，阈值据此重定",
        "own": "据此另训的裁定模型",
        "mean": f"据此另训的裁定模型与{base}的平均",
    }[found.way]
    reached = f"折外精确率 {found.precision:.1%} 时召回 {found.recall:.1%}，{base}为 {found.before:.1%}"
    return Judge(f"{made}（{told}；{reached}）", data)
