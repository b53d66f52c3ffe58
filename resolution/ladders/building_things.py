"""Buildings as things: name, town, place, and the project that built them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import duckdb

from resolution.ladders.certificates import read_certificate
from resolution.ladders.cluster import Verdict
from resolution.ladders.maps import table_of, text_map
from resolution.ladders.project_groups import Group
from resolution.ladders.project_things import DECIDED, THING
from resolution.ladders.settings import ladder_settings
from resolution.reasons import Decision, Reason, Tier

_SAID: Final = """
SELECT mention_id, mode(name ORDER BY name), any_value(town), mode(site ORDER BY site), min(day),
  min(known_from), count(*)
FROM ladder_row GROUP BY mention_id
"""

# The project of an estate: where the permits of its homes lead.
_PROJECTS: Final = """
WITH permit AS (
  SELECT DISTINCT n.key, m.entity_id FROM history_presale_permit h JOIN bld_number n ON n.raw =
    h.permit_no AND n.key <> ''
  JOIN mention_source s ON s.dataset = 'presale_permit' AND s.delivery = h.src_delivery AND s.sheet IS
    NOT DISTINCT FROM h.src_sheet
    AND s."row" = h.src_row
  JOIN mention x ON x.mention_id = s.mention_id AND x.kind = 'prj'
  JOIN match m ON m.mention_id = s.mention_id AND m.decision = 'match'
)
SELECT r.mention_id, p.entity_id, count(*) FROM ladder_row r JOIN bld_number n ON n.raw = r.permit_no
JOIN permit p ON p.key = n.key GROUP BY ALL ORDER BY ALL
"""


def _projects(con: duckdb.DuckDBPyConnection) -> dict[str, Counter[str]]:
    numbers = "SELECT permit_no AS raw FROM history_presale_permit UNION ALL SELECT permit_no FROM ladder_row"
    text_map(con, "bld_number", numbers, ("key",), lambda r: (read_certificate(r),))
    found: dict[str, Counter[str]] = {}
    for mention, project, rows in con.execute(_PROJECTS).fetchall():
        found.setdefault(mention, Counter())[project] += rows
    return found


def _decide(group: Group, verdict: Verdict, anchor: dict[int, str]) -> list[Any]:
    own, weight = anchor[verdict.cluster], verdict.weight
    if verdict.review is not None:
        tie = (weight or 0) >= ladder_settings().decide.match
        second = anchor[verdict.runner_up] if verdict.runner_up is not None else None
        reason = Reason.NEAR_TIE if tie else Reason.EVIDENCE_BETWEEN
        return [own, Decision.REVIEW, Tier.SCORE, weight, None, reason, anchor[verdict.review], second]
    if weight is not None:
        return [own, Decision.MATCH, Tier.SCORE, weight, verdict.margin, Reason.EVIDENCE_ABOVE, None, None]
    if len(group.mentions) > 1 or len(group.datasets) > 1:
        return [own, Decision.MATCH, Tier.NAME_TOWN, None, None, Reason.SAME_NAME_AND_TOWN, None, None]
    return [own, Decision.MATCH, Tier.ALONE, None, None, Reason.STANDS_ALONE, None, None]


def _best(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda v: (-counts[v], len(v), v)) if counts else None


def _thing(
    groups: Sequence[Group], anchor: str, said: dict[str, Any], projects: dict[str, Counter[str]]
) -> tuple[Any, ...]:
    rows = [said[m] for g in groups for m in g.mentions]
    counts: list[Counter[str]] = [Counter(), Counter(), Counter(), Counter()]
    for row in rows:
        for at, counter in zip((1, 2, 3), counts, strict=False):
            if row[at]:
                counter[row[at]] += row[6]
    for group in groups:
        for mention in group.mentions:
            counts[3].update(projects.get(mention, {}))
    name, town, site, project = (_best(c) for c in counts)
    form = "楼盘" if any("housing_unit" in g.datasets for g in groups) else "楼宇"
    address = f"{town or ''}{site}" if site else None
    days, known = [r[4] for r in rows if r[4]], [r[5] for r in rows if r[5]]
    return (
        anchor, name, groups[0].core, None, town, address, None, None, None, form, project,
        min(days, default=None), None, min(known, default=None),
    )  # fmt: skip


def _anchors(members: dict[int, list[Group]], said: dict[str, Any]) -> dict[int, str]:
    """Return name and town of each cluster, as most of its rows have them."""
    head = {
        c: min(g, key=lambda x: (-sum(said[m][6] for m in x.mentions), x.key)) for c, g in members.items()
    }
    return {c: f"{g.core}|{min(g.towns, default='')}" for c, g in head.items()}


def write_outcome(
    con: duckdb.DuckDBPyConnection, groups: Sequence[Group], verdicts: Sequence[Verdict]
) -> None:
    """Create ladder_decided and ladder_thing (see publish)."""
    said = {r[0]: r for r in con.execute(_SAID).fetchall()}
    members: dict[int, list[Group]] = {}
    for group, verdict in zip(groups, verdicts, strict=True):
        members.setdefault(verdict.cluster, []).append(group)
    anchor, projects = _anchors(members, said), _projects(con)
    decided = [(m, *_decide(g, v, anchor)) for g, v in zip(groups, verdicts, strict=True) for m in g.mentions]
    table_of(con, "ladder_decided", DECIDED, decided)
    things = [_thing(members[c], anchor[c], said, projects) for c in sorted(members)]
    table_of(con, "ladder_thing", THING, things)
