"""Figures of the city as a whole: economy, output by industry, GDP, population, vehicles, parks."""

from collections.abc import Iterator

import numpy as np

from data.city.draw import category, cents, generator, text
from data.city.frame import Frame
from data.city.views.common import constant, frame
from data.city.views.permits import years_until
from data.city.words import trades
from data.city.world import World

GDP_INDICATORS = [
    "规模以上工业增加值",
    "农林牧渔业总产值",
    "建筑业总产值",
    "社会消费品零售总额",
    "批发业销售额",
    "零售业销售额",
    "商品房销售面积",
    "电信业务总量",
    "公路货运周转量",
    "金融机构人民币存贷款余额",
]
VEHICLES = {
    "小型载客汽车": (560_000, 3100),
    "大中型载客汽车": (4200, 12),
    "轻型载货汽车": (42_000, 260),
    "重中型载货汽车": (9800, 60),
    "摩托车": (180_000, 900),
    "新能源小型汽车": (12_000, 480),
    "挂车": (2600, 18),
}


def economic_indicator(world: World) -> Iterator[Frame]:
    """Main indicators by quarter; sums run from January, growth rates in percent."""
    quarters = world.settings.quarters
    rng = generator(world.settings.seed, "economy figures")
    year = np.array([int(q[:4]) for q in quarters])
    part = np.array([int(q[-1]) for q in quarters]) / 4
    level = 2.62e11 * 1.07 ** (year - 2020)
    gdp = level * part * rng.normal(1, 0.01, len(quarters))
    deposits = 2.1e11 * 1.09 ** (year - 2020 + part)
    columns = {
        "source": constant("晋江市统计局", len(quarters)),
        "rural_income": np.round(28_500 * 1.08 ** (year - 2020) * part),
        "gdp_per_head": np.round(gdp / 2_065_000),
        "budget_revenue": cents(gdp * 0.098),
        "local_revenue": cents(gdp * 0.059),
        "industry_growth": np.round(
            np.where(np.array(quarters) == "2020-Q1", -14, rng.normal(6, 2.5, len(quarters))), 1
        ),
        "investment_growth": np.round(rng.normal(7, 4, len(quarters)), 1),
        "retail_sales": cents(gdp * 0.52),
        "urban_income": np.round(58_000 * 1.06 ** (year - 2020) * part),
        "deposits": cents(deposits),
        "loans": cents(deposits * 0.93),
        "loan_deposit_ratio": np.full(len(quarters), 93.0),
        "quarter": text(quarters),
        "gdp": cents(gdp),
    }
    yield frame("economic_indicator", text(quarters), columns)


def industry_output(world: World) -> Iterator[Frame]:
    """Output by 大类 since January, and 工业合计 above them; the quarter stands in the file only."""
    b, table = world.bodies, trades()
    making = (table["section"] == "C").to_numpy()[b["trade"].to_numpy()] & b["above_scale"].to_numpy()
    division = table["division_name"].to_numpy()[b["trade"].to_numpy()]
    base = b[making].groupby(division[making])["revenue"].sum()
    names = ["工业合计", *base.index]
    for quarter in world.settings.quarters:
        rng = generator(world.settings.seed, "output", quarter)
        factor = int(quarter[-1]) / 4 * 1.06 ** (int(quarter[:4]) - 2021)
        value = base.to_numpy() * factor * rng.normal(1, 0.03, len(base))
        columns = {
            "industry": text(names),
            "output_value": cents(np.concatenate([[value.sum()], value])),
            "year": constant(quarter[:4], len(names)),
            "growth": np.round(rng.normal(5, 4, len(names)), 1),
        }
        yield frame("industry_output", quarter, columns)


def gdp_indicator(world: World) -> Iterator[Frame]:
    """Growth of the indicators behind GDP: a yearly file of quarterly rows."""
    for year in years_until(world.settings):
        rng = generator(world.settings.seed, "gdp", year)
        size = 4 * len(GDP_INDICATORS)
        columns = {
            "year": constant(year, size),
            "quarter": category(
                ["一季度", "二季度", "三季度", "四季度"], np.repeat(np.arange(4), len(GDP_INDICATORS))
            ),
            "indicator": category(GDP_INDICATORS, np.tile(np.arange(len(GDP_INDICATORS)), 4)),
            "growth": np.round(rng.normal(5, 4, size), 1),
        }
        yield frame("gdp_indicator", year, columns)


def population_indicator(world: World) -> Iterator[Frame]:
    """Residents at each year's end."""
    years = years_until(world.settings)
    n = np.array([int(y) - 2020 for y in years])
    residents = np.round(206.1 + 0.45 * n, 1)
    share = np.round(68.2 + 0.5 * n, 1)
    columns = {
        "year": text(years),
        "urbanisation": share,
        "residents": residents,
        "urban_residents": np.round(residents * share / 100, 1),
        "indicator": constant("年末常住人口", len(years)),
    }
    yield frame("population_indicator", text(years), columns)


def vehicle_registration(world: World) -> Iterator[Frame]:
    """Vehicles by month and type: the stock at the month's end, and those newly registered."""
    stock = np.array([v[0] for v in VEHICLES.values()])
    flow = np.array([v[1] for v in VEHICLES.values()])
    for period in world.settings.periods:
        rng = generator(world.settings.seed, "vehicles", period)
        age = (int(period[:4]) - 2020) * 12 + int(period[5:])
        new = np.round(flow * rng.lognormal(0, 0.15, len(flow))).astype(np.int64)
        columns = {
            "stock_count": (stock + flow * 0.7 * age).astype(np.int64),
            "new_count": new,
            "vehicle_type": text(list(VEHICLES)),
            "month": constant(period, len(flow)),
            "town": constant("晋江市", len(flow)),
        }
        yield frame("vehicle_registration", period, columns)
