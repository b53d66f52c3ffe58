"""Where a firm belongs (行业归类 + 属地归属): its department and its town, and how sure each is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from pyarrow import compute as pc

from core.settings import Settings
from governance.help.registry import Firm, read_rows
from governance.help.rules import DEPARTMENT, TOWN, HelpRules, department_named, unit_named
from graph_model.load import last_load
from graph_model.shown import table_file
from resolution.addresses import read_address
from store.ledger import Ledger

COLUMNS: Final = ("entity_id", "department", "basis", "told", "certain")
BASES: Final = {"industry": "行业", "chain": "产业链名单", "park": "园区名单"}
UNKNOWN: Final = "未定"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who answers for a firm and where it lies; a note says why, or what is not certain."""

    department: str | None
    department_note: str
    department_certain: bool
    town: str | None
    town_note: str
    town_certain: bool

    def plain(self) -> dict[str, Any]:
        """Return it for printing and for programs."""
        return {
            "department": self.department or UNKNOWN, "department_note": self.department_note,
            "department_certain": self.department_certain, "town": self.town or UNKNOWN,
            "town_note": self.town_note, "town_certain": self.town_certain,
        }  # fmt: skip


def seats(settings: Settings, ledger: Ledger, firms: Iterable[Firm]) -> dict[str, Seat]:
    """Return the department and town of each firm by id.

    The department is the one that the graph shows, by the mapping in departments.yaml; before the first load
    it is not known.
    """
    found = {f.id: f for f in firms}
    told = _departments(settings, ledger, found)
    return {i: Seat(*_department(told, i), *_town(f)) for i, f in found.items()}


def _departments(
    settings: Settings, ledger: Ledger, ids: Iterable[str]
) -> Mapping[str, Mapping[str, Any]] | None:
    """Return what the last load kept of who answers for whom, or None where nothing is kept."""
    last = last_load(ledger)
    path = table_file(settings, last.state_hash, "firm_department") if last else None
    if path is None:
        return None
    wanted = pc.field("entity_id").isin(pa.array(sorted(ids), pa.string()))
    return {r["entity_id"]: r for r in read_rows([str(path)], COLUMNS, wanted)}


def _department(told: Mapping[str, Mapping[str, Any]] | None, firm: str) -> tuple[str | None, str, bool]:
    if told is None:
        return None, "图谱还没有装载，行业主管部门未定；请运行 chanye refresh", False
    row = told.get(firm)
    if row is None:
        return None, "行业不详，也不在产业链和园区名单中", False
    note = f"按{BASES[row['basis']]} {row['told']}"
    if row["basis"] == "industry" and not row["certain"]:
        note += "；只知到大类，细分后可能归口别的部门"
    return department_named(row["department"]), note, bool(row["certain"])


def _town(firm: Firm) -> tuple[str | None, str, bool]:
    written = read_address(firm.address).town if firm.address else ""
    if not firm.town:
        return (
            (written, "登记未写属地，按地址推定", False)
            if written
            else (None, "登记和地址都看不出属地", False)
        )
    if written and written != firm.town:
        return firm.town, f"登记为{firm.town}，地址写的是{written}", False
    return firm.town, "按登记", True


def responsible(rules: HelpRules, kind: str, seat: Seat) -> str | None:
    """Return who answers for a kind of case of a firm there; None where nobody can be told."""
    wanted = rules.of(kind).unit
    if wanted == DEPARTMENT:
        if seat.department:
            return seat.department
        wanted = rules.undecided
    return seat.town if wanted == TOWN else unit_named(wanted)
