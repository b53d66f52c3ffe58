"""A model version told: the weight of every level in bits, as rows and as Splink's chart, offline."""

import logging
import math
from pathlib import Path
from typing import Any

from core.duck import scratch
from core.errors import UsageError
from resolution.ladder import ladder
from resolution.model import COMPARISONS, MENTION, REGISTRY, Parameters, prior, settings
from resolution.waterfall import CAPTIONS


def level_rows(parameters: Parameters) -> list[dict[str, Any]]:
    """Return one row a level: comparison, label, both in Chinese, m, u, and log2(m/u) in bits."""
    return [
        {
            "comparison": name,
            "level": level.label,
            "comparison_text": CAPTIONS[name],
            "level_text": level.caption or level.label,
            "m": m,
            "u": u,
            "weight": round(math.log2(m / u), 3),
            "frequency": level.frequency,
        }
        for name, spec in COMPARISONS.items()
        for level, (m, u) in zip(spec.levels, parameters[name], strict=True)
    ]


def write_chart(parameters: Parameters, names: int, path: Path) -> None:
    """Write Splink's chart of match weights as one html file that needs no network.

    `names` is the number of registry names, on which the prior hangs.
    """
    from splink import DuckDBAPI, Linker

    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"图表要写成 .html，不能是 {path.name}。")
    con = scratch()
    try:
        con.execute("CREATE TABLE side (unique_id VARCHAR)")
        api = DuckDBAPI(con)
        sides = [api.register("side", dataset_display_name=name) for name in (MENTION, REGISTRY)]
        linker = Linker(sides, settings(parameters, prior(ladder(), names)), log_level=logging.ERROR)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(linker.visualisations.match_weights_chart().to_html(inline=True), encoding="utf-8")
    finally:
        con.close()
