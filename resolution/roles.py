"""Which columns of which data set speak of an enterprise, and in which role: read from the catalogue."""

from typing import NamedTuple

from ingest.contract import Catalogue, EntityKind, Part

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
