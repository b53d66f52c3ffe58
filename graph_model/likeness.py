"""Firms whose texts come near a node's words without holding one: leads to who could fill a gap."""

from collections import defaultdict
from functools import lru_cache
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.chains import load_chains
from graph_model.inputs import put
from graph_model.placement import vocabulary, word_cutter

COMMONPLACE = 3
"""A piece that words of more nodes than these hold (机械, 材料, 设备) says nothing about any of them."""
DEALINGS = frozenset(("制造", "生产", "加工", "研发", "销售", "批发", "零售", "经营", "服务"))
"""What firms do with a product, not what it is."""
LIKENESS: Final = """
CREATE OR REPLACE TABLE likeness AS
SELECT t.entity_id, p.node, list(DISTINCT p.piece ORDER BY p.piece) AS pieces
FROM firm_text t JOIN life l USING (entity_id) JOIN near_piece p USING (text)
WHERE l.alive GROUP BY t.entity_id, p.node ORDER BY t.entity_id, p.node
"""


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


def near_pieces(text: str) -> frozenset[str]:
    """Return the pieces of the templates' words that a text holds, alone or inside another word of theirs."""
    known, found = nodes_by_piece(), set[str]()
    for token in word_cutter().cut(text, False):
        found |= pieces_of(token) if token in vocabulary() else {token}
    return frozenset(found & known.keys())


def find_likeness(con: duckdb.DuckDBPyConnection) -> None:
    """Create `likeness` (entity_id, node, pieces) from firm_text, for enterprises that are alive."""
    texts = con.execute("SELECT DISTINCT text FROM firm_text ORDER BY text").fetchall()
    pieces = [
        (text, node, piece)
        for (text,) in texts
        for piece in near_pieces(text)
        for node in nodes_by_piece()[piece]
    ]
    put(con, "near_piece", dict.fromkeys(("text", "node", "piece"), pa.string()), pieces)
    con.execute(LIKENESS)
