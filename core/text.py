"""Text as people read it: names without the blanks that forms and typists put between characters."""

import re
from typing import Final

# Chinese characters and the punctuation that stands among them; between them a blank means nothing.
_HAN: Final = r"\u3001-\u303f\u3400-\u9fff\uff00-\uffef"
_INSIDE: Final = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_BLANKS: Final = re.compile(r"\s+")


def tidy_name(name: str) -> str:
    """Return a name without blanks between Chinese characters, and with single blanks elsewhere.

    For pages and drawings only: what a department wrote is kept and matched as it was written.
    """
    return _BLANKS.sub(" ", _INSIDE.sub("", name)).strip()
