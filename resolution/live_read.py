"""One record read like a row of a list: normal forms, the id of the mention, the anatomy of its name."""

from collections.abc import Mapping
from hashlib import md5
from typing import Any, Final, NamedTuple

import duckdb

from resolution.addresses import town_of
from resolution.identifiers import CodeKind, read_phone
from resolution.mentions import EVIDENCE, VERSION
from resolution.normalise import ANATOMY
from resolution.reading import address_row, anatomy_row, code_row, name_rows, person_row

FIELDS: Final = ("name", "code", "org_code", "person", "phone", "address", "town", "industry")
_ROW: Final = ("mention_id", "name", *EVIDENCE, "code_kind")
_TYPES: Final = {"dels": "VARCHAR[]"}

MENTION: Final = "CREATE OR REPLACE TABLE mention AS SELECT " + ", ".join(f"?::VARCHAR AS {c}" for c in _ROW)
OWN: Final = "CREATE OR REPLACE TABLE own_anatomy AS SELECT " + ", ".join(
    f"?::{_TYPES.get(c, 'VARCHAR')} AS {c}" for c in ANATOMY.names
)
SPOT: Final = "CREATE OR REPLACE TABLE address_map AS SELECT ?::VARCHAR AS value, ?::VARCHAR AS spot"


class Mention(NamedTuple):
    """A record as the ladder sees it; empty where nothing is known."""

    mention_id: str
    name: str
    evidence: Mapping[str, str]  # by part of resolution.mentions.EVIDENCE
    code_kind: str
    spot: str
    anatomy: tuple[Any, ...] | None  # in the order of resolution.normalise.ANATOMY

    def part(self, name: str) -> str:
        """A part of the anatomy of the name, "" where it has none."""
        return str(self.anatomy[ANATOMY.names.index(name)]) if self.anatomy else ""

    def says(self, name: str) -> bool:
        """Whether the mention gives this part of its evidence or of its name."""
        return bool(self.evidence[name] if name in self.evidence else self.part(name))


def read(raw: Mapping[str, str | None]) -> Mention:
    """Read raw values by FIELDS, as mentions_mention_parts.sql and mentions_mention_ids.sql do for rows.

    Of a cell that names several firms the first is taken; what stands beside them then speaks of nobody.
    """
    cells = {k: raw.get(k) or "" for k in FIELDS}
    first = name_rows(cells["name"])[0] if cells["name"] else ("", 0, 1, "", "", "")
    _, _, parts, part, norm, _ = first
    if parts > 1:
        cells = dict.fromkeys(FIELDS, "")
    code = code_row(cells["code"]) if cells["code"] else ("", CodeKind.NONE, "", "")
    own = code_row(cells["org_code"])[3] if cells["org_code"] else ""
    place = address_row(cells["address"]) if cells["address"] else ("", "", "", "", "")
    evidence = {
        "name_norm": norm, "code": code[2], "org_code": own or code[3],
        "person": person_row(cells["person"])[1] if cells["person"] else "",
        "phone": read_phone(cells["phone"]), "address": place[1],
        "town": town_of(cells["town"]) if cells["town"] else "", "industry": cells["industry"],
    }  # fmt: skip
    hashed = "\x1f".join(("ent", *(evidence[e] for e in EVIDENCE), str(code[1])))
    number = f"{VERSION}_{md5(hashed.encode(), usedforsecurity=False).hexdigest()[:20]}"
    anatomy = anatomy_row(part) if norm else None
    return Mention(number, part, evidence, str(code[1]), place[4], anatomy)


def put(con: duckdb.DuckDBPyConnection, mention: Mention) -> None:
    """Create mention, own_anatomy and address_map of one record."""
    values = [mention.name, *(mention.evidence[e] for e in EVIDENCE)]
    con.execute(MENTION, [mention.mention_id, *(v or None for v in values), mention.code_kind])
    con.execute(OWN, list(mention.anatomy or [None] * len(ANATOMY.names)))
    con.execute(SPOT, [mention.evidence["address"] or None, mention.spot])
