"""The finance bureau: infrastructure fees, support payments, the monthly report of income and spending."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.city.draw import category, cents, digits, generator, ids, take
from data.city.frame import ID, Frame
from data.city.views.common import department, frame, months_of
from data.city.words import lists
from data.city.world import World
from data.city.world.subsidies import POLICIES

SUBJECTS = [
    # code, name, typical monthly 元; parents are sums of their children
    ("101", "税收收入", 0.0),
    ("10101", "增值税", 4.2e8),
    ("10104", "企业所得税", 2.1e8),
    ("10106", "个人所得税", 0.9e8),
    ("10109", "城市维护建设税", 0.8e8),
    ("10110", "房产税", 0.5e8),
    ("10119", "契税", 1.2e8),
    ("103", "非税收入", 0.0),
    ("10302", "专项收入", 0.7e8),
    ("1030203", "教育费附加收入", 0.5e8),
    ("1030223", "残疾人就业保障金收入", 0.2e8),
    ("10304", "行政事业性收费收入", 0.6e8),
    ("201", "一般公共服务支出", 1.1e8),
    ("205", "教育支出", 2.8e8),
    ("206", "科学技术支出", 0.6e8),
    ("208", "社会保障和就业支出", 1.4e8),
    ("210", "卫生健康支出", 1.2e8),
    ("212", "城乡社区支出", 1.6e8),
    ("215", "资源勘探工业信息等支出", 0.9e8),
    ("216", "商业服务业等支出", 0.2e8),
]


def urban_infrastructure_fee(world: World) -> Iterator[Frame]:
    """Receipts of one to three fee items; the receipt's total stands on every line."""
    p = world.projects
    rng = generator(world.settings.seed, "infrastructure fee")
    paid = p["planning_on"] + pd.to_timedelta(rng.integers(3, 40, len(p)), unit="D")
    lines = rng.integers(1, 4, len(p))
    at = np.repeat(np.arange(len(p)), lines)
    item = np.concatenate([np.arange(n) for n in lines])
    base = p["floor_area"].to_numpy()[at] * np.array([85.0, 22.0, 9.0])[item]
    amount = cents(base)
    total = pd.Series(amount).groupby(at).transform("sum").round(2)
    day = paid.to_numpy()[at]
    office = department(world, "晋江市住房和城乡建设局")
    table = pd.DataFrame(
        {
            "payment_no": "",
            "billed_on": day,
            "collecting_unit_code": "302001",
            "collecting_unit_name": world.column("name", np.full(len(at), office)),
            "fee_item": take(["城市基础设施配套费", "人防易地建设费", "城市道路占用挖掘修复费"], item),
            "amount": amount,
            "total_amount": total,
            ID + "执收单位": world.body_ids.take(np.full(len(at), office)),
        }
    )
    stamp = pd.Series(months_of(day)).str.replace("-", "", regex=False)
    table["payment_no"] = "350582" + stamp + pd.Series(digits(at + 1, 8))
    keep = pd.Series(months_of(day)).isin(world.settings.periods).to_numpy()
    table = table[keep].sort_values(["billed_on", "payment_no", "fee_item"], ignore_index=True)
    yield frame("urban_infrastructure_fee", months_of(table["billed_on"]), table)


def subsidy_payment(world: World) -> Iterator[Frame]:
    """Support payments; the payee is now and then a town, another firm, or the owner."""
    s = world.subsidies
    body, payee = s["body"].to_numpy(), s["payee"].to_numpy()
    rng = generator(world.settings.seed, "payees")
    owner = world.bodies["person"].to_numpy()[body]
    private = (rng.random(len(s)) < 0.008) & (owner >= 0) & (body == payee)
    names, codes = lists()["departments"], [v[2] for v in POLICIES]
    office = np.array([department(world, n) for n in names])[np.array(codes)][s["policy"].to_numpy()]
    day = np.array([f"{p}-15" for p in s["period"]], dtype="datetime64[s]")
    name = pd.Series(world.names_on(payee, day))
    ident = pd.Series(world.body_ids.take(payee))
    columns = {
        "beneficiary_name": world.names_on(body, day),
        "payee_name": name.mask(private, pd.Series(world.column("contact", body))).array,
        "payee_account": "62" + pd.Series(digits(payee * 104729 % 10**15, 15)),
        "budget_unit_name": world.column("name", office),
        "amount": cents(s["amount"]),
        "document_no": s["document_no"],
        "summary": s["summary"],
        "project_name": s["project_name"],
        "upper_summary": s["upper_summary"],
        "upper_document_no": s["upper_document_no"],
        ID + "受补企业": world.body_ids.take(body),
        ID + "收款人": ident.mask(private, pd.Series(ids("p", owner))).array,
        ID + "预算单位": world.body_ids.take(office),
    }
    yield frame("subsidy_payment", s["period"].array, columns)


def fiscal_monthly_report(world: World) -> Iterator[Frame]:
    """Income and spending by subject; a parent repeats its children."""
    periods = world.settings.periods
    rng = generator(world.settings.seed, "fiscal report")
    codes = [s[0] for s in SUBJECTS]
    typical = np.array([s[2] for s in SUBJECTS])
    amount = cents(
        typical
        * rng.lognormal(0, 0.15, (len(periods), len(typical)))
        * (1 + 0.004 * np.arange(len(periods))[:, None])
    )
    leaf = [not any(c != d and d.startswith(c) for d in codes) for c in codes]
    for i, c in sorted(enumerate(codes), key=lambda v: -len(v[1])):
        children = [j for j, d in enumerate(codes) if d.startswith(c) and d != c and leaf[j]]
        if children:
            amount[:, i] = cents(amount[:, children].sum(axis=1))
    n, k = amount.shape
    columns = {
        "subject_name": category([s[1] for s in SUBJECTS], np.tile(np.arange(k), n)),
        "subject_code": category(codes, np.tile(np.arange(k), n)),
        "amount": amount.ravel(),
    }
    yield frame("fiscal_monthly_report", take(periods, np.repeat(np.arange(n), k)), columns)
