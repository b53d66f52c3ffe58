"""Flags on support and land against what the synthetic city planted: precision and recall of each kind."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.clean import clean_by_month
from core.duck import connect
from core.settings import Settings
from data.city.draw import ids
from data.city.settings import CitySettings
from data.city.world import World, build_world
from graph_model.project import project
from graph_model.rules import load_flag_rules
from ingest.lake import snapshot
from resolution.tables import latest
from store.ledger import Ledger

SHOWN = ("确定", "很可能")
"""The certainties that are measured; 线索 is counted apart."""
PAID = """
SELECT s.source_key, s.entity_id, s.period, s.document_no, s.amount, b.true_id AS body, p.true_id AS payee
FROM subsidy_row s
JOIN lake_subsidy_payment l USING (source_key)
JOIN delivery_list d ON d.id = l.src_delivery
LEFT JOIN truth b ON b.file = d.file AND b.sheet = l.src_sheet AND b."row" = l.src_row AND b.role = '受补企业'
LEFT JOIN truth p ON p.file = d.file AND p.sheet = l.src_sheet AND p."row" = l.src_row AND p.role = '收款人'
ORDER BY s.source_key
"""
FIRMS = """
SELECT t.true_id, e.entity_id
FROM truth_entity t JOIN entity e ON e.code = t.code AND e.kind = 'ent' WHERE t.kind = 'ent'
"""
SHOWN_CLOSED = """
SELECT DISTINCT t.true_id FROM lake_tax_registration l
JOIN delivery_list d ON d.id = l.src_delivery
JOIN truth t ON t.file = d.file AND t.sheet = l.src_sheet AND t."row" = l.src_row AND t.role = '纳税人'
WHERE l.status IN ('注销', '非正常') ORDER BY 1
"""
LISTED = """
SELECT DISTINCT t.true_id FROM truth t JOIN delivery_list d ON d.file = t.file
WHERE d.dataset = 'company_registration' AND t.kind = 'ent' ORDER BY 1
"""
METERED = """
SELECT e.entity_id
FROM lake_power_consumption l
JOIN delivery_list d ON d.id = l.src_delivery
JOIN truth t ON t.file = d.file AND t.sheet = l.src_sheet AND t."row" = l.src_row AND t.role = '用电户'
JOIN truth_entity n ON n.true_id = t.true_id
JOIN entity e ON e.code = n.code AND e.kind = 'ent'
LEFT JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'power_consumption' AND a.delivery = l.src_delivery
 AND a.sheet = l.src_sheet AND a."row" = l.src_row
WHERE right(l.month, 2) IN (SELECT right(m, 2) FROM (SELECT unnest($last) AS m)) AND l.month >= $first
GROUP BY e.entity_id HAVING bool_and(coalesce(a.entity_id = e.entity_id, false))
"""
GRANTED = """
SELECT l.source_key, min(t.true_id) AS parcel, bool_or(l.location IS NOT NULL) AS placed
FROM lake_land_grant l
JOIN delivery_list d ON d.id = l.src_delivery
JOIN truth t ON t.file = d.file AND t.sheet = l.src_sheet AND t."row" = l.src_row AND t.role = '宗地'
GROUP BY l.source_key ORDER BY l.source_key
"""


@dataclass(frozen=True)
class FlagScore:
    """One kind: planted cases, how many the sources can show, how many were found, and what was raised.

    `visible` leaves out cases whose firm was not matched or of which no source row tells the fact.
    """

    kind: str
    planted: int
    visible: int
    found: int
    raised: int
    right: int
    leads: int

    @property
    def recall(self) -> float | None:
        """Share of the visible cases that were found."""
        return self.found / self.visible if self.visible else None

    @property
    def precision(self) -> float | None:
        """Share of what was raised that is so."""
        return self.right / self.raised if self.raised else None


@dataclass(frozen=True)
class Judged:
    """What the measures look at: payments with truth and planted case, raised flags, the world.

    `firms` gives the entity of a registered firm's true id, `listed` are those in the register of companies,
    `metered` the entities to which all of a firm's meters were matched in the months that a signal compares.
    """

    paid: pd.DataFrame
    flags: pd.DataFrame
    granted: pd.DataFrame
    world: World
    firms: dict[str, str]
    listed: frozenset[str]
    metered: frozenset[str]

    def raised(self, kind: str) -> pd.DataFrame:
        """Flags of a kind that are more than a lead."""
        return self.flags[self.flags["kind"].eq(kind) & self.flags["certainty"].isin(SHOWN)]

    def leads(self, kind: str) -> int:
        """Flags of a kind that are leads alone."""
        return int((self.flags["kind"].eq(kind) & self.flags["certainty"].eq("线索")).sum())

    def rows(self, flags: pd.DataFrame) -> set[str]:
        """Payments of some flags."""
        return {key for keys in flags["payments"].dropna() for key in keys}


def _lively(world: World) -> set[str]:
    """Return who shows life in some month by the clean rows: income declared, tax, heads or power."""
    facts = {
        "tax_declaration": ("taxable_income", "纳税人"),
        "tax_net_revenue": ("amount", "纳税人"),
        "social_insurance": ("employees", "参保单位"),
        "power_consumption": ("consumption", "用电户"),
    }
    months = (clean_by_month(world, dataset, *fact) for dataset, fact in facts.items())
    return {str(true) for table in months for true in table.index[table.gt(0).any(axis=1)]}


def _with_cases(paid: pd.DataFrame, world: World) -> pd.DataFrame:
    """Add row number of the firm, its latent facts, and the planted case of each payment."""
    s = world.subsidies.assign(body=np.asarray(ids("e", world.subsidies["body"].to_numpy())))
    for frame in (s, paid):
        frame["body"] = frame["body"].str.split("~").str[0]  # an invented branch acts for its head office
        frame["k"] = frame["period"] + "|" + frame["document_no"].fillna("") + "|" + frame["body"].fillna("")
        frame["k"] += "|" + frame["amount"].round(2).astype(str)
        frame["copy"] = frame.groupby("k").cumcount()
    out = paid.merge(s[["k", "copy", "case"]], on=["k", "copy"], how="left")
    place = {true: i for i, true in enumerate(np.asarray(world.body_ids))}
    out["at"] = out["body"].map(place)
    out = out[out["at"].notna()].astype({"at": int})
    out["payee"] = out["payee"].str.split("~").str[0]
    b = world.bodies
    out["growth"], out["person"] = b["growth"].to_numpy()[out["at"]], b["person"].to_numpy()[out["at"]]
    closed = pd.Series(b["closed"].to_numpy()[out["at"]], index=out.index)
    out["after"] = (out["period"] > closed.dt.strftime("%Y-%m")).fillna(value=False)
    out["seen_alive"] = out["body"].isin(_lively(world))
    return out.set_index("source_key", drop=False)


def judge(settings: Settings, truth: Path, city: CitySettings) -> Judged:
    """Project an installation and join its payments and grants to the truth of its city."""
    ledger = Ledger(settings)
    con: duckdb.DuckDBPyConnection = connect(settings)
    snapshot(settings, ledger).attach(con)
    latest(settings, ledger).attach(con)
    project(con, ledger)
    for name in ("truth", "truth_entity"):
        con.read_parquet(str((truth / name).with_suffix(".parquet"))).create_view(name)
    flags = con.execute("SELECT * FROM flag_row ORDER BY kind, subject").df()
    world = build_world(city)
    paid = _with_cases(con.execute(PAID).df(), world)
    firms = dict(con.execute(FIRMS).fetchall())
    listed = frozenset(row[0] for row in con.execute(LISTED).fetchall())
    last = list(city.periods[-load_flag_rules().fall_months :])
    compared = {"last": last, "first": f"{int(last[0][:4]) - 1}{last[0][4:]}"}
    paid["shown_closed"] = paid["body"].isin({row[0] for row in con.execute(SHOWN_CLOSED).fetchall()})
    metered = frozenset(row[0] for row in con.execute(METERED, compared).fetchall())
    paid["matched"] = paid["entity_id"].eq(paid["body"].map(firms))
    return Judged(paid, flags, con.execute(GRANTED).df(), world, firms, listed, metered)


def _by_row(kind: str, case: str | None, so: str) -> Callable[[Judged], FlagScore]:
    """Score flags on single payments; `so` is the column that says whether it is true of a payment."""

    def score(j: Judged) -> FlagScore:
        raised = sorted(j.rows(j.raised(kind)) & set(j.paid.index))
        planted = j.paid[j.paid["case"].eq(case)] if case else j.paid[j.paid[so]]
        visible = planted[planted["visible"]]
        right = int(j.paid.loc[raised, so].sum())
        found = len(set(visible.index) & set(raised))
        return FlagScore(kind, len(planted), len(visible), found, len(raised), right, j.leads(kind))

    return score


def after_closing(j: Judged) -> FlagScore:
    """Visible where the firm was matched, showed life, and a delivered row calls it 注销 or 非正常.

    Without life nothing says when it closed.
    """
    paid = j.paid.assign(visible=j.paid["matched"] & j.paid["seen_alive"] & j.paid["shown_closed"])
    return _by_row("after_closing", None, "after")(replace(j, paid=paid))


def other_payee(j: Judged) -> FlagScore:
    """Paid to a town, a person or another firm; every payment names both, so all are visible."""
    paid = j.paid.assign(odd=j.paid["payee"].ne(j.paid["body"]), visible=True)
    return _by_row("other_payee", None, "odd")(replace(j, paid=paid))


def duplicate(j: Judged) -> FlagScore:
    """The same line twice in a month, planted or repeated in a delivery."""
    twice = j.paid.duplicated("k", keep=False)
    paid = j.paid.assign(twice=twice, visible=True)
    return _by_row("duplicate", None, "twice")(replace(j, paid=paid))


def instalment(j: Judged) -> FlagScore:
    """The same payment in another month; told apart from duplicates as a lead of its own."""
    flags = j.flags.assign(certainty=j.flags["certainty"].mask(j.flags["kind"].eq("instalment"), "很可能"))
    same = j.paid["document_no"].fillna("") + "|" + j.paid["body"] + "|" + j.paid["amount"].astype(str)
    later = j.paid.groupby(same)["period"].transform("nunique").gt(1)
    twice = j.paid.duplicated("k", keep=False)
    paid = j.paid.assign(later=later, visible=~twice)  # of both kinds at once: raised as a duplicate
    return _by_row("instalment", "instalment", "later")(replace(j, paid=paid, flags=flags))


def refund(j: Judged) -> FlagScore:
    """Negative payments."""
    paid = j.paid.assign(back=j.paid["amount"] < 0, visible=True)
    flags = j.flags.assign(
        payments=[
            p if k != "refund" else p[:1] for p, k in zip(j.flags["payments"], j.flags["kind"], strict=True)
        ]
    )
    return _by_row("refund", "refund", "back")(replace(j, paid=paid, flags=flags))


def one_person(j: Judged) -> FlagScore:
    """Several firms of one person under one document; leads are measured as well.

    Visible where the register of companies, which alone names a firm's person, lists each.
    """
    groups = j.paid.groupby(["document_no", "person"])
    true = {g for g, rows in groups if rows["at"].nunique() > 1}
    rows = {g: groups.get_group(g) for g in true}
    visible = {g for g, r in rows.items() if r["matched"].all() and r["body"].isin(j.listed).all()}
    raised = j.flags[j.flags["kind"].eq("one_person")]
    hit = [
        set(
            j.paid.loc[[k for k in keys if k in j.paid.index], ["document_no", "person"]].itertuples(
                index=False, name=None
            )
        )
        for keys in raised["payments"]
    ]
    right = sum(len(h) == 1 and h <= true for h in hit)
    found = len(visible & {g for h in hit for g in h})
    return FlagScore("one_person", len(true), len(visible), found, len(raised), right, j.leads("one_person"))


def shrinking(j: Judged) -> FlagScore:
    """Planted: turnover falls by more than a fifth a year; right: it falls by a tenth or more."""
    firms = j.paid[j.paid["amount"] > 0].drop_duplicates("at").set_index("at")
    planted = firms[firms["growth"] < -0.2]
    b = j.world.bodies
    months = (pd.Timestamp(j.world.settings.last.end_time.date()) - b["founded"]).dt.days / 30.4
    told = (b["vat"].gt(0) & ~b["shell"] | b["insured"]) & b["closed"].isna() & months.gt(24)
    visible = planted[told.to_numpy()[planted.index] & planted["matched"]]
    raised = j.raised("shrinking")
    at = j.paid.loc[[k for k in (keys[0] for keys in raised["payments"]) if k in j.paid.index]]
    own = set(raised["subject"])
    right = int((at["growth"] <= -0.1).sum())
    found = int(visible["entity_id"].isin(own).sum())
    return FlagScore("shrinking", len(planted), len(visible), found, len(at), right, j.leads("shrinking"))


def idle_land(j: Judged) -> FlagScore:
    """Granted a year or more before the end and nothing built; visible where the grant says where."""
    p = j.world.projects
    end = np.datetime64(str(j.world.settings.last.end_time.date()))
    parcels = j.world.land.parcels["project"]
    at = parcels.loc[j.granted["parcel"].str[1:].astype(int)].to_numpy()
    steps = p[["tendered_on", "construction_on", "completed_on"]]
    idle = (steps.isna() | (steps > end)).all(axis=1).to_numpy()[at]
    old = (end - p["granted_on"].to_numpy()[at]) >= np.timedelta64(380, "D")
    true = set(j.granted.loc[idle & old, "source_key"])
    visible = true & set(j.granted.loc[j.granted["placed"], "source_key"])
    raised = set(j.raised("idle_land")["subject"])
    return FlagScore(
        "idle_land",
        len(true),
        len(visible),
        len(visible & raised),
        len(raised),
        len(raised & true),
        j.leads("idle_land"),
    )


def signal_power(j: Judged) -> FlagScore:
    """Power falls in each of the last months while tax holds: so by the clean rows, and planted or by chance.

    Planted: firms whose power was cut; visible: living firms of whom it is so, tax included, and whose
    meters were matched.
    """
    rules = load_flag_rules()
    last = j.world.settings.periods[-rules.fall_months :]
    before = [f"{int(m[:4]) - 1}{m[4:]}" for m in last]
    power = clean_by_month(j.world, "power_consumption", "consumption", "用电户").reindex(
        columns=[*last, *before]
    )
    falls = pd.Series((power[last].to_numpy() <= (1 - rules.fall) * power[before].to_numpy()).all(axis=1))
    tax = clean_by_month(j.world, "tax_net_revenue", "amount", "纳税人")
    tax = tax.add(clean_by_month(j.world, "tax_exempt_offset", "amount", "纳税人"), fill_value=0)
    now, then = (tax.reindex(index=power.index, columns=m).fillna(0).sum(axis=1) for m in (last, before))
    falls = falls.set_axis(power.index) & power[before].gt(0).all(axis=1)
    so = falls & now.gt(0) & now.ge(rules.tax_holds * then)
    b = j.world.bodies
    living = set(np.asarray(j.world.body_ids)[b["closed"].isna().to_numpy()])
    true = {j.firms[i] for i in power.index[so.to_numpy()] if i in j.firms and i in living}
    visible = true & j.metered
    raised = set(j.raised("signal_power")["subject"])
    planted = int(j.world.planted["topic"].eq("signal").sum())
    return FlagScore(
        "signal_power", planted, len(visible), len(visible & raised), len(raised), len(true & raised), 0
    )


MEASURES = (
    after_closing,
    duplicate,
    instalment,
    refund,
    other_payee,
    one_person,
    shrinking,
    idle_land,
    signal_power,
)


def pooled(cities: Sequence[Sequence[FlagScore]]) -> list[FlagScore]:
    """Add up the cases of several cities: one of fifteen missed in a single city would tell little."""
    kinds = zip(*cities, strict=True)
    return [
        FlagScore(of[0].kind, *(sum(n) for n in zip(*(astuple(s)[1:] for s in of), strict=True)))
        for of in kinds
    ]


def score_flags(settings: Settings, truth: Path, city: CitySettings) -> list[FlagScore]:
    """Return precision and recall of every kind of flag."""
    judged = judge(settings, truth, city)
    return [measure(judged) for measure in MEASURES]
