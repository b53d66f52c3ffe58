"""The load that is measured changes what it says, and nothing of the run that it measures."""

import json
from pathlib import Path

import duckdb

from benchmarks.graph_load import Done, take_back
from core.settings import Settings
from resolution.tables import NOTE, Resolved
from store.tables import ResolutionRun

MATCHES = """
COPY (
    SELECT column0 AS mention_id, column1 AS entity_id, column2 AS decision, NULL::TIMESTAMP AS known_to
    FROM (VALUES ('a', 'ent_1', 'match'), ('b', 'ent_2', 'match'), ('c', 'ent_3', 'match'),
                 ('d', 'prj_1', 'match'), ('e', 'ent_4', 'none'), ('f', 'ent_5', 'match'))
         t(column0, column1, column2)
) TO $file (FORMAT parquet)
"""
SOURCES = """
COPY (
    SELECT column0 AS mention_id, column1 AS dataset
    FROM (VALUES ('a', 'gazelle_firm'), ('a', 'tax_registration'), ('b', 'gazelle_firm'),
                 ('c', 'power_consumption'), ('d', 'key_project'), ('e', 'gazelle_firm'), ('f', 'park_firm'))
         t(column0, column1)
) TO $file (FORMAT parquet)
"""


def test_matches_of_small_lists_are_taken_back_and_the_run_stays_as_it_is(tmp_path: Path) -> None:
    run = tmp_path / "resolved" / "r"
    run.mkdir(parents=True)
    with duckdb.connect() as con:
        con.execute(MATCHES, {"file": str(run / "match.parquet")})
        con.execute(SOURCES, {"file": str(run / "mention_source.parquet")})
        (run / NOTE).write_text(json.dumps({"match": {"rows": 6, "hash": "x"}}), encoding="utf-8")
        before = (run / "match.parquet").read_bytes()
        for asked, expected in (
            (1, {"b"}),
            (9, {"b", "f"}),
        ):  # a: in a registry too; c: a mass fact; d: no firm
            folder = take_back(Settings(home=tmp_path), Resolved(ResolutionRun(id="r"), run), asked)
            query = "SELECT mention_id FROM read_parquet($file) WHERE decision = 'review'"
            found = con.execute(query, {"file": str(folder / "match.parquet")}).fetchall()
            assert {m for (m,) in found} == expected
            assert json.loads((folder / NOTE).read_text(encoding="utf-8"))["match"]["hash"] != "x"
    assert (run / "match.parquet").read_bytes() == before


def test_a_load_of_what_changed_tells_the_changed_rows_and_one_of_all_tells_all() -> None:
    counts = {"node_Town": 19, "rel_LOCATED_IN_Enterprise_Town": 1_000}
    assert Done("all", 9.4, 8.0, 7.0, "", {"counts": counts}).row[:3] == ["all", "1,019", "9"]
    assert Done("some", 9.4, 8.0, 7.0, "", {"counts": counts, "changed": 12}).row[1] == "12"
