"""Run one peer in a process of its own: `python -m benchmarks.peers.run PEER FOLDER OUT [ROWS]`."""

import importlib
import sys
import time
from pathlib import Path

from benchmarks.peers.table import Task, read_registry, read_rows, write_found


def main(arguments: list[str]) -> None:
    """Read list, registry and taught rows below FOLDER, ask the peer, write its answers to OUT."""
    peer, folder, out, *rows = arguments
    at = Path(folder)
    names = read_rows(at / "list.csv")[: int(rows[0]) if rows else None]
    task = Task(names, read_registry(at / "registry.csv"), read_rows(at / "taught.csv"))
    start = time.perf_counter()
    found = importlib.import_module(f"benchmarks.peers.{peer}").link(task)
    write_found(Path(out), found)
    print(f"{time.perf_counter() - start:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
