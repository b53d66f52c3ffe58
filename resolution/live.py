"""One record at a time: the registry is prepared once, then each record is decided as a whole run would.

The registry stands in memory with keys to find its rows by. For a record, the few rows that a stage could
look at are cut out, and the stages of a whole run decide over those: one engine, not two.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Final, Self, TypedDict

import duckdb
import pyarrow as pa

from core.duck import connect
from core.settings import Settings
from resolution.arbiter.decide import Shown
from resolution.arbiter.version import Arbiter, shipped
from resolution.ladder import Ladder, ladder
from resolution.live_desk import JUDGED, Desk, Said
from resolution.live_read import FIELDS, read
from resolution.live_registry import hold
from resolution.live_weights import Weigher
from resolution.matching.settings import limits
from resolution.model import Parameters, first_parameters, prior
from resolution.normalise import TEXT
from resolution.reasons import Decision, Reason
from store.ledger import Ledger

TABLES: Final = "SELECT table_name FROM duckdb_tables()"
Record = Mapping[str, str | None]


class Candidate(TypedDict):
    """A firm that is shown with an answer; weight and probability where the model scored it."""

    id: str
    name: str
    probability: float | None
    weight: float | None


class Answer(TypedDict):
    """What one record is: match_id and match_name only where the decision is match.

    entity_id and runner_up are what a run notes: who is proposed for review, who came second.
    """

    mention_id: str
    decision: str
    match_id: str | None
    match_name: str | None
    probability: float | None
    weight: float | None
    margin: float | None
    tier: str
    reason: str
    entity_id: str | None
    runner_up: str | None
    candidates: list[Candidate]


class Matcher:
    """Decides single records against a registry that is prepared once; may be shared by threads."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        *,
        parameters: Parameters | None = None,
        arbiter: Arbiter | None = None,
        settings: Ladder | None = None,
    ) -> None:
        """Read the registry of a connection: entity, entity_name, anatomy, and judgements where it has any.

        Entities that no registry lists are left out. `con` is not changed, and not needed afterwards.
        The parameters and the arbiter are the shipped ones where no arbiter is given, as in a run.
        """
        settings, used = settings or ladder(), parameters if arbiter else None
        held = hold(con, settings)
        weigher = Weigher(used or first_parameters(), prior(settings, len(held.side)))
        self._desk = Desk(held, weigher, arbiter or shipped(), settings, _judged(con))
        self._lock = Lock()
        self.names = len(held.side)

    @classmethod
    def open(cls, settings: Settings, ledger: Ledger) -> Self:
        """Prepare the city's registry as the latest run has it, with the model in use.

        ResolutionError that says to resolve first where there is no run. Decisions on mentions bind; what
        follows for a mention from another that it was joined with or parted from is known to a run alone.
        """
        from resolution.live_city import city_tables, model_in_use

        con = connect(settings)
        try:
            city_tables(con, settings, ledger)
            parameters, arbiter = model_in_use(ledger)
            return cls(con, parameters=parameters, arbiter=arbiter)
        finally:
            con.close()

    def close(self) -> None:
        """Give back the memory of the working tables."""
        with self._lock:
            self._desk.con.close()

    def match(self, record: Record) -> Answer:
        """Decide one record: name, code, person, phone, address, town; also org_code and industry.

        Raw values as people write them. A cell that names several firms is decided by the first.
        """
        values = {k: str(v).strip() or None for k in FIELDS if (v := record.get(k)) is not None}
        long = len(values.get("name") or "") > limits().longest_name
        mention = read({**values, "name": None} if long else values)
        with self._lock:
            said, shown = self._desk.decide(mention)
            if long and said.reason == Reason.EMPTY:
                said = said._replace(reason=Reason.NAME_TOO_LONG)
            names = self._desk.names
            return _answer(mention.mention_id, said, self._candidates(said, shown, names), names)

    def _candidates(self, said: Said, shown: list[Shown], names: Mapping[str, str]) -> list[Candidate]:
        """Return who was decided for, then who bears the very name, who scored, who came second."""
        scored = {c.entity_id: c for c in shown}
        first = [said.entity_id] if said.decision in (Decision.MATCH, Decision.REVIEW) else []
        order = (*first, *(scored or self._desk.bearers()), said.runner_up)
        known = [i for i in dict.fromkeys(order) if i is not None and i in names]
        return [
            Candidate(
                id=i,
                name=names[i],
                probability=scored[i].probability if i in scored else None,
                weight=scored[i].weight if i in scored else None,
            )
            for i in known[: limits().candidates_shown]
        ]


def _judged(con: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    """Return the tables of judgements of a connection, empty where it has none."""
    standing = {name for (name,) in con.execute(TABLES).fetchall()}
    found = {}
    for table, columns in JUDGED.items():
        if table in standing:
            query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL"
            found[table] = con.sql(query).to_arrow_table()
        else:
            found[table] = pa.schema([(c, TEXT) for c in columns]).empty_table()
    return found


def _answer(mention: str, said: Said, candidates: list[Candidate], names: Mapping[str, str]) -> Answer:
    match = said.entity_id if said.decision == Decision.MATCH else None
    return Answer(
        mention_id=mention, decision=str(said.decision), match_id=match,
        match_name=names.get(match) if match else None, probability=said.probability, weight=said.weight,
        margin=said.margin, tier=str(said.tier), reason=str(said.reason), entity_id=said.entity_id,
        runner_up=said.runner_up, candidates=candidates,
    )  # fmt: skip
