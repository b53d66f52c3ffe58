"""The tax bureau's monthly facts: net revenue, declarations, exemption offsets."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.city.codes import identity_numbers
from data.city.draw import Dates, Ints, Text, category, cents, generator, text
from data.city.frame import ID, Frame
from data.city.views.common import constant, frame, month_end, serials, uuids
from data.city.views.taxes import CREDIT, GRANT, INCOME, LEVIES, PENSION, PROFITS, Due, due_in, vat_kinds
from data.city.world import World
from data.city.world.economy import GENERAL
from data.city.world.places import TOWNS

AUTHORITIES = [
    f"国家税务总局晋江市税务局{t.removesuffix('镇').removesuffix('街道')}税务分局" for t in TOWNS
] + ["国家税务总局晋江市税务局"]
TREASURY = "国家金库晋江市支库"
KINDS = [
    "私营有限责任公司",
    "其他有限责任公司",
    "股份有限公司",
    "私营独资企业",
    "港澳台商独资企业",
    "外资企业",
    "个体工商户",
    "农民专业合作社",
    "自然人",
]
TAXED_PERSONS = 2000  # persons who pay tax in their own name
DECLARED = [*range(7), INCOME, PROFITS]
_NAMES = [[str(v[i]) for v in LEVIES] for i in range(4)]


def town_codes(world: World, rows: Ints) -> Ints:
    """Places of the towns of these bodies."""
    return world.bodies["town"].to_numpy()[rows]


def kind_codes(world: World, rows: Ints) -> Ints:
    """登记注册类型 by kind of body, steady for each body."""
    b = world.bodies
    trader = b["kind"].eq("trader").to_numpy()[rows]
    farm = b["form"].eq("专业合作社").to_numpy()[rows]
    mixed = np.select(
        [rows % 23 == 0, rows % 31 == 0, rows % 37 == 0, rows % 11 < 3, rows % 13 == 0], [4, 2, 5, 1, 3], 0
    )
    return np.where(trader, 6, np.where(farm, 7, mixed))


def spans(period: str, months: Ints) -> tuple[Dates, Dates]:
    """First and last day of the months covered, which end with the month before `period`."""
    month = np.datetime64(period, "M")
    start = (month - months.astype("timedelta64[M]")).astype("datetime64[D]")
    end = np.broadcast_to(month.astype("datetime64[D]") - np.timedelta64(1, "D"), months.shape)
    return start.astype("datetime64[s]"), end.astype("datetime64[s]")


def pay_days(rng: np.random.Generator, period: str, size: int) -> Dates:
    """Days of payment: most before the 16th."""
    day = np.where(rng.random(size) < 0.85, rng.integers(0, 16, size), rng.integers(16, 28, size))
    first = np.datetime64(period, "M").astype("datetime64[D]")
    out: Dates = (first + day.astype("timedelta64[D]")).astype("datetime64[s]")
    return out


def _extras(world: World, period: str, rng: np.random.Generator) -> list[Due]:
    """Payments without a declaration here: credits of 2022, wrong payments, social fees, land."""
    state, b = world.month(period), world.bodies
    zero = np.zeros(0)
    rows, revenue = state.of((b["vat"] == GENERAL).to_numpy() & ~b["shell"].to_numpy())
    odds = 0.05 if "2022-04" <= period <= "2022-12" else 0.004
    lucky = rng.random(len(rows)) < odds
    back = -cents(revenue[lucky] * rng.uniform(0.05, 0.5 if odds > 0.01 else 0.1, lucky.sum()))
    out = [_due(rows[lucky], np.full(lucky.sum(), CREDIT), back)]
    wrong = rng.random(len(rows)) < 0.004
    out.append(_due(rows[wrong], vat_kinds(world, rows[wrong]), -cents(revenue[wrong] * 0.01)))
    insured, _ = state.of(b["insured"].to_numpy() & b["company"].to_numpy())
    fee = b["staff"].to_numpy()[insured] * b["insured_share"].to_numpy()[insured] * 2100 * 0.16
    some = rng.random(len(insured)) < 0.35
    out.append(_due(insured[some], np.full(some.sum(), PENSION), cents(fee[some])))
    p = world.land.parcels
    now = (
        (p["granted_on"].dt.strftime("%Y-%m") == period).to_numpy()
        & ~p["allocated"].to_numpy()
        & p["owner"].ge(0).to_numpy()
    )
    paid = p["price"].to_numpy()[now] if now.any() else zero
    out.append(_due(p["owner"].to_numpy()[now], np.full(now.sum(), GRANT), cents(paid)))
    return out


def _due(rows: Ints, levy: Ints, amount: np.ndarray) -> Due:
    return Due(
        rows,
        levy.astype(np.int64),
        np.abs(amount),
        amount,
        np.ones(len(rows), dtype=np.int64),
        np.abs(amount),
    )


def _concat(parts: list[Due]) -> Due:
    return Due(*(np.concatenate([getattr(p, f) for p in parts]) for f in Due.__dataclass_fields__))


def tax_net_revenue(world: World) -> Iterator[Frame]:
    """Payments month by month; a few come from natural persons under their identity number."""
    b = world.bodies
    has_branch = np.isin(np.arange(len(b)), b["parent"].to_numpy())
    born = world.persons["born"].to_numpy()[:TAXED_PERSONS].astype("datetime64[D]")
    numbers = identity_numbers(generator(world.settings.seed, "identity numbers"), born)
    branch_code = np.where(b["kind"].eq("branch"), 2, np.where(has_branch, 1, 0))
    for period in world.settings.periods:
        rng = generator(world.settings.seed, "net revenue", period)
        due = due_in(world, period)
        paying = due.amount > 1
        due = _concat([due.only(paying & (rng.random(len(paying)) < 0.96)), *_extras(world, period, rng)])
        day = pay_days(rng, period, len(due.body))
        order = np.lexsort((due.levy, due.body, day))
        due, day = due.only(order), day[order]
        start, end = spans(period, due.months)
        rows, town = due.body, town_codes(world, due.body)
        rate = np.array([v[4] for v in LEVIES])[due.levy]
        columns = {
            "code": world.column("code", rows),
            "name": world.names_on(rows, np.datetime64(period, "M").astype("datetime64[s]")),
            "levy_item": category(*_distinct(0, due.levy)),
            "levy_subitem": category(*_distinct(1, due.levy)),
            "period_start": start,
            "period_end": end,
            **industry_columns(world, rows),
            "tax_base": due.base,
            "budget_subject": category(*_distinct(2, due.levy)),
            "paid_on": day,
            "town": category(TOWNS, town),
            "treasury": constant(TREASURY, len(rows)),
            "branch_kind": category(["非总分机构", "总机构", "分支机构"], branch_code[rows]),
            "budget_share": category(*_distinct(3, due.levy)),
            "amount": due.amount,
            "tax_rate": rate,
            "tax_authority": category(AUTHORITIES, town),
            ID + "纳税人": world.body_ids.take(rows),
        }
        yield frame("tax_net_revenue", period, columns)
        yield frame("tax_net_revenue", period, _persons(world, period, columns, numbers))


def _persons(world: World, period: str, like: dict[str, object], numbers: Text) -> dict[str, object]:
    """Payments of natural persons, for a flat let or work done, under their identity number."""
    rng = generator(world.settings.seed, "persons' taxes", period)
    size = 1 + world.settings.enterprises // 2500
    who = rng.integers(0, len(numbers), size)
    amount = cents(rng.lognormal(6.5, 1.0, size))
    start, end = spans(period, np.ones(size, dtype=np.int64))
    levy = np.full(size, PROFITS)
    town = rng.integers(0, len(TOWNS), size)
    values: dict[str, object] = {
        "code": numbers.take(who),
        "name": world.persons["name"].array.take(who),
        "levy_item": category(*_distinct(0, levy)),
        "levy_subitem": constant("财产租赁所得", size),
        "period_start": start,
        "period_end": end,
        "tax_base": cents(amount / 0.05),
        "budget_subject": category(*_distinct(2, levy)),
        "paid_on": pay_days(rng, period, size),
        "town": category(TOWNS, town),
        "treasury": constant(TREASURY, size),
        "branch_kind": constant("非总分机构", size),
        "budget_share": category(*_distinct(3, levy)),
        "amount": amount,
        "tax_rate": np.full(size, 0.05),
        "tax_authority": category(AUTHORITIES, town),
        ID + "纳税人": world.person_ids.take(who),
    }
    return {k: values.get(k, text([None] * size)) for k in like}


def _distinct(part: int, levy: Ints) -> tuple[list[str], Ints]:
    """Distinct texts of a part of LEVIES and their codes."""
    names = list(dict.fromkeys(_NAMES[part]))
    return names, np.array([names.index(n) for n in _NAMES[part]])[levy]


def industry_columns(world: World, rows: Ints) -> dict[str, object]:
    """门类, 大类 and class of these bodies."""
    return {
        "industry_section": world.trade_words("section_name", rows),
        "industry_division": world.trade_words("division_name", rows),
        "industry": world.trade_words("name", rows),
    }


def tax_declaration(world: World) -> Iterator[Frame]:
    """Declarations by month: nil returns of shells, corrections that repeat a line under a new voucher."""
    b = world.bodies
    for period in world.settings.periods:
        rng = generator(world.settings.seed, "declarations", period)
        due = due_in(world, period)
        main = np.isin(due.levy, DECLARED)
        due = due.only(main)
        shells, _ = world.month(str(pd.Period(period, "M") - 1)).of(
            b["shell"].to_numpy() & b["taxed"].to_numpy()
        )
        nil = np.zeros(len(shells))
        due = _concat(
            [due, Due(shells, vat_kinds(world, shells), nil, nil, np.ones(len(shells), dtype=np.int64), nil)]
        )
        again = np.flatnonzero(rng.random(len(due.body)) < 0.012)
        size = len(due.body)
        correction = np.concatenate([np.zeros(size, dtype=bool), np.ones(len(again), dtype=bool)])
        due = due.only(np.concatenate([np.arange(size), again]))
        change = np.where(correction, rng.uniform(0.9, 1.12, len(correction)), 1.0)
        day = pay_days(rng, period, len(due.body))
        day = np.minimum(
            day + correction * np.timedelta64(3 * 86400, "s"), month_end(period).astype("datetime64[D]")
        )
        order = np.lexsort((due.levy, due.body, day))
        due, day, correction, change = due.only(order), day[order], correction[order], change[order]
        start, end = spans(period, due.months)
        rows = due.body
        late = ~correction & (rng.random(len(rows)) < 0.01)
        columns = {
            "registration_no": registration_numbers(rows),
            "voucher_no": serials("100235", period, len(rows), 10),
            "code": world.column("code", rows),
            "name": world.names_on(rows, np.datetime64(period, "M").astype("datetime64[s]")),
            "levy_item": category(*_distinct(0, due.levy)),
            "levy_subitem": category(*_distinct(1, due.levy)),
            "period_start": start,
            "period_end": end,
            "taxable_income": cents(due.income * change),
            "tax_base": cents(due.base * change),
            "tax_paid": cents(due.amount * change),
            "declared_on": day,
            "entered_on": day,
            "levy_method": category(["查账征收", "核定征收"], (kind_codes(world, rows) == 6).astype(int)),
            "registration_kind": category(KINDS, kind_codes(world, rows)),
            "declaration_kind": category(
                ["正常申报", "更正申报", "逾期申报"], np.where(late, 2, correction.astype(int))
            ),
            "town": category(TOWNS, town_codes(world, rows)),
            ID + "纳税人": world.body_ids.take(rows),
        }
        yield frame("tax_declaration", period, columns)


def registration_numbers(rows: Ints) -> object:
    """登记序号: the taxpayer's number inside the tax bureau."""
    return (
        text(["10213505"]).take(np.zeros(len(rows), int))
        + pd.Series(rows * 7919 % 999_999_937).astype("str").str.zfill(12).array
    )


def tax_exempt_offset(world: World) -> Iterator[Frame]:
    """Exemption offsets of exporters, month by month: two subjects of one amount."""
    b = world.bodies
    for period in world.settings.periods:
        rng = generator(world.settings.seed, "offsets", period)
        before = str(pd.Period(period, "M") - 1)
        rows, revenue = world.month(before).of(b["exporter"].to_numpy() & b["taxed"].to_numpy())
        some = rng.random(len(rows)) < 0.6
        rows, revenue = rows[some], revenue[some]
        town, size = town_codes(world, rows), len(rows)
        start, end = spans(period, np.ones(size, dtype=np.int64))
        office = constant("国家税务总局晋江市税务局", size)
        amount = cents(revenue * rng.uniform(0.01, 0.05, size))
        yield frame(
            "tax_exempt_offset",
            period,
            {
                "uuid": uuids(rng, size),
                "levy_item": constant("增值税", size),
                "levy_subitem": constant("免抵调增增值税", size),
                "tax_authority": category(AUTHORITIES, town),
                "managing_authority": category(AUTHORITIES, town),
                "code": world.column("code", rows),
                "name": world.names_on(rows, np.datetime64(period, "M").astype("datetime64[s]")),
                "period_start": start,
                "period_end": end,
                "adjustment_kind": constant("免抵调增", size),
                "treasury": constant(TREASURY, size),
                "levying_authority": office,
                "subjects": constant("免抵调增增值税/免抵调减增值税", size),
                "increase_subject": constant("免抵调增增值税", size),
                "decrease_subject": constant("免抵调减增值税", size),
                "amount": amount,
                "transfer_authority": office,
                "registration_kind": category(KINDS, kind_codes(world, rows)),
                "town": category(TOWNS, town),
                "industry_section": world.trade_words("section_name", rows),
                ID + "纳税人": world.body_ids.take(rows),
            },
        )
