"""Zip archives as people make them on Windows: member names in GBK and no flag that says so."""

import zipfile
from pathlib import Path

WHEN = (2023, 6, 1, 9, 0, 0)


class GbkName(zipfile.ZipInfo):
    """A member whose name is stored in GBK without the UTF-8 flag."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # the standard library's name
        """Return the stored name and the flags."""
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def add_member(archive: Path, name: str, content: bytes, encoding: str) -> None:
    """Add a file to an archive, which is made where it does not exist."""
    info = (GbkName if encoding == "gbk" else zipfile.ZipInfo)(name, WHEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with zipfile.ZipFile(archive, "a", compresslevel=6) as file:
        file.writestr(info, content)
