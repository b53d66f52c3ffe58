"""An industry chain as a picture: stations in columns by stage, coloured by grade, ways as curved arrows."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from viz.reports.charts import GREY, picture
from viz.reports.document import Map, Station

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FILLS: Final = {"A": "#c6e0b4", "B": "#ddebf7", "C": "#fff2cc", "缺": "#f8cbad", "": "#f2f2f2"}
EDGES: Final = {"A": "#548235", "B": "#2e75b6", "C": "#bf9000", "缺": "#c00000", "": "#7f7f7f"}
GAP: Final = 0.38
"""Free width between columns, as a share of a column's width: room for the arrows."""
ROW: Final = 0.62
"""Inches for one row of stations."""
SWEEPS: Final = 4


@lru_cache(maxsize=16)
def draw_map(chart: Map) -> bytes:
    """Return the map as PNG; ValueError where a station's stage or a way's end is not on it."""
    known = {s.key for s in chart.stations}
    if not chart.stations or any(s.stage not in chart.stages for s in chart.stations):
        raise ValueError(f"{chart.title}: a station without a stage")
    if any(end not in known for way in chart.ways for end in way):
        raise ValueError(f"{chart.title}: a way to a station that is not there")
    columns = _columns(chart)
    rows = max(len(c) for c in columns)
    legend = 0.35 if chart.legend else 0.0
    return picture(0.45 + ROW * rows + legend, lambda ax: _paint(chart, columns, rows, ax))


def _columns(chart: Map) -> list[list[Station]]:
    """Return the stations of each stage, ordered by their neighbours so that ways cross little."""
    stages = [s for s in chart.stages if any(o.stage == s for o in chart.stations)]
    found = [[o for o in chart.stations if o.stage == s] for s in stages]
    beside: dict[str, list[str]] = {o.key: [] for o in chart.stations}
    for start, end in chart.ways:
        beside[start].append(end)
        beside[end].append(start)
    for _ in range(SWEEPS):
        for column in found:
            place = _places(found)
            own = {o.key: place[o.key] for o in column}
            column.sort(
                key=lambda o: (sum(place[k] for k in beside[o.key]) + own[o.key]) / (1 + len(beside[o.key]))
            )
    return found


def _places(columns: list[list[Station]]) -> dict[str, float]:
    return {o.key: (i + 0.5) / len(c) for c in columns for i, o in enumerate(c)}


def _paint(chart: Map, columns: list[list[Station]], rows: int, ax: "Axes") -> None:
    ax.set_xlim(-0.06, len(columns) * (1 + GAP) - GAP + 0.06)
    ax.set_ylim(rows + (0.55 if chart.legend else 0.1), -0.62)
    ax.axis("off")
    middles: dict[str, tuple[int, float, float]] = {}
    for c, column in enumerate(columns):
        left = c * (1 + GAP)
        ax.text(left + 0.5, -0.4, column[0].stage, ha="center", va="center", fontsize=10, color="#1f4e79")
        for i, station in enumerate(column):
            middle = (i + 0.5) * rows / len(column)
            middles[station.key] = (c, left, middle)
            _box(station, left, middle, ax)
    for start, end in chart.ways:
        _way(middles[start], middles[end], ax)
    _legend(chart, rows, ax)


def _box(station: Station, left: float, middle: float, ax: "Axes") -> None:
    from matplotlib.patches import FancyBboxPatch

    grade = station.grade if station.grade in FILLS else ""
    ax.add_patch(
        FancyBboxPatch(
            (left + 0.03, middle - 0.36), 0.94, 0.72, boxstyle="round,pad=0,rounding_size=0.05",
            facecolor=FILLS[grade], edgecolor=EDGES[grade], linewidth=1.0, zorder=3,
        )
    )  # fmt: skip
    lift = 0.13 if station.note else 0.0
    name = _wrapped(station.name, 11)
    size = 8.5 if len(station.name) <= 9 else 7.5
    ax.text(
        left + 0.5, middle - lift, name, ha="center", va="center", fontsize=size, zorder=4, linespacing=1.05
    )
    if station.note:
        ax.text(
            left + 0.5,
            middle + 0.22,
            station.note,
            ha="center",
            va="center",
            fontsize=6.5,
            color=GREY,
            zorder=4,
        )


def _wrapped(text: str, width: int) -> str:
    """Break a long name into two lines; what is longer still is cut."""
    if len(text) <= width:
        return text
    half = -(-len(text) // 2)
    if half > width:
        return f"{text[:width]}\n{text[width : 2 * width - 1]}…"
    return f"{text[:half]}\n{text[half:]}"


def _way(start: tuple[int, float, float], end: tuple[int, float, float], ax: "Axes") -> None:
    from matplotlib.patches import FancyArrowPatch

    (column, left, y), (other, there, y_there) = start, end
    if column == other:  # beside one another: around the right-hand side
        tail, head = (left + 0.97, y), (there + 0.97, y_there)
        bend = "arc3,rad=-0.5" if y_there > y else "arc3,rad=0.5"
    else:
        forth = other > column
        tail = (left + (0.97 if forth else 0.03), y)
        head = (there + (0.03 if forth else 0.97), y_there)
        bend = f"arc3,rad={0.0 if abs(y - y_there) < 0.05 else 0.08 if y_there > y else -0.08}"
    ax.add_patch(
        FancyArrowPatch(
            tail, head, connectionstyle=bend, arrowstyle="-|>", mutation_scale=7, linewidth=0.8,
            color="#8497b0", shrinkA=0, shrinkB=0, zorder=2,
        )
    )  # fmt: skip


def _legend(chart: Map, rows: int, ax: "Axes") -> None:
    from matplotlib.patches import Rectangle

    if not chart.legend:
        return
    low, high = ax.get_xlim()
    step = (high - low) / len(chart.legend)
    for i, (grade, meaning) in enumerate(chart.legend):
        known, left = grade if grade in FILLS else "", low + 0.05 + i * step
        ax.add_patch(
            Rectangle(
                (left, rows + 0.15), 0.09, 0.26, facecolor=FILLS[known], edgecolor=EDGES[known], linewidth=0.8
            )
        )
        said = f"{grade}  {meaning}" if grade else meaning
        ax.text(left + 0.13, rows + 0.28, said, ha="left", va="center", fontsize=7, color=GREY)
