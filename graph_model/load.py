"""Loading the graph: into a fresh home beside the served one, verified, then switched; or through Bolt."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

import duckdb
import neo4j
from neo4j.exceptions import Neo4jError
from sqlalchemy import select

from core.errors import GraphError
from core.fingerprint import fingerprint
from core.ids import digest
from core.progress import console, stage
from core.settings import Settings
from data.chains import load_chains
from graph_model import delta, server, shown
from graph_model.bolt import load_over_bolt, make_indexes
from graph_model.bulk import import_full
from graph_model.connect import connect, open_driver
from graph_model.departments import load_departments
from graph_model.homes import (
    DATABASE,
    Home,
    fresh_home,
    make_current,
    managed_password,
    remove_home,
    remove_others,
)
from graph_model.project import Projection, project_run
from graph_model.verify import Reader, compare
from resolution.tables import Resolved, latest
from store.audit import utc_now
from store.ledger import Ledger
from store.tables import GraphLoad

Via = Literal["import", "bolt", "delta"]


@dataclass(frozen=True)
class Loaded:
    """A verified load; `changed` are the rows that a delta wrote or took away, None where it wrote all."""

    run: str
    state_hash: str
    counts: dict[str, int]
    dropped: dict[str, int]
    changed: int | None = None


def check(session: Reader, projection: Projection) -> None:
    """Raise GraphError with the first differences unless the graph is the projection."""
    differences = compare(session, projection)
    if differences:
        told = "；".join(d.message for d in differences[:5])
        raise GraphError(f"核对图谱不一致：{told}", advice="请运行 chanye graph load 重建图谱。")


def _session_on(settings: Settings, started: server.Server) -> neo4j.Driver:
    return open_driver(settings, (started.uri, managed_password(settings)))


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
    own = load_departments().model_dump_json()
    return digest(rules, own, *(chain.model_dump_json() for chain in load_chains()), length=24)


def kept_rules() -> str:
    """Return a digest of all that tables kept for the next load hang on, DuckDB's own hash included."""
    return digest(projection_rules(), fingerprint("resolution"), duckdb.__version__, length=24)


def _tell_taken(projection: Projection) -> None:
    if projection.basis is not None and projection.basis.taken:
        made, taken = len(projection.basis.made), len(projection.basis.taken)
        console.print(f"▸ 沿用 {taken} 张表，重算 {made - taken} 张", highlight=False)


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


@contextmanager
def one_load(settings: Settings) -> Iterator[None]:
    """Hold the right to load, from what was kept of the last load until the ledger knows this one.

    Another load would take away the files that this one still reads. It is a lock of its own, since starting
    the server and switching homes take `server.lock` on the way; whoever comes second waits, as there.
    """
    settings.graph.mkdir(parents=True, exist_ok=True)
    with (settings.graph / "load.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.print("▸ 另一次载入正在进行，等它结束 …", highlight=False)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def load(settings: Settings, ledger: Ledger, via: Via | None = None) -> Loaded:
    """Load the newest resolution run; by default what changed, else all: offline, or through Bolt elsewhere.

    Raises GraphError when the verified graph is not the projection; the served one then stays as it was
    (with `via="import"`, and with a delta). One load runs at a time: a second one waits for the first.
    """
    with one_load(settings):
        return _load_run(settings, ledger, latest(settings, ledger), via)


def load_run(settings: Settings, ledger: Ledger, resolved: Resolved, via: Via | None = None) -> Loaded:
    """Load a resolution run, like `load`."""
    with one_load(settings):
        return _load_run(settings, ledger, resolved, via)


def _load_run(settings: Settings, ledger: Ledger, resolved: Resolved, via: Via | None) -> Loaded:
    last = last_load(ledger) if via in (None, "delta") else None
    kept = shown.find(settings, last.state_hash, kept_rules()) if last else None
    with stage("生成图谱投影"):
        projection = project_run(settings, ledger, resolved, kept)
    _tell_taken(projection)
    try:
        changed = None
        if via in (None, "delta"):
            changed = load_changes(
                settings, projection, last.state_hash if last else None, must=via == "delta"
            )
        if changed is None:
            _load_all(settings, projection, via)
        with stage("留底"):
            shown.keep(settings, projection, kept_rules())
        record_load(ledger, resolved.run.id, projection)
        return Loaded(resolved.run.id, projection.state_hash, projection.counts, projection.dropped, changed)
    finally:
        projection.con.close()


def _load_all(settings: Settings, projection: Projection, via: Via | None) -> None:
    if via == "import" or (via is None and not settings.neo4j_uri):
        load_by_import(settings, projection)
        return
    with connect(settings) as session:
        with stage("写入"):
            load_over_bolt(session, projection)
        with stage("核对"):
            check(session, projection)


def load_changes(
    settings: Settings, projection: Projection, state: str | None, *, must: bool = False
) -> int | None:
    """Write what differs from the served graph, whose state hash is given; return how many rows differ.

    All in one transaction. None where that cannot be done and everything must be loaded: nothing is served,
    what it shows is not kept, the schema is another, too much changed, or the counts do not come out; with
    `must` that is a GraphError.
    """
    differ = shown.attach(settings, projection, state) if state is not None else None
    if differ is None:
        _not_by_delta("图中现有的内容没有留底，或结构已变", must)
        return None
    found = delta.changes(projection, differ)
    rows = sum(change.rows for change in found)
    if rows > delta.MOST:
        _not_by_delta(f"变化 {rows:,} 处，多于 {delta.MOST:,}", must)
        return None
    try:
        if not settings.neo4j_uri:
            server.start(settings)
        with (
            stage(f"写入变化的 {rows:,} 处"),
            connect(settings) as session,
            session.begin_transaction() as transaction,
        ):
            delta.write(transaction, projection, found)
            delta.check_counts(transaction, projection)
            transaction.commit()
    except (GraphError, Neo4jError) as error:
        _not_by_delta(str(error), must)
        return None
    return rows


def _not_by_delta(why: str, must: bool) -> None:
    if must:
        raise GraphError(f"不能只写入变化：{why}。", advice="请运行 chanye graph load 重建图谱。")
    console.print(f"▸ 重建整个图谱：{why}", highlight=False)


def verify(settings: Settings, ledger: Ledger) -> Loaded:
    """Project the newest run anew and compare the graph with it; raises GraphError with the differences."""
    resolved = latest(settings, ledger)
    projection = project_run(settings, ledger, resolved)
    try:
        with connect(settings) as session:
            check(session, projection)
        return Loaded(resolved.run.id, projection.state_hash, projection.counts, projection.dropped)
    finally:
        projection.con.close()


def drop(settings: Settings) -> None:
    """Throw the graph away: delete the managed Neo4j's homes, or empty the one that runs elsewhere.

    It waits for a load that is running, as another load does.
    """
    with one_load(settings):
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
