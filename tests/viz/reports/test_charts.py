from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from tests.viz.reports.sample import CHART, MAP
from viz.reports.chainmap import draw_map
from viz.reports.charts import _rank, draw
from viz.reports.document import Series, Shape
from viz.reports.fonts import font_file, undrawn

PNG = b"\x89PNG\r\n\x1a\n"
SHAPES = [s for s in Shape if s is not Shape.LINE]


def test_a_chart_is_the_same_picture_each_time_and_holds_no_date() -> None:
    first = draw(CHART)
    draw.cache_clear()
    assert draw(CHART) == first
    assert first.startswith(PNG)
    assert b"tEXt" not in first
    assert draw(replace(CHART, series=(Series("2023年", (1.5, 3.0)),))) != first


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_drawn(shape: Shape) -> None:
    drawn = draw(replace(CHART, shape=shape))
    assert drawn.startswith(PNG)
    assert len(drawn) > 3_000


def test_a_chart_of_nothing_or_of_series_that_do_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw(replace(CHART, labels=()))
    with pytest.raises(ValueError, match="does not fit"):
        draw(replace(CHART, labels=("1月",)))


def test_a_map_is_drawn_and_one_with_loose_ends_refused() -> None:
    first = draw_map(MAP)
    draw_map.cache_clear()
    assert draw_map(MAP) == first
    with pytest.raises(ValueError, match="not there"):
        draw_map(replace(MAP, ways=(("a", "x"),)))
    with pytest.raises(ValueError, match="without a stage"):
        draw_map(replace(MAP, stages=("上游",)))


def test_the_font_comes_with_the_product_and_draws_what_reports_and_names_hold() -> None:
    assert font_file().is_file()
    common = "产业信息综合管理服务平台（街道）℃㎡％—“”…、。；：《》①②③ⅠⅡ㈠＋－×÷≥≤"
    rare = "淼垚鑫焱犇骉羴堃喆祎珺翀昇旸玥陈埭磁灶罗裳紫帽"
    assert undrawn([common, rare, "0123456789ABCxyz%.,-+()"]) == set()
    assert undrawn(["鞋🙂"]) == {"🙂"}


def test_the_axis_of_a_rank_of_nothing_but_zeros_begins_at_zero() -> None:
    ax = Figure().subplots()
    zeros = Series("2023年", tuple(0.0 for _ in CHART.labels))
    _rank(replace(CHART, shape=Shape.RANK, series=(zeros,)), ax)
    assert ax.get_xlim() == (0, 1)
