"""The whole ladder over one snapshot of the lake: mentions, registry, tiers, model, decisions, tables."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import duckdb

from core.duck import connect
from core.errors import ResolutionError
from core.fingerprint import fingerprint
from core.ids import digest
from core.progress import console, stage
from core.settings import Settings
from ingest.contract import load_catalogue
from ingest.lake import Snapshot, snapshot
from resolution import identity, judgements, kept, sources, tiers, weighed
from resolution.blocking import block
from resolution.buildings import resolve_buildings
from resolution.changes import changes_since
from resolution.kept import Kept
from resolution.ladder import Ladder, ladder
from resolution.mentions import build_mentions
from resolution.panel.doubt import reopen
from resolution.panel.fits import find_fits
from resolution.panel.series import build_series
from resolution.parcels import resolve_parcels
from resolution.persons import resolve_persons
from resolution.predict import predict
from resolution.projects import resolve_projects
from resolution.registry import PERIODS, build_registry
from resolution.roles import Role, enterprise_roles, tax_roles
from resolution.settle import settle
from resolution.sides import build_mention_side, build_registry_side
from resolution.sql import sql
from resolution.tables import prune, write_tables
from resolution.unregistered import add_unregistered
from resolution.versions import arbiter_of, fits, model_version, packages, panel_of, parameters_of
from store import models, resolutions
from store.audit import utc_now
from store.changes import append_changes
from store.ledger import Ledger
from store.redirects import replace as replace_redirects
from store.tables import ModelVersion, Redirect, ResolutionRun

RULES: Final = ("core", "data.gazetteer", "data.wordlists", "ingest", "resolution")  # whose content decides
RUNS_KEPT: Final = 3  # readers may still be on the run before, and ids are compared with it
IN_MEMORY: Final = 8_000_000  # supplied rows

MATCH: Final = sql("run_match")

UNDECIDED: Final = sql("run_undecided")

DAMAGED: Final = "上次归一留下的沿用文件已损坏，本次不再沿用，全部重新计算。"
ILLEGIBLE: Final = (
    "上次归一的结果文件已损坏或缺失，本次按没有上次归一处理：全部重新计算，不记变动流水，已知的编号去向照旧。"
)
NOT_DAMAGE: Final = (duckdb.OutOfMemoryException, duckdb.InterruptException)


class Reused(NamedTuple):
    """What a run took over from the run before, and what it did itself."""

    values_taken: int = 0  # names, codes, persons, telephones, addresses … that were not read again
    values_read: int = 0
    rows_taken: int = 0  # of mention_source
    rows_made: int = 0
    mentions_taken: int = 0  # that the model had decided, and that stand as they were
    mentions_weighed: int = 0

    def told(self) -> str:
        """Say it in Chinese, for the terminal."""
        return (
            f"沿用：读过的值 {self.values_taken:,} 个、出处 {self.rows_taken:,} 行、"
            f"模型裁定 {self.mentions_taken:,} 条；"
            f"重算：值 {self.values_read:,} 个、出处 {self.rows_made:,} 行、裁定 {self.mentions_weighed:,} 条"
        )


class Outcome(NamedTuple):
    """A finished run and what it counted."""

    run: ResolutionRun
    tables: dict[str, dict[str, Any]]
    pairs: dict[str, int]
    seconds: dict[str, float]
    reused: Reused


class Clock:
    """Names, shows and times the stages."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, title: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401  # whatever it returns
        """Do the work of one stage and return what it returns."""
        start = time.perf_counter()
        with stage(title):
            result = work()
        self.seconds[title] = round(time.perf_counter() - start, 2)
        return result


def _decide(con: duckdb.DuckDBPyConnection, clock: Clock) -> None:
    tiers.prepare(con)
    judgements.bind(con)
    clock("代码与名称一致的先定", lambda: tiers.run_tiers(con))
    judgements.release(con)


class Scored(NamedTuple):
    """How the model stage went."""

    model: int
    pairs: dict[str, int]  # by blocking rule, of the mentions that were weighed
    registry: str  # weighed.registry_digest
    taken: int
    weighed: int


def _score(
    con: duckdb.DuckDBPyConnection,
    settings: Ladder,
    clock: Clock,
    version: Callable[[int], ModelVersion],
    before: Kept | None,
) -> Scored:
    names = build_registry_side(con, settings)
    model: ModelVersion = clock("模型", lambda: version(names))
    panel = panel_of(model)
    reopen(con, panel)
    build_mention_side(con)
    find_fits(con, panel)
    registry = weighed.registry_digest(con, model.number)
    same = before is not None and before.registry == registry
    taken, rest = weighed.take_over(con, same_registry=same)
    pairs: dict[str, int] = clock("生成候选", lambda: block(con, settings))
    clock(
        "打分与裁定",
        lambda: predict(con, settings, parameters_of(model), names, model.number, arbiter_of(model), panel),
    )
    return Scored(model.number, pairs, registry, taken, rest)


def _smaller_ladders(con: duckdb.DuckDBPyConnection) -> None:
    for resolve in (resolve_projects, resolve_parcels, resolve_buildings, resolve_persons):
        resolve(con)


def inputs(settings: Settings, ledger: Ledger) -> str | None:
    """Return a digest of all that a run's outcome hangs on, or None while there is no model that fits.

    That is: the lake, our rules and code, the packages, the model version and the judgements in force.
    """
    with ledger.session() as session:
        model = models.active(session)
        judged = judgements.binding(session)
        number = model.number if model is not None and fits(model) else None
    if number is None:
        return None
    parts = (snapshot(settings, ledger).hash, *_rules(), str(number), repr(judged))
    return digest(*parts, length=24)


def _rules() -> tuple[str, str]:
    """Return digests of what changes only with the product itself: our rules, the packages."""
    return fingerprint(*RULES), repr(packages())


def kept_by() -> str:
    """Return the digest that what a run keeps stands under: nothing counts that other rules made."""
    return digest(*_rules(), length=24)


def _active(ledger: Ledger) -> int | None:
    """Return the number of the model version in use."""
    with ledger.session() as session:
        model = models.active(session)
    return model.number if model is not None else None


def resolve(settings: Settings, ledger: Ledger, *, retrain: bool = False, full: bool = False) -> Outcome:
    """Run the ladder over the lake as known now, and record the run; ResolutionError on an empty lake.

    What the run before kept is taken over, unless `full` says otherwise or its files turn out damaged; the
    outcome is the same to the byte. Where its very tables are damaged, it counts as no run before: no changes
    are told then.
    """
    shot = snapshot(settings, ledger)
    if not shot.files:
        raise ResolutionError("数据湖是空的。", advice="请先用 chanye ingest 接收数据。")
    before, rows = _before(settings, ledger), sum(f.rows for f in shot.files)
    known_run = None if full else kept.find(before, kept_by())
    active = _active(ledger)
    try:
        with workspace(settings, rows) as con:
            return _run(con, settings, ledger, shot, retrain=retrain, before=before, known_run=known_run)
    except duckdb.Error as error:
        stands = before is None or _stands(settings, before)
        if isinstance(error, NOT_DAMAGE) or (known_run is None and stands):
            raise
    console.print(DAMAGED if stands else ILLEGIBLE, highlight=False, soft_wrap=True)
    before = before if stands else None
    # A version that was trained before the damage showed stands.
    again = retrain and _active(ledger) == active
    with workspace(settings, rows) as con:
        return _run(con, settings, ledger, shot, retrain=again, before=before, known_run=None)


@contextmanager
def workspace(settings: Settings, rows: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection on a database of its own, thrown away at the end; `rows` is how many the lake holds.

    A small city's stands in memory, a large one's in a file: that is compressed, and slower.
    """
    settings.resolved.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".work", dir=settings.resolved) as work:
        con = connect(settings, ":memory:" if rows < IN_MEMORY else str(Path(work) / "work.duckdb"))
        con.execute("SET temp_directory = ?", [work])
        try:
            yield con
        finally:
            con.close()


def certain(con: duckdb.DuckDBPyConnection, ledger: Ledger, shot: Snapshot, clock: Clock) -> list[Role]:
    """Build mentions and registry from a snapshot and decide what is certain; return the roles read."""
    roles: list[Role] = enterprise_roles(load_catalogue())
    shot.attach(con)
    con.execute(PERIODS)
    clock("读取提及", lambda: build_mentions(con, roles))
    clock("登记名录", lambda: build_registry(con, tax_roles(roles)))
    judgements.load_judgements(con, ledger)
    _decide(con, clock)
    clock("其他记录", lambda: build_series(con, roles))
    return roles


def ladder_tables(
    con: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    shot: Snapshot,
    clock: Clock,
    version: Callable[[int], ModelVersion],
    before: Kept | None = None,
) -> Scored:
    """Run the whole ladder with the model that `version` gives; return how that went."""
    roles = certain(con, ledger, shot, clock)
    scored = _score(con, ladder(), clock, version, before)
    settle(con)
    add_unregistered(con)
    if con.execute(UNDECIDED).fetchall()[0][0]:
        raise ResolutionError("有的提及没有裁定或裁定了两次。", advice="这是程序错误，请把日志交给维护人员。")
    con.execute(MATCH)
    clock("记下出处", lambda: sources.build_sources(con, roles, shot, before))
    clock("项目、宗地、楼盘与人员", lambda: _smaller_ladders(con))
    return scored


def _run(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    ledger: Ledger,
    shot: Snapshot,
    *,
    retrain: bool,
    before: Path | None,
    known_run: Kept | None,
) -> Outcome:
    clock = Clock()
    if known_run is not None:
        kept.attach(con, known_run)

    def version(names: int) -> ModelVersion:
        return model_version(con, ledger, ladder(), names, shot.hash, retrain=retrain)

    scored = ladder_tables(con, ledger, shot, clock, version, known_run)
    known_at = max(file.known_from for file in shot.files)
    with ledger.session() as session:
        known = identity.known_redirects(session)
    redirects = identity.settle(con, known, before, known_at)
    made_from = inputs(settings, ledger)
    assert made_from is not None  # the model above fits
    name = digest(made_from, repr(redirects))
    # counted before the writing: a run with the very inputs of the last one takes its folder
    values, taken = kept.reuse(con), sum(p.rows for p in sources.same(known_run, shot).values())
    tables, parts = clock("写出结果", lambda: write_tables(con, settings.resolved / name, shot, known_run))
    kept.keep(con, settings.resolved / name, kept_by(), parts, scored.registry)
    run = ResolutionRun(
        id=name,
        model=scored.model,
        snapshot=shot.hash,
        inputs=made_from,
        finished_at=utc_now(),
        path=name,
        state_hash=digest(*(f"{n}:{t['rows']}:{t['hash']}" for n, t in sorted(tables.items())), length=24),
        counts=_counts(con, tables),
    )
    with ledger.session() as session:
        resolutions.record(session, run)
        replace_redirects(session, [Redirect(**step._asdict()) for step in redirects])
        if before is not None:
            append_changes(session, changes_since(con, name, known_at))
        newest = [r.path for r in resolutions.runs(session)[:RUNS_KEPT]]
    prune(settings.resolved, newest)
    reused = Reused(*values, taken, tables["mention_source"]["rows"] - taken, scored.taken, scored.weighed)
    return Outcome(run, tables, scored.pairs, clock.seconds, reused)


def _before(settings: Settings, ledger: Ledger) -> Path | None:
    """Return the folder of the run before, if there was one and its tables still stand."""
    with ledger.session() as session:
        last = resolutions.latest(session)
    folder = settings.resolved / last.path if last is not None else None
    return folder if folder is not None and folder.is_dir() else None


def _stands(settings: Settings, before: Path) -> bool:
    """Whether the tables of the run before can be read."""
    with workspace(settings) as con:
        return identity.legible(con, before)


def _counts(con: duckdb.DuckDBPyConnection, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    decided = con.execute("SELECT decision, tier, count(*) FROM match GROUP BY ALL ORDER BY ALL").fetchall()
    return {
        "tables": {n: t["rows"] for n, t in tables.items()},
        "decisions": [list(row) for row in decided],
    }
