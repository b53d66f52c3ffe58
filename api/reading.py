"""Reading for a visitor: allowed first, asked then, masked and audited before anything is shown."""

from typing import Any

import neo4j

import queries
from access.masking import Masked
from access.principal import Principal
from api.chain_view import Summary, summary
from api.context import Context
from core.errors import NotFoundError
from queries.result import Candidate


def search(context: Context, principal: Principal, text: str, limit: int = 30) -> list[dict[str, Any]]:
    """Return enterprises that a text may mean, best first."""
    context.guard.allow(principal, "search", text)
    with context.graph.session() as session:
        found = queries.find_enterprise(text, session, limit)
    shown: list[dict[str, Any]] = context.guard.read(
        principal, "search", text, [_candidate(c) for c in found]
    ).data
    return shown


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.id,
        "name": candidate.name,
        "code": candidate.code,
        "town": candidate.town,
        "how": candidate.how,
        "score": candidate.score,
    }


def profile(context: Context, principal: Principal, entity_id: str, *, action: str = "profile") -> Masked:
    """Return one enterprise's profile as this principal may see it; NotFoundError if there is no such id."""
    context.guard.allow(principal, action, entity_id)
    with context.graph.session() as session:
        found = queries.profile(entity_id, session)
    return context.guard.read(principal, action, entity_id, found, owner={"town": found.get("town")})


def chain_list(context: Context, principal: Principal) -> list[Summary]:
    """Return all chains in figures."""
    context.guard.allow(principal, "chain", "*")
    with context.graph.session() as session:
        chains = queries.run("chains", {}, session).rows
        rows = {c["chain"]: _completeness(c["chain"], session) for c in chains}
    context.guard.note(principal, "chain", "*", rows=len(chains))
    return [summary(c, rows[c["chain"]]) for c in chains]


def chain_board(
    context: Context, principal: Principal, name: str
) -> tuple[Summary, list[dict[str, Any]], list[dict[str, Any]]]:
    """Return one chain's figures, its nodes and their enterprises; NotFoundError for an unknown chain."""
    context.guard.allow(principal, "chain", name)
    with context.graph.session() as session:
        chain = next(
            (c for c in queries.run("chains", {}, session).rows if name in (c["chain"], c["title"])), None
        )
        if chain is None:
            raise NotFoundError(f"没有名为“{name}”的产业链。")
        rows = _completeness(chain["chain"], session)
        firms = queries.run("chain_firms", {"chain": chain["chain"], "limit": 2000}, session).rows
    shown = context.guard.read(principal, "chain", chain["chain"], [*rows, *firms]).data
    return summary(chain, rows), shown[: len(rows)], shown[len(rows) :]


def _completeness(chain: str, session: neo4j.Session) -> list[dict[str, Any]]:
    return queries.run("chain_completeness", {"chain": chain}, session).rows
