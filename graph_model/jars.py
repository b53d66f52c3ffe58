"""Neo4j's jars: a committed list of coordinates and hashes, fetched into the user's cache and checked."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import requests
from jgo.constants import MAVEN_CENTRAL_URL

from core.errors import SetupError
from core.progress import progress
from core.settings import Settings

JARS = Path(__file__).parent / "neo4j-jars.list"
VERSION = "5.26.30"
THREADS = 8
TRIES = 3
TIMEOUT = (20, 60)
"""Seconds to connect and to wait for the next bytes."""

_local = threading.local()


@dataclass(frozen=True)
class Jar:
    """One artifact: `group:artifact:version[:classifier]` and the SHA-256 of its file."""

    coordinate: str
    sha256: str

    @property
    def file_name(self) -> str:
        """Name of the file: artifact, version and classifier."""
        return "-".join(self.coordinate.split(":")[1:]) + ".jar"

    @property
    def remote_path(self) -> str:
        """Path below a Maven repository's base address."""
        group, artifact, version, *_ = self.coordinate.split(":")
        return f"{group.replace('.', '/')}/{artifact}/{version}/{self.file_name}"


@lru_cache(maxsize=1)
def jar_list() -> tuple[Jar, ...]:
    """Return the committed list, in its order."""
    lines = JARS.read_text(encoding="ascii").split("\n")
    return tuple(Jar(*line.split()) for line in lines if line and not line.startswith("#"))


def jar_folder(settings: Settings) -> Path:
    """Folder of the jars in the cache; one per Neo4j version."""
    return settings.cache / f"neo4j-{VERSION}"


def list_digest() -> str:
    """Name the content of the committed list, so that a changed list is fetched anew."""
    return hashlib.sha256(JARS.read_bytes()).hexdigest()


def is_complete(settings: Settings) -> bool:
    """Tell whether every jar was fetched and checked once; cheap, it looks at a stamp and at names."""
    folder = jar_folder(settings)
    stamp = folder / "verified"
    if not stamp.is_file() or stamp.read_text() != list_digest():
        return False
    present = {p.name for p in folder.iterdir()}
    return all(jar.file_name in present for jar in jar_list())


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def broken_jars(settings: Settings) -> list[Jar]:
    """Return the jars that are missing or whose content is not the committed one."""
    folder = jar_folder(settings)
    return [j for j in jar_list() if not _holds(folder / j.file_name, j.sha256)]


def _holds(path: Path, sha256: str) -> bool:
    return path.is_file() and file_hash(path) == sha256


def _session() -> requests.Session:
    """Sessions are not safe to share between threads; each reads REQUESTS_CA_BUNDLE and the proxies."""
    if not hasattr(_local, "session"):
        _local.session = requests.Session()
    session: requests.Session = _local.session
    return session


def _download(url: str, part: Path) -> None:
    """Append to the part file what is still missing of it."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with _session().get(url, headers=headers, stream=True, timeout=TIMEOUT) as answer:
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            return
        answer.raise_for_status()
        resumed = answer.status_code == requests.codes.partial_content
        with part.open("ab" if resumed else "wb") as file:
            for block in answer.iter_content(1 << 16):
                file.write(block)


def fetch_one(jar: Jar, base: str, folder: Path) -> None:
    """Bring one jar into the folder, unless it is there; a wrong hash is tried again from the start.

    Raises SetupError when the file cannot be had or never has the committed content.
    """
    target = folder / jar.file_name
    if _holds(target, jar.sha256):
        return
    part = target.with_suffix(".part")
    cause = "内容与清单的校验值不符"
    for _ in range(TRIES):
        try:
            _download(f"{base.rstrip('/')}/{jar.remote_path}", part)
        except requests.RequestException as error:
            cause = f"{type(error).__name__}: {error}"
            continue
        if _holds(part, jar.sha256):
            part.replace(target)
            return
        part.unlink(missing_ok=True)
    raise SetupError(
        f"下载 {jar.coordinate} 失败：{cause}",
        advice="请检查网络、代理与证书（REQUESTS_CA_BUNDLE），或用 CHANYE_MAVEN_BASE 指定内网镜像，"
        "再运行 chanye setup（已下载的会保留）。",
    )


@contextmanager
def _counter(title: str, total: int) -> Iterator[Callable[[], None]]:
    with progress("个文件") as bar:
        task = bar.add_task(title, total=total, speed="")
        yield lambda: bar.advance(task)


def fetch_jars(settings: Settings) -> Path:
    """Bring every jar of the list into the cache and return the folder; resumes where it stopped."""
    folder = jar_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    base = settings.maven_base or MAVEN_CENTRAL_URL
    jars = jar_list()
    with _counter(f"下载 Neo4j {VERSION}", len(jars)) as advance, ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(fetch_one, jar, base, folder) for jar in jars]
        try:
            for future in futures:
                future.result()
                advance()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    stamp = folder / "verified.part"
    stamp.write_text(list_digest())
    stamp.replace(folder / "verified")
    return folder


def class_path(settings: Settings) -> str:
    """Return the class path of all jars, in the list's order; raises SetupError before set-up."""
    if not is_complete(settings):
        raise SetupError("Neo4j 的程序文件还没有下载完整。", advice="请先运行 chanye setup。")
    folder = jar_folder(settings).resolve()
    return ":".join(str(folder / jar.file_name) for jar in jar_list())
