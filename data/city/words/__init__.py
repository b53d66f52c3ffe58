"""The generator's own word lists and trades, read once."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def lists() -> dict[str, Any]:
    """The word lists of names.yaml."""
    out: dict[str, Any] = yaml.safe_load((FOLDER / "names.yaml").read_text(encoding="utf-8"))
    return out


@lru_cache(maxsize=1)
def industries() -> pd.DataFrame:
    """The classes of GB/T 4754-2017 that the trades use, with division and section, by class code."""
    return pd.read_csv(FOLDER / "industries.tsv", sep="\t", dtype=str).set_index("code")


@lru_cache(maxsize=1)
def nodes() -> pd.DataFrame:
    """Nodes of the chains with what is planted there (gap, few, dominated, falling)."""
    return pd.read_csv(FOLDER / "nodes.tsv", sep="\t", dtype=str).fillna("")


@lru_cache(maxsize=1)
def trades() -> pd.DataFrame:
    """One row a trade: its class, share, size, words for names, products, chain, stage and node."""
    table = pd.read_csv(FOLDER / "trades.tsv", sep="\t", dtype=str).fillna("")
    for column in ("weight", "firm_share", "size"):
        table[column] = table[column].astype(float)
    table = table.merge(industries(), left_on="gb", right_index=True, how="left", validate="many_to_one")
    return table.merge(nodes().drop(columns=["note", "hint"]), on="node", how="left", validate="many_to_one")


def trade(key: str) -> int:
    """The place of a trade in `trades()`."""
    return int(trades().index[trades()["key"] == key][0])
