"""Parcels as things, and what became of each mention."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import duckdb

from resolution.ladders.cluster import Verdict
from resolution.ladders.maps import table_of
from resolution.ladders.parcel_groups import Parcel
from resolution.ladders.project_things import DECIDED, THING
from resolution.ladders.settings import ladder_settings
from resolution.reasons import Decision, Reason, Tier


def _anchors(members: dict[int, list[Parcel]]) -> dict[int, str]:
    """Return the anchor of each cluster: the number, else the first certificate, else the place."""
    head = {c: min(p, key=lambda x: (not x.code, not x.certificates, x.key)) for c, p in members.items()}
    seen = Counter(h.anchor for h in head.values())
    return {c: h.anchor if seen[h.anchor] == 1 else f"{h.anchor}|{h.mentions[0]}" for c, h in head.items()}


def _decide(parcel: Parcel, coded: bool, verdict: Verdict, anchor: dict[int, str]) -> list[Any]:
    own, weight = anchor[verdict.cluster], verdict.weight
    if verdict.review is not None and not coded:
        second = anchor[verdict.runner_up] if verdict.runner_up is not None else None
        tie = (weight or 0) >= ladder_settings().decide.match
        reason = (
            Reason.CERTIFICATE_OF_SEVERAL
            if parcel.torn
            else Reason.NEAR_TIE
            if tie
            else Reason.EVIDENCE_BETWEEN
        )
        return [own, Decision.REVIEW, Tier.SCORE, weight, None, reason, anchor[verdict.review], second]
    if coded:
        return [own, Decision.MATCH, Tier.PARCEL_CODE, None, None, Reason.SAME_PARCEL_CODE, None, None]
    if parcel.code or (parcel.certificates and len(parcel.mentions) > 1):
        return [own, Decision.MATCH, Tier.CERTIFICATE, None, None, Reason.SAME_CERTIFICATE, None, None]
    if weight is not None:
        return [own, Decision.MATCH, Tier.SCORE, weight, verdict.margin, Reason.EVIDENCE_ABOVE, None, None]
    return [own, Decision.MATCH, Tier.ALONE, None, None, Reason.STANDS_ALONE, None, None]


def _most(values: Sequence[str]) -> str | None:
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], len(v), v)) if counts else None


def _thing(anchor: str, parcels: Sequence[Parcel]) -> tuple[Any, ...]:
    code = next((p.code for p in parcels if p.code), None)
    site, town = (
        _most([s for p in parcels for s in sorted(p.sites)]),
        _most([t for p in parcels for t in sorted(p.towns)]),
    )
    place = f"{town or ''}{site or ''}" or None
    label = place or code or min((c for p in parcels for c in p.certificates), default=anchor)
    days, known = [d for p in parcels for d in p.days], [k for p in parcels for k in p.known]
    return (
        anchor, label, label, code, town, place, None, None, None, None, None,
        min(days, default=None), None, min(known, default=None),
    )  # fmt: skip


def write_outcome(
    con: duckdb.DuckDBPyConnection, parcels: Sequence[Parcel], verdicts: Sequence[Verdict]
) -> None:
    """Create ladder_decided and ladder_thing (see publish)."""
    members: dict[int, list[Parcel]] = {}
    for parcel, verdict in zip(parcels, verdicts, strict=True):
        members.setdefault(verdict.cluster, []).append(parcel)
    anchor = _anchors(members)
    coded = {
        r[0] for r in con.execute("SELECT DISTINCT mention_id FROM ladder_row WHERE code <> ''").fetchall()
    }
    decided = [
        (m, *_decide(p, m in coded, v, anchor))
        for p, v in zip(parcels, verdicts, strict=True)
        for m in p.mentions
    ]
    table_of(con, "ladder_decided", DECIDED, decided)
    table_of(con, "ladder_thing", THING, [_thing(anchor[c], members[c]) for c in sorted(members)])
