"""A small city whose social insurance rows repeat by month: two names hang on what the other rows say."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import pytest

from core.settings import Settings
from resolution.panel import weights
from resolution.tables import latest
from store.ledger import Ledger
from tests.resolution.lake import code, deliver

BRANDS: Final = ("恒盛", "大华", "金鹰达", "宏远", "鑫源", "泰丰", "华盛", "顺达", "凯达", "恒胜")
TRADES: Final = ("鞋业", "服装", "食品", "机械")
MONTHS: Final = tuple(f"2023-{month:02d}" for month in range(1, 7))
KIND: Final = "企业职工基本养老保险"

TAKEN, OPEN = "晋江市恒盛鞋业有限公司", "晋江市恒胜鞋业有限公司"
"""Of one sound: the first has a row of its own in every month, the second only in the first three."""
BETWEEN: Final = "晋江市恒生鞋业有限公司"  # as near to the one as to the other; in the last three months
SLIPPED: Final = "晋江市大华食吕有限公司"  # plainly 大华食品, but for what stands beside
NAMED: Final = "晋江市大华食品有限公司"


class City(NamedTuple):
    """An installation with a lake."""

    settings: Settings
    ledger: Ledger


def open_city(home: Path) -> City:
    """Return the installation in a folder, made where there is none."""
    return City(Settings(home=home), Ledger(Settings(home=home)))


def name_of(number: int) -> str:
    """Return the registered name of a firm."""
    return f"晋江市{BRANDS[number % 10]}{TRADES[number // 10]}有限公司"


def opened(number: int) -> date:
    """Return when a firm opened: no two within a year."""
    return date(1980, 1, 5) + timedelta(days=380 * number)


def insured(number: int) -> date:
    """Return since when a firm pays: within six months of its opening."""
    return opened(number) + timedelta(days=60)


def row(name: str, since: date, month: str) -> dict[str, Any]:
    """Return a row of social_insurance."""
    return {"month": month, "name": name, "insurance_type": KIND, "insured_from": since, "employees": 8}


def deliver_registry(city: City) -> None:
    """Deliver 40 firms to market supervision and to the tax authority, which tells when they opened."""
    firms = [{"name": name_of(n), "code": code(n), "town": "陈埭镇"} for n in range(40)]
    deliver(city.settings, city.ledger, "company_registration", firms, "2022-12")
    taxed = [
        {"name": name_of(n), "code": code(n), "opened_on": opened(n), "status": "正常"} for n in range(40)
    ]
    deliver(city.settings, city.ledger, "tax_registration", taxed, "2022-12")


def insurance(month: str) -> list[dict[str, Any]]:
    """Return a month's rows: odd firms are written without 市 from April on, 恒胜鞋业 ends in March."""
    late, rows = month >= "2023-04", []
    for n in range(40):
        name = name_of(n)
        if name == OPEN and late:
            continue
        written = name.replace("晋江市", "晋江") if n % 2 and late else name
        rows.append(row(written, insured(n), month))
    if late:
        rows.append(row(BETWEEN, insured(BRANDS.index("恒胜")), month))
    rows.append(row(SLIPPED, opened(1) - timedelta(days=200), month))
    return rows


def deliver_all(city: City, rows: Mapping[str, Sequence[dict[str, Any]]] | None = None) -> None:
    """Deliver the registry and every month; `rows` by month in the place of `insurance`."""
    deliver_registry(city)
    for month in MONTHS:
        given = rows[month] if rows is not None else insurance(month)
        deliver(city.settings, city.ledger, "social_insurance", given, month)


def few_teach(patch: pytest.MonkeyPatch) -> None:
    """Let the few names of a small city teach what a level weighs."""
    patch.setattr(weights, "LEAST_MENTIONS", 10)


def outcome(city: City) -> dict[str, tuple[str, str, str | None]]:
    """Return decision, reason and matched or proposed name of the two names in question."""
    con = duckdb.connect()
    latest(city.settings, city.ledger).attach(con)
    rows = con.execute(
        "SELECT n.name, m.decision, m.reason, e.name FROM match m JOIN mention n USING (mention_id) "
        "LEFT JOIN entity e ON e.entity_id = m.entity_id WHERE n.name IN ($one, $other)",
        {"one": BETWEEN, "other": SLIPPED},
    ).fetchall()
    return {name: (decision, reason, entity) for name, decision, reason, entity in rows}
