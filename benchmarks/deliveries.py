"""Deliveries against what the synthetic city planted: lateness, nil returns, repeats, gaps, corrections."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import yaml

from core.settings import Settings
from governance.calendar.obligations import Basis
from governance.calendar.standing import Entry, State, standing
from governance.rulebook import SHIPPED
from store import deliveries
from store.ledger import Ledger


@dataclass(frozen=True)
class CaseScore:
    """One kind of case: how many were planted, how many were told, how many of those are right."""

    case: str
    planted: int
    told: int
    right: int

    @property
    def precision(self) -> float | None:
        """Right among those told."""
        return self.right / self.told if self.told else None

    @property
    def recall(self) -> float | None:
        """Found among those planted."""
        return self.right / self.planted if self.planted else None


def document_days(folder: Path) -> Path:
    """Write rules without extended months: the city plants lateness against the document's own days."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = yaml.safe_load((SHIPPED / "calendar.yaml").read_text(encoding="utf-8"))
    (folder / "calendar.yaml").write_text(yaml.safe_dump(shipped | {"extended": []}), encoding="utf-8")
    return folder


def score_deliveries(settings: Settings, ledger: Ledger, city: Path, as_of: date) -> list[CaseScore]:
    """Return how well each kind of planted case is told on a day.

    Disputed frequencies are left out: nobody in the city delivers by the stricter reading. A gap is right
    where the list of files has nothing for it; among the planted ones are those the city held back.
    """
    entries = [
        e
        for e in standing(settings, ledger, as_of)
        if e.obligation.basis is not Basis.STRICT and e.obligation.due <= as_of
    ]
    with ledger.session() as session:
        repeated = {r.file_name for r in deliveries.repeats(session)}
        replacing = {d.file_name for d in deliveries.deliveries(session) if d.receipt["replaces"]}
    truth = pd.read_parquet(city / "truth" / "deliveries.parquet")
    lines = pd.read_csv(city / "manifest.csv", encoding="utf-8-sig", dtype=str)
    twice = same_bytes(city, lines)
    planted = {str(c): {_key(r) for r in own.to_dict("records")} for c, own in truth.groupby("case")}
    came = {_key(r) for r in lines.assign(period=_periods(lines)).to_dict("records")}
    owed = {_of(e) for e in entries}
    corrected = {str(f) for f in truth.loc[truth["case"] == "corrected", "file"]} - twice
    return [
        _score("late", {_of(e) for e in entries if e.received and e.days}, planted.get("late", set())),
        _score("nil", {_of(e) for e in entries if e.nil}, planted.get("nil", set())),
        _score("missing", {_of(e) for e in entries if e.state is State.MISSING}, owed - came),
        _score(
            "held back",
            {_of(e) for e in entries if e.received is None} & planted["missing"],
            planted["missing"],
        ),
        _score("repeated", repeated, twice),
        _score("corrected", replacing, corrected),
    ]


def _score(case: str, told: set[str], true: set[str]) -> CaseScore:
    return CaseScore(case, len(true), len(told), len(told & true))


def _periods(lines: pd.DataFrame) -> "pd.Series[str]":
    return lines["period"].where(lines["kind"].isin(["routine", "nil"]), "first")


def _key(row: Mapping[object, object]) -> str:
    return f"{row['dataset']}/{row['supplier']}/{row['period']}"


def _of(entry: Entry) -> str:
    return entry.obligation.key


def same_bytes(city: Path, lines: pd.DataFrame) -> set[str]:
    """Return the files with the bytes of one that came before, for the same supply and period.

    A correction that corrected nothing is one of them.
    """
    seen: dict[str, str] = {}
    found = set()
    for row in lines.sort_values(["received_at", "file"]).to_dict("records"):
        path = city / "supply" / str(row["file"])
        if path.is_file():
            content = f"{hashlib.sha256(path.read_bytes()).hexdigest()} {_key(row)}"
            if seen.setdefault(content, str(row["file"])) != row["file"]:
                found.add(str(row["file"]))
    return found
