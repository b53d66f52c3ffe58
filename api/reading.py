"""Reading for a visitor: allowed first, asked then, masked and audited before anything is shown."""

from typing import Any

import queries
from access.masking import Masked
from access.principal import Principal
from api.context import Context
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
