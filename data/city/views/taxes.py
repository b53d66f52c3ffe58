"""Taxes that fall due in a month: who owes which, on what, and how much; paid and declared alike."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.city.draw import Floats, Ints, cents, generator
from data.city.words import trades
from data.city.world import World
from data.city.world.economy import GENERAL, SMALL

# levy item, sub-item, budget subject, how the money is shared, rate shown
LEVIES = [
    ("增值税", "商业(13%)", "国内增值税", "中央50%，县市50%", 0.13),
    ("增值税", "制造业(13%)", "国内增值税", "中央50%，县市50%", 0.13),
    ("增值税", "建筑服务(9%)", "国内增值税", "中央50%，县市50%", 0.09),
    ("增值税", "现代服务(6%)", "国内增值税", "中央50%，县市50%", 0.06),
    ("增值税", "小规模纳税人(1%)", "国内增值税", "中央50%，县市50%", 0.01),
    ("城市维护建设税", "市区（增值税附征）", "城市维护建设税", "县市100%", 0.07),
    ("城市维护建设税", "县城、镇（增值税附征）", "城市维护建设税", "县市100%", 0.05),
    ("教育费附加", "增值税教育费附加", "教育费附加收入", "县市100%", 0.03),
    ("地方教育附加", "增值税地方教育附加", "地方教育附加收入", "省级10%，县市90%", 0.02),
    ("个人所得税", "正常工资薪金", "个人所得税", "中央60%，县市40%", 0.03),
    ("个人所得税", "经营所得", "个人所得税", "中央60%，县市40%", 0.05),
    ("企业所得税", "应纳税所得额", "企业所得税", "中央60%，县市40%", 0.25),
    ("印花税", "购销合同", "印花税", "县市100%", 0.0003),
    ("房产税", "从价计征", "房产税", "县市100%", 0.012),
    ("城镇土地使用税", "二级土地", "城镇土地使用税", "县市100%", 4.0),
    ("企业职工基本养老保险费", "职工基本养老保险(单位缴纳)", "企业职工基本养老保险费收入", "省级100%", 0.16),
    ("残疾人就业保障金", "残疾人就业保障金", "残疾人就业保障金收入", "县市100%", 0.015),
    ("国有土地使用权出让收入", "土地出让价款", "土地出让价款收入", "县市100%", 1.0),
    ("增值税", "留抵退税", "增值税留抵退税", "中央50%，县市50%", 0.13),
]
VAT_TRADE, VAT_MAKE, VAT_BUILD, VAT_SERVICE, VAT_SMALL = range(5)
(
    CITY_TAX,
    TOWN_TAX,
    EDUCATION,
    EDUCATION_LOCAL,
    WAGES,
    PROFITS,
    INCOME,
    STAMP,
    HOUSE,
    LAND,
    PENSION,
    DISABLED,
    GRANT,
    CREDIT,
) = range(5, 19)


@dataclass(frozen=True)
class Due:
    """Taxes due: body, levy (place in LEVIES), base and amount in 元, months covered, income behind it."""

    body: Ints
    levy: Ints
    base: Floats
    amount: Floats
    months: Ints
    income: Floats

    def only(self, keep: np.ndarray) -> "Due":
        """The rows of this mask."""
        return Due(*(getattr(self, f)[keep] for f in self.__dataclass_fields__))


def vat_kinds(world: World, rows: Ints) -> Ints:
    """The VAT sub-item of general taxpayers by what they do."""
    section = trades()["section"].to_numpy()[world.bodies["trade"].to_numpy()[rows]]
    return np.select(
        [section == "C", section == "F", np.isin(section, ["E", "K", "G"])],
        [VAT_MAKE, VAT_TRADE, VAT_BUILD],
        VAT_SERVICE,
    )


def due_in(world: World, period: str) -> Due:
    """Taxes that are declared and paid in this month, for the month or quarter before."""
    before = str(pd.Period(period, "M") - 1)
    state, b = world.month(before), world.bodies
    rng = generator(world.settings.seed, "taxes", before)
    rows, revenue = state.of(b["taxed"].to_numpy() & ~b["shell"].to_numpy())
    vat = b["vat"].to_numpy()[rows]
    rate = np.array([v[4] for v in LEVIES])
    margin = b["margin"].to_numpy()[rows]
    parts: list[tuple[Ints, Ints | int, Floats, Floats, int, Floats]] = []
    general = vat == GENERAL
    g, gr = rows[general], revenue[general]
    kind = vat_kinds(world, g)
    carry = rng.random(len(g)) < np.where(b["exporter"].to_numpy()[g], 0.7, 0.18)
    owed = cents(np.where(carry, 0, gr * margin[general] * rate[kind] * 0.7))
    parts.append((g, kind, gr, owed, 1, gr))
    local_tax = np.where(b["town"].to_numpy()[g] < 6, CITY_TAX, TOWN_TAX)
    parts.append((g, local_tax, owed, cents(owed * rate[local_tax]), 1, owed))
    for levy in (EDUCATION, EDUCATION_LOCAL):
        some = owed > 800
        parts.append((g[some], levy, owed[some], cents(owed[some] * rate[levy]), 1, owed[some]))
    staffed = (b["staff"].to_numpy()[rows] > 8) & (rng.random(len(rows)) < 0.55)
    wages = b["staff"].to_numpy()[rows[staffed]] * 5200.0
    parts.append((rows[staffed], WAGES, wages, cents(wages * 0.006), 1, wages))
    if int(period[5:]) % 3 == 1:
        parts += _quarterly(world, rng, rows, revenue, vat, margin, before)
    if int(period[5:]) in (4, 10):
        owner = rows[(b["staff"].to_numpy()[rows] > 25) & (vat == GENERAL)]
        worth = b["staff"].to_numpy()[owner] * 60_000.0
        area = b["staff"].to_numpy()[owner] * 22.0
        parts.append((owner, HOUSE, worth, cents(worth * 0.0042), 6, worth))
        parts.append((owner, LAND, area, cents(area * 2.0), 6, area))
    return _joined(parts)


def _quarterly(
    world: World,
    rng: np.random.Generator,
    rows: Ints,
    revenue: Floats,
    vat: Ints,
    margin: Floats,
    before: str,
) -> list[tuple[Ints, Ints | int, Floats, Floats, int, Floats]]:
    """Taxes by the quarter: small taxpayers' VAT (exempt April to December 2022), income tax, stamps."""
    company = world.bodies["company"].to_numpy()[rows]
    small = (vat == SMALL) & (rng.random(len(rows)) < np.where(company, 0.85, 0.75))
    income = cents(revenue[small] * 3)
    exempt = ("2022-04" <= before <= "2022-12") | (income < 300_000) & (rng.random(len(income)) < 0.8)
    vat_small = cents(np.where(exempt, 0, income * 0.01))
    out: list[tuple[Ints, Ints | int, Floats, Floats, int, Floats]] = [
        (rows[small], VAT_SMALL, income, vat_small, 3, income)
    ]
    shop = ~company & (rng.random(len(rows)) < 0.6)
    earned = cents(revenue[shop] * 3)
    out.append((rows[shop], PROFITS, earned, cents(earned * 0.004), 3, earned))
    firm = company & (rng.random(len(rows)) < 0.9)
    profit = cents((revenue[firm] * 3 * (margin[firm] - 0.11) * 0.35).clip(0))
    part = np.where(profit > 750_000, 0.25, 0.05)
    out.append((rows[firm], INCOME, profit, cents(profit * part), 3, cents(revenue[firm] * 3)))
    sales = (vat == GENERAL) & (rng.random(len(rows)) < 0.8)
    sold = cents(revenue[sales] * 3)
    out.append((rows[sales], STAMP, sold, cents(sold * 0.00015), 3, sold))
    return out


def _joined(parts: list[tuple[Ints, Ints | int, Floats, Floats, int, Floats]]) -> Due:
    return Due(
        np.concatenate([p[0] for p in parts]),
        np.concatenate([np.broadcast_to(np.asarray(p[1]), p[0].shape) for p in parts]).astype(np.int64),
        np.concatenate([p[2] for p in parts]),
        np.concatenate([p[3] for p in parts]),
        np.concatenate([np.full(len(p[0]), p[4]) for p in parts]),
        np.concatenate([p[5] for p in parts]),
    )
