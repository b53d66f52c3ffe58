"""Splink's own example for linking two files: library comparisons, its training steps, its threshold."""

import duckdb
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.peers.table import Found, Row, Task, best_of

THRESHOLD = 0.9  # of the example for linking two files


def _table(rows: list[Row]) -> pa.Table:
    columns = {f: [getattr(row, f) or None for row in rows] for f in Row._fields if f != "answer"}
    return pa.table({"unique_id": list(range(len(rows)))} | columns)


def link(task: Task) -> list[Found]:
    """Accept a match probability of 0.9, the best firm of each row."""
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("legal_rep"),
            block_on("phone"),
            block_on("address"),
            block_on("substr(name, 1, 6)"),
        ],
        comparisons=[
            cl.NameComparison("name").configure(term_frequency_adjustments=True),
            cl.ExactMatch("legal_rep").configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone"),
            cl.ExactMatch("town").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("address", [2, 5]),
        ],
    )
    api = DuckDBAPI(duckdb.connect())
    sides = [
        api.register(_table(task.names), dataset_display_name="a_list"),
        api.register(_table(task.registry), dataset_display_name="b_registry"),
    ]
    linker = Linker(sides, settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name"), block_on("legal_rep", "town"), block_on("phone")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("name"), block_on("legal_rep"), block_on("phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predictions = linker.inference.predict(threshold_match_probability=0.01, warning_mode="never")
    pairs = (
        predictions.as_duckdbpyrelation().project("unique_id_l, unique_id_r, match_probability").fetchall()
    )
    return best_of(((task.names[a].id, task.registry[b].id, p) for a, b, p in pairs), THRESHOLD)
