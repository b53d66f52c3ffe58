"""How fast single records are decided against a city's registry: python -m benchmarks.live --home FOLDER.

Asks the mentions of the latest run again, drawn at random: as many that the model decided as others.
Nothing is written but one JSON object to stdout; the home is only read.
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from core.settings import Settings
from resolution.live import Matcher
from resolution.tables import latest
from store.ledger import Ledger

FIELDS: Final = ("name", "code", "org_code", "person", "phone", "address", "town", "industry")
SAMPLE: Final = f"""
SELECT {", ".join("m." + f for f in FIELDS)} FROM read_parquet(?) m JOIN read_parquet(?) d USING (mention_id)
WHERE m.kind = 'ent' AND (d.tier = 'model') = ? ORDER BY md5(m.mention_id || ?) LIMIT ?
"""
WARM: Final = 20  # records that are asked before the clock runs


def sample(folder: Path, count: int, seed: int) -> list[dict[str, str | None]]:
    """Return records of a run in mixed order: half that the model decided, half that a certain tier did."""
    con = duckdb.connect()
    files = [str(folder / f"{t}.parquet") for t in ("mention", "match")]
    halves = [
        con.execute(SAMPLE, [*files, by_model, str(seed), count // 2]).fetchall()
        for by_model in (True, False)
    ]
    rows = [row for pair in zip(*halves, strict=False) for row in pair]
    return [dict(zip(FIELDS, row, strict=True)) for row in rows]


def _quantiles(milliseconds: Sequence[float]) -> dict[str, Any]:
    p50, p95, p99 = (round(float(q), 1) for q in np.percentile(milliseconds, (50, 95, 99)))
    return {"records": len(milliseconds), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


def measure(matcher: Matcher, records: Iterable[dict[str, str | None]]) -> dict[str, Any]:
    """Return the times of single matches, over all and by what decided; and the processor time of one."""
    by_tier: dict[str, list[float]] = {}
    busy = time.process_time()
    for record in records:
        start = time.perf_counter()
        answer = matcher.match(record)
        by_tier.setdefault(answer["tier"], []).append((time.perf_counter() - start) * 1000)
    busy = time.process_time() - busy
    every = [t for times in by_tier.values() for t in times]
    return {
        "all": _quantiles(every) | {"processor_ms": round(busy / len(every) * 1000, 1)},
        "by_tier": {tier: _quantiles(times) for tier, times in sorted(by_tier.items())},
    }


def _resident() -> int:
    """Megabytes of memory in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def run_live(home: Path, count: int = 1000, seed: int = 1) -> dict[str, Any]:
    """Open the registry of an installation with a finished run, and measure so many single matches."""
    settings = Settings(home=home)
    ledger = Ledger(settings)
    start = time.perf_counter()
    matcher = Matcher.open(settings, ledger)
    opened = time.perf_counter() - start
    records = sample(latest(settings, ledger).folder, count + WARM, seed)
    for record in records[:WARM]:
        matcher.match(record)
    found = {
        "registry_names": matcher.names,
        "seconds_to_open": round(opened, 1),
        "memory_mb": _resident(),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "load_before": round(os.getloadavg()[0], 1),
    }
    return found | measure(matcher, records[WARM:])


def main() -> None:
    """Measure in a process of its own, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="an installation with a finished run")
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(json.dumps(run_live(given.home, given.records, given.seed), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
