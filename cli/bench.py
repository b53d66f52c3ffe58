"""`chanye bench`: walks synthetic cities down the whole road and writes benchmarks/RESULTS.md."""

import os
from typing import Annotated

import typer


def bench(
    enterprises: Annotated[list[int] | None, typer.Option(help="城市规模，可多次给出。")] = None,
    noise: Annotated[list[str] | None, typer.Option(help="噪声方案，可多次给出。")] = None,
    seed: Annotated[int, typer.Option(help="随机种子。")] = 7,
) -> None:
    """在合成城市上测量每一步的用时、内存峰值与归一质量。"""
    from benchmarks.city import run_city
    from benchmarks.report import RESULTS, write_report

    results = []
    for size in enterprises or [3000, 30000]:
        for profile in noise or ["development", "final"]:
            typer.echo(f"▸ {size} 户，噪声 {profile}", err=True)
            results.append(run_city(size, profile, seed))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = f"load average {os.getloadavg()[2]:.1f} over the last quarter of an hour"
    write_report(results, f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {load}")
    typer.echo(str(RESULTS))
