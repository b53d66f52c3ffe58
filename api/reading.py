"""Reading for a visitor: allowed first, asked then, masked and audited before anything is shown."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import neo4j

import queries
from access.dataset import dataset_classes
from access.masking import Masked
from access.principal import Principal
from api.chain_view import Summary, summary
from api.context import Context
from api.merged import successor
from core.errors import AmbiguousError, NotFoundError
from queries.result import Candidate
from queries.trace import parse_key

ENTERPRISE_ID: Final = re.compile(r"ent_[0-9a-z]{1,32}")
FIGURES: Final = {
    "tax": "税收贡献",
    "revenue": "应税收入",
    "staff": "参保人数",
    "power": "用电量",
    "subsidy": "补助",
}
"""The yearly figures whose source rows can be shown."""


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
    """Return one enterprise's profile as this principal may see it; NotFoundError if there is no such id.

    An id that gave way to another gives the profile of the other: compare its `id`.
    """
    context.guard.allow(principal, action, entity_id)
    if not ENTERPRISE_ID.fullmatch(entity_id):
        raise NotFoundError(f"没有编号为 {entity_id} 的企业。")
    with context.graph.session() as session:
        try:
            found = queries.profile(entity_id, session)
        except (NotFoundError, AmbiguousError) as error:
            merged = _merged(context, entity_id, session)
            if merged is None:
                raise NotFoundError(f"没有编号为 {entity_id} 的企业。") from error
            found = merged
    return context.guard.read(principal, action, found["id"], found, owner=_owner(found))


def _merged(context: Context, entity_id: str, session: neo4j.Session) -> dict[str, Any] | None:
    """Follow the ledger's redirects, for an id that the graph no longer knows."""
    with context.ledger.session() as ledger:
        new = successor(ledger, entity_id)
    return None if new is None else queries.profile(new, session)


def _owner(firm: Mapping[str, Any]) -> dict[str, str | None]:
    return {"town": firm["town"], "industry": firm["industry"]}


def figure(
    context: Context, principal: Principal, entity_id: str, year: int, key: str
) -> tuple[dict[str, Any], Masked]:
    """Return (the enterprise's fields, the source rows of one of its yearly figures)."""
    said = f"{entity_id} {year} {key}"
    context.guard.allow(principal, "profile", said)
    if key not in FIGURES:
        raise NotFoundError(f"没有“{key}”这个指标的来源。")
    asked = {"enterprise": entity_id}
    with context.graph.session() as session:
        firm = queries.run("enterprise_profile", asked, session).rows[0]
        with context.lake.cursor() as lake:
            rows = queries.run("figure_rows", asked | {"figure": key, "year": year}, session, lake).rows
    return firm, context.guard.read(principal, "profile", said, rows, owner=_owner(firm))


def source(context: Context, principal: Principal, key: str) -> Masked:
    """Return one source record: where it stands, its cells, and whom it was taken to name."""
    context.guard.allow(principal, "profile", key)
    dataset = parse_key(key)["dataset"]
    with context.lake.cursor() as lake:
        found = asdict(queries.trace(key, lake))
    return context.guard.read(principal, "profile", key, found, dataset_classes(dataset))


def chain_list(context: Context, principal: Principal) -> list[Summary]:
    """Return all chains in figures."""
    context.guard.allow(principal, "chain", "*")
    found = chain_figures(context)
    context.guard.note(principal, "chain", "*", rows=len(found))
    return found


def chain_figures(context: Context) -> list[Summary]:
    """Return all chains in figures, asked once per load of the graph; they name nobody."""

    def ask() -> list[Summary]:
        with context.graph.session() as session:
            return [summary(c) for c in queries.run("chains", {}, session).rows]

    return context.remembered.answer("chains", ask)


def chain_board(
    context: Context, principal: Principal, name: str
) -> tuple[Summary, dict[str, list[dict[str, Any]]]]:
    """Return one chain's figures and what its board shows; NotFoundError for an unknown chain.

    `rows` are its nodes, `firms` their enterprises, `nearest` who could fill its gaps, `reviews` the open
    matches that verdicts hang on.
    """
    context.guard.allow(principal, "chain", name)
    with context.graph.session() as session:
        chain = next(
            (c for c in queries.run("chains", {}, session).rows if name in (c["chain"], c["title"])), None
        )
        if chain is None:
            raise NotFoundError(f"没有名为“{name}”的产业链。")
        asked = {"chain": chain["chain"]}
        found = {
            "rows": queries.run("chain_completeness", asked, session).rows,
            "firms": queries.run("chain_firms", asked | {"limit": 2000}, session).rows,
            "nearest": queries.run("gap_candidates", asked | {"limit": 3}, session).rows,
            "reviews": queries.run("chain_unreviewed", asked, session).rows,
        }
    return summary(chain), context.guard.read(principal, "chain", chain["chain"], found).data
