"""Walk one synthetic city down the whole road in a fresh home and measure every stage."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.stages import Measure, measure


@dataclass(frozen=True)
class CityResult:
    """What one city of a size gave: the stages' cost and the quality of its resolution."""

    enterprises: int
    noise: str
    seed: int
    stages: list[Measure]
    quality: dict[str, Any]


def run_city(enterprises: int, noise: str, seed: int, *, graph: bool = True) -> CityResult:
    """Generate, ingest, resolve, load and ask once; `noise` names a committed noise profile."""
    with tempfile.TemporaryDirectory(prefix="chanye-bench-") as folder:
        city, home = Path(folder, "city"), Path(folder, "home")
        environment = {"CHANYE_HOME": str(home), "CHANYE_NEO4J_PORT": "0"}
        size = ["--enterprises", str(enterprises), "--seed", str(seed)]
        stages = [
            measure("generate", ["generate", *size, "--noise", noise, "--out", str(city)], {}),
            measure("ingest", ["ingest", str(city / "supply"), "--format", "json"], environment),
            measure("resolve", ["resolve", "--truth", str(city / "truth"), "--format", "json"], environment),
        ]
        quality = json.loads(stages[-1].output)
        if not graph:
            return CityResult(enterprises, noise, seed, stages, quality)
        try:
            stages.append(measure("graph load", ["graph", "load"], environment))
            stages.append(measure("graph verify", ["graph", "verify"], environment))
        finally:
            measure("stop", ["neo4j", "stop"], environment)
    return CityResult(enterprises, noise, seed, stages, quality)
