"""A small city that lives act by act: deliveries, a correction, a withdrawal, a judgement and its undoing."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import queries
from core.settings import Settings
from data.city.settings import CitySettings
from data.city.supply.generate import generate
from data.city.supply.profile import read_profile
from ingest.delivery import deliver
from ingest.gather import Options
from store import deliveries, judgements
from store.judgements import Verdict
from store.ledger import Ledger

Answer = TypeVar("Answer")
NOW = datetime(2024, 1, 1)
MAY = ("202305", "2023-05", "2023年5月")
REGISTER = "企业登记信息（截至"
FIRMS = """
SELECT DISTINCT entity_id FROM assigned
WHERE dataset = 'subsidy_payment' AND role = '受补企业' AND kind = 'ent' ORDER BY entity_id LIMIT 5
"""
NAME = "SELECT name FROM entity WHERE entity_id = ?"
IN_DOUBT = """
SELECT mention_id, entity_id FROM match JOIN mention USING (mention_id)
WHERE decision = 'review' AND kind = 'ent' AND entity_id IS NOT NULL AND mention_id IN
      (SELECT mention_id FROM mention_source
       WHERE dataset IN ('property_mortgage', 'property_registration', 'subsidy_payment'))
ORDER BY rows DESC, mention_id LIMIT 1
"""


class Found(NamedTuple):
    """Whom the acts are about: firms to ask for, and a mention in doubt with its likeliest entity."""

    firms: list[str]
    name: str
    mention: str
    entity: str


def make_city(folder: Path) -> Path:
    """Make the files of a city of 300 enterprises and return their folder."""
    city = CitySettings(enterprises=300, seed=11, months="2022-01..2023-05")
    generate(city, read_profile("final"), folder / "city", "final", lambda *_: None, lambda _: None)
    return folder / "city" / "supply"


def _hold_back(supply: Path, aside: Path, *words: str) -> list[Path]:
    """Put the files whose names hold one of some words aside."""
    aside.mkdir()
    found = sorted(p for p in supply.rglob("*") if p.is_file() and any(w in p.name for w in words))
    assert found
    return [p.rename(aside / p.name) for p in found]


def _subsidy(folder: Path, name: str, firm: str, amount: int) -> Path:
    """Write a file of one payment; a later one of the same month corrects it."""
    path = folder / f"政府补助拨款奖励资金扶持信息{name}.csv"
    line = f"{firm},{firm},晋江市工业和信息化局,{amount},晋财指标〔2023〕9号,技改奖励,技术改造专项资金"
    head = "企业名称,收款人,单位名称,金额,指标文号,指标摘要,项目名称\n"
    path.write_text(f"{head}{line}\n", encoding="utf-8-sig")
    return path


def _universal(moment: datetime) -> datetime:
    """A local time as the ledger keeps judgements."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _find(settings: Settings, ledger: Ledger) -> Found:
    lake = queries.open_lake(settings, ledger)
    ((mention, entity),) = lake.execute(IN_DOUBT).fetchall()
    firms = sorted({entity, *(f for (f,) in lake.execute(FIRMS).fetchall())})
    ((name,),) = lake.execute(NAME, [firms[0]]).fetchall()
    lake.close()
    return Found(firms, name, mention, entity)


def live(
    settings: Settings,
    ledger: Ledger,
    folder: Path,
    renew: Callable[[], object],
    answer: Callable[[list[str]], Answer],
) -> tuple[list[str], dict[datetime, Answer]]:
    """Live through the acts; after each, `renew` and keep the answer. Returns the firms and the answers.

    The fifth answer is after the undoing of what was judged before the fourth.
    """
    supply = make_city(folder)
    may, register = _hold_back(supply, folder / "may", *MAY), _hold_back(supply, folder / "r", REGISTER)

    def take(*paths: Path, period: str | None = None) -> Callable[[datetime], object]:
        def do(at: datetime) -> None:
            receipts = deliver(settings, ledger, paths, Options(received_at=at, period=period))
            assert any(r.good for r in receipts), [r.error for r in receipts]

        return do

    def withdraw(at: datetime) -> None:
        with ledger.session() as session:
            came = deliveries.deliveries(session, dataset="chain_firm")
            deliveries.withdraw(session, came[0].id, "名单有误", "信息员", at)

    def judge(at: datetime) -> None:
        with ledger.session() as session:
            judgements.append(
                session, found.mention, found.entity, Verdict.MUST_LINK, actor="核数员", reason="电话核实",
                at=_universal(at),
            )  # fmt: skip

    def undo(at: datetime) -> None:
        with ledger.session() as session:
            judgements.undo(session, 1, actor="核数员", reason="看错", at=_universal(at))

    begin = datetime(2023, 6, 1, 9)
    take(supply)(begin)
    take(_subsidy(folder, "一", "晋江市示例鞋业有限公司", 500_000), period="2023-05")(begin)
    renew()
    found = _find(settings, ledger)
    answers = {begin: answer(found.firms)}
    take(*register)(datetime(2023, 6, 15))
    for at, act in (
        (datetime(2023, 6, 20), take(_subsidy(folder, "二", found.name, 800_000), period="2023-05")),
        (datetime(2023, 7, 1, 10), withdraw),
        (datetime(2023, 7, 10), judge),
        (datetime(2023, 7, 20), undo),
        (datetime(2023, 8, 1), take(*may)),
    ):
        act(at)
        renew()
        answers[at] = answer(found.firms)
    return found.firms, answers
