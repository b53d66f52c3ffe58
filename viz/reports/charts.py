"""Charts as pictures: drawn on this machine without a browser or a network, the same chart the same bytes."""

import io
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from viz.reports.document import Chart, Shape
from viz.reports.fonts import register

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI: Final = 200
WIDTH: Final = 6.1
"""Inches: the width of the text on a page of A4 with the margins of GB/T 9704."""
COLOURS: Final = ("#1f4e79", "#c55a11", "#548235", "#7f6000", "#7030a0", "#2e75b6", "#a5a5a5", "#bf9000")
GREY: Final = "#595959"
MOST_LABELS: Final = 13
"""Beyond this many the periods of an axis are thinned out; names are all shown."""
NAME_LENGTH: Final = 16
"""Names of firms are cut to so many signs beside a lying bar; the table holds them whole."""


@lru_cache(maxsize=64)
def draw(chart: Chart) -> bytes:
    """Return the chart as PNG; ValueError for a chart without labels or with series of another length."""
    if not chart.labels or not chart.series:
        raise ValueError(f"{chart.title}: nothing to draw")
    if any(len(s.values) != len(chart.labels) for s in chart.series):
        raise ValueError(f"{chart.title}: a series does not fit the labels")
    return picture(_height(chart), lambda ax: _SHAPES[chart.shape](chart, ax))


def picture(height: float, paint: "Callable[[Axes], None]", dpi: int = DPI) -> bytes:
    """Return a PNG of the width of the text that `paint` draws on, without dates or program names in it."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    style: Any = {
        "text.parse_math": False, "font.family": register(), "font.size": 9, "axes.unicode_minus": False,
        "text.hinting": "none",
        "axes.edgecolor": "#a6a6a6", "axes.linewidth": 0.6, "xtick.color": GREY, "ytick.color": GREY,
    }  # fmt: skip
    with rc_context(style):
        figure: Figure = Figure(figsize=(WIDTH, height), dpi=dpi, layout="constrained")
        FigureCanvasAgg(figure)
        paint(figure.add_subplot())
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
    return stream.getvalue()


def _height(chart: Chart) -> float:
    if chart.shape is Shape.RANK:
        rows = len(chart.labels) * max(1, len(chart.series) * 0.7)
        return min(7.5, 0.7 + 0.27 * rows)
    return 3.0


def _lines(chart: Chart, ax: "Axes") -> None:
    places = range(len(chart.labels))
    for series, colour in zip(chart.series, _colours(chart), strict=True):
        values = [float("nan") if v is None else v for v in series.values]
        ax.plot(places, values, color=colour, label=series.name, linewidth=1.8, marker="o", markersize=3)
    _upright(chart, ax)


def _bars(chart: Chart, ax: "Axes") -> None:
    width = 0.8 / len(chart.series)
    for i, (series, colour) in enumerate(zip(chart.series, _colours(chart), strict=True)):
        places = [p - 0.4 + width * (i + 0.5) for p in range(len(chart.labels))]
        drawn = ax.bar(places, [v or 0 for v in series.values], width * 0.92, color=colour, label=series.name)
        if len(chart.series) == 1 and len(chart.labels) <= MOST_LABELS:
            ax.bar_label(
                drawn, ["" if v is None else _said(v) for v in series.values], fontsize=7.5, padding=2
            )
    _upright(chart, ax)


def _stack(chart: Chart, ax: "Axes") -> None:
    low = [0.0] * len(chart.labels)
    for series, colour in zip(chart.series, _colours(chart), strict=True):
        values = [v or 0.0 for v in series.values]
        ax.bar(range(len(chart.labels)), values, 0.65, low, color=colour, label=series.name)
        low = [a + b for a, b in zip(low, values, strict=True)]
    _upright(chart, ax)


def _rank(chart: Chart, ax: "Axes") -> None:
    """Draw lying bars in the order given, the first on top."""
    height = 0.8 / len(chart.series)
    for i, (series, colour) in enumerate(zip(chart.series, _colours(chart), strict=True)):
        places = [p - 0.4 + height * (i + 0.5) for p in range(len(chart.labels))]
        drawn = ax.barh(
            places, [v or 0 for v in series.values], height * 0.9, color=colour, label=series.name
        )
        ax.bar_label(drawn, ["" if v is None else _said(v) for v in series.values], fontsize=7.5, padding=2)
    ax.set_yticks(range(len(chart.labels)), [_cut(label) for label in chart.labels])
    ax.invert_yaxis()
    ax.margins(x=0.12)
    if not any(v for s in chart.series for v in s.values):
        ax.set_xlim(0, 1)  # around nothing the axis would run to both sides
    ax.set_xlabel(f"单位：{chart.unit}", loc="right", color=GREY, fontsize=8)
    ax.xaxis.set_major_formatter(_thousands)
    _bare(ax, "x")
    _legend(chart, ax)


def _share(chart: Chart, ax: "Axes") -> None:
    """Draw a ring with the parts named beside it: names of any length stay legible."""
    values = [max(0.0, v or 0.0) for v in chart.series[0].values]
    whole = sum(values)
    colours = [COLOURS[i % len(COLOURS)] for i in range(len(values))]
    if not whole:
        ax.text(0.5, 0.5, "合计为零", ha="center", va="center", color=GREY, transform=ax.transAxes)
        ax.axis("off")
        return
    wedges, *_ = ax.pie(
        values, colors=colours, startangle=90, counterclock=False,
        wedgeprops={"width": 0.42, "edgecolor": "white"},
    )  # fmt: skip
    said = [
        f"{label}  {_said(v)}{chart.unit}（{v / whole:.1%}）"
        for label, v in zip(chart.labels, values, strict=True)
    ]
    ax.legend(wedges, said, loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=8.5)
    ax.set_aspect("equal")


_SHAPES: "Final[dict[Shape, Callable[[Chart, Axes], None]]]" = {
    Shape.LINE: _lines,
    Shape.BAR: _bars,
    Shape.STACK: _stack,
    Shape.RANK: _rank,
    Shape.SHARE: _share,
}


def _upright(chart: Chart, ax: "Axes") -> None:
    from matplotlib.ticker import MaxNLocator

    count = len(chart.labels)
    periods = all(label[:1].isdigit() for label in chart.labels)
    step = -(-count // MOST_LABELS) if periods else 1
    # Counted from the right: the latest period is always named.
    shown = [p for p in range(count) if (count - 1 - p) % step == 0]
    longest = max(len(chart.labels[p]) for p in shown)
    turned = 40 if longest * len(shown) > 75 else 0
    ax.set_xticks(
        shown, [_cut(chart.labels[p]) for p in shown], rotation=turned, ha="right" if turned else "center"
    )
    ax.set_title(f"单位：{chart.unit}", loc="left", color=GREY, fontsize=8)
    ax.yaxis.set_major_formatter(_thousands)
    if all(float(v or 0).is_integer() for s in chart.series for v in s.values):
        ax.yaxis.set_major_locator(MaxNLocator(nbins="auto", integer=True))  # there is no half a firm
    ax.margins(y=0.12)
    if all((v or 0) >= 0 for s in chart.series for v in s.values):
        ax.set_ylim(bottom=0)
    _bare(ax, "y")
    _legend(chart, ax)


def _bare(ax: "Axes", along: str) -> None:
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(length=2, width=0.6)
    ax.grid(axis="x" if along == "x" else "y", color="#e2e2e2", linewidth=0.6)
    ax.set_axisbelow(True)


def _legend(chart: Chart, ax: "Axes") -> None:
    if len(chart.series) > 1:
        ax.legend(
            loc="lower right", bbox_to_anchor=(1, 1), ncols=min(4, len(chart.series)), frameon=False,
            fontsize=8, borderaxespad=0.2, columnspacing=1.2, handlelength=1.4,
        )  # fmt: skip


def _colours(chart: Chart) -> list[str]:
    return [COLOURS[i % len(COLOURS)] for i in range(len(chart.series))]


def _cut(text: str) -> str:
    return text if len(text) <= NAME_LENGTH else text[: NAME_LENGTH - 1] + "…"


def _thousands(value: float, _: float = 0) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:g}"


def _said(value: float) -> str:
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"
