"""Office files with fixed dates inside: the same report is the same bytes."""

import io
import zipfile
from typing import Final

MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can tell."""


def settled(content: bytes) -> bytes:
    """Return a zip with its members as they are and in their order, each dated 1980."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, MOMENT)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(member, old.read(name))
    return stream.getvalue()
