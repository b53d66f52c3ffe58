"""The projection that the graph shows, kept beside it, so that the next load writes only what differs."""

import os
import shutil
from pathlib import Path
from typing import Final

from core.settings import Settings
from graph_model.project import Projection

WHOLE: Final = "whole"  # written last: a folder without it was not finished


def folder(settings: Settings, state_hash: str) -> Path:
    """Where the projection of a state is kept."""
    return settings.graph / "shown" / state_hash[:32]


def keep(settings: Settings, projection: Projection) -> None:
    """Keep a projection that the graph now shows, in place of the one before."""
    target = folder(settings, projection.state_hash)
    working = target.with_name(f"{target.name}.writing")
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir(parents=True)
    for table in projection.tables:
        projection.con.table(f'"{table}"').write_parquet(
            str(working / f"{table}.parquet"), compression="zstd"
        )
    (working / WHOLE).touch()
    shutil.rmtree(target, ignore_errors=True)
    os.replace(working, target)
    for other in target.parent.iterdir():
        if other != target:
            shutil.rmtree(other, ignore_errors=True)


def attach(settings: Settings, projection: Projection, state_hash: str) -> bool:
    """Create the view shown_<table> of each table of a kept state; False where it is not kept so."""
    source = folder(settings, state_hash)
    if not (source / WHOLE).is_file():
        return False
    for table in projection.tables:
        path = source / f"{table}.parquet"
        if not path.is_file():
            return False
        shown = projection.con.read_parquet(str(path))
        now = projection.con.table(f'"{table}"')
        if (shown.columns, shown.types) != (now.columns, now.types):
            return False
        shown.create_view(f"shown_{table}", replace=True)
    return True
