"""Findings of correction tickets held against what a synthetic city planted, in pandas, kind by kind.

Expected is what the cells themselves tell: a planted cell that is in force, with what it takes to see it (a
code that the register holds, a name that is one firm's, rows enough for a median). None of the SQL of the
findings is used. What the clerks' mistakes contradict (codes, names) counts like what was planted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from core.duck import connect
from core.settings import Settings
from data.city.supply.contradictions import folded
from governance.tickets.findings import find
from ingest.contract import load_catalogue
from ingest.lake import snapshot
from resolution import tables
from store.deliveries import deliveries
from store.ledger import Ledger

KEY = ["dataset", "delivery", "sheet", "row"]
PLACE = {"src_delivery": "delivery", "src_sheet": "sheet", "src_row": "row", "src_period": "period"}
ACTIVITY = {
    "tax_net_revenue": ("amount", "period_start"),
    "tax_declaration": ("taxable_income", "period_start"),
    "social_insurance": ("employees", None),
}


@dataclass(frozen=True, slots=True)
class KindScore:
    """One kind: rows that were planted and can be seen, rows that were told, and those of both."""

    kind: str
    planted: int
    told: int
    missed: int  # expected and not told
    false: int  # told and neither planted nor made by a clerk

    @property
    def recall(self) -> float | None:
        """Told among expected; None where nothing is expected."""
        return 1 - self.missed / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """Right among told; None where nothing is told."""
        return 1 - self.false / self.told if self.told else None


class City:
    """A city's truth beside the installation that took it in and resolved it."""

    def __init__(self, folder: Path, settings: Settings, ledger: Ledger) -> None:
        self.con: duckdb.DuckDBPyConnection = connect(settings)
        snapshot(settings, ledger).attach(self.con)
        tables.latest(settings, ledger).attach(self.con)
        with ledger.session() as session:
            files = [(d.id, d.file_name, d.dataset) for d in deliveries(session)]
        self.files = pd.DataFrame(files, columns=["delivery", "file", "dataset"])
        truth = folder / "truth"
        self.bodies = pd.read_parquet(truth / "truth_entity.parquet")
        self.firms = self.bodies[self.bodies["kind"].eq("ent") & self.bodies["registered"]].copy()
        self.firms["folded"] = self.firms["name"].fillna("").astype(str).map(folded)
        self.named = pd.read_parquet(truth / "truth.parquet").merge(self.files, on="file")
        planted = pd.read_parquet(truth / "contradictions.parquet").merge(self.files, on="file")
        self.planted = pd.concat([self._in_force(str(d), own) for d, own in planted.groupby("dataset")])

    def rows(self, dataset: str) -> pd.DataFrame:
        """Return the rows of a data set that are in force."""
        query = f"SELECT * FROM lake_{dataset}"
        return self.con.execute(query).df().rename(columns=PLACE)

    def _in_force(self, dataset: str, planted: pd.DataFrame) -> pd.DataFrame:
        return planted.merge(self.rows(dataset)[KEY[1:]], on=KEY[1:])

    def cases(self, kind: str) -> pd.DataFrame:
        """Return the planted cells of a kind, each with `key`, the column's key."""
        own = self.planted[self.planted["case"].eq(kind)].drop_duplicates([*KEY, "column"])
        return pd.DataFrame(own)

    def matched(self) -> pd.DataFrame:
        """Return which roles of which rows were matched with the firm they truly name."""
        found = self.con.execute(
            "SELECT s.dataset, s.delivery, s.sheet, s.row, s.role, e.code, "
            "coalesce(n.name_norm, '') AS name_norm, e.name AS firm FROM mention_source s "
            "JOIN mention n USING (mention_id) "
            "JOIN match m USING (mention_id) JOIN entity e ON e.entity_id = m.entity_id "
            "WHERE m.decision = 'match' AND e.kind = 'ent' AND e.registered"
        ).df()
        true = self.named.merge(self.firms[["true_id", "code"]], on="true_id")
        return found.merge(true[[*KEY, "role", "code"]], on=[*KEY, "role", "code"])


def _with_cells(city: City, cases: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return the cases with cells of their own rows."""
    parts = []
    for dataset, own in cases.groupby("dataset"):
        rows = city.rows(str(dataset))
        held = [c for c in columns if c in rows]
        parts.append(own.merge(rows[[*KEY[1:], "period", *held]], on=KEY[1:]))
    return pd.concat(parts) if parts else cases.assign(period="", **dict.fromkeys(columns, ""))


def _plain(city: City, kind: str) -> pd.DataFrame:
    return city.cases(kind)


def _registered_name(city: City, kind: str) -> pd.DataFrame:
    """Cells beside a name that is exactly one registered firm's."""
    cells = _with_cells(city, city.cases(kind), "name", "developer_name")
    counts = city.firms["folded"].value_counts()
    alone = set(counts[counts.eq(1)].index)
    return cells[cells["name"].map(lambda n: isinstance(n, str) and folded(n) in alone)]


def _other_firm(city: City, kind: str) -> pd.DataFrame:
    """Codes of a registered firm beside another's name; a planted code may be an unregistered body's."""
    cells = _with_cells(city, _registered_name(city, kind)[[*KEY, "column"]], "code")
    return cells[cells["code"].isin(set(city.firms["code"]))]


def _same_code(city: City, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that hold a planted code in its period, the planted ones among them."""
    cells, found = _with_cells(city, cases[[*KEY, "column"]], "code"), []
    for dataset, own in cells.groupby("dataset"):
        rows = city.rows(str(dataset)).merge(own[["period", "code"]].drop_duplicates(), on=["period", "code"])
        found.append(rows.assign(dataset=dataset)[KEY])
    return pd.concat(found) if found else cells


def _told_twice(city: City, kind: str, same: str, other: str) -> pd.DataFrame:
    """Cells whose `same` stands in another row of the same period with another `other`."""
    cells = _with_cells(city, city.cases(kind), "name", "code")
    kept = []
    for dataset, own in cells.groupby("dataset"):
        rows = city.rows(str(dataset)).groupby(["period", same])[other].nunique()
        kept.append(own[[rows.get((p, v), 0) > 1 for p, v in zip(own["period"], own[same], strict=True)]])
    return pd.concat(kept) if kept else cells


def _two_names(city: City, kind: str) -> pd.DataFrame:
    return _told_twice(city, kind, "code", "name")


def _two_codes(city: City, kind: str) -> pd.DataFrame:
    return _told_twice(city, kind, "name", "code")


def _towns(city: City, kind: str) -> pd.DataFrame:
    """Cells beside an address that names a town of the city; a town's own list always does."""
    suppliers = load_catalogue().unit_of("building_occupancy").suppliers
    cells = _with_cells(city, city.cases(kind), "location", "address")

    def tells(row: Any) -> bool:  # noqa: ANN401  # a row of pandas
        texts = [t for t in (row.get("location"), row.get("address")) if isinstance(t, str)]
        return row["dataset"] == "building_occupancy" or any(t in text for t in suppliers for text in texts)

    return cells[cells.apply(tells, axis=1)] if len(cells) else cells


def _opening(city: City, kind: str) -> pd.DataFrame:
    """Cells of firms that were matched and whose opening the tax register holds."""
    opened = city.rows("tax_registration").dropna(subset=["opened_on"])["code"]
    matched = city.matched()
    return city.cases(kind).merge(matched[matched["code"].isin(set(opened))][KEY].drop_duplicates(), on=KEY)


def _scale(city: City, kind: str) -> pd.DataFrame:
    """Amounts beside at least four of the firm's own, 2,500 to 40,000 times their median."""
    kept = []
    for dataset, own in city.cases(kind).groupby("dataset"):
        tax = dataset == "tax_declaration"
        field, by = ("taxable_income", ["levy_item", "levy_subitem"]) if tax else ("amount", list[str]())
        rows = city.rows(str(dataset))
        rows[field] = rows[field].astype(float)
        rows = rows[rows[field] > 0]
        who = rows["code"].fillna(rows["name"])
        groups = rows.groupby([who, *by], dropna=False)[field]
        ratio = rows[field] / groups.transform("median")
        seen = rows[groups.transform("size").ge(4) & ratio.between(2500, 40000)]
        kept.append(own.merge(seen[KEY[1:]], on=KEY[1:]))
    return pd.concat(kept) if kept else city.cases(kind)


def _near(city: City, kind: str) -> pd.DataFrame:
    """Names of roles that were matched with the firm they name, and that normalising does not put right."""
    cases, catalogue = city.cases(kind), load_catalogue()
    roles = {
        (spec.key, header): field.role
        for spec in catalogue.datasets.values()
        for field in spec.fields
        for header in field.headers
    }
    cases["role"] = [roles.get(k) for k in zip(cases["dataset"], cases["column"], strict=True)]
    matched = city.matched()
    wrong = matched[matched["name_norm"].map(folded) != matched["firm"].map(folded)]
    return cases.merge(wrong[[*KEY, "role"]].drop_duplicates(), on=[*KEY, "role"])


def _begins(months: "pd.Series[Any]", later: int) -> "pd.Series[Any]":
    """Return the first day of each month, or of the one that comes so many later."""
    return pd.to_datetime(months + "-01") + pd.DateOffset(months=later)


def _closed(city: City, kind: str) -> pd.DataFrame:
    """Rows for a time behind the first delivery that shows 注销, of firms that their last row shows so."""
    shown = city.con.execute("SELECT * FROM history_tax_registration").df().rename(columns=PLACE)
    shown["over"] = _begins(shown["period"], 1)
    shown["code"] = shown["code"].str.strip().str.upper()
    open_until = shown[shown["status"].ne("注销")].groupby("code")["over"].max()
    shut = shown[shown["status"].eq("注销")].copy()
    shut["open_until"] = shut["code"].map(open_until)
    bound = (
        shut[shut["open_until"].isna() | (shut["over"] > shut["open_until"])].groupby("code")["over"].min()
    )
    matched, parts = city.matched(), []
    for dataset, (positive, since) in ACTIVITY.items():
        rows = city.rows(dataset).merge(
            matched[matched["dataset"].eq(dataset)], on=KEY[1:], suffixes=("_", "")
        )
        begins = rows[since] if since else _begins(rows["period"], 0)
        closed = rows["code"].map(bound)
        late = closed.notna() & (pd.to_datetime(begins) >= closed) & (rows[positive].astype(float) > 0)
        parts.append(rows[late])
    return pd.concat(parts)[KEY].drop_duplicates()


EXPECTED: dict[str, Callable[[City, str], pd.DataFrame]] = {
    "code_bad": _plain,
    "code_other_firm": _other_firm,
    "code_two_names": _two_names,
    "code_unregistered": _registered_name,
    "name_two_codes": _two_codes,
    "closed_active": _closed,
    "town_differs": _towns,
    "date_order": _plain,
    "date_ahead": _plain,
    "date_before_opening": _opening,
    "amount_negative": _plain,
    "amount_scale": _scale,
    "name_near": _near,
}


def score_tickets(folder: Path, settings: Settings, ledger: Ledger) -> list[KindScore]:
    """Return a line per kind for a city that was taken in and resolved."""
    city, told = City(folder, settings, ledger), find(settings, ledger)
    scores = []
    for kind, expected in EXPECTED.items():
        wanted = _keys(expected(city, kind))
        right = wanted | _right(city, kind)
        own = {(f.dataset, f.delivery, f.sheet, f.row) for f in told if f.kind == kind}
        scores.append(KindScore(kind, len(wanted), len(own), len(wanted - own), len(own - right)))
    city.con.close()
    return scores


ALSO = {
    "code_bad": ("code_other_firm",),  # the other firm's code may be one that a clerk mistyped
    "code_unregistered": ("code_other_firm",),
    "name_two_codes": ("code_unregistered", "code_other_firm"),
}
"""Kinds of which a planted cell may rightly be told besides its own."""


def _right(city: City, kind: str) -> set[tuple[Any, ...]]:
    """Return rows of which a kind may be told: a planted code may contradict the register or another row."""
    right = _keys(city.cases(kind)).union(*(_keys(city.cases(k)) for k in ALSO.get(kind, ())))
    if kind != "code_two_names":
        return right
    planted = pd.concat([city.cases("code_other_firm"), city.cases(kind)])
    return right | _keys(_named_otherwise(city, _same_code(city, planted)))


def _named_otherwise(city: City, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose name is not the one that the register has for their code."""
    cells = _with_cells(city, cases.drop_duplicates(), "name", "code")
    names = city.firms.drop_duplicates("code").set_index("code")["folded"]
    return cells[cells["name"].fillna("").map(folded) != cells["code"].map(names)]


def _keys(rows: pd.DataFrame) -> set[tuple[Any, ...]]:
    return set(rows[KEY].itertuples(index=False, name=None))
