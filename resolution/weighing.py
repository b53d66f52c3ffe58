"""Pairs weighed again to be explained: any mention against any registry, or against the city's own."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from core.duck import records, scratch
from core.settings import Settings
from resolution.arbiter.version import Arbiter, shipped
from resolution.ladder import ladder
from resolution.matching.lists import Listing, listing_of
from resolution.matching.match import ROW_MENTIONS, weigh_lists
from resolution.matching.prepare import Scorer
from resolution.model import Parameters, first_parameters, prior
from resolution.model import settings as splink_settings
from resolution.panel import fits
from resolution.splink_linker import open_linker, score
from resolution.sql import sql
from resolution.waterfall import Step, Waterfall, against, lacks, panel_step, waterfalls, with_panel

CHART_PAIR: Final = sql("waterfall_chart_pair")
Record = Mapping[str, str | None]
SAME: Final = 0.05  # bits by which a weight may differ from the run's without being told


class Weighed(NamedTuple):
    """Mentions weighed on a connection: each candidate taken apart, the best first; and what weighed them."""

    found: list[list[Waterfall]]  # by row
    parameters: Parameters
    arbiter: Arbiter
    names: int
    version: int = 0  # of the model; 0 as shipped


def weigh(
    con: duckdb.DuckDBPyConnection,
    listing: Listing,
    registry: Listing,
    scorer: Scorer,
    suggested: Sequence[Sequence[str]] = (),
) -> Weighed:
    """Weigh every row of a short list against a registry, certain tiers left out.

    `suggested` are by row the entities that other rows suggested in a run, beside those of like names.
    """
    scored = weigh_lists(con, listing, registry, scorer, suggested)
    parameters, arbiter = scorer.parameters or first_parameters(), scorer.arbiter or shipped()
    by_mention: dict[str, list[Waterfall]] = {}
    for found in waterfalls(con, ladder(), parameters, arbiter, scored.names):
        by_mention.setdefault(found.mention_id, []).append(found)
    rows = [by_mention.get(mention, []) for (mention,) in con.execute(ROW_MENTIONS).fetchall()]
    return Weighed(rows, parameters, arbiter, scored.names, scorer.version)


def explain_pair(mention: Record, registered: Record, others: Sequence[Record] = ()) -> list[Waterfall]:
    """Return the waterfall of a mention and a registered firm, and of `others` as its rivals, the best first.

    Records are by field of columns.yaml (name, uscc, legal_rep, phone, town, address …). A candidate that no
    rule brings together with the mention has none. The rarity of a value and the lead hang on the registry:
    the firm and its rivals are all that this one holds, so weights are not those of the whole registry.
    """
    con = scratch()
    try:
        listing = listing_of(con, "名单", "list_raw", [mention])
        registry = listing_of(con, "登记名录", "registry_raw", [registered, *others])
        return weigh(con, listing, registry, Scorer()).found[0]
    finally:
        con.close()


def weigh_in_city(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    mentions: Sequence[Record],
    suggested: Sequence[Sequence[str]] = (),
) -> Weighed:
    """Weigh mentions against the city's registry with the model in use; ids are the city's."""
    from resolution.matching.city import city_registry

    registry, scorer = city_registry(con, settings)
    listing = listing_of(con, "提及", "list_raw", mentions)
    return weigh(con, listing, registry, scorer, suggested)


def suggested(candidates: Sequence[Mapping[str, Any]], mention: Mapping[str, Any]) -> list[str]:
    """Return the entities that other rows suggested for a mention, of the candidates that the run kept."""
    return [
        c["entity_id"]
        for c in candidates
        if c["mention_id"] == mention["mention_id"] and c["rule"] == fits.RULE
    ]


def told(found: Sequence[Waterfall]) -> list[dict[str, Any]]:
    """Return waterfalls of one mention as plain data: the steps, and what each lacked against the best."""
    return [
        {
            "entity_id": w.entity_id,
            "splink_weight": round(w.splink, 3),
            "arbiter_weight": round(w.arbiter, 3),
            "panel_weight": round(w.weight - w.arbiter, 3),
            "weight": round(w.weight, 3),
            "probability": w.probability,
            "steps": [s._asdict() | {"bits": round(s.bits, 3)} for s in w.steps],
            "lacked": [_short(k.step, k.behind) for k in (lacks(found[0], w) if w is not found[0] else [])],
            "against": [_short(s, s.bits) for s in against(w)],
        }
        for w in found
    ]


def _short(step: Step, bits: float) -> dict[str, Any]:
    return {
        "stage": step.stage,
        "name": step.name,
        "caption": step.caption,
        "seen": step.seen,
        "bits": round(bits, 3),
    }


class Again(NamedTuple):
    """A mention of the city weighed again, beside what its run said."""

    candidates: list[Waterfall]  # those that the run kept, with what the other rows said then
    differing: dict[str, tuple[float, float]]  # by entity: the run's weight and today's
    gone: list[str]  # entities that the run kept and that come into question no more

    @property
    def same(self) -> bool:
        """Whether the weights of the run are those of today."""
        return not self.differing and not self.gone


def as_in_the_run(
    found: Sequence[Waterfall],
    stored: Mapping[str, float],
    panel: Sequence[Mapping[str, Any]],
    arbiter: Arbiter,
) -> Again:
    """Add to one mention's waterfalls what the run's other rows said, and compare with its weights.

    `stored` are the weights in the table `candidate` by entity, `panel` rows of the table `panel`.
    """
    steps: dict[str, list[Step]] = {}
    for row in panel:
        step = panel_step(row["dataset"], row["evidence"], row["level"], row["bits"])
        steps.setdefault(row["entity_id"], []).append(step)
    kept = with_panel([w for w in found if w.entity_id in stored], steps, arbiter)
    now = {w.entity_id: w.weight for w in kept}
    differing = {e: (stored[e], b) for e, b in now.items() if abs(b - stored[e]) > SAME}
    return Again(kept, differing, sorted(stored.keys() - now.keys()))


def save_chart(con: duckdb.DuckDBPyConnection, weighed: Weighed, target: Path) -> None:
    """Write Splink's own waterfall chart of the weighed pairs: one HTML file that needs no network."""
    con.execute(CHART_PAIR)
    made = splink_settings(weighed.parameters, prior(ladder(), weighed.names))
    made |= {"retain_intermediate_calculation_columns": True, "retain_matching_columns": True}
    linker = open_linker(con, made, "mention_side", "registry_side")
    table = score(linker, "chart_pair")
    pairs = records(con, f"SELECT * FROM {table} ORDER BY match_weight DESC, unique_id_l, unique_id_r")
    chart = linker.visualisations.waterfall_chart(pairs)
    target.write_text(chart.to_html(inline=True), encoding="utf-8")
