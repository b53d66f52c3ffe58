"""The mentions of a resolved city that no valid code settles: list, registry and their truth.

`python -m benchmarks.mention_lists TRUTH FOLDER` writes them from the home that CHANYE_HOME names.
"""

import sys
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from core.duck import connect
from core.settings import Settings, get_settings
from resolution.evaluate import label
from resolution.tables import latest
from store.deliveries import deliveries
from store.ledger import Ledger

# One row per distinct mention and set of right answers, as the evaluation of a city counts them.
MENTIONS: Final = """
CREATE OR REPLACE TEMP TABLE asked AS
SELECT 'q' || lpad(row_number() OVER (ORDER BY md5(l.mention_id), l.answers)::VARCHAR, 7, '0') AS id, l.*
FROM (SELECT DISTINCT mention_id, list_sort(answers) AS answers FROM labelled WHERE {where}) l
"""
LIST: Final = """
SELECT a.id, m.name, coalesce(m.person, '') AS legal_rep, coalesce(m.phone, '') AS phone,
       coalesce(m.town, '') AS town, coalesce(m.address, '') AS address
FROM asked a JOIN mention m USING (mention_id) WHERE coalesce(m.name, '') <> '' ORDER BY a.id
"""
TRUTH: Final = """
SELECT a.id, coalesce((SELECT string_agg(e.entity_id, '|' ORDER BY e.entity_id)
                       FROM entity e WHERE e.registered AND list_contains(a.answers, e.code)), '') AS answer
FROM asked a JOIN mention m USING (mention_id) WHERE coalesce(m.name, '') <> '' ORDER BY a.id
"""
REGISTRY: Final = """
SELECT e.entity_id AS id, e.name, coalesce(n.former, '') AS former_names, coalesce(e.person, '') AS legal_rep,
       coalesce(e.phone, '') AS phone, coalesce(e.town, '') AS town, coalesce(e.address, '') AS address
FROM entity e LEFT JOIN (
  SELECT entity_id, string_agg(DISTINCT name, '|' ORDER BY name) AS former FROM entity_name
  WHERE kind <> 'current' GROUP BY 1
) n ON n.entity_id = e.entity_id
WHERE e.kind = 'ent' AND e.registered AND coalesce(e.name, '') <> '' ORDER BY e.entity_id
"""
LABELLED_ROWS: Final = 500
"""How many rows whose code tells the firm a peer that must be taught may learn from."""


class Lists(NamedTuple):
    """The files of one comparison, all csv in one folder."""

    names: Path  # id, name, legal_rep, phone, town, address
    registry: Path  # id, name, former_names, legal_rep, phone, town, address
    truth: Path  # id of the list, ids of the right firms joined by |, empty where no registry lists it
    taught: Path  # rows like the list's whose valid code tells the firm: `answer` is its id


def lists_in(folder: Path) -> Lists:
    """Return the paths of list, registry, truth and taught rows in a folder."""
    return Lists(*(folder / f"{name}.csv" for name in ("list", "registry", "truth", "taught")))


def write_lists(settings: Settings, truth: Path, folder: Path) -> None:
    """Write the lists of the newest run of a home; `truth` is the folder of the right answers."""
    ledger = Ledger(settings)
    with ledger.session() as session:
        files = [(d.id, d.dataset, d.file_name) for d in deliveries(session)]
    con = connect(settings)
    latest(settings, ledger).attach(con)
    label(con, truth, files)
    export(con, folder)
    con.close()


def export(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the files; needs `labelled` and the resolved views."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = lists_in(folder)
    con.execute(MENTIONS.format(where="NOT codeless AND decision = 'match' AND len(answers) = 1"))
    _write(
        con,
        f"SELECT * FROM ({LIST}) JOIN ({TRUTH}) USING (id) ORDER BY id LIMIT {LABELLED_ROWS}",
        paths.taught,
    )
    con.execute(MENTIONS.format(where="codeless"))
    _write(con, LIST, paths.names)
    _write(con, TRUTH, paths.truth)
    _write(con, REGISTRY, paths.registry)


def _write(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    con.sql(query).write_csv(str(path), header=True, quotechar='"')


if __name__ == "__main__":
    write_lists(get_settings(), Path(sys.argv[1]), Path(sys.argv[2]))
