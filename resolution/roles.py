"""Which columns of which data set speak of an enterprise, and in which role: read from the catalogue."""

from typing import NamedTuple

from ingest.contract import Catalogue, EntityKind, Part, load_catalogue

PARTS = (Part.NAME, Part.CODE, Part.ORG_CODE, Part.PERSON, Part.PHONE, Part.ADDRESS, Part.TOWN, Part.INDUSTRY)


class Role(NamedTuple):
    """One role of one data set: the lake column of each part, None where the data set has none."""

    number: int
    dataset: str
    role: str
    columns: dict[str, str | None]


def enterprise_roles(catalogue: Catalogue) -> list[Role]:
    """Return every role that names an enterprise by a name or a code, in the catalogue's order."""
    found: list[Role] = []
    for dataset in catalogue.datasets.values():
        names = dict.fromkeys(f.role for f in dataset.fields if f.entity is EntityKind.ENTERPRISE and f.role)
        for name in names:
            by_part = {
                f.part: f.key for f in dataset.fields if f.role == name and f.entity is EntityKind.ENTERPRISE
            }
            if by_part.keys() & {Part.NAME, Part.CODE, Part.ORG_CODE}:
                columns = {str(p.value): by_part.get(p) for p in PARTS}
                found.append(Role(len(found), dataset.key, name, columns))
    return found


def tax_roles(roles: list[Role], catalogue: Catalogue | None = None) -> list[int]:
    """Return the numbers of the roles whose names the tax authority keeps beside a code, month by month."""
    units = catalogue or load_catalogue()
    return [
        r.number
        for r in roles
        if units.unit_of(r.dataset).key == "tax" and r.columns["code"] and r.columns["name"]
    ]
