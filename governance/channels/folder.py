"""A watched folder: what units drop into it is taken in once it has stopped growing, and answered there."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copyfile
from typing import Final, NamedTuple

from core.errors import NotFoundError
from core.settings import Settings
from ingest.delivery import deliver_one
from ingest.gather import Options
from ingest.receipt import CAPTIONS, Receipt, Status
from ingest.sources import is_skipped, opened
from store.ledger import Ledger

ANSWERS: Final = "回执"
"""The folder inside the watched one where receipts and reject sheets are put; never taken in."""


LONGEST: Final = 230  # bytes of a file's name in the name of its receipt


class Seen(NamedTuple):
    """What a file looked like: it is whole once two looks agree."""

    size: int
    changed: int  # nanoseconds


class Inbox:
    """A folder that is looked at again and again; remembers what it has seen and what it has taken.

    A file that changes after it was taken is taken again. After a restart everything is looked at anew: the
    ledger knows by their content the files that came before.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise NotFoundError(f"没有文件夹 {folder}", advice="请先建好文件夹，或核对路径。")
        self.folder = folder
        self.seen: dict[str, Seen] = {}
        self.taken: dict[str, Seen] = {}

    def whole(self) -> list[str]:
        """Look once; return the files, by their names below the folder, that are whole and not yet taken."""
        now = dict(self._files())
        ready = [n for n, s in now.items() if self.seen.get(n) == s and self.taken.get(n) != s]
        self.seen = now
        return ready

    def _files(self) -> Iterator[tuple[str, Seen]]:
        for file in sorted(self.folder.rglob("*")):
            name = file.relative_to(self.folder).as_posix()
            if name.split("/", 1)[0] == ANSWERS or is_skipped(name) or file.is_symlink():
                continue
            try:
                stat = file.stat()
            except OSError:  # gone since it was listed
                continue
            if file.is_file():
                yield name, Seen(stat.st_size, stat.st_mtime_ns)

    def take(self, settings: Settings, ledger: Ledger, options: Options) -> list[Receipt]:
        """Take in what is whole and answer each file in its folder of receipts; return the receipts.

        A file that cannot be taken, or not be answered, is a refused receipt and stops none of the others.
        """
        receipts: list[Receipt] = []
        for name in self.whole():
            self.taken[name] = self.seen[name]
            receipts += (own := self._deliver(settings, ledger, name, options))
            try:
                answer(settings, self.folder / ANSWERS, name, own)
            except OSError as error:
                receipts.append(_failed(name, f"回执写不进 {ANSWERS} 文件夹：{error.strerror}。"))
        return receipts

    def _deliver(self, settings: Settings, ledger: Ledger, name: str, options: Options) -> list[Receipt]:
        try:
            name.encode()
            return [
                receipt
                for source in opened(name, self.folder / name)
                for receipt in deliver_one(settings, ledger, source, options)
            ]
        except UnicodeEncodeError:
            return [_failed(readable(name), "文件名的编码不是 UTF-8，无法登记。请改名后再放进来。")]
        except OSError as error:
            return [_failed(name, f"无法打开文件：{error.strerror}。")]


def _failed(name: str, said: str) -> Receipt:
    return Receipt(name, Status.REFUSED, error=said)


def readable(name: str) -> str:
    """Return a name with what is no UTF-8 in it read as GBK, as Windows writes it."""
    return os.fsencode(name).decode("gb18030", "replace") if not name.isprintable() else name


def answer(settings: Settings, folder: Path, name: str, receipts: Sequence[Receipt]) -> Path:
    """Write what became of a file as text, its reject sheets beside it; return the text's path."""
    above, _, last = readable(name).rpartition("/")
    target = folder / above / f"{_short(last)}.回执.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    for receipt in receipts:
        if receipt.reject_file:
            copyfile(settings.home / receipt.reject_file, target.parent / Path(receipt.reject_file).name)
    target.write_text("\n".join(line for r in receipts for line in _told(r)) + "\n", encoding="utf-8")
    return target


def _short(name: str) -> str:
    """Cut a file name so that it and what follows fit into the 255 bytes that file systems allow."""
    return name.encode()[:LONGEST].decode(errors="ignore")


def _told(receipt: Receipt) -> Iterator[str]:
    what = receipt.label or receipt.file
    yield f"【{CAPTIONS[receipt.status]}】{what} {receipt.period} {receipt.supplier}".rstrip()
    if receipt.error:
        yield f"  原因：{receipt.error}{receipt.advice}"
    else:
        yield f"  合格 {receipt.good} 行，退回 {receipt.rejected} 行，略过 {receipt.ignored.total()} 行"
    for finding in receipt.findings:
        yield f"  {finding.text}"
    if receipt.reject_file:
        yield f"  退回的行在 {Path(receipt.reject_file).name}，改好后放回这个文件夹即可。"
