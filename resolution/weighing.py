"""Pairs weighed again to be explained: any mention against any registry, or against the city's own."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from core.duck import records
from core.settings import Settings
from resolution.arbiter.version import Arbiter, shipped
from resolution.ladder import ladder
from resolution.matching.lists import Listing, listing_of
from resolution.matching.match import weigh_lists
from resolution.matching.prepare import Scorer
from resolution.model import Parameters, first_parameters, prior
from resolution.model import settings as splink_settings
from resolution.splink_linker import open_linker, score
from resolution.sql import sql
from resolution.waterfall import Waterfall, against, lacks, waterfalls

CHART_PAIR: Final = sql("waterfall_chart_pair")
ROWS: Final = """
SELECT min(i.mention_id) FROM list_value v LEFT JOIN list_tuple t ON t.row_no = v.row_no AND t.variant = 0
LEFT JOIN mention_tuple i ON i.raw_id = t.raw_id AND i.part_no = 0 GROUP BY v.row_no ORDER BY v.row_no
"""
Record = Mapping[str, str | None]


class Weighed(NamedTuple):
    """Mentions weighed on a connection: each candidate taken apart, the best first; and what weighed them."""

    found: list[list[Waterfall]]  # by row
    parameters: Parameters
    arbiter: Arbiter
    names: int


def weigh(con: duckdb.DuckDBPyConnection, listing: Listing, registry: Listing, scorer: Scorer) -> Weighed:
    """Weigh every row of a short list against a registry, certain tiers left out."""
    scored = weigh_lists(con, listing, registry, scorer)
    parameters, arbiter = scorer.parameters or first_parameters(), scorer.arbiter or shipped()
    by_mention: dict[str, list[Waterfall]] = {}
    for found in waterfalls(con, ladder(), parameters, arbiter, scored.names):
        by_mention.setdefault(found.mention_id, []).append(found)
    rows = [by_mention.get(mention, []) for (mention,) in con.execute(ROWS).fetchall()]
    return Weighed(rows, parameters, arbiter, scored.names)


def explain_pair(mention: Record, registered: Record, others: Sequence[Record] = ()) -> list[Waterfall]:
    """Return the waterfall of a mention and a registered firm, and of `others` as its rivals, the best first.

    Records are by field of columns.yaml (name, uscc, legal_rep, phone, town, address …). A candidate that no
    rule brings together with the mention has none. The rarity of a value and the lead hang on the registry:
    the firm and its rivals are all that this one holds, so weights are not those of the whole registry.
    """
    con = duckdb.connect()
    try:
        listing = listing_of(con, "名单", "list_raw", [mention])
        registry = listing_of(con, "登记名录", "registry_raw", [registered, *others])
        return weigh(con, listing, registry, Scorer()).found[0]
    finally:
        con.close()


def weigh_in_city(con: duckdb.DuckDBPyConnection, settings: Settings, mentions: Sequence[Record]) -> Weighed:
    """Weigh mentions against the city's registry with the model in use; ids are the city's."""
    from resolution.matching.city import city_registry

    registry, scorer = city_registry(con, settings)
    listing = listing_of(con, "提及", "list_raw", mentions)
    return weigh(con, listing, registry, scorer)


def told(found: Sequence[Waterfall]) -> list[dict[str, Any]]:
    """Return waterfalls of one mention as plain data: the steps, and what each lacked against the best."""
    return [
        {
            "entity_id": w.entity_id,
            "splink_weight": round(w.splink, 3),
            "weight": round(w.weight, 3),
            "probability": w.probability,
            "steps": [s._asdict() | {"bits": round(s.bits, 3)} for s in w.steps],
            "lacked": [
                {"name": k.step.name, "caption": k.step.caption, "bits": round(k.behind, 3)}
                for k in (lacks(found[0], w) if w is not found[0] else [])
            ],
            "against": [{"name": s.name, "caption": s.caption, "bits": round(s.bits, 3)} for s in against(w)],
        }
        for w in found
    ]


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
