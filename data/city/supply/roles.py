"""Who is named in a sheet: names, codes and other evidence typed role by role, and the truth of each cell."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from data.city.frame import ID
from data.city.supply import draws
from data.city.supply.coding import dirty_phone, short_address, type_codes, type_org_codes
from data.city.supply.naming import Texts, Typist, flatten, kind_of
from data.city.supply.profile import CodeNoise, Source
from ingest.contract import DatasetSpec, FieldSpec, Part


@dataclass(slots=True)
class Desk:
    """Where a sheet is filled in: the unit (or the town), its kind of source, and what all sheets share."""

    unit: str
    source: Source
    typist: Typist
    codes: dict[str, str] = field(default_factory=dict)  # true id → 统一社会信用代码

    def source_of(self, spec: DatasetSpec, role: str) -> Source:
        """A role without a code is name-only, unless the whole source types in its own manner."""
        coded = any(f.role == role and f.part in (Part.CODE, Part.ORG_CODE) for f in spec.fields)
        return "name_only" if self.source == "coded" and not coded else self.source


def is_department(spec: DatasetSpec, role: str) -> bool:
    """Say whether a role names an authority: picked from a list, never mistyped, not to be resolved."""
    return any(f.role == role and f.entity == "department" for f in spec.fields)


def field_of(spec: DatasetSpec, role: str, part: Part) -> FieldSpec | None:
    """Return the field that gives this part of a role."""
    return next((f for f in spec.fields if f.role == role and f.part is part), None)


def spread(
    names: "pd.Series[Any]", ids: "pd.Series[Any]"
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Texts, Texts]:
    """Return (row, name, id) of everything that is named and has a true id."""
    if names.dtype == object and any(isinstance(c, list | tuple | np.ndarray) for c in names):
        rows, texts = flatten(names)
        _, identities = flatten(ids.where(names.notna(), None))
        if len(texts) != len(identities):
            raise ValueError(f"{ids.name}: names and ids differ in length")
        return (
            np.array(rows, dtype=np.int64),
            np.array(texts, dtype=object),
            np.array(identities, dtype=object),
        )
    found = (names.notna() & ids.notna()).to_numpy(dtype=bool)
    return (
        np.flatnonzero(found).astype(np.int64),
        names[found].to_numpy(dtype=object),
        ids[found].to_numpy(dtype=object),
    )


def write_names(
    cells: "pd.Series[Any]", rows: np.ndarray[Any, np.dtype[np.int64]], texts: Texts, joiner: str
) -> "pd.Series[Any]":
    """Put typed names back into their cells, several joined."""
    written = cells.to_numpy(dtype=object, copy=True)
    if len(rows) and (np.diff(rows) == 0).any():
        several: dict[int, list[str]] = {}
        for row, text in zip(rows.tolist(), texts, strict=True):
            several.setdefault(row, []).append(text)
        for row, group in several.items():
            written[row] = joiner.join(group)
    else:
        written[rows] = texts
    plain = [
        c if isinstance(c, str) or c is None else joiner.join(c) if isinstance(c, list) else None
        for c in written
    ]
    return pd.Series(plain, index=cells.index, dtype="str")


def type_role(
    part: pd.DataFrame, spec: DatasetSpec, role: str, desk: Desk, joiner: str, purpose: str
) -> pd.DataFrame:
    """Type the columns of one role in place; return its truth (row, role, kind, true_id)."""
    ids = part[ID + role]
    name, source = field_of(spec, role, Part.NAME), desk.source_of(spec, role)
    truth = pd.DataFrame(
        {"row": np.flatnonzero(ids.notna()), "true_id": ids[ids.notna()].to_numpy(dtype=object)}
    )
    if name is not None and name.key in part:
        rows, texts, identities = spread(part[name.key], ids)
        typed, true = desk.typist.type_names(texts, identities, desk.unit, role, source, f"{purpose}/{role}")
        part[name.key] = write_names(part[name.key], rows, typed, joiner)
        named = pd.DataFrame({"row": rows, "true_id": true})
        truth = truth[~truth["row"].isin(rows)] if len(rows) < len(truth) else truth.iloc[:0]
        truth = pd.concat([named, truth]) if len(truth) else named
    type_role_codes(part, spec, role, desk)
    said = says_something(part, spec, role)[truth["row"].to_numpy(dtype=np.int64)]
    truth = pd.DataFrame(truth[said])
    return truth.assign(role=role, kind=[kind_of(i) for i in truth["true_id"]])


def says_something(part: pd.DataFrame, spec: DatasetSpec, role: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return for each row whether a name or a code of this role is written (always, without such fields)."""
    keys = [
        f.key
        for f in spec.fields
        if f.role == role and f.part in (Part.NAME, Part.CODE, Part.ORG_CODE) and f.key in part
    ]
    if not keys:
        return np.ones(len(part), dtype=bool)
    return np.asarray(part[keys].notna().any(axis=1).to_numpy(dtype=bool))


def type_role_codes(part: pd.DataFrame, spec: DatasetSpec, role: str, desk: Desk) -> None:
    """Type the code and organisation code of one role in place."""
    noise = desk.typist.profile.codes.get(desk.source if desk.source != "name_only" else "coded", CodeNoise())
    purpose = draws.salt(desk.typist.profile.salt, desk.typist.seed, desk.unit, role, "code")
    ids = part[ID + role]
    for code in (field_of(spec, role, Part.CODE), field_of(spec, role, Part.ORG_CODE)):
        if code is None or code.key not in part or code.entity != "enterprise":
            continue
        rows = np.flatnonzero(part[code.key].notna() & ids.map(lambda i: isinstance(i, str)))
        texts, who = part[code.key].to_numpy(dtype=object)[rows], ids.to_numpy(dtype=object)[rows]
        written = part[code.key].to_numpy(dtype=object, copy=True)
        if code.part is Part.ORG_CODE:
            full = np.array([desk.codes.get(i) for i in who], dtype=object)
            written[rows] = type_org_codes(texts, full, desk.typist.profile, purpose)
        else:
            written[rows] = type_codes(texts, who, noise, purpose, optional=not code.required)
        part[code.key] = pd.Series(written, index=part.index, dtype="str")


def type_evidence(part: pd.DataFrame, spec: DatasetSpec, desk: Desk, purpose: str) -> None:
    """Type phones and addresses in place, row by row; registers of the market and of tax keep theirs."""
    noise = desk.typist.profile.evidence
    if desk.source in ("registry", "tax"):
        return
    for spec_field in (
        f for f in spec.fields if f.key in part and f.role and f.part in (Part.PHONE, Part.ADDRESS)
    ):
        cells = part[spec_field.key].to_numpy(dtype=object, copy=True)
        salt = draws.salt(desk.typist.profile.salt, desk.typist.seed, purpose, spec_field.key)
        phone = spec_field.part is Part.PHONE
        gone = noise.phone_missing if phone else noise.address_missing
        for i in draws.chosen(len(cells), noise.phone_dirty if phone else noise.address_short, salt):
            if isinstance(cells[i], str):
                cells[i] = dirty_phone(cells[i], int(i)) if phone else short_address(cells[i])
        if not spec_field.required:
            cells[draws.chosen(len(cells), gone, salt + 1)] = None
        part[spec_field.key] = pd.Series(cells, index=part.index, dtype="str")
