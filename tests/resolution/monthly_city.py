"""A small city whose units deliver month by month, drawn from a seed."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from core.settings import Settings
from store.ledger import Ledger
from tests.resolution import panel_city
from tests.resolution.lake import code, deliver

BRANDS = ("恒盛", "恒胜", "大华", "金鹰达", "宏远", "鑫源", "泰丰", "华盛", "顺达", "凯达")
TRADES, SLIPS = (
    ("鞋业", "服装", "食品", "机械"),
    (("盛", "胜"), ("鞋业", "鞋材"), ("有限公司", "厂"), ("晋江市", "")),
)


class City(NamedTuple):
    """An installation with a lake."""

    settings: Settings
    ledger: Ledger


def open_city(home: Path) -> City:
    """Open the installation of a folder."""
    return City(Settings(home=home), Ledger(Settings(home=home)))


def firm(number: int) -> dict[str, Any]:
    """Return a registered firm by its number."""
    person, brand, trade = (
        "王小" + BRANDS[number % len(BRANDS)][0],
        BRANDS[number % len(BRANDS)],
        TRADES[number // len(BRANDS) % len(TRADES)],
    )
    town = ("陈埭镇", "池店镇", "安海镇")[number % 3]
    return {
        "name": f"晋江市{brand}{trade}有限公司", "code": code(number), "legal_representative": person,
        "phone": f"1380595{number:04d}", "address": f"晋江市{town}鞋都路{number}号", "town": town,
    }  # fmt: skip


def _typed(rng: Random, name: str) -> str:
    """A name as somebody types it: often whole, else with one slip."""
    old, new = rng.choice(SLIPS)
    return name.replace(old, new) if rng.random() < 0.6 else name


def deliver_month(city: City, rng: Random, month: int) -> None:
    """Deliver what one month brings: payments and taxes always, the registry or a permit now and then."""
    period = f"2023-{month:02d}" if month > 1 else "2022-12"
    names = [firm(rng.randrange(44))["name"] for _ in range(6)]
    paid = [{"beneficiary_name": _typed(rng, n), "amount": rng.randrange(9000)} for n in names]
    deliver(
        city.settings,
        city.ledger,
        "subsidy_payment",
        [*paid, {"beneficiary_name": "上海过客建设集团"}],
        period,
    )
    taxed = [(firm(n), n) for n in rng.sample(range(44), 4)]
    taxes = [{"code": f["code"], "name": _typed(rng, f["name"]), "amount": n} for f, n in taxed]
    deliver(city.settings, city.ledger, "tax_net_revenue", taxes, period)
    _insured(city, month, period)
    if month == 1 or rng.random() < 0.4:
        firms = [firm(n) for n in range(36 + rng.randrange(8))]
        deliver(city.settings, city.ledger, "company_registration", firms, period)
    if rng.random() < 0.6:
        site = {
            "project_name": f"{rng.choice(BRANDS)}新建厂房{month}期",
            "contractor_name": _typed(rng, names[0]),
        }
        named = {"permit_no": f"3505822023{month:02d}0101", "owner_name": names[1], **site}
        deliver(city.settings, city.ledger, "construction_permit", [named], period)


def _insured(city: City, month: int, period: str) -> None:
    """Deliver who is insured: firms named as registered, some under a slip, each since its own day."""
    slips, rows = Random(month), []
    for number in range(36):
        name = firm(number)["name"]
        since = date(1990, 1, 1) + timedelta(days=200 * number)
        rows.append(panel_city.row(name if number % 4 else _typed(slips, name), since, period))
    deliver(city.settings, city.ledger, "social_insurance", rows, period)
