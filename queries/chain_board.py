"""All that is said of one chain at once: its board, gaps, weak nodes, candidates, open reviews, the list."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import neo4j

from core.errors import NotFoundError, UsageError
from queries.run import read, run

Row = dict[str, Any]
WHOLE = "MATCH (c:GroupFigures {by: 'city', months: 12}) RETURN c.year AS year ORDER BY year"


@dataclass(frozen=True)
class ChainBoard:
    """One chain, now or in a year, in the whole city, a town or a park; rows are those of the named queries.

    `candidates` and `disagreements` are of the whole city; `change` is empty unless two years are compared.
    As of a day the year is the last whole one that had ended; `candidates`, `unreviewed` and `disagreements`
    speak of today alone and are empty then.
    """

    chain: str
    title: str
    listed: int
    town: str | None
    park: str | None
    year: int | None
    of_year: int | None
    score: float
    nodes: list[Row]
    gaps: list[Row]
    weak: list[Row]
    candidates: list[Row]
    unreviewed: list[Row]
    disagreements: list[Row]
    change: list[Row]
    as_of: date | None = None

    @property
    def states(self) -> Counter[str]:
        """How many nodes are 完整, 弱链 and 缺链."""
        return Counter(r["state"][:2] for r in self.nodes)


def find_chain(name: str, session: neo4j.Session) -> Row:
    """Return a chain's row of 产业链一览; raises NotFoundError naming those there are."""
    chains = run("chains", {}, session).rows
    for row in chains:
        if name in (row["chain"], row["title"]):
            return row
    known = "、".join(r["title"] for r in chains)
    raise NotFoundError(
        f"没有产业链“{name}”。", advice=f"可用：{known}。" if known else "请先 chanye refresh。"
    )


def _board(chain: str, scope: dict[str, Any], year: int | None, session: neo4j.Session) -> list[Row]:
    rows = run("chain_completeness", {"chain": chain, "year": year, **scope}, session).rows
    if not rows:
        asked = "、".join(str(v) for v in (*scope.values(), year) if v is not None)
        raise NotFoundError(f"没有 {asked} 的数据。", advice="镇街、园区用全称，年份须是有数据的年份。")
    return rows


def year_of(as_of: date, session: neo4j.Session) -> int:
    """Return the last year that had ended by a day and that the data cover whole; NotFoundError."""
    whole = [r["year"] for r in read(session, WHOLE, {})]
    found = [y for y in whole if y < (as_of + timedelta(days=1)).year]
    if not found:
        known = "、".join(map(str, whole)) or "没有"
        raise NotFoundError(
            f"到 {as_of} 还没有一个完整的年份。", advice=f"有数据的完整年份：{known}；请用其后的日子。"
        )
    return int(found[-1])


def _listed(chain: str, year: int, session: neo4j.Session) -> int:
    """Return how many firms the official list held by a year."""
    rows = run("chain_listed", {"chain": chain, "limit": 1_000_000}, session).rows
    return len({r["id"] for r in rows if int(r["first_year"]) <= year})


def chain_board(
    name: str,
    session: neo4j.Session,
    *,
    town: str | None = None,
    park: str | None = None,
    year: int | None = None,
    compare: int | None = None,
    as_of: date | None = None,
) -> ChainBoard:
    """Return the board of a chain by name or short name. Raises NotFoundError and UsageError."""
    if town and park:
        raise UsageError("镇街与园区只能给一个。")
    if as_of and year is not None:
        raise UsageError("--as-of 与 --year 只能给一个。", advice="--as-of 用那一天以前最近结束的年份。")
    if as_of:
        year = year_of(as_of, session)
    found, scope = find_chain(name, session), {"town": town, "park": park}
    chain = found["chain"]
    nodes = _board(chain, scope, year, session)
    asked = {"chain": chain, "year": year, **scope}
    of_year = max((r["of_year"] for r in nodes if r["of_year"]), default=None)
    change: list[Row] = []
    if compare is not None:
        _board(chain, scope, compare, session)
        later = {"before": compare, "year": year or of_year}
        change = run("chain_change", {"chain": chain, **later, **scope}, session).rows
    return ChainBoard(
        chain=chain,
        title=found["title"],
        listed=_listed(chain, year, session) if as_of and year else found["listed"],
        town=town,
        park=park,
        year=year,
        of_year=of_year,
        score=nodes[0]["score"],
        nodes=nodes,
        gaps=run("chain_gaps", asked, session).rows,
        weak=run("chain_weak_nodes", asked, session).rows,
        candidates=[]
        if as_of
        else run("gap_candidates", {"chain": chain, "town": town, "limit": 3}, session).rows,
        unreviewed=[] if as_of else run("chain_unreviewed", {"chain": chain}, session).rows,
        disagreements=[]
        if as_of
        else run("chain_list_disagreement", {"chain": chain, "limit": 10_000}, session).rows,
        change=change,
        as_of=as_of,
    )
