"""The projection that the graph shows, kept beside it: the next one takes over of it what has not changed."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from core.settings import Settings
from graph_model.basis import Kept, Made
from graph_model.project import Projection

NOTE: Final = "kept.json"  # written last: a folder without it was not finished


def folder(settings: Settings, state_hash: str) -> Path:
    """Where the projection of a state is kept."""
    return settings.graph / "shown" / state_hash[:32]


def table_file(settings: Settings, state_hash: str, table: str) -> Path | None:
    """Return the file of a table of a kept state, one of its stages' included; None where it is not there."""
    path = folder(settings, state_hash) / f"{table}.parquet"
    return path if path.is_file() and _read(path.parent) is not None else None


def keep(settings: Settings, projection: Projection, rules: str = "") -> None:
    """Keep a projection that the graph now shows, in place of the one before.

    `rules` names the rules that made it; without a basis the graph's own tables are kept and no others.
    """
    target = folder(settings, projection.state_hash)
    working = target.with_name(f"{target.name}.writing")
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir(parents=True, mode=0o700)  # like the lake: rows of stages hold what the graph masks
    for table in _tables(projection):
        file = working / f"{table}.parquet"
        if not _linked(projection, table, file):
            projection.con.table(f'"{table}"').write_parquet(str(file), compression="snappy")
    (working / NOTE).write_text(json.dumps(_note(projection, rules), sort_keys=True), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    os.replace(working, target)
    for other in target.parent.iterdir():
        if other != target:
            shutil.rmtree(other, ignore_errors=True)


def _tables(projection: Projection) -> Iterator[str]:
    """Yield the tables of the graph, and those that stages made on the way."""
    yield from projection.tables
    if projection.basis is not None:
        yield from sorted(projection.basis.made.keys() - set(projection.tables))


def _linked(projection: Projection, table: str, file: Path) -> bool:
    """Link the file of a table that was taken over, in place of writing it once more."""
    basis = projection.basis
    if basis is None or basis.kept is None or table not in basis.taken:
        return False
    try:
        os.link(basis.kept.file(table), file)
    except OSError:  # a disk that knows no links
        return False
    return True


def _note(projection: Projection, rules: str) -> dict[str, Any]:
    note: dict[str, Any] = {"rules": rules, "hashes": projection.hashes}
    if projection.basis is not None:
        note |= {"tables": projection.basis.made, "sources": projection.basis.sources}
        note |= {"assigned": projection.basis.assigned}
    return note


def _read(source: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads((source / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def find(settings: Settings, state_hash: str, rules: str) -> Kept | None:
    """Return what was kept of a state; None where it is not there whole, or other rules made it."""
    source = folder(settings, state_hash)
    note = _read(source)
    if note is None or note.get("rules") != rules or "tables" not in note:
        return None
    tables = {name: Made(*made) for name, made in note["tables"].items()}
    kept = Kept(source, tables, note["sources"], note["assigned"])
    return kept if all(kept.file(t).is_file() for t in tables) else None


def attach(settings: Settings, projection: Projection, state_hash: str) -> set[str] | None:
    """Create the view shown_<table> of each table that differs from a kept state, and return their names.

    None where the state is not kept so, or has other columns.
    """
    source = folder(settings, state_hash)
    note = _read(source)
    if note is None:
        return None
    differ = set()
    for table in projection.tables:
        path = source / f"{table}.parquet"
        if not path.is_file():
            return None
        shown = projection.con.read_parquet(str(path))
        now = projection.con.table(f'"{table}"')
        if (shown.columns, shown.types) != (now.columns, now.types):
            return None
        if tuple(note["hashes"].get(table, ())) != projection.hashes[table]:
            shown.create_view(f"shown_{table}", replace=True)
            differ.add(table)
    return differ
