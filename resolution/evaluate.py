"""Precision and recall against the truth, by data set, by tier, and for mentions without a code."""

from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from core.duck import records
from core.errors import NotFoundError
from resolution.calibration import calibration
from resolution.sql import sql

LABELLED: Final = sql("evaluate_labelled")

FIGURES: Final = sql("evaluate_figures")

DISTINCT: Final = (
    "(SELECT DISTINCT ON (mention_id, answers) * FROM labelled ORDER BY mention_id, answers, dataset, role)"
)

TIERS: Final = sql("evaluate_tiers")


class Evaluation(NamedTuple):
    """Figures as rows: overall, over rows and distinct mentions, by data set, by tier; probabilities said."""

    overall: list[dict[str, Any]]
    datasets: list[dict[str, Any]]
    tiers: list[dict[str, Any]]
    calibration: list[dict[str, Any]]


def tier_counts(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Count the mentions in supplied rows by data set, tier and decision; needs the resolved views."""
    return records(con, TIERS)


def label(con: duckdb.DuckDBPyConnection, truth: Path, files: list[tuple[str, str, str]]) -> None:
    """Create `labelled`; `files` gives (delivery, data set, file name) and the resolved views must stand."""
    for name in ("truth", "truth_entity"):
        path = truth / f"{name}.parquet"
        if not path.is_file():
            raise NotFoundError(
                f"没有标准答案 {path}", advice="--truth 指向 chanye generate 写出的标准答案文件夹。"
            )
        con.read_parquet(str(path)).create_view(f"{name}_file", replace=True)
    con.execute("CREATE OR REPLACE TEMP TABLE delivery_file (id VARCHAR, dataset VARCHAR, file_name VARCHAR)")
    con.executemany("INSERT INTO delivery_file VALUES (?, ?, ?)", files)
    con.execute(LABELLED)


def evaluate(con: duckdb.DuckDBPyConnection) -> Evaluation:
    """Return the figures; needs `labelled`."""
    overall: list[dict[str, Any]] = []
    for scope, source in (
        ("全部（按行）", "labelled"),
        ("全部（按不同提及）", DISTINCT),
        ("无代码（按行）", "(SELECT * FROM labelled WHERE codeless)"),
        ("无代码（按不同提及）", f"(SELECT * FROM {DISTINCT} WHERE codeless)"),
    ):
        overall += [
            {"scope": scope, **row} for row in records(con, FIGURES.format(group="1 AS one", source=source))
        ]
    for row in overall:
        row.pop("one")
    return Evaluation(
        overall,
        records(con, FIGURES.format(group="dataset", source="labelled")),
        records(con, FIGURES.format(group="tier", source=DISTINCT)),
        calibration(con),
    )
