"""Projects as things: id anchor, name, place, stage reached and phase, and what became of each mention."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import duckdb

from resolution.ladders.cluster import Verdict
from resolution.ladders.maps import table_of
from resolution.ladders.project_groups import Group
from resolution.ladders.project_rows import STAGES
from resolution.ladders.settings import ladder_settings
from resolution.reasons import Decision, Reason, Tier

LAST: Final = 9  # rank of data sets that are no stage of the permits
THING: Final = dict.fromkeys(
    ("anchor", "name", "name_norm", "code", "town", "address", "person", "phone", "status", "form", "parent"),
    "VARCHAR",
) | {"valid_from": "DATE", "valid_to": "DATE", "known_from": "TIMESTAMP"}
DECIDED: Final = {
    n: "DOUBLE" if n in ("weight", "margin") else "VARCHAR"
    for n in (
        "mention_id",
        "anchor",
        "decision",
        "tier",
        "weight",
        "margin",
        "reason",
        "candidate",
        "runner_up",
    )
}
_SAID: Final = """
SELECT mention_id, min(name), any_value(name_norm), min(coalesce(town, '') || site), any_value(town),
  min(known_from), list(DISTINCT dataset ORDER BY dataset)
FROM ladder_row GROUP BY mention_id
"""


def _rank(group: Group) -> int:
    return min((STAGES[d][0] for d in group.datasets if d in STAGES), default=LAST)


def _first(group: Group) -> date:
    return min((low for low, _ in group.days.values()), default=date.max)


def anchors(groups: Sequence[Group], of: Sequence[int]) -> dict[int, str]:
    """Return the anchor of each cluster: name, phase and owner as the earliest stage has them.

    Later stages come with later deliveries, so they do not change the id.
    """
    members: dict[int, list[Group]] = {}
    for group, c in zip(groups, of, strict=True):
        members.setdefault(c, []).append(group)
    head = {c: min(g, key=lambda x: (not x.core, _rank(x), _first(x), x.key)) for c, g in members.items()}
    plain = {c: _anchor(g) for c, g in head.items()}
    seen = Counter(plain.values())
    return {
        c: a if seen[a] == 1 else f"{a}|{'|'.join(sorted(head[c].towns))}|{head[c].mentions[0]}"
        for c, a in plain.items()
    }


def _anchor(group: Group) -> str:
    owners = "|".join(sorted(group.owners))
    if not group.core:
        return "|".join(("permit", *sorted(group.permits), owners))
    parts = (group.core, "" if group.phases == "1期" else group.phases, owners, group.trade)
    return "|".join(parts).removesuffix("|")


def _parents(groups: Sequence[Group], of: Sequence[int], anchor: dict[int, str]) -> dict[int, str]:
    """A later phase's parent is the project of the same name and owner without a phase, or its first one."""
    base = {
        (g.core, o): anchor[c]
        for g, c in zip(groups, of, strict=True)
        if g.phases in ("", "1期") and g.core
        for o in g.owners
    }
    found: dict[int, str] = {}
    for group, c in zip(groups, of, strict=True):
        parent = next((base[group.core, o] for o in sorted(group.owners) if (group.core, o) in base), None)
        if group.phases not in ("", "1期") and parent and parent != anchor[c]:
            found.setdefault(c, parent)
    return found


def _most(values: Sequence[Any]) -> Any:  # noqa: ANN401  # whatever the values are
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], str(v))) if counts else None


def _thing(
    anchor: str, members: Sequence[Group], said: dict[str, Any], parent: str | None
) -> tuple[Any, ...]:
    rows = [said[m] for g in members for m in g.mentions]
    uses = Counter(r[2] for r in rows if r[2] for _ in r[6])
    norm = min(uses, key=lambda n: (-uses[n], len(n), n)) if uses else None
    name = min((r[1] for r in rows if r[1] and r[2] == norm), key=lambda n: (len(n), n), default=None)
    reached = max((STAGES[d] for g in members for d in g.datasets if d in STAGES), default=None)
    first = min((_first(g) for g in members), default=date.max)
    town, address = _most([r[4] for r in rows]), _most([r[3] for r in rows])
    permits = sorted({p for g in members for p in g.permits})
    label = name or (f"预售许可 {permits[0]}" if permits else anchor)
    status = reached[1] if reached else None
    known = min((r[5] for r in rows if r[5]), default=None)
    return (
        anchor, label, norm or "", None, town, address, None, None, status, None, parent,
        first if first != date.max else None, None, known,
    )  # fmt: skip


def decide(group: Group, verdict: Verdict, anchor: dict[int, str]) -> list[Any]:
    """Return what became of a group's mentions: the columns of DECIDED after the first."""
    rules = ladder_settings()
    own, weight = anchor[verdict.cluster], verdict.weight
    if verdict.review is not None:
        reason = Reason.NEAR_TIE if (weight or 0) >= rules.decide.match else Reason.EVIDENCE_BETWEEN
        second = anchor[verdict.runner_up] if verdict.runner_up is not None else None
        return [own, Decision.REVIEW, Tier.SCORE, weight, None, reason, anchor[verdict.review], second]
    if weight is not None:
        permit = weight >= rules.weights.permit and (group.permits or group.datasets & {"presale_contract"})
        tier, reason = (
            (Tier.PERMIT_NO, Reason.SAME_PERMIT_NO) if permit else (Tier.SCORE, Reason.EVIDENCE_ABOVE)
        )
        return [own, Decision.MATCH, tier, weight, verdict.margin, reason, None, None]
    certain = len(group.mentions) > 1 or len(group.datasets) > 1
    tier, reason = (
        (Tier.NAME_OWNER, Reason.SAME_NAME_AND_OWNER) if certain else (Tier.ALONE, Reason.STANDS_ALONE)
    )
    return [own, Decision.MATCH, tier, None, None, reason, None, None]


def write_outcome(
    con: duckdb.DuckDBPyConnection, groups: Sequence[Group], verdicts: Sequence[Verdict]
) -> None:
    """Create ladder_decided and ladder_thing (see publish)."""
    of = [v.cluster for v in verdicts]
    anchor = anchors(groups, of)
    parents = _parents(groups, of, anchor)
    said = {r[0]: r for r in con.execute(_SAID).fetchall()}
    members: dict[int, list[Group]] = {}
    for group, c in zip(groups, of, strict=True):
        members.setdefault(c, []).append(group)
    decided = [
        (m, *row)
        for g, v in zip(groups, verdicts, strict=True)
        for row in (decide(g, v, anchor),)
        for m in g.mentions
    ]
    things = [_thing(anchor[c], members[c], said, parents.get(c)) for c in sorted(members)]
    table_of(con, "ladder_decided", DECIDED, decided)
    table_of(con, "ladder_thing", THING, things)
