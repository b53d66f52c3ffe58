"""Files to ingest: from paths, folders and archives to named contents, in an order that never varies."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from core.errors import DeliveryError, NotFoundError

SKIPPED: Final = re.compile(r"^(~\$|\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)", re.I)
REVISED: Final = re.compile(r"更正|修正|订正|修订|重报|补正|更新版|最终版|改\b|[vV]([2-9])\b")
LARGEST: Final = 2 << 30  # bytes of one unpacked member
ALL: Final = 8 << 30  # bytes of one unpacked archive
RATIO: Final = 400  # how much smaller than its content a real member is at most
DEPTH: Final = 3  # archives inside archives
FREE: Final = 64 << 20  # a member up to this size may have any ratio
BROKEN: Final = "压缩包已损坏或不完整。"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read; `packed` is its size on disk, `load` gives its bytes."""

    name: str
    packed: int
    load: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not even be opened."""

    name: str
    error: DeliveryError


def _order(name: str) -> tuple[int, list[tuple[int, int, str]]]:
    """Sort corrections behind what they correct, and numbers inside names as numbers."""
    parts = re.split(r"(\d+)", name)
    key = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts if p]
    return (1 if REVISED.search(PurePosixPath(name).name) else 0), key


def collect(paths: Sequence[Path]) -> list[Source | Unreadable]:
    """Return every file below the paths, archives opened, temporary and hidden files left out."""
    found: list[Source | Unreadable] = []
    for path in paths:
        if not path.exists():
            raise NotFoundError(f"没有文件或文件夹 {path}")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            if file.is_file() and not is_skipped(name):
                found.extend(opened(name, file))
    return sorted(found, key=lambda s: _order(s.name))


def is_skipped(name: str) -> bool:
    """Whether a file by its path is temporary, hidden or of an operating system."""
    return any(SKIPPED.match(p) for p in PurePosixPath(name).parts)


def opened(name: str, file: Path) -> Iterator[Source | Unreadable]:
    """Yield a file, or the members of an archive, under the name that it shall have in the ledger."""
    if file.suffix.lower() != ".zip":
        yield Source(name, file.stat().st_size, file.read_bytes)
        return
    try:
        yield from _members(name, file.read_bytes(), 1)
    except DeliveryError as error:
        yield Unreadable(name, error)


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; without the UTF-8 flag it is GBK, which zipfile took for cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _members(archive: str, content: bytes, depth: int) -> Iterator[Source | Unreadable]:
    """Yield the files of an archive, archives inside it opened too; refuse what unpacks beyond reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            members = [m for m in opened.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, ValueError) as error:
        raise DeliveryError(BROKEN, advice="请重新压缩或重新传输后再报送。") from error
    if sum(m.file_size for m in members) > ALL or any(_is_bomb(m) for m in members):
        raise DeliveryError("压缩包解压后过大，疑为异常文件。", advice="请检查内容，拆分后再报送。")
    for member in members:
        parts = PurePosixPath(_member_name(member).replace("\\", "/")).parts
        parts = tuple(p for p in parts if p not in ("/", "..", "."))
        if not parts or any(SKIPPED.match(p) for p in parts):
            continue
        name = "/".join((archive, *parts))
        if name.lower().endswith(".zip"):
            yield from _nested(name, content, member, depth)
        else:
            yield Source(name, member.compress_size, lambda m=member: _extract(content, m))  # type: ignore[misc]


def _nested(name: str, content: bytes, member: zipfile.ZipInfo, depth: int) -> Iterator[Source | Unreadable]:
    try:
        if depth >= DEPTH:
            raise DeliveryError("压缩包套得太深。", advice="请解压后报送。")
        yield from _members(name, _extract(content, member), depth + 1)
    except DeliveryError as error:
        yield Unreadable(name, error)


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    large = member.file_size > FREE and member.file_size > RATIO * max(member.compress_size, 1)
    return large or member.file_size > LARGEST


def _extract(content: bytes, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & 0x1:
        raise DeliveryError("压缩包设了密码，无法读取。", advice="请去掉密码后再报送。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened, opened.open(member) as file:
            data = file.read(member.file_size + 1)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise DeliveryError(BROKEN, advice="请重新压缩或重新传输后再报送。") from error
    if len(data) > member.file_size:
        raise DeliveryError("压缩包内容与目录不符，疑为异常文件。", advice="请重新压缩。")
    return data
