"""An office with a lake, and the outcome of resolution stated row by row."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import duckdb

from core.duck import connect
from governance.tickets import findings
from governance.tickets.findings import Finding
from governance.tickets.rules import Kind, load_rules
from ingest.contract import load_catalogue
from ingest.lake import snapshot
from resolution.identifiers import read_code
from resolution.roles import enterprise_roles
from resolution.tables import TABLES
from tests.governance.office import Office
from tests.resolution.lake import code

Row = Mapping[str, Any]


class Firm(NamedTuple):
    """A registered firm; `former` is a name that it had."""

    name: str
    code: str
    former: str = ""

    @property
    def id(self) -> str:
        """Its entity."""
        return f"ent_{self.code[-8:]}"


SHOES = Firm("晋江市恒盛鞋业有限公司", code(1))
CLOTHES = Firm("晋江市宏远服装有限公司", code(2), former="晋江市宏达服装有限公司")
FOOD = Firm("晋江市金鹰达食品有限公司", code(3))
TWINS = (Firm("家家乐面线糊店", code(4, sole=True)), Firm("家家乐面线糊店", code(5, sole=True)))
FIRMS = (SHOES, CLOTHES, FOOD, *TWINS)
BAD = code(1)[:17] + ("0" if code(1)[17] != "0" else "1")
STRANGE = code(77)


def found(office: Office, names: Mapping[str, Firm] | None = None) -> list[Finding]:
    """Return the findings of an office; `names` says which firm a written name was matched with."""
    con = connect(office.settings)
    snapshot(office.settings, office.ledger).attach(con)
    _resolved(con, names or {})
    try:
        return findings.stages(con, load_catalogue(), load_rules(office.settings))
    finally:
        con.close()


def of(
    office: Office, kind: Kind, names: Mapping[str, Firm] | None = None
) -> list[tuple[int, str, str, str]]:
    """Return (row, field, value, expected) of one kind."""
    return [(f.row, f.field, f.value or "", f.expected or "") for f in found(office, names) if f.kind is kind]


def _resolved(con: duckdb.DuckDBPyConnection, names: Mapping[str, Firm]) -> None:
    """Create the resolved tables: firms by their code, else by their name, else by what `names` says."""
    for table in TABLES:
        columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
        con.execute(f"CREATE TABLE {table.name} ({columns})")
    for firm in FIRMS:
        _insert(con, "entity", entity_id=firm.id, kind="ent", registered=True, name=firm.name, code=firm.code,
                name_norm=firm.name, in_market=True)  # fmt: skip
        _insert(con, "entity_name", entity_id=firm.id, name=firm.name, kind="current")
        if firm.former:
            _insert(con, "entity_name", entity_id=firm.id, name=firm.former, kind="former")
    seen = set[str]()
    for role in enterprise_roles(load_catalogue()):
        name, number = role.columns["name"] or "NULL", role.columns["code"] or "NULL"
        rows = con.execute(
            f"SELECT {name}, {number}, src_delivery, src_sheet, src_row, src_period, src_supplier "
            f"FROM history_{role.dataset} ORDER BY src_delivery, src_row"
        ).fetchall()
        for written, given, delivery, sheet, row, period, supplier in rows:
            mention = f"{written}|{given}"
            if mention not in seen:
                seen.add(mention)
                _mention(con, mention, written or "", given or "", names)
            place = {"delivery": delivery, "sheet": sheet, "row": row, "period": period, "supplier": supplier}
            _insert(con, "mention_source", mention_id=mention, dataset=role.dataset, role=role.role,
                    part_no=0, **place)  # fmt: skip


def _mention(
    con: duckdb.DuckDBPyConnection, mention: str, written: str, given: str, names: Mapping[str, Firm]
) -> None:
    read = read_code(given)
    by_code = [f for f in FIRMS if read.value and f.code == read.value]
    by_name = [f for f in FIRMS if written in (f.name, f.former)]
    firm = next(iter(by_code or by_name), None) or names.get(written)
    _insert(con, "mention", mention_id=mention, kind="ent", name=written, name_norm=written.strip(),
            code=read.value, code_kind=str(read.kind), rows=1)  # fmt: skip
    _insert(con, "match", mention_id=mention, entity_id=firm.id if firm else None,
            decision="match" if firm else "none", reason="same_code" if by_code else "same_name")  # fmt: skip


def _insert(con: duckdb.DuckDBPyConnection, table: str, **cells: Any) -> None:  # noqa: ANN401  # cells
    columns, marks = ", ".join(cells), ", ".join("?" * len(cells))
    con.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(cells.values()))


def occupied(firm: Firm, **other: object) -> dict[str, object]:
    """Return a row of building_occupancy."""
    return {"name": firm.name, "code": firm.code, "town": "陈埭镇", "building": "宝龙大厦", **other}


def put_occupied(
    office: Office, rows: Sequence[Row], received: str = "2023-06-20", period: str = "2022"
) -> str:
    """Put a list of 陈埭镇 in."""
    return office.put("building_occupancy", period, received, rows, supplier="陈埭镇")
