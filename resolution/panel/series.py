"""What stands beside mentions in the lake: series by period, and values that one firm alone has."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import duckdb

from ingest.contract import Catalogue, load_catalogue
from resolution.mentions import COLUMNS, select
from resolution.reasons import Tier
from resolution.roles import Role
from resolution.sql import sql

TABLES: Final = sql("panel_tables")
SERIES: Final = sql("panel_series")
HELD: Final = sql("panel_held")
SHARED: Final = sql("panel_shared")
HOLDERS: Final = sql("panel_holders")
PERIODS: Final = 120
"""The newest periods that are looked at: as many bits of a number stand for them."""

MOST_HOLDERS: Final = 8
"""A value that more firms hold for certain is nobody's in particular: a name given to many projects."""

CERTAIN: Final = (
    Tier.JUDGEMENT, Tier.CODE, Tier.ORG_CODE, Tier.TAX15, Tier.CODE_REPAIRED,
    Tier.NAME, Tier.FORMER_NAME, Tier.NAME_EVIDENCE, Tier.ANATOMY,
)  # fmt: skip
"""The tiers whose matches tell where a firm has rows; a branch's rows stand beside its firm's own."""


class Repeated(NamedTuple):
    """A role whose rows repeat by period: its cell and since when, as columns of the lake."""

    role: Role
    cell: tuple[str, ...]
    since: str | None


def repeated(roles: Sequence[Role], catalogue: Catalogue | None = None) -> list[Repeated]:
    """Return the roles that the catalogue says form a series, in its order."""
    datasets = (catalogue or load_catalogue()).datasets
    found = []
    for role in roles:
        series = datasets[role.dataset].series
        if series is not None and series.role == role.role:
            found.append(Repeated(role, series.cell, series.since))
    return found


class Held(NamedTuple):
    """A role beside which a value of one kind stands."""

    role: Role
    kind: str
    column: str


def shared(roles: Sequence[Role], catalogue: Catalogue | None = None) -> list[Held]:
    """Return the roles beside which, as the catalogue says, a value of one firm stands, in its order."""
    datasets = (catalogue or load_catalogue()).datasets
    return [
        Held(role, spec.kind, spec.column)
        for role in roles
        for spec in datasets[role.dataset].shared
        if role.role in spec.roles
    ]


def build_series(con: duckdb.DuckDBPyConnection, roles: Sequence[Role]) -> None:
    """Create panel_series and panel_held from the lake, the mentions and what is decided for certain.

    panel_series (mention_id, dataset, cell, held, around, since): in `held` a bit for each period in which
    the mention has a row, the newest the lowest but one; in `around` those before and behind. panel_held has
    the same for each mention that surely is a registered firm's, with its entity_id. panel_shared
    (mention_id, kind, value, records) and panel_holder likewise: the values that stand for one firm.
    """
    con.execute(TABLES)
    same = " AND ".join(f"s.{c} IS NOT DISTINCT FROM t.{c}" for c in COLUMNS)
    for spec in repeated(roles):
        cell = ", ".join(spec.cell) or "''"
        query = SERIES.format(
            columns=select(spec.role),
            cell=cell,
            since=spec.since or "NULL",
            dataset=spec.role.dataset,
            same=same,
        )
        con.execute(query, {"dataset": spec.role.dataset, "periods": PERIODS})
    con.execute(HELD, [list(CERTAIN)])
    for held in shared(roles):
        query = SHARED.format(
            columns=select(held.role), column=held.column, dataset=held.role.dataset, same=same
        )
        con.execute(query, {"kind": held.kind})
    con.execute(HOLDERS, {"certain": list(CERTAIN), "most": MOST_HOLDERS})
