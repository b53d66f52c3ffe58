"""How many of a delivery's namings of enterprises were resolved, in the run that finished last."""

from dataclasses import dataclass

from core.duck import connect, records
from core.errors import ResolutionError
from core.settings import Settings
from ingest.contract import DatasetSpec, EntityKind, Part
from resolution import tables
from store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Resolved:
    """Cells that name an enterprise, by what became of them."""

    run: str
    named: int
    matched: int
    review: int
    ambiguous: int
    none: int  # in no registry: a decision too
    name_only: bool  # the specification has no code, so that this is no fault of the supplier

    @property
    def share(self) -> float:
        """Matched or decided to be in no registry, among all."""
        return (self.matched + self.none) / self.named


def is_name_only(spec: DatasetSpec) -> bool:
    """Whether enterprises of this data set are named without a code (datasets.md: name-only sets)."""
    parts = {f.part for f in spec.fields if f.entity is EntityKind.ENTERPRISE}
    return Part.NAME in parts and not parts & {Part.CODE, Part.ORG_CODE}


def resolved(settings: Settings, ledger: Ledger, spec: DatasetSpec, delivery: str) -> Resolved | None:
    """Return how a delivery's enterprises were resolved; None without a run that knows any of them."""
    try:
        found = tables.latest(settings, ledger)
    except ResolutionError:
        return None
    con = connect(settings)
    found.attach(con)
    query = """
        SELECT m.decision, count(*) AS cells FROM mention_source s
        JOIN mention n USING (mention_id) JOIN match m USING (mention_id)
        WHERE s.dataset = $dataset AND s.delivery = $delivery AND n.kind = 'ent'
        GROUP BY 1 ORDER BY 1"""
    rows = records(con, query, {"dataset": spec.key, "delivery": delivery})
    con.close()
    by = {r["decision"]: int(r["cells"]) for r in rows}
    if not by:
        return None
    return Resolved(
        found.run.id,
        sum(by.values()),
        by.get("match", 0),
        by.get("review", 0),
        by.get("ambiguous", 0),
        by.get("none", 0),
        is_name_only(spec),
    )
