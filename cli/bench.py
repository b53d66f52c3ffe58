"""`chanye bench`: measures cities, peers and FEBRL; each has its section of benchmarks/RESULTS.md."""

from typing import Annotated

import typer


def bench(
    enterprises: Annotated[list[int] | None, typer.Option(help="城市规模，可多次给出。")] = None,
    noise: Annotated[list[str] | None, typer.Option(help="噪声方案，可多次给出。")] = None,
    seed: Annotated[int, typer.Option(help="随机种子。")] = 7,
    peers: Annotated[bool, typer.Option("--peers", help="与同类工具比较，一座城市。")] = False,
    febrl: Annotated[bool, typer.Option("--febrl", help="用公开的 FEBRL 人员数据检验引擎。")] = False,
) -> None:
    """在合成城市上测量每一步的用时、内存峰值与归一质量；或与同类工具比较。"""
    from benchmarks.report import RESULTS

    if peers:
        _peers((enterprises or [30000])[0], (noise or ["final"])[0], seed)
    if febrl:
        _febrl()
    if not peers and not febrl:
        _cities(enterprises or [3000, 30000], noise or ["development", "final"], seed)
    typer.echo(str(RESULTS))


def _cities(sizes: list[int], profiles: list[str], seed: int) -> None:
    from benchmarks.city import run_city
    from benchmarks.city_report import city_section
    from benchmarks.report import machine, write_section

    results = []
    for size in sizes:
        for profile in profiles:
            typer.echo(f"▸ {size} 户，噪声 {profile}", err=True)
            results.append(run_city(size, profile, seed))
    write_section("city", city_section(results, f"chanye bench --seed {seed}", machine()))


def _peers(size: int, profile: str, seed: int) -> None:
    from benchmarks.peers.compare import compare
    from benchmarks.peers.report import peers_section
    from benchmarks.report import machine, write_section

    command = f"chanye bench --peers --enterprises {size} --noise {profile} --seed {seed}"
    write_section("peers", peers_section(compare(size, profile, seed), command, machine()))


def _febrl() -> None:
    from benchmarks.febrl import febrl_section, run_febrl
    from benchmarks.report import machine, write_section

    write_section("febrl", febrl_section(run_febrl(), "chanye bench --febrl", machine()))
