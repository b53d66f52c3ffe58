"""The working tables of one record: the rows of the registry that a stage could look at, and the stages."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from resolution import judgements, tiers
from resolution.arbiter.decide import Ruling, Shown, decide
from resolution.arbiter.matrix import build
from resolution.arbiter.pairs import choose, fetch
from resolution.arbiter.version import Arbiter
from resolution.blocking import RULES
from resolution.grams import Grams, cosines, nearest
from resolution.identifiers import CodeKind, repairs
from resolution.live_keys import LOOKUPS, Rows, probe
from resolution.live_read import Mention, put, read
from resolution.live_registry import Held
from resolution.live_weights import Weigher
from resolution.names import NameKind
from resolution.normalise import TEXT
from resolution.predict import REST
from resolution.reasons import Tier
from resolution.sides import build_mention_side
from resolution.sql import sql
from resolution.wide import CORE_BEST, NAME_BEST

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
BLOCKED: Final = "CREATE OR REPLACE TABLE entity AS SELECT DISTINCT entity_id, name, code FROM registry_side"
REPAIRS: Final = "CREATE OR REPLACE TABLE repair_all AS SELECT unnest(?::VARCHAR[]) AS code"
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


class Desk:
    """Decides mentions, one after the other, over tables cut from a registry; not for two threads at once."""

    def __init__(
        self, held: Held, weigher: Weigher, arbiter: Arbiter, kept: int, judged: Mapping[str, pa.Table]
    ) -> None:
        """`judged` are tables of JUDGED; `kept` candidates are shown."""
        self.held, self.weigher, self.arbiter, self.kept = held, weigher, arbiter, kept
        self.con = duckdb.connect(config={"threads": 1})
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
        self.merged = bool(self.con.execute("SELECT count(*) FROM merged_code").fetchall()[0][0])

    def decide(self, mention: Mention) -> tuple[Said, list[Shown]]:
        """Decide a mention; also the candidates that the model scored, where it had to."""
        said = self._certain(mention)
        return (said, []) if said is not None else self._scored()

    def bearers(self) -> list[str]:
        """Return who bears the very name of the mention that a certain tier decided."""
        return [i for (i,) in self.con.execute(BEARERS).fetchall()]

    def names(self) -> dict[str, str]:
        """Return the names of the entities at hand."""
        return dict(self.con.execute("SELECT entity_id, name FROM entity").fetchall())

    def _certain(self, mention: Mention) -> Said | None:
        """Decide by judgements and the certain tiers over the rows that they could look at."""
        put(self.con, mention)
        self.con.execute(ASKED)
        hits = self._cut(mention)
        self._tables(mention)
        bound = self.merged or mention.mention_id in self.bound
        if bound:
            judgements.bind(self.con)
        for stage in tiers.STAGES:
            if (said := self._decided()) is not None:
                break
            if stage.name not in NEEDS or any(hits.get(n) for n in NEEDS[stage.name]):
                self.con.execute(stage.sql)
        else:
            said = self._decided()
        if said is not None and bound:
            judgements.release(self.con)
            said = self._decided()
        return said

    def _cut(self, mention: Mention) -> dict[str, int]:
        """Create entity, entity_name and anatomy of the rows that the tiers can look at; count hits."""
        likely = repairs(mention.evidence["code"]) if mention.code_kind == CodeKind.BAD else []
        self.con.execute(REPAIRS, [likely])
        found = probe(self.con, {k.name: k.mention for k in LOOKUPS})
        rows = {name: self.held.lookups[name].find(hashes) for name, hashes in found.items()}
        entities: Rows = np.unique(np.concatenate([NONE, *rows.values()]))
        entities = np.unique(np.concatenate([entities, self.held.children(entities)]))
        self.con.register("cut_entity", self.held.entity.take(entities))
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

    def _scored(self) -> tuple[Said, list[Shown]]:
        """Decide by the model over the rows that share a key with the record."""
        build_mention_side(self.con)
        sides = self.con.execute("SELECT unique_id, core, norm, form FROM mention_side").fetchall()
        if sides:
            self._pair(*sides[0])
            pairs = fetch(self.con)
            rulings, shown = decide(pairs, build(pairs, self.held.rarity), self.arbiter, self.kept)
            if rulings:
                return _of(rulings[0]), shown
        self.con.execute(REST)
        said = self._decided()
        assert said is not None  # whatever is open, REST decides
        return said, []

    def _pair(self, mention: str, core: str, norm: str, form: str) -> None:
        """Create arbiter_pair."""
        by_core, by_norm = self.held.core.ask(core), self.held.norm.ask(norm)
        found = probe(self.con, {r.name: r.mention for r in RULES})
        parts = [
            nearest(by_core, CORE_BEST, self.held.core.columns)[1],
            nearest(by_norm, NAME_BEST, self.held.norm.columns)[1],
            np.array([] if form else self.held.shorts.find(norm), dtype=np.int64),
            *(self.held.rules[name].find(hashes) for name, hashes in found.items()),
        ]
        self._weigh(mention, np.unique(np.concatenate(parts)), by_core, by_norm)

    def _weigh(self, mention: str, rows: Rows, *runs: Grams) -> None:
        """Create arbiter_pair from rows of the registry."""
        _put(self.con, "registry_side", self.held.side.take(rows))
        self.con.execute(BLOCKED)
        keys, weights = self.weigher.weigh(self.con)
        own = np.zeros(len(rows), dtype=np.int64)
        core, norm = (pa.array(cosines(r, own, rows)) for r in runs)
        ids = [pa.array([mention] * len(rows), type=TEXT), pa.array(keys, type=TEXT)]
        names = ["mention_key", "registry_key", "core_cosine", "name_cosine"]
        _put(self.con, "likeness", pa.table([*ids, core, norm], names=names))
        names = ["unique_id_l", "unique_id_r", "match_weight"]
        _put(self.con, "weighed", pa.table([*ids, pa.array(weights)], names=names))
        choose(self.con, "weighed")


def _of(ruling: Ruling) -> Said:
    return Said(
        ruling.entity_id, ruling.decision, Tier.MODEL, ruling.reason, ruling.runner_up,
        ruling.weight, ruling.margin, ruling.probability,
    )  # fmt: skip
