"""The working tables of one record: the rows of the registry that a stage could look at, and the stages."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from core.duck import scratch
from resolution import judgements, tiers
from resolution.arbiter.decide import Ruling, Shown, decide
from resolution.arbiter.matrix import build
from resolution.arbiter.pairs import Pairs
from resolution.arbiter.version import Arbiter
from resolution.blocking import RULES
from resolution.grams import cosines, nearest
from resolution.identifiers import CodeKind, repairs
from resolution.ladder import Ladder
from resolution.likely import CORE_BEST, NAME_BEST
from resolution.live_keys import LOOKUPS, Rows, probe
from resolution.live_pairs import Measured, pairs, record
from resolution.live_read import Mention, put, read
from resolution.live_registry import Held
from resolution.live_weights import Weigher
from resolution.names import NameKind
from resolution.predict import REST
from resolution.reasons import Tier
from resolution.sides import build_mention_side
from resolution.sql import sql
from resolution.subsequence import is_short

ASKED: Final = sql("live_asked")
CUT: Final = sql("live_cut")
JUDGED: Final = {  # the tables of judgements that stages read, with their columns
    "must_link": ("mention_id", "entity_id"),
    "cannot_link": ("mention_id", "entity_id"),
    "alone": ("mention_id",),
    "torn": ("mention_id", "entity_id", "other_id"),
    "merged_code": ("code", "entity_id"),
}
TABLE: Final = re.compile(r"CREATE OR REPLACE TABLE (\w+)")
KEYS: Final = {m[1]: s for s in tiers.KEYS.split(";\n") if (m := TABLE.search(s))}
OPEN: Final = tiers.OPEN.replace("CREATE OR REPLACE VIEW", "CREATE OR REPLACE TABLE")
# What a stage must find in the registry before it can decide; one that is not named here may decide without.
NEEDS: Final = {
    "code": ("code",),
    "org_code": ("org_code",),
    "code_repaired": ("code",),
    "name": ("norm",),
    "branch": ("norm", "branch_of_core"),
    "anatomy": ("anatomy",),
    "upgraded": ("stem",),
}
REPAIRS: Final = "CREATE OR REPLACE TABLE repair_all AS SELECT unnest(?::VARCHAR[]) AS code"
SAID: Final = ("person", "phone")  # blocking rules whose key is what the mention says beside its name
NONE: Final = np.zeros(0, dtype=np.int64)
DECIDED: Final = "SELECT entity_id, decision, tier, reason, runner_up FROM decided"
BEARERS: Final = (
    "SELECT DISTINCT n.entity_id FROM entity_name n JOIN mention m ON n.norm = m.name_norm ORDER BY 1"
)


class Said(NamedTuple):
    """What a stage decided."""

    entity_id: str | None
    decision: str
    tier: str
    reason: str
    runner_up: str | None
    weight: float | None = None
    margin: float | None = None
    probability: float | None = None


def _put(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("rows_put", rows)
    con.execute(f"CREATE OR REPLACE TABLE {table} AS FROM rows_put")
    con.unregister("rows_put")


def _names(rows: pa.Table) -> dict[str, str]:
    return dict(zip(rows.column("entity_id").to_pylist(), rows.column("name").to_pylist(), strict=True))


class Desk:
    """Decides mentions, one after the other, over tables cut from a registry; not for two threads at once."""

    def __init__(
        self, held: Held, weigher: Weigher, arbiter: Arbiter, ladder: Ladder, judged: Mapping[str, pa.Table]
    ) -> None:
        """`judged` are tables of JUDGED."""
        self.held, self.weigher, self.arbiter, self.ladder = held, weigher, arbiter, ladder
        self.con = scratch(threads=1)
        for table, rows in judged.items():
            _put(self.con, table, rows)
        self._lay_out()

    def _lay_out(self) -> None:
        """Create every working table once, empty, and note for whom judgements speak."""
        _put(self.con, "cut_entity", self.held.entity.slice(0, 0))
        _put(self.con, "cut_name", self.held.name.slice(0, 0))
        put(self.con, read({}))
        self.con.execute(CUT)
        self.con.execute("DROP TABLE cut_entity; DROP TABLE cut_name")
        tiers.prepare(self.con)
        self.con.execute("DROP VIEW open_mention")
        query = " UNION ".join(
            f"SELECT mention_id FROM {t}" for t, c in JUDGED.items() if c[0] == "mention_id"
        )
        self.bound = frozenset(m for (m,) in self.con.execute(query).fetchall())
        barred: dict[str, set[str]] = {}
        for mention, entity in self.con.execute("SELECT mention_id, entity_id FROM cannot_link").fetchall():
            barred.setdefault(mention, set()).add(entity)
        self.barred = {mention: frozenset(entities) for mention, entities in barred.items()}
        self.names: dict[str, str] = {}  # of the entities at hand
        self.merged = bool(self.con.execute("SELECT count(*) FROM merged_code").fetchall()[0][0])

    def decide(self, mention: Mention) -> tuple[Said, list[Shown]]:
        """Decide a mention; also the candidates that the model scored, where it had to."""
        said = self._certain(mention)
        return (said, []) if said is not None else self._scored(mention)

    def bearers(self) -> list[str]:
        """Return who bears the very name of the mention that a certain tier decided."""
        return [i for (i,) in self.con.execute(BEARERS).fetchall()]

    def _certain(self, mention: Mention) -> Said | None:
        """Decide by judgements and the certain tiers over the rows that they could look at."""
        put(self.con, mention)
        self.con.execute(ASKED)
        bound = self.merged or mention.mention_id in self.bound
        hits = self._cut(mention, bound)
        self._tables(mention)
        if bound:
            judgements.bind(self.con)
        said = self._decided() if bound else None
        for stage in tiers.STAGES:
            if said is None and self._concerns(stage.name, mention, hits):
                self.con.execute(stage.sql)
                said = self._decided()
        if said is not None and bound:
            judgements.release(self.con)
            said = self._decided()
        return said

    def _concerns(self, stage: str, mention: Mention, hits: Mapping[str, int]) -> bool:
        """Whether a stage could decide: what it needs of the mention and of the registry is there."""
        if stage == "code_absent" and mention.code_kind != CodeKind.USCC:
            return False
        return stage not in NEEDS or any(hits.get(n) for n in NEEDS[stage])

    def _cut(self, mention: Mention, bound: bool) -> dict[str, int]:
        """Create entity, entity_name and anatomy of the rows that the tiers can look at; count hits."""
        if mention.evidence["code"]:
            likely = repairs(mention.evidence["code"]) if mention.code_kind == CodeKind.BAD else []
            self.con.execute(REPAIRS, [likely])
        asked = [k for k in LOOKUPS if (k.name != "entity" or bound) and k.concerns(mention)]
        found = probe(self.con, {k.name: k.mention for k in asked})
        rows = {name: self.held.lookups[name].find(hashes) for name, hashes in found.items()}
        entities: Rows = np.unique(np.concatenate([NONE, *rows.values()]))
        entities = np.unique(np.concatenate([entities, self.held.children(entities)]))
        rows_of = self.held.entity.take(entities)
        self.names = _names(rows_of)
        self.con.register("cut_entity", rows_of)
        self.con.register("cut_name", self.held.names_of(entities))
        self.con.execute(CUT)
        self.con.unregister("cut_entity")
        self.con.unregister("cut_name")
        return {name: len(found) for name, found in rows.items()}

    def _tables(self, mention: Mention) -> None:
        """Do what `tiers.prepare` does; macros stand, and what no stage will ask for this mention stays."""
        self.con.execute(tiers.DECIDED)
        wanted = ["name_key", "reg_name"]
        wanted += ["listed_branch"] if mention.part("branch") else []
        wanted += ["listed_body"] if mention.part("kind") == NameKind.BODY else []
        for table in wanted:
            self.con.execute(KEYS[table])
        self.con.execute(OPEN)
        if mention.code_kind == CodeKind.BAD:
            tiers.load_repairs(self.con)

    def _decided(self) -> Said | None:
        found = self.con.execute(DECIDED).fetchall()
        return Said(*found[0]) if found else None

    def _scored(self, mention: Mention) -> tuple[Said, list[Shown]]:
        """Decide by the model over the rows that share a key with the record."""
        build_mention_side(self.con)
        cursor = self.con.execute("SELECT * FROM mention_side")
        heads = [d[0] for d in cursor.description]
        for row in cursor.fetchall():
            found = self._pairs(mention, dict(zip(heads, row, strict=True)))
            rulings, shown = decide(
                found, build(found, self.held.rarity), self.arbiter, self.ladder.candidates_kept
            )
            if rulings:
                return _of(rulings[0]), shown
        self.con.execute(REST)
        said = self._decided()
        assert said is not None  # whatever is open, REST decides
        return said, []

    def _pairs(self, mention: Mention, side: Mapping[str, Any]) -> Pairs:
        """Return the mention's best pairs."""
        core, norm = self.held.core.ask(side["core"]), self.held.norm.ask(side["norm"])
        rules = [r for r in RULES if r.name not in SAID or mention.says(r.name)]
        found = probe(self.con, {r.name: r.mention for r in rules})
        short = self.held.shorts.find(side["norm"]) if is_short(side["form"]) else []
        parts = [
            nearest(core, CORE_BEST, self.held.core.columns)[1],
            nearest(norm, NAME_BEST, self.held.norm.columns)[1],
            np.array(short, dtype=np.int64),
            *(self.held.rules[name].find(hashes) for name, hashes in found.items()),
        ]
        rows = np.unique(np.concatenate(parts))
        registered = self.held.side.take(rows)
        self.names = _names(registered)
        _put(self.con, "registry_side", registered)
        own = np.zeros(len(rows), dtype=np.int64)
        measured = Measured(
            self.weigher.weigh(self.con), cosines(core, own, rows), cosines(norm, own, rows),
            np.isin(rows, short),
        )  # fmt: skip
        code, kind = mention.evidence["code"], mention.code_kind
        one = record(side, code if kind == CodeKind.BAD else "", "")
        barred = self.barred.get(mention.mention_id, frozenset())
        return pairs(one, code, kind, registered, measured, barred, self.ladder.candidates_weighed)


def _of(ruling: Ruling) -> Said:
    return Said(
        ruling.entity_id, ruling.decision, Tier.MODEL, ruling.reason, ruling.runner_up,
        ruling.weight, ruling.margin, ruling.probability,
    )  # fmt: skip
