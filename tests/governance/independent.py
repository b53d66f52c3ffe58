"""The same figures once more, from the list of files and the lake, by other means: plain Python and pandas.

Nothing here uses governance/: it is what somebody with a calendar, the manifest and pandas would compute.
"""

import json
import sqlite3
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from ingest.contract import load_catalogue

LAXER = {"employment_indicator": "yearly", "presale_fund_supervision": "yearly", "town_project": "quarterly"}
END_OF_MARCH = {"hightech_firm", "population_indicator"}
FIRST_DUE = date(2023, 6, 30)
LEFT_OUT = {
    "housing_unit": {"contract_no", "delivered_on"},
    "presale_contract": {
        "dwelling_area_sold",
        "dwellings_sold",
        "homes_sold",
        "sales_amount",
        "shop_sales_amount",
    },
    "subsidy_payment": {"upper_document_no", "upper_summary"},
    "tender_award": {"settled_amount"},
}
Key = tuple[str, str, str]
"""Data set, supplier, period (or `first`)."""


def owed(until: date) -> dict[Key, date]:
    """Return every obligation that counts for the score and is due up to a day, with its due date."""
    found: dict[Key, date] = {}
    for unit in load_catalogue().units:
        for spec in unit.datasets:
            frequency = LAXER.get(spec.key, spec.frequency)
            dues = {"first": FIRST_DUE}
            for year in (2023, 2024, 2025):
                if frequency == "yearly" and year > 2022:
                    end = (3, 31) if spec.key in END_OF_MARCH else (1, 31)
                    dues[str(year)] = date(year + 1, *end)
                for quarter in range(1, 5):
                    if frequency == "quarterly" and (year, quarter) > (2023, 1):
                        month = 3 * quarter
                        last = date(year, month, monthrange(year, month)[1])
                        dues[f"{year}-Q{quarter}"] = last + timedelta(days=30)
                for month in range(1, 13):
                    if frequency == "monthly" and (year, month) > (2023, 4):
                        after = (year, month + 1) if month < 12 else (year + 1, 1)
                        dues[f"{year}-{month:02d}"] = date(*after, 15)
            for supplier in unit.suppliers or (unit.name,):
                found |= {(spec.key, supplier, p): d for p, d in dues.items() if d <= until}
    return found


def came(city: Path) -> dict[Key, date]:
    """Return when each obligation was met: a period by its first file, a first collection by its last one."""
    lines = pd.read_csv(city / "manifest.csv", encoding="utf-8-sig", dtype=str)
    found: dict[Key, date] = {}
    for line in lines.itertuples():
        supply, day = (str(line.dataset), str(line.supplier)), date.fromisoformat(str(line.received_at))
        if line.kind == "first":
            key = (*supply, "first")
            found[key] = max(found.get(key, day), day)
        elif line.kind in ("routine", "nil"):
            key = (*supply, str(line.period))
            found[key] = min(found.get(key, day), day)
    return found


def nils(city: Path) -> set[Key]:
    """Return the obligations met by a nil return."""
    lines = pd.read_csv(city / "manifest.csv", encoding="utf-8-sig", dtype=str)
    own = lines[lines["kind"] == "nil"]
    return set(zip(own["dataset"], own["supplier"], own["period"], strict=True))


def _files(home: Path, city: Path) -> dict[Key, list[str]]:
    """Return the deliveries that met each obligation, by the names of their files."""
    lines = pd.read_csv(city / "manifest.csv", encoding="utf-8-sig", dtype=str)
    lines = lines[lines["kind"].isin(["first", "routine"])]
    with sqlite3.connect(home / "ledger.sqlite") as con:
        held = con.execute("SELECT file_name, dataset, supplier, id FROM delivery").fetchall()
    ids = {(f, d, s): i for f, d, s, i in held}
    found: dict[Key, list[str]] = {}
    for line in lines.itertuples():
        period = "first" if line.kind == "first" else str(line.period)
        number = ids.get((str(line.file), str(line.dataset), str(line.supplier)))
        if number is not None:
            own = found.setdefault((str(line.dataset), str(line.supplier), period), [])
            own += [number] if number not in own else []
    return found


def _delivery(home: Path, number: str) -> dict[str, float]:
    """Count one delivery's rows and cells with pandas."""
    with sqlite3.connect(home / "ledger.sqlite") as con:
        con.row_factory = sqlite3.Row
        row = con.execute("SELECT * FROM delivery WHERE id = ?", [number]).fetchone()
        paths = con.execute("SELECT DISTINCT path FROM lake_file WHERE delivery = ?", [number]).fetchall()
    spec = load_catalogue().dataset(row["dataset"])
    frames = [pd.read_parquet(home / "lake" / p["path"]) for p in paths]
    table = pd.concat(frames) if frames else pd.DataFrame()
    repeats = json.loads(row["receipt"])["ignored"].get("重复行", 0)
    clashes = sum(f["count"] for f in json.loads(row["findings"]) if f["kind"] == "conflict")
    fields = [f for f in spec.fields if not f.splits_into]
    kept = [f.key for f in fields if f.key not in LEFT_OUT.get(spec.key, set())]
    checked = wrong = 0
    for field in fields:
        if len(table) and field.type in ("uscc", "org_code"):
            codes = table[field.key].dropna()
            checked, wrong = checked + len(codes), wrong + sum(not _possible(c) for c in codes)
        elif len(table) and field.type == "date":
            days = table[field.key].dropna()
            checked += len(days)
            wrong += sum(not date(1949, 10, 1) <= d <= date(2099, 12, 31) for d in days)
    return {
        "good": row["rows_good"], "rejected": row["rows_rejected"], "wrong_rows": repeats + clashes,
        "rows": row["rows_good"] + row["rows_rejected"] + repeats, "held": len(table),
        "filled": float(table[kept].notna().to_numpy().mean()) if len(table) else 0.0,
        "checked": checked, "wrong": wrong,
    }  # fmt: skip


def _possible(code: str) -> bool:
    """A USCC by stdnum; else a card, an organisation code, an older tax number by their check digits."""
    try:
        return bool(uscc.validate(code) == code)
    except ValidationError:
        pass
    bare = code.replace("-", "")
    if len(code) in (18, 20) and code[:17].isdigit() and code[6:8] in ("19", "20"):
        return True
    if len(bare) == 15 and bare[:6].isdigit():
        bare = bare[6:]
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if len(bare) != 9 or any(c not in letters for c in bare):
        return False
    total = sum(w * letters.index(c) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), bare[:8], strict=True))
    return bare[8] == "0123456789X0"[(11 - total % 11) % 11 if total % 11 else 11]


def _credit(due: date, day: date | None) -> float:
    if day is None:
        return 0.0
    late = (day - due).days
    return 1.0 if late <= 0 else 0.8 if late <= 3 else 0.5 if late <= 10 else 0.2 if late <= 30 else 0.0


def _pooled(parts: list[tuple[float, float]]) -> float | None:
    total = sum(w for w, _ in parts)
    return sum(w * v for w, v in parts) / total if total else None


def scores(home: Path, city: Path, year: int, as_of: date) -> dict[str, float]:
    """Return every supplier's points."""
    met, empty, files = came(city), nils(city), _files(home, city)
    records = []
    for key, due in owed(as_of).items():
        if due.year != year:
            continue
        day = met.get(key)
        day = day if day is not None and day <= as_of else None
        own = [_delivery(home, n) for n in files.get(key, [])] if day and key not in empty else []
        filled = (
            None if key in empty else 0.0 if day is None else _pooled([(d["held"], d["filled"]) for d in own])
        )
        parts = [
            _pooled([(t, d["good"] / t) for d in own if (t := d["good"] + d["rejected"])]),
            _pooled([(d["rows"], 1 - d["wrong_rows"] / d["rows"]) for d in own if d["rows"]]),
            _pooled([(d["checked"], 1 - d["wrong"] / d["checked"]) for d in own if d["checked"]]),
        ]
        known = [p for p in parts if p is not None]
        correct = sum(known) / len(known) if known else None
        records.append((key[1], key[0], _credit(due, day), filled, correct))
    table = pd.DataFrame(records, columns=["supplier", "dataset", "time", "full", "right"])
    table = table.astype({"time": float, "full": float, "right": float})
    means = table.groupby(["supplier", "dataset"]).mean().groupby("supplier").mean()
    weights = pd.Series({"time": 40.0, "full": 20.0, "right": 20.0})
    shares = means.notna() * weights
    points = 100 * (means.fillna(0) * weights).sum(axis=1) / shares.sum(axis=1)
    return {str(name): float(value) for name, value in points.items()}
