"""Past states: what was known at a moment, in a home of its own that the ordinary pipeline makes.

It links to the same lake and holds a ledger cut at the moment; what was decided, received or withdrawn later
is not in it. Its folder is named by a digest of what was known and of the rules of today, so that two moments
between which nothing happened share one state. Only the note, written last, makes a folder a state.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from core.errors import NotFoundError, UsageError
from core.ids import digest
from core.progress import console
from core.settings import Settings
from graph_model import server
from graph_model.load import load, projection_rules
from pipeline.refresh import is_loaded, is_resolved
from resolution.run import kept_by, resolve
from resolution.versions import fits
from store import models, past
from store.ledger import Ledger, forget_ledger
from store.past import Known

NOTE: Final = "state.json"
KEPT: Final = "kept-running"
"""A file in a state's folder: its graph goes on running after a question."""
LATER: Final = datetime(9000, 1, 1)  # later than anything that the ledger knows
SECONDS, SECONDS_A_ROW = 70.0, 9e-5  # measured at 3,000 and 30,000 enterprises, two cores
MEGABYTES, MEGABYTES_A_ROW = 320.0, 1.2e-4  # an import gives the transaction log 256 MB at once


@dataclass(frozen=True)
class State:
    """A past state that is there: the moment it was made for, what was known then, what it cost."""

    key: str
    known_on: str
    newest: str  # when the newest delivery in force was received
    deliveries: int
    rows: int
    judgements: int
    model: int | None
    rules: str
    made_at: str
    seconds: float


@dataclass(frozen=True)
class Plan:
    """What asking at a moment needs: its state's key, whether that is there, what making it would cost."""

    known: Known
    key: str
    current: bool  # what is served now shows just this
    ready: bool
    rows: int
    seconds: float
    megabytes: float


def folder(settings: Settings) -> Path:
    """Where the past states of an installation stand."""
    return settings.home / "past"


def home_of(settings: Settings, key: str) -> Path:
    """The home of one past state."""
    return folder(settings) / key


def settings_of(settings: Settings, key: str) -> Settings:
    """Return the settings of a past state: its own ledger, its own managed Neo4j on a free port."""
    own = {"home": home_of(settings, key), "ledger_url": None, "ledger_password_file": None}
    return settings.model_copy(update=own | {"neo4j_uri": None, "neo4j_port": 0})


def rules_of_today() -> str:
    """Return a digest of what is not kept by date: program, packages, chain templates, policy catalogue."""
    return digest(kept_by(), projection_rules(), length=24)


def _key(known: Known, rules: str) -> str:
    return digest(*known.told(), rules, length=16)


def _known(ledger: Ledger, moment: datetime) -> Known:
    """Return what was known; a model that today's program cannot score with gives way to the one in use."""
    with ledger.session() as session:
        known = past.known_at(session, moment)
        active = models.active(session)
        if known.model is None or fits(known.model) or active is None or not fits(active):
            return known
    return replace(known, model=past.detached(active))


def check(ledger: Ledger, moment: datetime, now: datetime) -> None:
    """Refuse a moment in the future (UsageError), or before the first delivery (NotFoundError)."""
    if moment.date() > now.date():
        raise UsageError(
            f"--known-on {moment:%Y-%m-%d} 在将来，那时会知道什么还说不出（今天是 {now:%Y-%m-%d}）。",
            advice="最晚写今天；只有 --as-of 可以是将来的日子。",
        )
    with ledger.session() as session:
        first = past.first_received(session)
    if first is None:
        raise NotFoundError("还没有收到过任何交付件。", advice="请先用 chanye ingest 接收数据。")
    if moment < first:
        raise NotFoundError(
            f"到 {moment:%Y-%m-%d %H:%M} 还没有收到任何交付件，最早的一份收到于 {first:%Y-%m-%d %H:%M}。",
            advice=f"--known-on 请用 {first:%Y-%m-%d} 或以后的日子。",
        )


def plan(settings: Settings, ledger: Ledger, moment: datetime, now: datetime) -> Plan:
    """Tell what asking as known at a moment (local time) needs; raises as `check`, also for no data."""
    check(ledger, moment, now)
    known, rules = _known(ledger, moment), rules_of_today()
    rows = sum(f.rows for f in known.in_force)
    if not rows:
        raise NotFoundError(
            f"到 {moment:%Y-%m-%d %H:%M} 没有在用的数据：收到的都已撤回或没有行。", advice="请换一个日子。"
        )
    key = _key(known, rules)
    current = (
        key == _key(_known(ledger, LATER), rules) and is_resolved(settings, ledger) and is_loaded(ledger)
    )
    seconds, megabytes = SECONDS + rows * SECONDS_A_ROW, MEGABYTES + rows * MEGABYTES_A_ROW
    return Plan(known, key, current, read(settings, key) is not None, rows, seconds, megabytes)


def read(settings: Settings, key: str) -> State | None:
    """Return a state by its key; None where none was finished, or the note is another state's."""
    try:
        state = State(**json.loads((home_of(settings, key) / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return state if state.key == key else None


def keys(settings: Settings) -> list[str]:
    """Return the names of the folders that there are, of states and of what was not finished."""
    place = folder(settings)
    return sorted(p.name for p in place.iterdir() if p.is_dir()) if place.is_dir() else []


def states(settings: Settings) -> Iterator[State]:
    """Yield the states that are there, by the moment they were made for."""
    found = (read(settings, key) for key in keys(settings))
    yield from sorted((s for s in found if s is not None), key=lambda s: (s.known_on, s.key))


def unfinished(settings: Settings) -> list[str]:
    """Return the keys of what is being made, or was when its process was killed."""
    return [key for key in keys(settings) if read(settings, key) is None]


def size(settings: Settings, key: str) -> int:
    """Return the bytes that a state takes on the disk; the lake that it links to is not its own."""
    total = 0
    for place, _, names in os.walk(home_of(settings, key)):
        total += sum((Path(place) / n).lstat().st_blocks * 512 for n in names)
    return total


def clear(settings: Settings, key: str) -> None:
    """Stop a state's graph and delete its folder, finished or not; the lake behind the link stays."""
    home = home_of(settings, key)
    if not home.is_dir():
        return
    (home / NOTE).unlink(missing_ok=True)
    server.stop_all(settings_of(settings, key))
    forget_ledger(settings_of(settings, key))
    shutil.rmtree(home)


def make(settings: Settings, planned: Plan) -> State:
    """Make a state; call it with the right to (pipeline.asking). What fails or is killed leaves no state."""
    known, key, started = planned.known, planned.key, time.monotonic()
    clear(settings, key)
    _tell(planned)
    own = settings_of(settings, key)
    try:
        ledger = Ledger(own)
        link = own.home / "lake"
        link.symlink_to(os.path.relpath(settings.lake.resolve(), link.parent.resolve()))
        with ledger.session() as session:
            past.write(session, known)
        resolve(own, ledger)
        load(own, ledger)
    except BaseException:
        clear(settings, key)
        raise
    state = State(
        key,
        known.moment.isoformat(" "),
        max(f.known_from for f in known.in_force).isoformat(" "),
        len({f.delivery for f in known.in_force}),
        planned.rows,
        len(known.judgements),
        known.model.number if known.model else None,
        rules_of_today(),
        datetime.now().isoformat(" ", "seconds"),
        round(time.monotonic() - started, 1),
    )
    part = own.home / f"{NOTE}.part"
    part.write_text(json.dumps(asdict(state), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(own.home / NOTE)
    return state


def _tell(planned: Plan) -> None:
    console.print(
        f"▸ 重建 {planned.known.moment:%Y-%m-%d %H:%M} 所知的数据：{planned.rows:,} 行，"
        f"约 {planned.seconds / 60:.0f} 分钟、{planned.megabytes:,.0f} MB 磁盘；建成后留着再用"
        "（chanye past list 查看，drop 删除）",
        highlight=False,
        soft_wrap=True,
    )
