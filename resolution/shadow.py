"""Models beside the one in use: trained, run in the shadow and compared, while nobody else sees a thing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import pyarrow as pa

from core.duck import connect
from core.errors import ResolutionError
from core.settings import Settings
from ingest.lake import Snapshot, snapshot
from resolution import kept
from resolution.ladder import ladder
from resolution.normalise import TEXT, load
from resolution.run import Clock, certain, inputs, kept_by, ladder_tables, workspace
from resolution.sides import build_registry_side
from resolution.sql import sql
from resolution.tables import files, write_tables
from resolution.versions import train_version
from store import models, resolutions
from store.judgements import in_force
from store.ledger import Ledger
from store.tables import ModelVersion

COMPARE: Final = sql("shadow_compare")
OTHERWISE: Final = {
    cause: f"CREATE MACRO otherwise() AS '{cause}'" for cause in ("data", "rules", "judgement")
}
"""Why a mention is decided otherwise of which no judgement speaks, by what changed since the newest run."""


def _filled(settings: Settings, ledger: Ledger) -> Snapshot:
    shot = snapshot(settings, ledger)
    if not shot.files:
        raise ResolutionError("数据湖是空的。", advice="请先用 chanye ingest 接收数据。")
    return shot


def train_model(settings: Settings, ledger: Ledger, *, use: bool) -> ModelVersion:
    """Train a new version on the lake as known now; it is in use only where `use` says so."""
    shot, clock = _filled(settings, ledger), Clock()
    with workspace(settings, sum(f.rows for f in shot.files)) as con:
        certain(con, ledger, shot, clock)
        names = build_registry_side(con, ladder())
        row: ModelVersion = clock(
            "训练", lambda: train_version(con, ledger, ladder(), names, shot.hash, use=use)
        )
        return row


def shadow(settings: Settings, ledger: Ledger, number: int, folder: Path) -> None:
    """Run the ladder with a version on the lake and judgements of now, and write its tables to a folder.

    Nothing is recorded, and no reader looks there. NotFoundError where there is no such version.
    """
    shot = _filled(settings, ledger)
    with ledger.session() as session:
        row = models.get(session, number)
    with workspace(settings, sum(f.rows for f in shot.files)) as con:
        ladder_tables(con, ledger, shot, Clock(), lambda _: row)
        write_tables(con, folder, shot)


@contextmanager
def compared(settings: Settings, ledger: Ledger, one: int, other: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection with model_change: each mention that another model would decide otherwise, and why.

    `cause` is model where the second version decides otherwise than the first on the same data; else data,
    judgement or rules, where the newest run is older than what is known now: rules only where their
    fingerprint differs. Has the views mention and mention_source too.
    """
    with ledger.session() as session:
        newest = resolutions.latest(session)
        for number in (one, other):
            models.get(session, number)
    settings.resolved.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".compare", dir=settings.resolved) as work:
        second = Path(work) / "other"
        ran = settings.resolved / newest.path if newest is not None and newest.model == one else None
        known = ran if ran is not None and ran.is_dir() else None
        fresh = newest is not None and newest.inputs == inputs(settings, ledger)
        first = known if known is not None and fresh else Path(work) / "one"
        if first != known:
            shadow(settings, ledger, one, first)
        shadow(settings, ledger, other, second)
        con = connect(settings)
        try:
            _attach(con, {"before": known or first, "first": first, "other": second})
            same_data = newest is not None and newest.snapshot == snapshot(settings, ledger).hash
            same_rules = known is not None and kept.find(known, kept_by()) is not None
            # with data, rules and model the same, what else moved follows from a judgement
            con.execute(OTHERWISE[("judgement" if same_rules else "rules") if same_data else "data"])
            _load_judged(con, ledger, newest.finished_at if newest is not None else None)
            con.execute(COMPARE)
            yield con
        finally:
            con.close()


def _attach(con: duckdb.DuckDBPyConnection, folders: dict[str, Path]) -> None:
    """Create the views match, entity and mention of each run, and where the mentions of the last stand."""
    for name, folder in folders.items():
        for table in ("match", "entity", "mention"):
            con.read_parquet(str(folder / f"{table}.parquet")).create_view(f"{table}_{name}")
    con.read_parquet(files(folders["other"], "mention_source")).create_view("mention_source")


def _load_judged(con: duckdb.DuckDBPyConnection, ledger: Ledger, since: datetime | None) -> None:
    """Create judged_mention: what the decisions speak of that were made or undone since."""
    with ledger.session() as session:
        now = {(j.mention, j.entity, j.decision) for j in in_force(session)}
        then = {(j.mention, j.entity, j.decision) for j in in_force(session, since)}
    named = sorted({i for pair in now ^ then for i in pair[:2]})
    load(con, "judged_mention", pa.schema([("mention_id", TEXT)]), [[(i,) for i in named]])
