"""Zip archives as people make them on Windows: member names in GBK and no flag that says so."""

import zipfile

WHEN = (2023, 6, 1, 9, 0, 0)


class GbkName(zipfile.ZipInfo):
    """A member whose name is stored in GBK without the UTF-8 flag.

    An archive that is opened again to add more would write such names anew as UTF-8.
    """

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # the standard library's name
        """Return the stored name and the flags."""
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def add_member(archive: zipfile.ZipFile, name: str, content: bytes, encoding: str) -> None:
    """Add a file to an open archive, which must stay open until all its members are in (see GbkName)."""
    info = (GbkName if encoding == "gbk" else zipfile.ZipInfo)(name, WHEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content, compresslevel=6)
