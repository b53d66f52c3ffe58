"""`chanye bench`: measures cities, peers and FEBRL; each has its section of benchmarks/RESULTS.md."""

from pathlib import Path
from typing import Annotated

import typer

LARGE = 100_000  # enterprises, from which on the graph is left out and the figures have their own section


def bench(
    enterprises: Annotated[list[int] | None, typer.Option(help="城市规模，可多次给出。")] = None,
    noise: Annotated[list[str] | None, typer.Option(help="噪声方案，可多次给出。")] = None,
    seed: Annotated[int, typer.Option(help="随机种子。")] = 7,
    peers: Annotated[bool, typer.Option("--peers", help="与同类工具比较，一座城市。")] = False,
    febrl: Annotated[bool, typer.Option("--febrl", help="用公开的 FEBRL 人员数据检验引擎。")] = False,
    names: Annotated[
        Path | None, typer.Option(help="真实企业全称，每行一个：检验 chanye match。", exists=True)
    ] = None,
    short: Annotated[
        Path | None,
        typer.Option(help="真实简称，列为 short_name 和 full_name；与 --names 同用。", exists=True),
    ] = None,
    scale: Annotated[int, typer.Option(help="真实全称另扩充到多少个再测一次；0 为不扩充。")] = 70_600,
    live: Annotated[bool, typer.Option("--live", help="单条实时匹配的用时。")] = False,
    judgements: Annotated[
        bool, typer.Option("--judgements", help="人工裁定教会了模型什么，一座城市。")
    ] = False,
    home: Annotated[list[Path] | None, typer.Option(help="--live 用已有的数据目录，可多次给出。")] = None,
) -> None:
    """在合成城市上测量每一步的用时、内存峰值与归一质量；或与同类工具比较、测实时匹配、测裁定的收益。"""
    from benchmarks.report import RESULTS

    if peers:
        _peers((enterprises or [30000])[0], (noise or ["final"])[0], seed)
    if febrl:
        _febrl()
    if live:
        _live(enterprises or [30000], (noise or ["final"])[0], seed, home or [])
    if judgements:
        _judgements((enterprises or [12000])[0], (noise or ["final"])[0], seed)
    if names:
        _names(names, short, scale, seed)
    if not (peers or febrl or live or judgements or names):
        _cities(enterprises or [3000, 30000], noise or ["development", "final"], seed)
    typer.echo(str(RESULTS))


def _cities(sizes: list[int], profiles: list[str], seed: int) -> None:
    from benchmarks.calibration_report import calibration_section
    from benchmarks.city import run_city
    from benchmarks.city_report import city_section
    from benchmarks.report import machine, write_section

    results = []
    for size in sizes:
        for profile in profiles:
            typer.echo(f"▸ {size} 户，噪声 {profile}", err=True)
            results.append(run_city(size, profile, seed, graph=size < LARGE))
    asked = "".join(f" --enterprises {s}" for s in sizes) + "".join(f" --noise {p}" for p in profiles)
    command = f"chanye bench{asked} --seed {seed}"
    if min(sizes) >= LARGE:  # a city of its own section: nobody waits an hour to remake the others
        write_section("large", city_section(results, command, machine(), "Large cities"))
        return
    write_section("city", city_section(results, command, machine()))
    write_section("calibration", calibration_section(results, command, machine()))


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


def _live(sizes: list[int], profile: str, seed: int, homes: list[Path]) -> None:
    from benchmarks.live_report import live_section, run_lives
    from benchmarks.report import machine, write_section

    cities = " ".join(f"--enterprises {size}" for size in sizes) + f" --noise {profile} --seed {seed}"
    command = f"chanye bench --live {'--home HOME ' * len(homes) if homes else cities}".strip()
    results = run_lives(sizes, profile, seed, homes)
    write_section("live", live_section(results, command, machine()))


def _judgements(size: int, profile: str, seed: int) -> None:
    from benchmarks.judged_report import judged_section, run_city_judged
    from benchmarks.report import machine, write_section

    command = f"chanye bench --judgements --enterprises {size} --noise {profile} --seed {seed}"
    rows = run_city_judged(size, profile, seed, (50, 200))
    write_section("judged", judged_section(rows, command, machine()))


def _names(path: Path, short: Path | None, scale: int, seed: int) -> None:
    from benchmarks.real_report import options_of, real_section, run_real
    from benchmarks.report import machine, write_section

    sizes = ([0, scale], [7_000, 35_000]) if scale else ([0], [7_000])
    command = options_of(path, short, {"scale": str(scale), "seed": str(seed)})
    write_section("lists", real_section(run_real(path, short, *sizes, seed), command, machine()))
