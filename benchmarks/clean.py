"""Facts of the synthetic city as its units know them, before anybody mistypes a name or drops a row."""

import pandas as pd

from data.city.frame import ID, PERIOD
from data.city.views import views
from data.city.world import World
from graph_model.rules import load_rules


def clean_by_month(
    world: World, dataset: str, value: str, role: str, *, refunds: bool = True
) -> pd.DataFrame:
    """Return sums of a fact: one row a body (true id), one column a month.

    Of payments to the tax bureau only what counts as tax, on demand without what is paid back by policy.
    """
    rules, parts = load_rules(), []
    for frame in views()[dataset](world):
        rows = frame.table
        if "levy_item" in rows:
            rows = rows[~rows["levy_item"].astype(str).str.contains("|".join(rules.excluded_levies))]
        if not refunds:
            said = rows["budget_subject"].astype(str) + " " + rows["levy_subitem"].astype(str)
            rows = rows[~said.str.contains("|".join(rules.refund_subjects))]
        parts.append(rows.groupby([rows[ID + role].astype(str), PERIOD])[value].sum())
    found: pd.DataFrame = pd.concat(parts).groupby(level=[0, 1]).sum().unstack(fill_value=0)
    return found


def gross_tax(world: World, year: int) -> pd.Series:
    """Return the contribution of each body in a year before refunds, exemption offsets included."""
    months = [m for m in world.settings.periods if m.startswith(str(year))]
    paid = clean_by_month(world, "tax_net_revenue", "amount", "纳税人", refunds=False)
    offset = clean_by_month(world, "tax_exempt_offset", "amount", "纳税人")
    return paid.add(offset, fill_value=0).reindex(columns=months).fillna(0).sum(axis=1)
