"""Making a whole synthetic city on disk: the world, what the units deliver, the truth, and what it all is."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.errors import UsageError
from data.city.settings import CitySettings
from data.city.supply.broken import write_broken
from data.city.supply.deliver import Report, deliver
from data.city.supply.profile import NoiseProfile
from ingest.contract import load_catalogue

PARTS = ("supply", "truth", "faulty", "manifest.csv", "README.txt")
README = """本文件夹内容全部由程序生成，为测试和演示用的虚拟城市数据，与任何真实企业、个人、地块、项目无关。
名称、代码、电话、地址、金额均为随机编造，如有雷同纯属巧合，不得用于任何统计、执法或商业用途。

supply/         各单位报送的文件（按单位、镇街分文件夹），即系统应当接收的内容；其中少量行按规定应被退回
faulty/         打不开或报错的文件（加密、损坏、空表、缺列等），仅供演示和测试接收环节
truth/          标准答案，产品只有在 --truth 下才读取
manifest.csv    文件清单：单位、数据集、期别、报送日期、行数
企业数 {enterprises}，随机种子 {seed}，月份 {months}，噪声 {noise}

重新生成：
chanye generate --enterprises {enterprises} --seed {seed} --months {months} --noise {source} --out 文件夹
"""


def prepare(out: Path, force: bool) -> None:
    """Make the output folder; what is in it is only removed on demand, and only what `generate` makes."""
    if out.is_file():
        raise UsageError(f"{out} 是文件，不是文件夹。")
    if out.exists() and any(out.iterdir()) and not force:
        raise UsageError(f"文件夹 {out} 不是空的。", advice="换一个文件夹，或加 --force 覆盖。")
    for name in PARTS:
        place = out / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)


def generate(
    settings: CitySettings,
    profile: NoiseProfile,
    out: Path,
    source: str,
    report: Report,
    say: Callable[[str], None],
) -> None:
    """Make the city below `out`; `source` is how the profile was named, `say` hears each step."""
    from data.city.views import views
    from data.city.world import build_world

    say("构造城市")
    world = build_world(settings)
    say("各单位报送")
    frames = {key: partial(view, world) for key, view in views().items()}
    deliver(frames, load_catalogue(), settings, world.entities(), world.name_variants, profile, out, report)
    world.planted.to_parquet(out / "truth" / "planted.parquet", index=False)
    write_broken(out / "faulty")
    (out / "README.txt").write_text(
        README.format(**settings.model_dump(), noise=profile.title, source=source), encoding="utf-8"
    )
