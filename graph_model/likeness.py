"""Firms whose texts come near a node's words without holding one: leads to who could fill a gap."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa

from data.chains import load_chains
from graph_model.inputs import put
from graph_model.placement import vocabulary, word_cutter

COMMONPLACE = 3
"""A piece that words of more nodes than these hold (机械, 材料, 设备) says nothing about any of them."""
DEALINGS = frozenset(("制造", "生产", "加工", "研发", "销售", "批发", "零售", "经营", "服务"))
"""What firms do with a product, not what it is."""


@lru_cache(maxsize=1)
def _plain_cutter() -> Any:  # noqa: ANN401  # rjieba has no types
    """Jieba as it comes: it cuts the templates' words into their pieces."""
    import rjieba

    return rjieba.Jieba()


def pieces_of(word: str) -> frozenset[str]:
    """Return the pieces of a word, of two characters or more: 鞋类检测 → 鞋类, 检测."""
    return frozenset(p for p in _plain_cutter().cut(word, False) if len(p) > 1)


@lru_cache(maxsize=1)
def nodes_by_piece() -> dict[str, frozenset[str]]:
    """Return the nodes whose words hold a piece, without commonplace pieces."""
    found: dict[str, set[str]] = defaultdict(set)
    for chain in load_chains():
        for node in chain.nodes:
            for word in node.words:
                for piece in pieces_of(word):
                    found[piece].add(f"{chain.key}/{node.key}")
    return {
        piece: frozenset(nodes)
        for piece, nodes in found.items()
        if len(nodes) <= COMMONPLACE and piece not in DEALINGS
    }


@lru_cache(maxsize=200_000)
def near_pieces(text: str) -> frozenset[str]:
    """Return the pieces of the templates' words that a text holds, alone or inside another word of theirs."""
    known, found = nodes_by_piece(), set[str]()
    for token in word_cutter().cut(text, False):
        found |= pieces_of(token) if token in vocabulary() else {token}
    return frozenset(found & known.keys())


def find_likeness(con: duckdb.DuckDBPyConnection) -> None:
    """Create `likeness` (entity_id, node, pieces) from firm_text, for enterprises that are alive."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    query = (
        "SELECT DISTINCT t.entity_id, t.text FROM firm_text t JOIN life l USING (entity_id) WHERE l.alive "
        "ORDER BY ALL"
    )
    for entity, text in con.execute(query).fetchall():
        for piece in near_pieces(text):
            for node in nodes_by_piece()[piece]:
                found[entity, node].add(piece)
    rows = [(entity, node, sorted(pieces)) for (entity, node), pieces in sorted(found.items())]
    columns: dict[str, pa.DataType] = dict.fromkeys(("entity_id", "node"), pa.string())
    put(con, "likeness", columns | {"pieces": pa.list_(pa.string())}, rows)
