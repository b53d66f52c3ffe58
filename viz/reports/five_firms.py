"""五图五清单: the firms of grade A and B on a chain, with their lists of honour and their years."""

from collections import Counter
from typing import Any

from queries.chain_board import ChainBoard
from viz.reports.asking import Asking, Row

ALL = 100_000
INVENTIVE = ("高新技术企业", "专精特新", "瞪羚")


def standing(asking: Asking, board: ChainBoard) -> list[Row]:
    """Return firms of grade A and B, one row each with its nodes and better grade, largest first."""
    firms: dict[str, dict[str, Any]] = {}
    for row in asking.rows("chain_firms", chain=board.title, limit=ALL):
        if row["grade"] not in ("A", "B"):
            continue
        own = firms.setdefault(row["id"], {**row, "nodes": []})
        own["nodes"].append(row["node"])
        own["grade"] = min(own["grade"], row["grade"])
    return sorted(firms.values(), key=lambda r: (-(r["revenue"] or 0), r["id"]))


def years(asking: Asking, board: ChainBoard) -> list[Row]:
    """Return the chain's firms, revenue, tax, staff and power by year."""
    return asking.rows("chain_years", chain=board.title)


def honoured(asking: Asking) -> dict[str, Row]:
    """Return every firm on an official list of the last full year by id: honours and figures."""
    return {r["enterprise_id"]: r for r in asking.rows("key_firms", limit=ALL)}


def key_firms(asking: Asking, board: ChainBoard) -> list[Row]:
    """Return firms of the chain that are on an official list or lead a node, the largest first."""
    listed, leads = honoured(asking), _leading(board)
    rows = []
    for firm in standing(asking, board):
        known = listed.get(firm["id"])
        if known is None and firm["id"] not in leads:
            continue
        own = dict(known or {})
        sources = [*(own.get("sources") or ()), *firm["sources"]]
        leading = [f"{node}最大" for node in leads.get(firm["id"], ())]
        honours = [_honour(h) for h in own.get("honours") or ()]
        rows.append({**firm, "staff": own.get("staff"), "why": [*honours, *leading], "sources": sources})
    return rows


def _leading(board: ChainBoard) -> dict[str, list[str]]:
    """Return the nodes that each firm leads, by its id."""
    found: dict[str, list[str]] = {}
    for row in board.nodes:
        if row["leader_id"]:
            found.setdefault(row["leader_id"], []).append(row["node"])
    return found


def _honour(written: str) -> str:
    """Return 省级专精特新 for 专精特新 省级专精特新, and 瞪羚（省级） for 瞪羚 省级."""
    kind, _, level = written.partition(" ")
    return level if kind in level else f"{kind}（{level}）" if level else kind


def inventive(asking: Asking, board: ChainBoard) -> list[Row]:
    """Return for each node how many of its firms are 高新, 专精特新 or 瞪羚; nodes without any stay out."""
    listed = honoured(asking)
    counted: dict[str, Counter[str]] = {}
    keys: dict[str, list[str]] = {}
    for firm in standing(asking, board):
        own = listed.get(firm["id"])
        kinds = {k for k in INVENTIVE for h in (own["honours"] if own else ()) if h.startswith(k)}
        for node in firm["nodes"] if own and kinds else ():
            counted.setdefault(node, Counter()).update([*kinds, "任一"])
            keys.setdefault(node, []).extend(own["sources"] if own else ())
    order = [r["node"] for r in board.nodes if r["node"] in counted]
    return [
        {"node": n, "sources": keys[n], **{k: counted[n][k] for k in (*INVENTIVE, "任一")}} for n in order
    ]
