"""The peers: which package in which environment, how many rows, and whose settings it runs with."""

from typing import Final, NamedTuple


class Peer(NamedTuple):
    """One peer; `lock` names its environment, empty where the product's own has the package."""

    module: str
    title: str
    lock: str
    settings: str
    rows: int | None = None  # a sample, where it would take hours


PEERS: Final = (
    Peer("exact", "exact after normalising", "", "NFKC, marks and blanks dropped; one firm of the name"),
    Peer("rapidfuzz_ratio", "rapidfuzz", "", "best `fuzz.ratio`, no cut-off, as `extractOne` begins"),
    Peer(
        "recordlinkage_ecm",
        "recordlinkage",
        "peers",
        "guide: sorted neighbourhood, Jaro-Winkler 0.85, ECM; names asked in four steps",
    ),
    Peer("dedupe_gazetteer", "dedupe", "peers", "Gazetteer, 500 labelled rows and 60 answers, 0.5"),
    Peer("splink_example", "Splink, its example", "", "library comparisons, EM as in its example, 0.9"),
    Peer(
        "nomenklatura_logic",
        "nomenklatura logic-v2",
        "nomenklatura",
        "its blocking index, score ≥ 0.7",
        2000,
    ),
    Peer("goldenmatch_fuzzy", "GoldenMatch", "peers", 'quick start for two files, `fuzzy={"name": 0.85}`'),
)
