"""The state hash: one value that is equal exactly when two graphs hold the same nodes and relations."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

MODULUS = 1 << 128


def plain(value: Any) -> Any:  # noqa: ANN401  # whatever DuckDB or Neo4j returns
    """Turn a value of either database into the same JSON value; floats keep 9 digits after the point."""
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return round(value, 9) + 0.0
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if hasattr(value, "iso_format"):
        return value.iso_format()
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


def row_hash(row: Mapping[str, Any]) -> int:
    """Return 128 bits of a row; properties that are missing or empty lists count as not there."""
    held = {k: plain(v) for k, v in row.items() if v is not None and v != []}
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "big")


def table_hash(rows: Iterable[Mapping[str, Any]]) -> tuple[int, str]:
    """Return how many rows there are and the hash of them all.

    The hashes are added up, so that the order in which a database returns rows never matters.
    """
    count, total = 0, 0
    for row in rows:
        count += 1
        total = (total + row_hash(row)) % MODULUS
    return count, f"{total:032x}"


def state_hash(tables: Mapping[str, tuple[int, str]]) -> str:
    """Return the hash of a whole graph from the counts and hashes of its tables."""
    text = "\n".join(f"{name} {count} {digest}" for name, (count, digest) in sorted(tables.items()))
    return hashlib.sha256(text.encode()).hexdigest()
