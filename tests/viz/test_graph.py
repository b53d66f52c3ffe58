"""The exported graph: one file that loads nothing, says what was cut, and lets no text become script."""

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from core.errors import ChanyeError
from viz.graph import graph_html
from viz.layout import cut, positions
from viz.page import check_self_contained
from viz.spread import spread
from viz.style import load_styles

HOSTILE = "</script><script>document.title='stolen'</script><img src=//evil.example/x onerror=alert(1)>"
NODES: list[dict[str, Any]] = [
    {"id": "ent_1", "label": "Enterprise", "name": "晋江市恒盛鞋业有限公司", "town": "陈埭镇"},
    {"id": "ent_2", "label": "Enterprise", "name": "晋江恒晟鞋服有限公司"},
    {"id": "per_1", "label": "Person", "name": "陈志强"},
    {"id": "sub_1", "label": "Subsidy", "name": HOSTILE, "href": HOSTILE},
]
EDGES: list[dict[str, Any]] = [
    {"source": "per_1", "target": "ent_1", "type": "LEGAL_REP_OF", "since": "2020-01"},
    {"source": "ent_1", "target": "ent_2", "type": "POSSIBLY_SAME", "weight": 3.2},
    {"source": "sub_1", "target": "ent_1", "type": "GRANTED_TO"},
]
CAPTIONS = {"LEGAL_REP_OF": "法定代表人", "since": "起始"}


class Page(HTMLParser):
    """What a parser that is not ours sees: tags with attributes, and the text outside scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.text += data


def _export() -> str:
    return graph_html(NODES, EDGES, title="恒盛鞋业", captions=CAPTIONS, centre="ent_1")


def test_the_page_loads_nothing_and_runs_only_its_own_two_scripts() -> None:
    html = _export()
    page = Page(html)
    assert [t for t, _ in page.tags].count("script") == 2
    assert {t for t, _ in page.tags} & {"link", "img", "iframe", "object", "embed", "base", "form"} == set()
    assert [
        a for _, attributes in page.tags for a in attributes if a in ("src", "href", "style") or a[:2] == "on"
    ] == []
    assert "cdn" not in html
    assert set(re.findall(r"https?://[\w.]+", html)) == {"http://www.w3.org"}


def test_the_policy_names_the_hash_of_every_script_and_style() -> None:
    policy = next(
        a["content"] for t, a in Page(_export()).tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert "default-src 'none'" in policy
    assert policy.count("sha256-") == 3
    assert "unsafe" not in policy


def test_captions_are_chinese_and_text_stays_text() -> None:
    page = Page(_export())
    for word in ("法定代表人", "疑似同一", "企业", "人员", "4 个节点，3 条关系。", "陈志强"):
        assert word in page.text
    assert HOSTILE in page.text


def test_what_waits_for_review_is_dashed() -> None:
    html = _export()
    assert 'stroke-dasharray="4 3"' in html
    assert len(re.findall(r'"dashes": true', html)) == 1


def test_the_same_input_in_any_order_gives_the_same_bytes() -> None:
    again = graph_html(NODES[::-1], EDGES[::-1], title="恒盛鞋业", captions=CAPTIONS, centre="ent_1")
    assert again == _export()


def test_the_nearest_and_best_connected_stay_and_the_rest_is_told() -> None:
    nodes = [{"id": f"n{i:03}", "label": "Enterprise", "name": f"企业{i}"} for i in range(50)]
    edges = [{"source": "n000", "target": f"n{i:03}", "type": "X"} for i in range(1, 6)]
    edges += [{"source": f"n{i:03}", "target": f"n{i + 1:03}", "type": "X"} for i in range(5, 49)]
    kept, inside = cut(nodes, edges, "n000", 8)
    assert [n["id"] for n in kept] == [f"n{i:03}" for i in range(8)]
    assert len(inside) == 7
    assert "共 50 个节点" in graph_html(nodes, edges, title="x", centre="n000", limit=8)
    assert "略去 42 个" in graph_html(nodes, edges, title="x", centre="n000", limit=8)


def test_in_a_crowd_only_the_nodes_that_matter_keep_their_names() -> None:
    permits = [{"id": f"p{i:03}", "label": "Permit", "name": f"许可{i:03}"} for i in range(90)]
    assert '"label": " "' not in graph_html(permits[:20], [], title="x")
    crowd = graph_html([*permits, NODES[0]], [], title="x")
    assert crowd.count('"label": " "') == 90


def test_an_edge_to_nowhere_is_left_out_and_no_node_covers_another() -> None:
    assert cut(NODES, [{"source": "ent_1", "target": "gone", "type": "X"}], None, 10)[1] == []
    places = positions([f"n{i}" for i in range(40)], [("n0", f"n{i}") for i in range(1, 30)], seed=1)
    assert len(set(places.values())) == 40


def test_an_empty_graph_is_a_page_too() -> None:
    assert "0 个节点" in Page(graph_html([], [], title="无")).text


@pytest.mark.parametrize(
    "broken",
    [
        "<link rel=stylesheet href=x>",
        '<img src="x">',
        '<p onclick="x">',
        "<script>lib</script><script>own</script><script>more</script>",
        "<script>fetch('https://a.example')</script><script></script>",
    ],
)
def test_a_page_that_could_load_something_is_refused(broken: str) -> None:
    with pytest.raises(ChanyeError):
        check_self_contained(broken)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("晋江市恒盛鞋业有限公司", "恒盛鞋业"),
        ("福建省晋江市恒盛鞋业股份有限公司", "恒盛鞋业"),
        ("晋江市", "晋江市"),
        ("一二三四五六七八九十一二三四五六七", "一二三四五六七八九十一二三四五…"),
    ],
)
def test_labels_are_short_names(name: str, short: str) -> None:
    assert load_styles().short(name) == short


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("恒盛鞋业", ["恒盛鞋业"]),
        ("磁灶镇洋尾村国道三二四线东侧", ["磁灶镇洋尾村国", "道三二四线东侧"]),
        ("美益（重庆）建设工程有限公司", ["美益（重庆）", "建设工程"]),
        ("", []),
    ],
)
def test_long_labels_stand_in_lines(name: str, lines: list[str]) -> None:
    assert load_styles().lines(name) == lines


def test_no_name_covers_another_and_the_middle_stays() -> None:
    places = {f"n{i:02}": (i % 7 * 30.0, i // 7 * 20.0) for i in range(35)}
    sizes = dict.fromkeys(places, (120.0, 50.0))
    found = spread(places, sizes, fixed="n00")
    assert found["n00"] == (0, 0)
    boxes = sorted(found.values())
    for i, (x, y) in enumerate(boxes):
        assert all(abs(x - a) >= 119 or abs(y - b) >= 49 for a, b in boxes[i + 1 :])


def test_the_firm_asked_for_stands_in_the_middle_under_its_own_name() -> None:
    html = graph_html(NODES, EDGES, title="x", centre="ent_1")
    node = next(n for n in re.findall(r"\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}", html) if '"id": "ent_1"' in n)
    assert '"x": 0, "y": 0' in node
    assert 'centre: "ent_1"' in html
    assert "centre: null" in graph_html(NODES, EDGES, title="x")


@pytest.fixture
def browser() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no browser: set CHROMIUM")
    return found


@pytest.mark.slow
def test_a_browser_draws_it_without_a_script_error(browser: str, tmp_path: Path) -> None:
    file = tmp_path / "graph.html"
    file.write_text(_export(), encoding="utf-8")
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        "--dump-dom",
    ]
    command += [f"--user-data-dir={tmp_path / 'profile'}", file.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert 'data-drawn="4"' in done.stdout
    assert "<title>恒盛鞋业</title>" in done.stdout
    assert "CONSOLE" not in done.stderr
