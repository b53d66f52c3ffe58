"""Loading the graph: into a fresh home beside the served one, verified, then switched; or through Bolt."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import neo4j
from sqlalchemy import select

from core.errors import GraphError
from core.fingerprint import fingerprint
from core.ids import digest
from core.progress import stage
from core.settings import Settings
from data.chains import load_chains
from graph_model import server
from graph_model.bolt import load_over_bolt, make_indexes
from graph_model.bulk import import_full
from graph_model.connect import connect
from graph_model.homes import (
    DATABASE,
    Home,
    fresh_home,
    make_current,
    managed_password,
    remove_home,
    remove_others,
)
from graph_model.project import Projection, project_latest
from graph_model.verify import Reader, compare
from store.audit import utc_now
from store.ledger import Ledger
from store.tables import GraphLoad

Via = Literal["import", "bolt"]


@dataclass(frozen=True)
class Loaded:
    """A verified load."""

    run: str
    state_hash: str
    counts: dict[str, int]
    dropped: dict[str, int]


def check(session: Reader, projection: Projection) -> None:
    """Raise GraphError with the first differences unless the graph is the projection."""
    differences = compare(session, projection)
    if differences:
        told = "；".join(d.message for d in differences[:5])
        raise GraphError(f"核对图谱不一致：{told}", advice="请运行 chanye graph load 重建图谱。")


def _session_on(settings: Settings, started: server.Server) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(started.uri, auth=(settings.neo4j_user, managed_password(settings)))


def _fill(settings: Settings, home: Home, projection: Projection, port: int) -> server.Server:
    """Import into a home, start it and verify it; on failure nothing of it is left running."""
    server.prepare(settings, home)
    with stage("导入"):
        import_full(settings, home, projection)
    with stage("启动新图库"):
        started = server.launch(settings, home, port)
    try:
        with _session_on(settings, started) as driver, driver.session(database=DATABASE) as session:
            with stage("建立约束与索引"):
                make_indexes(session, projection.schema)
            with stage("核对"):
                check(session, projection)
    except BaseException:
        server.halt(started)
        raise
    return started


def load_by_import(settings: Settings, projection: Projection) -> None:
    """Fill a fresh home, verify it, then serve it in place of the old one, which is served until then."""
    server.check_managed(settings)
    with server.lock(settings):
        served = server.running(settings)
        home = fresh_home(settings)
        wanted = settings.neo4j_port or server.free_port()
        try:
            started = _fill(settings, home, projection, server.free_port() if served else wanted)
        except BaseException:
            with suppress(OSError):
                remove_home(home)
            raise
        if served:
            # The new one moves to the port that readers know.
            with stage("切换"):
                server.halt(started)
                server.halt(served)
                make_current(settings, home)
                started = server.launch(settings, home, settings.neo4j_port or served.port)
        make_current(settings, home)
        server.record(settings, started)
        remove_others(settings, home)


def projection_rules() -> str:
    """Return a digest of all but the resolved tables that a load hangs on: schema, projection, templates."""
    rules = fingerprint("core", "data.chains", "data.policies", "graph_model", "ingest")
    return digest(rules, *(chain.model_dump_json() for chain in load_chains()), length=24)


def record_load(ledger: Ledger, run: str, projection: Projection) -> None:
    """Note a verified load in the ledger."""
    with ledger.session() as session:
        session.add(
            GraphLoad(
                run=run,
                rules=projection_rules(),
                loaded_at=utc_now(),
                state_hash=projection.state_hash,
                counts=projection.counts,
            )
        )


def last_load(ledger: Ledger) -> GraphLoad | None:
    """Return the newest verified load."""
    with ledger.session() as session:
        return session.scalars(select(GraphLoad).order_by(GraphLoad.id.desc()).limit(1)).first()


def load(settings: Settings, ledger: Ledger, via: Via | None = None) -> Loaded:
    """Load the newest resolution run; by default offline into the managed Neo4j, through Bolt into another.

    Raises GraphError when the verified graph is not the projection; the served one then stays as it was
    (with `via="import"`).
    """
    chosen: Via = via or ("bolt" if settings.neo4j_uri else "import")
    with stage("生成图谱投影"):
        run, projection = project_latest(settings, ledger)
        projection.hashes  # noqa: B018  # counted and hashed here, so that the stage's time is told
    try:
        if chosen == "import":
            load_by_import(settings, projection)
        else:
            with connect(settings) as session:
                with stage("写入"):
                    load_over_bolt(session, projection)
                with stage("核对"):
                    check(session, projection)
        record_load(ledger, run, projection)
        return Loaded(run, projection.state_hash, projection.counts, projection.dropped)
    finally:
        projection.con.close()


def verify(settings: Settings, ledger: Ledger) -> Loaded:
    """Project the newest run anew and compare the graph with it; raises GraphError with the differences."""
    run, projection = project_latest(settings, ledger)
    try:
        with connect(settings) as session:
            check(session, projection)
        return Loaded(run, projection.state_hash, projection.counts, projection.dropped)
    finally:
        projection.con.close()


def drop(settings: Settings) -> None:
    """Throw the graph away: delete the managed Neo4j's homes, or empty the one that runs elsewhere."""
    if settings.neo4j_uri:
        from graph_model.bolt import empty

        with connect(settings) as session:
            empty(session)
        return
    server.stop(settings)
    with server.lock(settings):
        home = fresh_home(settings)
        server.prepare(settings, home)
        make_current(settings, home)
        remove_others(settings, home)
