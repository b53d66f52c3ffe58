"""A small city whose mentions stewards judge: the ladder runs for real, a decision is one call."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from core.settings import Settings
from resolution.run import resolve
from resolution.tables import latest
from store.judgements import Verdict, append, undo
from store.ledger import Ledger
from tests.resolution.lake import code, deliver

AT = datetime(2023, 6, 1)
BRANDS = ("恒盛", "大华", "金鹰", "凯达", "明辉", "泰丰", "华盛", "顺达", "宏远", "鑫源")
FIRM, OTHER = "晋江市恒盛鞋业有限公司", "晋江市大华鞋业有限公司"
SPELLED = "晋江恒盛鞋业有限责任公司"
AWAY = "厦门恒盛鞋业有限公司"
UNKNOWN, STRANGE = "上海过客建设有限公司", "杭州行人建设有限公司"
SUBSIDY = [
    {"beneficiary_name": SPELLED, "amount": 500000},
    {"beneficiary_name": AWAY, "amount": 90000},
    {"beneficiary_name": UNKNOWN, "amount": 1000},
    {"beneficiary_name": STRANGE, "amount": 2000},
]


class City(NamedTuple):
    """An installation with a lake."""

    settings: Settings
    ledger: Ledger


def make_city(home: Path) -> City:
    """Deliver a registry of 40 firms, taxes and subsidies."""
    city = City(Settings(home=home), Ledger(Settings(home=home)))
    firms = [
        {"name": f"晋江市{brand}{trade}有限公司", "code": code(10 * t + i), "town": "陈埭镇",
         "legal_representative": "王小" + brand[0], "phone": f"1380595{10 * t + i:04d}"}
        for t, trade in enumerate(("鞋业", "服装", "食品", "机械"))
        for i, brand in enumerate(BRANDS)
    ]  # fmt: skip
    deliver(city.settings, city.ledger, "company_registration", firms)
    deliver(city.settings, city.ledger, "subsidy_payment", SUBSIDY)
    deliver(
        city.settings,
        city.ledger,
        "tax_net_revenue",
        [{"code": code(1), "name": OTHER, "amount": 7000}],
    )
    return city


def run(city: City) -> str:
    """Run the ladder and return the hash of what came out."""
    return resolve(city.settings, city.ledger).run.state_hash


def opened(city: City) -> duckdb.DuckDBPyConnection:
    """Return a connection on the newest run."""
    con = duckdb.connect()
    latest(city.settings, city.ledger).attach(con)
    return con


def mention(city: City, name: str, number: str | None = None, kind: str = "ent") -> str:
    """Return the id of the mention with a name, and a code where there is one."""
    query = "SELECT mention_id FROM mention WHERE name = ? AND kind = ? AND code IS NOT DISTINCT FROM ?"
    found = opened(city).execute(query, [name, kind, number]).fetchall()
    return str(found[0][0])


def entity(city: City, name: str) -> str:
    """Return the id of the enterprise with a name."""
    query = "SELECT entity_id FROM entity WHERE name = ? AND kind = 'ent' ORDER BY registered DESC"
    return str(opened(city).execute(query, [name]).fetchall()[0][0])


def outcome(city: City, mention_id: str) -> tuple[Any, ...]:
    """Return decision, reason, entity and the entity of its own of a mention."""
    query = "SELECT decision, reason, entity_id, own_entity_id FROM match WHERE mention_id = ?"
    return tuple(opened(city).execute(query, [mention_id]).fetchall()[0])


def judge(city: City, rows: Sequence[tuple[str, str, Verdict]], actor: str = "某某") -> list[int]:
    """Append decisions and return their numbers."""
    with city.ledger.session() as session:
        return [append(session, a, b, v, actor=actor, reason="查证", at=AT).id for a, b, v in rows]


def take_back(city: City, numbers: Sequence[int]) -> None:
    """Undo decisions."""
    with city.ledger.session() as session:
        for number in numbers:
            undo(session, number, actor="某某", reason="看错", at=AT)
