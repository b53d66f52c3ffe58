"""Which column of a list is which: recognised by its header, or named with --map."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import SettingsError, UsageError
from core.yaml_file import read_yaml
from ingest.headers import normalise, without_bracket

PATH: Final = Path(__file__).with_name("columns.yaml")
SEARCHED: Final = 40  # rows in which a header is looked for
SHOWN: Final = 30  # columns that a message lists


class Field(BaseModel):
    """How one field of a list is written in headers; columns.yaml says what each key means."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    caption: str
    words: tuple[str, ...]
    serial: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class Head(NamedTuple):
    """A header found: its place among the rows, and the column of each field, counted from 0."""

    row: int
    fields: dict[str, int]
    serial: bool  # the id column counts only where it is filled and never repeats


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Return the fields of a list in their order."""
    try:
        found = read_yaml(PATH)["fields"]
        return {
            key: Field.model_validate({"never" if k == "not" else k: v for k, v in f.items()})
            for key, f in found.items()
        }
    except (KeyError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{PATH.name} 有误：{error}") from error


def _fold(header: str) -> str:
    return normalise(header)


@lru_cache(maxsize=65536)
def _ranks(header: str) -> tuple[tuple[str, int], ...]:
    """Return the fields that a header may mean, each with its rank: the smaller the more telling."""
    full = _fold(header)
    bare, _ = without_bracket(full)
    found = []
    for key, field in fields().items():
        words = [_fold(w) for w in (*field.words, *field.serial)]
        rank = next((words.index(h) for h in (full, bare) if h in words), None)
        if rank is None and bare.endswith(field.endings) and not bare.startswith(field.never):
            rank = len(words)
        if rank is not None and full:
            found.append((key, rank))
    return tuple(found)


def recognise(headers: Sequence[str], wanted: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return the column of each field that the headers name; `wanted` (field → header) goes first.

    A header that `wanted` names and nobody bears leaves the field out: `missing` tells which.
    """
    found: dict[str, int] = {}
    for key, header in (wanted or {}).items():
        place = place_of(headers, header)
        if header and place is not None:
            found[key] = place
    open_fields = [k for k in fields() if k not in (wanted or {})]
    options = sorted(
        (rank, i, key)
        for i, header in enumerate(headers)
        if i not in found.values()
        for key, rank in _ranks(header or "")
        if key in open_fields
    )
    for _, i, key in options:
        if key not in found and i not in found.values():
            found[key] = i
    return {k: found[k] for k in fields() if k in found}


def place_of(headers: Sequence[str], wanted: str) -> int | None:
    """Return the column with this header, as written or else as compared; None where there is none."""
    if wanted in headers:
        return list(headers).index(wanted)
    folded = [_fold(h or "") for h in headers]
    return folded.index(_fold(wanted)) if _fold(wanted) in folded else None


def missing(headers: Sequence[str], wanted: Mapping[str, str]) -> list[str]:
    """Return the headers asked for that are not there."""
    return [h for h in wanted.values() if h and place_of(headers, h) is None]


def is_serial(header: str) -> bool:
    """Whether an id column is one by a weak word only, such as 序号."""
    words = [_fold(w) for w in fields()["id"].serial]
    return without_bracket(_fold(header))[0] in words


def find_head(rows: Sequence[Sequence[str]], wanted: Mapping[str, str]) -> Head | None:
    """Return the header among the first rows: the row with most fields, a name among them."""
    best: Head | None = None
    for at, row in enumerate(rows[:SEARCHED]):
        head = head_of(row, at, wanted)
        if head is not None and (best is None or len(head.fields) > len(best.fields)):
            best = head
    return best


def head_of(row: Sequence[str], at: int, wanted: Mapping[str, str]) -> Head | None:
    """Return the header that a row is; None where it has no name or lacks what is wanted."""
    found = recognise(row, wanted)
    if "name" not in found or missing(row, wanted):
        return None
    return Head(at, found, "id" in found and "id" not in wanted and is_serial(row[found["id"]]))


def told_by(readings: Iterable[str]) -> str:
    """Return the first of several readings of a header that means a field, else the first with any text."""
    held = [r for r in readings if r.strip()]
    return next((r for r in held if _ranks(r)), held[0] if held else "")


def parse_map(pairs: Iterable[str], option: str) -> dict[str, str]:
    """Read `field=header` pairs; a Chinese caption (名称=…) does for the field's key.

    Raises UsageError that lists the fields.
    """
    keys = {_fold(name): key for key, f in fields().items() for name in (key, f.caption)}
    found: dict[str, str] = {}
    for pair in pairs:
        field, sign, header = pair.partition("=")
        key = keys.get(_fold(field))
        if not sign or key is None:
            known = "、".join(f"{k}（{f.caption}）" for k, f in fields().items())
            raise UsageError(
                f"{option} {pair} 看不懂。", advice=f"应写成 字段=表头，例如 name=企业名称；字段有：{known}。"
            )
        found[key] = header.strip()
    return found


def listed(headers: Iterable[str]) -> str:
    """Return headers for a message: the first ones, 、 between."""
    held = [h for h in headers if h]
    more = f" 等 {len(held)} 列" if len(held) > SHOWN else ""
    return "、".join(h if len(h) <= 40 else h[:40] + "…" for h in held[:SHOWN]) + more or "没有读得出的列名"
