"""A chart of an arbiter's out-of-fold answers as SVG: reliability, precision and recall by threshold."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from core.errors import UsageError
from resolution.calibration import with_intervals

SIDE: Final = 300  # of a panel, in pixels
LEFT, TOP, GAP = 60, 40, 90
WIDTH: Final = LEFT + SIDE + GAP + SIDE + 30
HEIGHT: Final = TOP + SIDE + 60
LEAST_SHOWN: Final = 0.5  # of precision and recall: what lies below is nobody's threshold
STYLE: Final = (
    "text{font:12px sans-serif;fill:#222}.a{stroke:#999;fill:none}.l{stroke:#1b6ca8;fill:none;stroke-width:2}"
    ".p{fill:#1b6ca8}.i{stroke:#1b6ca8}.d{stroke:#bbb;stroke-dasharray:4 4}.m{fill:#c0392b}"
)


class Panel(NamedTuple):
    """A square with two axes that begin at `low` and end at 1."""

    left: float
    low_x: float
    low_y: float

    def at(self, x: float, y: float) -> tuple[str, str]:
        """Return pixels of a point, as text."""
        across = self.left + SIDE * (x - self.low_x) / (1 - self.low_x)
        down = TOP + SIDE * (1 - (y - self.low_y) / (1 - self.low_y))
        return f"{across:.1f}", f"{down:.1f}"

    def axes(self, title: str, x: str, y: str) -> list[str]:
        """Return frame, title, captions and five marks on each axis."""
        lines = [f'<rect class="a" x="{self.left}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>']
        middle = self.left + SIDE / 2
        lines.append(f'<text x="{middle}" y="{TOP - 14}" text-anchor="middle">{title}</text>')
        lines.append(f'<text x="{middle}" y="{TOP + SIDE + 42}" text-anchor="middle">{x}</text>')
        turned = f'text-anchor="middle" transform="translate({self.left - 42},{TOP + SIDE / 2}) rotate(-90)"'
        lines.append(f"<text {turned}>{y}</text>")
        for number in range(5):
            along, up = (low + (1 - low) * number / 4 for low in (self.low_x, self.low_y))
            px, _ = self.at(along, self.low_y)
            _, py = self.at(self.low_x, up)
            lines.append(f'<text x="{px}" y="{TOP + SIDE + 18}" text-anchor="middle">{along:.3g}</text>')
            lines.append(f'<text x="{self.left - 6}" y="{py}" text-anchor="end" dy="4">{up:.3g}</text>')
        return lines


def reliability_panel(bins: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the share that was right against the probability said, with Wilson intervals; bins by tenths."""
    panel = Panel(LEFT, 0.0, 0.0)
    lines = panel.axes("可靠性 reliability", "所说概率 said", "实际正确 right")
    (x0, y0), (x1, y1) = panel.at(0, 0), panel.at(1, 1)
    lines.append(f'<line class="d" x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}"/>')
    for row in with_intervals(bins):
        x, y = panel.at(row["said"], row["right"])
        low, high = panel.at(0, row["low"])[1], panel.at(0, row["high"])[1]
        lines.append(f'<line class="i" x1="{x}" y1="{low}" x2="{x}" y2="{high}"/>')
        lines.append(f'<circle class="p" cx="{x}" cy="{y}" r="4"><title>{row["count"]}</title></circle>')
    return lines


def staircase_panel(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return precision against recall, a point for each threshold; those in use are marked."""
    panel = Panel(LEFT + SIDE + GAP, LEAST_SHOWN, LEAST_SHOWN)
    lines = panel.axes("阈值 thresholds", "召回率 recall", "准确率 precision")
    shown = [s for s in steps if s["precision"] and min(s["precision"], s["recall"]) >= LEAST_SHOWN]
    points = [panel.at(s["recall"], s["precision"]) for s in shown]
    lines.append(f'<polyline class="l" points="{" ".join(",".join(p) for p in points)}"/>')
    for step, (x, y) in zip(shown, points, strict=True):
        told = f"<title>≥ {step['at']}: {step['precision']} / {step['recall']}</title>"
        if step["is"]:
            lines.append(f'<circle class="m" cx="{x}" cy="{y}" r="5">{told}</circle>')
            name = f"{step['is']} ≥ {step['at']:.3f}"
            lines.append(f'<text x="{x}" y="{y}" dx="-8" dy="18" text-anchor="end">{name}</text>')
        else:
            lines.append(f'<circle class="p" cx="{x}" cy="{y}" r="2.5">{told}</circle>')
    return lines


def curves_svg(figures: Mapping[str, Any]) -> str:
    """Return both panels of a version's out-of-fold figures; a version without a staircase has one panel."""
    steps = figures.get("staircase", ())
    body = [*reliability_panel(figures["reliability"]), *(staircase_panel(steps) if steps else [])]
    width = WIDTH if steps else LEFT + SIDE + 30
    size = f'width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{STYLE}</style>'
    white = f'<rect width="{width}" height="{HEIGHT}" fill="#fff"/>'
    return "\n".join([head, white, *body, "</svg>"]) + "\n"


def write_curves(figures: Mapping[str, Any], path: Path) -> None:
    """Write the chart; UsageError where the file is to be another kind."""
    if path.suffix.lower() != ".svg":
        raise UsageError(f"曲线要写成 .svg，不能是 {path.name}。")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(curves_svg(figures), encoding="utf-8")
