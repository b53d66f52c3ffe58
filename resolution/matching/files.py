"""From two files to one: read the list and the registry, match them, write the answer."""

import math
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from core.duck import connect
from core.errors import ResolutionError
from core.leaving import hold
from core.progress import stage
from core.settings import Settings
from resolution.matching.ahead import bytes_of
from resolution.matching.lists import Listing, read_list
from resolution.matching.match import Outcome, match_lists
from resolution.matching.prepare import Scorer
from resolution.matching.settings import limits
from resolution.matching.write import check_rows, check_target, write

MEMORY: Final = ":memory:"


class Request(NamedTuple):
    """What to match with what, and where the answer goes; maps are field → header."""

    names: Path
    target: Path
    registry: Path | None
    mapped: Mapping[str, str]
    registry_mapped: Mapping[str, str]
    sheet: str | None = None
    registry_sheet: str | None = None
    learn: bool = True  # whether rows of the list that carry codes may fit the arbiter
    last: bool = False  # whether the process ends behind it, so that tables in memory need not be freed


def match_files(settings: Settings, request: Request) -> Outcome:
    """Match a list with a registry file, or with the city's registry where none is given; write the answer.

    Raises UsageError for a target that cannot be written, DeliveryError for a file that cannot be used.
    """
    sources = [request.names, *([request.registry] if request.registry else [])]
    check_target(request.target, sources)
    if "memory" not in settings.model_fields_set:
        settings = settings.model_copy(update={"memory": limits().memory})
    with tempfile.TemporaryDirectory(prefix="chanye-match-") as folder:
        database = _database(request, Path(folder))
        con = connect(settings, database, Path(folder), lanes=_bytes(request) <= limits().lanes)
        try:
            with stage("读取名单与登记名录"):
                listing = read_list(con, "名单", request.names, "list_raw", request.mapped, request.sheet)
                check_rows(request.target, listing.rows)
                registry, scorer = _registry(con, settings, request)
            outcome = match_lists(con, listing, registry, scorer)
            with stage(f"写出 {request.target.name}"):
                write(con, listing, request.target)
            return outcome
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            raise ResolutionError(
                f"内存或临时文件夹 {folder} 的空间不够。",
                advice="请调大 CHANYE_MEMORY，或用 TMPDIR 指到空间大的磁盘。",
            ) from error
        finally:
            hold(con) if request.last and database == MEMORY else con.close()


def _bytes(request: Request) -> float:
    """Return the bytes of both files; without end where the registry is the city's."""
    return math.inf if request.registry is None else bytes_of((request.names, request.registry))


def _database(request: Request, folder: Path) -> str:
    """Return where DuckDB works: in memory, or in a file for long lists and the city's registry."""
    return MEMORY if _bytes(request) <= limits().in_memory else str(folder / "match.duckdb")


def _registry(con: duckdb.DuckDBPyConnection, settings: Settings, request: Request) -> tuple[Listing, Scorer]:
    """Return the registry of the file, or the city's where none is given, and what scores."""
    if request.registry is None:
        from resolution.matching.city import city_registry

        listing, scorer = city_registry(con, settings)
        return listing, scorer._replace(learn=request.learn)
    mapped, sheet = request.registry_mapped, request.registry_sheet
    return read_list(con, "登记名录", request.registry, "registry_raw", mapped, sheet), Scorer(
        learn=request.learn
    )
