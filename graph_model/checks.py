"""What must be right for the graph to run: each check says what it found and what to do about it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import ChanyeError
from core.settings import Settings
from graph_model.homes import current_home, password_file
from graph_model.jars import VERSION, broken_jars, jar_folder
from graph_model.java import java
from graph_model.status import status

ENOUGH_DISK = 2 << 30
ENOUGH_MEMORY = 2 << 30


@dataclass(frozen=True)
class Check:
    """One finding: `state` is 正常, 提示 or 问题."""

    what: str
    state: str
    found: str
    advice: str = ""


def check_java() -> Check:
    """Whether the Java that came with the packages runs."""
    try:
        done = subprocess.run([str(java()), "-version"], capture_output=True, text=True, check=True)
    except (OSError, ImportError, subprocess.CalledProcessError) as error:
        return Check("Java", "问题", str(error), "请重新运行 make setup。")
    return Check("Java", "正常", done.stderr.splitlines()[0])


def check_jars(settings: Settings) -> Check:
    """Whether every jar is there with the committed content."""
    broken = broken_jars(settings)
    if broken:
        return Check("Neo4j 程序", "问题", f"缺少或损坏 {len(broken)} 个文件", "请运行 chanye setup。")
    return Check("Neo4j 程序", "正常", f"{VERSION}，{jar_folder(settings)}")


def check_password(settings: Settings) -> Check:
    """Whether the password of the managed Neo4j is private."""
    file = password_file(settings)
    if not file.exists():
        return Check("Neo4j 口令", "提示", "尚未生成", "首次启动时自动生成。")
    if file.stat().st_mode & 0o077:
        return Check("Neo4j 口令", "问题", f"{file} 他人可读", f"请运行 chmod 600 {file}。")
    return Check("Neo4j 口令", "正常", str(file))


def check_disk(settings: Settings) -> Check:
    """Whether there is room for a second graph beside the served one."""
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    state, advice = ("正常", "") if free > ENOUGH_DISK else ("问题", "建图时新旧图库并存，请清理磁盘。")
    return Check("磁盘", state, f"{settings.home.resolve()} 可用 {free / (1 << 30):.1f} GB", advice)


def check_memory(settings: Settings) -> Check:
    """Whether Neo4j's heap fits into what is free."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return Check("内存", "提示", "无法得知可用内存")
    state, advice = (
        ("正常", "") if free > ENOUGH_MEMORY else ("提示", "可调小 CHANYE_NEO4J_HEAP 与 CHANYE_MEMORY。")
    )
    return Check("内存", state, f"空闲 {free / (1 << 30):.1f} GB，Neo4j 堆 {settings.neo4j_heap}", advice)


def check_server(settings: Settings) -> Check:
    """Whether Neo4j answers."""
    found = status(settings)
    told = f"{found.uri or ''} {found.version or ''} 节点 {found.nodes} 关系 {found.relationships}"
    if found.state == "running":
        return Check("图数据库", "正常", told.strip())
    if found.state in ("stopped", "stale"):
        return Check("图数据库", "提示", found.message or "没有运行", "需要时运行 chanye neo4j start。")
    return Check("图数据库", "问题", found.message, "请查看 chanye neo4j status 与日志。")


def check_home(settings: Settings) -> Check:
    """Whether a graph was loaded."""
    home = current_home(settings)
    if settings.neo4j_uri or home is not None:
        return Check("图库", "正常", settings.neo4j_uri or str(home.path if home else ""))
    return Check("图库", "提示", "还没有图谱", "请运行 chanye graph load。")


def all_checks(settings: Settings) -> Iterator[Check]:
    """Yield every check of this installation's graph; a managed Neo4j needs more of them."""
    if not settings.neo4j_uri:
        yield check_java()
        yield check_jars(settings)
        yield check_password(settings)
        yield check_memory(settings)
    yield check_disk(settings)
    yield check_home(settings)
    try:
        yield check_server(settings)
    except ChanyeError as error:
        yield Check("图数据库", "问题", error.message, error.advice or "")
