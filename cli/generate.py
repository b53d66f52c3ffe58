"""`chanye generate`: make a synthetic city with the files its units deliver and the truth about them."""

import time
from pathlib import Path
from typing import Annotated

import typer


def generate(
    out: Annotated[Path, typer.Option(help="写到哪个文件夹")],
    enterprises: Annotated[int, typer.Option(min=300, help="市场主体数（含个体工商户）")] = 3000,
    seed: Annotated[int, typer.Option(help="随机种子；同样的设置总是生成同样的文件")] = 20230521,
    months: Annotated[str, typer.Option(help="月份范围，2023-04 以后为按月报送")] = "2020-01..2023-04",
    noise: Annotated[
        str, typer.Option(help="噪声：development、final、contradictory（含矛盾数据）或 YAML 文件")
    ] = "development",
    force: Annotated[bool, typer.Option("--force", help="文件夹不空也写，覆盖以前生成的内容")] = False,
) -> None:
    """生成虚拟城市：各单位报送的文件、标准答案和文件清单（全部为编造数据）。"""
    from pydantic import ValidationError

    from core.errors import UsageError
    from core.progress import console
    from data.city.settings import CitySettings
    from data.city.supply.generate import generate as make
    from data.city.supply.generate import prepare
    from data.city.supply.profile import read_profile

    try:
        settings = CitySettings(enterprises=enterprises, seed=seed, months=months)
    except ValidationError as error:
        raise UsageError("；".join(e["msg"].removeprefix("Value error, ") for e in error.errors())) from error
    profile = read_profile(noise)
    prepare(out, force)
    start, rows, done = time.perf_counter(), 0, 0

    def report(name: str, count: int) -> None:
        nonlocal rows, done
        rows, done = rows + count, done + 1
        elapsed = time.perf_counter() - start
        console.print(
            f"  {done:2d} {name}：{count:,} 行（累计 {rows:,} 行，{elapsed:.0f} 秒）", highlight=False
        )

    make(
        settings,
        profile,
        out,
        noise,
        report,
        lambda step: console.print(f"▸ {step} …", highlight=False, soft_wrap=True),
    )
    console.print(
        f"已生成 {rows:,} 行，{time.perf_counter() - start:.1f} 秒：{out}", highlight=False, soft_wrap=True
    )
