"""`python -m tools.glyphs --font FILE`: remake the table of characters whose printed forms look alike.

Each character is drawn, blurred as a poor scan is, and compared with every other: as a whole, and by its
right side, its foot and its head. Two characters are alike where each is among the other's nearest; a dense
character is near to many, so nearness in one direction says little.
"""

import argparse
import re
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from data.wordlists.looks import GLYPHS

SIZE, SHOWN, BLUR = 64, 32, 2.2
ALIKE: Final = (8, 0.80)  # among so many nearest of each other, and at least so alike
# The part, how many nearest, how alike: the whole, the right side, the foot, the head.
PARTS: Final = (
    (slice(None), slice(None), 30, 0.72),
    (slice(None), slice(14, None), 10, 0.85),
    (slice(15, None), slice(None), 8, 0.85),
    (slice(None, 15), slice(None), 8, 0.90),
)
HANZI: Final = re.compile(r"[\u4e00-\u9fa5]")
DATA: Final = Path(__file__).parents[1] / "data"

HEAD: Final = (
    "# Made by `python -m tools.glyphs`: character, those that look like it, those that share a part.\n"
)

Matrix = NDArray[np.float32]


def common() -> list[str]:
    """Return the 3,755 frequent characters of GB 2312, and those that our own lists use."""
    cells = (bytes((row, column)) for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF))
    found = {text for cell in cells if (text := cell.decode("gb2312", errors="ignore"))}
    for path in sorted(DATA.rglob("*")):
        if path.suffix in (".yaml", ".tsv") and path != GLYPHS:
            found.update(HANZI.findall(path.read_text(encoding="utf-8")))
    return sorted(found)


def draw(char: str, font: ImageFont.FreeTypeFont) -> Matrix:
    """Return a character's printed form, blurred: SHOWN × SHOWN, 0 white to 255 black."""
    image = Image.new("L", (SIZE, SIZE), 0)
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = pen.textbbox((0, 0), char, font=font)
    pen.text(((SIZE - right + left) / 2 - left, (SIZE - bottom + top) / 2 - top), char, font=font, fill=255)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(BLUR)).resize((SHOWN, SHOWN)), dtype=np.float32)


def near(forms: Matrix, most: int, least: float) -> NDArray[np.bool_]:
    """Return which forms are among the nearest of each other, by the correlation of their shades."""
    flat = forms.reshape(len(forms), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6
    likeness = np.round(flat @ flat.T, 4)
    np.fill_diagonal(likeness, -1)
    rank = np.argsort(np.argsort(-likeness, axis=1, kind="stable"), axis=1)
    found: NDArray[np.bool_] = (np.maximum(rank, rank.T) < most) & (likeness >= least)
    return found


def table(chars: list[str], forms: Matrix) -> str:
    """Return a line for each character: itself, those alike, and those that share a part; each pair once."""
    alike = near(forms, *ALIKE)
    part = np.zeros_like(alike)
    for rows, columns, most, least in PARTS:
        part |= near(forms[:, rows, columns], most, least)
    part &= ~alike
    lines = []
    for at, char in enumerate(chars):
        later = ["".join(chars[i] for i in np.flatnonzero(kind[at]) if i > at) for kind in (alike, part)]
        if any(later):
            lines.append("\t".join((char, *later)))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Remake data/wordlists/glyphs.tsv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--font", type=Path, required=True, help="a sans-serif font for simplified Chinese")
    parser.add_argument("--face", type=int, default=2, help="its number within a collection")
    options = parser.parse_args()
    font = ImageFont.truetype(options.font, 56, index=options.face)
    chars = common()
    GLYPHS.write_text(HEAD + table(chars, np.stack([draw(c, font) for c in chars])), encoding="utf-8")


if __name__ == "__main__":
    main()
