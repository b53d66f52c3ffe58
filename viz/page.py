"""One self-contained page of a graph through pyvis: no network, no foreign script, text only as text."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pyvis.network import Network

from core.errors import ChanyeError

TEMPLATES: Final = Path(__file__).parent / "templates"
LIBRARY: Final = "templates/lib/vis-9.1.2/vis-network.min.js"
FONT: Final = 18
"""Pixels of a character under a node."""
OPTIONS: Final[dict[str, Any]] = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 120, "keyboard": {"enabled": True, "bindToWindow": False}},
    "nodes": {
        "font": {
            "face": "Noto Sans CJK SC, Microsoft YaHei, sans-serif",
            "size": FONT,
            "color": "#16202c",
            "strokeWidth": 3,
        },
        "borderWidth": 1,
    },
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "color": {"color": "#9aa7b5", "highlight": "#1d5fbf", "hover": "#1d5fbf"},
        "font": {"size": 11, "color": "#5b6b7c", "strokeWidth": 3, "align": "middle"},
        "smooth": {"enabled": True, "type": "continuous", "roundness": 0.15},
    },
}
# pyvis's own template loads from four places on the internet and lets `heading` and titles carry script, so
# that it is replaced; what pyvis keeps is the network, its library and its rendering.
SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
ADDRESS: Final = re.compile(r"(?:https?:)?//[\w-]+(?:\.[\w-]+)+[^\s\"'<>,)]*")
LOADING_TAGS: Final = frozenset(
    {"link", "iframe", "img", "object", "embed", "base", "form", "video", "audio"}
)
LOADING_ATTRIBUTES: Final = frozenset({"src", "href", "srcdoc", "style", "action", "xlink:href"})
SVG_NAMESPACE: Final = "http://www.w3.org/2000/svg"


def vis_library() -> str:
    """Return vis-network as pyvis ships it, without the addresses in its notices (its licence: pyvis).

    The name of SVG's namespace stays: a name that the library needs, not a place that anything loads from.
    """
    text = (files("pyvis") / LIBRARY).read_text(encoding="utf-8")
    hidden = text.replace(SVG_NAMESPACE, "\0")
    return ADDRESS.sub("", hidden).replace("\0", SVG_NAMESPACE).replace("</script", "<\\/script")


def render(network: Network, page: dict[str, Any]) -> str:
    """Return the page of a pyvis network; `page` holds what stands around the drawing."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, keep_trailing_newline=True
    )
    environment.globals |= {"page": page | {"options": OPTIONS}, "library": Markup(vis_library())}
    network.templateEnv, network.path = environment, "graph.html"
    html: str = network.generate_html()
    policy = content_policy(html)
    html = html.replace("__CSP__", policy, 1)
    check_self_contained(html)
    return html


def _hashes(parts: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(p.encode()).digest()).decode() for p in parts)
    return " ".join(f"'sha256-{d}'" for d in digests)


def content_policy(html: str) -> str:
    """Return the policy that lets in exactly the page's own scripts and styles, and no address at all."""
    scripts, styles = _hashes(SCRIPT.findall(html)), _hashes(STYLE.findall(html))
    rest = "img-src data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {scripts}; style-src {styles}; {rest}"


class _Loads(HTMLParser):
    """Collects what in the markup could load or run something beside the two scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note tags that load, and attributes that load or run."""
        if tag in LOADING_TAGS:
            self.found.append(f"<{tag}>")
        self.found += [name for name, _ in attrs if name in LOADING_ATTRIBUTES or name.startswith("on")]


def check_self_contained(html: str) -> None:
    """Raise ChanyeError unless the page has two scripts only, and nothing loads or names an address."""
    scripts = SCRIPT.findall(html)
    found = _Loads(html).found
    found += [m[0] for m in ADDRESS.finditer("".join(scripts[:1]).replace(SVG_NAMESPACE, ""))]
    if len(scripts) != 2:
        found.append(f"{len(scripts)} 段脚本")
    if found:
        raise ChanyeError(f"导出的网页不是自足的：{'、'.join(found)}。")
