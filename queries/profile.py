"""The whole picture of one enterprise: the sections of its profile, each a named query."""

from typing import Any

import neo4j

from queries.result import Result
from queries.run import run

SECTIONS = (
    "enterprise_profile",
    "enterprise_figures",
    "support_history",
    "enterprise_honours",
    "enterprise_chains",
    "enterprise_projects",
    "enterprise_land",
    "enterprise_related",
    "enterprise_sources",
)


def profile_sections(entity_id: str, session: neo4j.Session) -> list[Result]:
    """Return every section of an enterprise's profile in order; `entity_id` may be a name or a code too."""
    from queries.enterprise import resolve_enterprise

    found = resolve_enterprise(entity_id, session)
    return [run(name, {"enterprise": found}, session) for name in SECTIONS]


def profile(entity_id: str, session: neo4j.Session) -> dict[str, Any]:
    """Return the fields of `enterprise_profile` and one list of rows per further section."""
    first, *others = profile_sections(entity_id, session)
    return {**first.rows[0], **{section.name: section.rows for section in others}}
