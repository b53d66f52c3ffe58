"""An office whose last run and graph are stated row by row: firms to help, found by id, code or name."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple

import duckdb

from core.settings import Settings
from governance.help import desk
from governance.help.desk import Need
from governance.help.standing import Shown, select
from graph_model import shown
from resolution.tables import NOTE, TABLES
from store.cases import Step
from store.ledger import Ledger
from store.tables import EntityChange, GraphLoad, Redirect, ResolutionRun
from tests.governance.office import Office, moment
from tests.resolution.lake import code


class Firm(NamedTuple):
    """A registered firm, and how the graph places it: basis, what is told, department, whether certain."""

    name: str
    code: str
    town: str | None = "陈埭镇"
    address: str | None = "晋江市陈埭镇江头村1号"
    place: tuple[str, str, str, bool] | None = ("industry", "195", "市工业和信息化局", True)

    @property
    def id(self) -> str:
        """Its entity."""
        return f"ent_{self.code[-8:].lower()}"


SHOES = Firm("晋江市恒盛鞋业有限公司", code(1))
CLOTHES = Firm(
    "晋江市宏远服装有限公司",
    code(2),
    "安海镇",
    "晋江市东石镇大街2号",
    ("industry", "C", "市工业和信息化局", False),
)  # fmt: skip
TWINS = (Firm("家家乐面线糊店", code(4, sole=True)), Firm("家家乐面线糊店", code(5, sole=True)))
FISH = Firm(
    "晋江市金鹰达水产有限公司",
    code(6),
    None,
    "晋江市深沪镇港路3号",
    ("chain", "食品饮料产业链", "市工业和信息化局", False),
)
NOWHERE = Firm("晋江市无名商行", code(7), None, None, None)
FIRMS = (SHOES, CLOTHES, *TWINS, FISH, NOWHERE)
RUN, STATE = "r1", "s" * 32


def write_run(home: Path, firms: Iterable[Firm], run: str = RUN) -> None:
    """Write the resolved tables of a run that knows these firms and nothing else."""
    folder = home / "resolved" / run
    folder.mkdir(parents=True)
    con = duckdb.connect()
    for table in TABLES:
        if table.name not in ("entity", "entity_name"):
            continue
        con.execute(f"CREATE TABLE {table.name} ({', '.join(f'{c.name} {c.type}' for c in table.columns)})")
        for firm in firms:
            _insert(con, table.name, _cells(table.name, firm))
        con.table(table.name).write_parquet(str(folder / f"{table.name}.parquet"))
    (folder / NOTE).write_text(json.dumps({"entity": {}, "entity_name": {}}))


def _cells(table: str, firm: Firm) -> dict[str, Any]:
    if table == "entity_name":
        return {"entity_id": firm.id, "name": firm.name, "kind": "current"}
    return {
        "entity_id": firm.id, "kind": "ent", "anchor": firm.code, "registered": True, "name": firm.name,
        "name_norm": firm.name, "code": firm.code, "town": firm.town, "address": firm.address,
        "in_market": True,
    }  # fmt: skip


def _insert(con: duckdb.DuckDBPyConnection, table: str, cells: Mapping[str, Any]) -> None:
    columns, marks = ", ".join(cells), ", ".join("?" * len(cells))
    con.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(cells.values()))


def write_graph(settings: Settings) -> None:
    """Write what a load keeps of who answers for whom."""
    folder = shown.folder(settings, STATE)
    folder.mkdir(parents=True)
    con = duckdb.connect()
    con.execute("CREATE TABLE d (entity_id TEXT, basis TEXT, told TEXT, department TEXT, certain BOOLEAN)")
    for firm in FIRMS:
        if firm.place is not None:
            con.execute("INSERT INTO d VALUES (?, ?, ?, ?, ?)", [firm.id, *firm.place])
    con.table("d").write_parquet(str(folder / "firm_department.parquet"))
    (folder / shown.NOTE).write_text("{}")


def note_run(ledger: Ledger, run: str = RUN, at: str = "2023-05-01") -> None:
    """Tell the ledger of a run."""
    row = ResolutionRun(
        id=run, snapshot="", finished_at=moment(at), path=run, state_hash="", counts={}
    )  # fmt: skip
    with ledger.session() as session:
        session.add(row)


def make_home(home: Path) -> None:
    """Write run and graph of these firms; `note_home` tells a ledger of them."""
    write_run(home, FIRMS)
    write_graph(Settings(home=home))


def note_home(ledger: Ledger) -> None:
    """Tell a ledger of run and graph."""
    note_run(ledger)
    with ledger.session() as session:
        session.add(GraphLoad(run=RUN, loaded_at=moment("2023-05-01"), state_hash=STATE, counts={}))


class HelpOffice(Office):
    """An office with firms to help."""

    def __init__(self, folder: Path, template: Path, made: Path) -> None:
        """`made` is a home that `make_home` wrote; its ledger is not taken."""
        super().__init__(folder, template)
        for part in ("resolved", "graph"):
            copytree(made / part, self.settings.home / part)
        note_home(self.ledger)

    def enter(
        self,
        firm: str = SHOES.id,
        kind: str = "用工",
        text: str = "缺普工",
        on: str = "2023-06-01",
        **more: Any,  # noqa: ANN401  # what a need has beside
    ) -> str:
        """Enter a need that was received and told on one day."""
        at = moment(more.pop("at", f"{on}T09:00:00"))
        need = Need(firm, kind, text, date.fromisoformat(on), **more)
        return desk.enter(self.settings, self.ledger, need, actor="a", at=at)

    def step(self, what: Step, on: str, *numbers: str, **more: Any) -> list[str]:  # noqa: ANN401
        """Take a step with cases at ten o'clock of a day."""
        at = moment(on if "T" in on else f"{on}T10:00:00")
        given = {"reason": "已核实"} | more
        return desk.step(self.settings, self.ledger, numbers, what, actor="a", at=at, **given)

    def moved(self, number: str, firm: str, on: str) -> None:
        """Say that a case is another firm's."""
        desk.move(self.settings, self.ledger, number, firm, actor="a", at=moment(on), reason="登记时写错")

    def listed(self, day: str, known: str | None = None, **more: Any) -> list[Shown]:  # noqa: ANN401
        """Return how cases stand on a day."""
        known_on = moment(known) if known else None
        return select(self.settings, self.ledger, date.fromisoformat(day), known_on=known_on, **more)

    def one(self, day: str, **more: Any) -> Shown:  # noqa: ANN401
        """Return the one case there is on a day."""
        (only,) = self.listed(day, **more)
        return only

    def merged(self, old: Firm, new: Firm, on: str = "2023-07-01", run: str = "r2") -> None:
        """Let the next run know one firm less: its id leads to the other's."""
        self.resolved_again(
            run, on, [f for f in FIRMS if f != old], [("merged", old.id, new.id, old.name, new.name)]
        )
        with self.ledger.session() as session:
            session.merge(Redirect(old=old.id, new=new.id, since=moment(on), reason="merged"))

    def parted(self, old: Firm, new: Firm, on: str = "2023-08-01", run: str = "r3") -> None:
        """Let the next run know the firm again that had given way."""
        self.resolved_again(
            run, on, FIRMS,
            [("created", old.id, None, None, old.name), ("split", new.id, old.id, new.name, old.name)],
        )  # fmt: skip
        with self.ledger.session() as session:
            session.delete(session.get_one(Redirect, old.id))

    def resolved_again(
        self, run: str, on: str, firms: Iterable[Firm], told: Iterable[tuple[Any, ...]] = ()
    ) -> None:
        """Let a later run know these firms, and the feed tell what changed."""
        write_run(self.settings.home, list(firms), run)
        note_run(self.ledger, run, on)
        with self.ledger.session() as session:
            for change, entity, other, before, after in told:
                row = EntityChange(run=run, known_at=moment(on), change=change, kind="ent", entity=entity)
                row.other, row.before, row.after = other, before, after
                session.add(row)
                session.flush()


def signal(kind: str = "signal_staff", period: str = "2023-04", staff: int = 40) -> dict[str, Any]:
    """Return a signal as the queries tell it."""
    return {
        "kind": kind, "certainty": "很可能", "period": period, "detail": f"{period} 下降", "evidence": "依据",
        "sources": [f"social_insurance/{period}/d#!2"], "year": 2022, "staff": staff, "tax": 1000.0,
    }  # fmt: skip
