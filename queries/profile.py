"""The whole picture of one enterprise: the sections of its profile, each a named query."""

from datetime import date
from typing import Any

import duckdb
import neo4j

from core.errors import NotFoundError
from queries.catalogue import get_query
from queries.enterprise import resolve_enterprise
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
ON_A_DAY = (
    "enterprise_profile",
    "enterprise_then",
    "enterprise_registrations",
    "enterprise_holdings",
    *SECTIONS[1:],
)
"""The sections of a profile as of a day; `enterprise_registrations` needs the lake."""
SUPPORT = (
    "support_profile",
    "support_history",
    "enterprise_benefit",
    "support_peers",
    "enterprise_flags",
)
"""What is asked of an enterprise's support and its fruit; flags look ahead, so none are told as of a day."""


def sections(
    names: tuple[str, ...],
    enterprise: str,
    session: neo4j.Session,
    lake: duckdb.DuckDBPyConnection | None = None,
    as_of: date | None = None,
) -> list[Result]:
    """Return the answers of some queries on one enterprise, named by id, code or name, as of a day or now.

    NotFoundError where the enterprise was founded after that day.
    """
    found = resolve_enterprise(enterprise, session)
    if as_of is not None:
        _insist_it_was_there(found, as_of, session)
    dated = {} if as_of is None else {"as_of": as_of}
    known = [get_query(name).params for name in names]
    return [
        run(name, {"enterprise": found} | {k: v for k, v in dated.items() if k in params}, session, lake)
        for name, params in zip(names, known, strict=True)
    ]


def _insist_it_was_there(enterprise: str, as_of: date, session: neo4j.Session) -> None:
    told = run("enterprise_profile", {"enterprise": enterprise}, session).rows[0]
    founded = told["valid_from"]
    if founded is not None and founded.to_native() > as_of:
        raise NotFoundError(
            f"{told['name']} 到 {as_of} 还没有开办（{founded} 开办）。", advice="--as-of 请用开办以后的日子。"
        )


def profile_sections(
    entity_id: str,
    session: neo4j.Session,
    lake: duckdb.DuckDBPyConnection | None = None,
    as_of: date | None = None,
) -> list[Result]:
    """Return every section of an enterprise's profile in order; `entity_id` may be a name or a code too.

    As of a day there are more of them, and the lake is needed.
    """
    return sections(SECTIONS if as_of is None else ON_A_DAY, entity_id, session, lake, as_of)


def support_sections(entity_id: str, session: neo4j.Session, as_of: date | None = None) -> list[Result]:
    """Return what an enterprise received and what became of it, year by year and payment by payment."""
    return sections(SUPPORT if as_of is None else SUPPORT[:-1], entity_id, session, None, as_of)


def profile(
    entity_id: str,
    session: neo4j.Session,
    lake: duckdb.DuckDBPyConnection | None = None,
    as_of: date | None = None,
) -> dict[str, Any]:
    """Return the fields of `enterprise_profile` and one list of rows per further section."""
    first, *others = profile_sections(entity_id, session, lake, as_of)
    return {**first.rows[0], **{section.name: section.rows for section in others}}
