"""The peers: which package in which environment, how many rows, and whose settings it runs with."""

from typing import Final, NamedTuple


class Peer(NamedTuple):
    """One peer; `lock` names its environment, empty where the product's own has the package."""

    module: str
    title: str
    lock: str
    settings: str
    package: str = ""  # version, year of its wheel where the wheel tells it, licence
    remark: str = ""
    rows: int | None = None  # a sample, where it would take too long


PEERS: Final = (
    Peer("exact", "exact after normalising", "", "NFKC, marks and blanks dropped; one firm of the name"),
    Peer(
        "rapidfuzz_ratio",
        "rapidfuzz",
        "",
        "best `fuzz.ratio`, no cut-off, as `extractOne` begins",
        "3.14.6, MIT",
    ),
    Peer(
        "recordlinkage_ecm",
        "recordlinkage",
        "peers",
        "guide: sorted neighbourhood (31), Jaro-Winkler 0.85, ECM ≥ 0.5",
        "0.16, 2023, BSD-3-Clause; needs pandas before 3",
        "The guide's single threshold on names found 9 % on a city of 3,000, for ECM knows yes and no only "
        "and takes a missing value for a no: so names are asked in four steps, address and town left out.",
    ),
    Peer(
        "dedupe_gazetteer",
        "dedupe",
        "peers",
        "Gazetteer, 500 labelled rows and 60 answers, ≥ 0.5",
        "3.0.3, 2024, MIT",
        "Its labels are rows of the city whose valid code tells the firm. BTrees 6.5 has taken away a call "
        "that this release makes, so it is held back. Recall differs by some points from run to run.",
    ),
    Peer(
        "splink_example",
        "Splink, its example",
        "",
        "library comparisons and EM as in its examples, ≥ 0.9",
        "5.0.0, MIT",
        "A row with a name and nothing else stays near 0 bits however exact the name is: Splink's term "
        "frequency counts the firm itself, and the prior is one firm in all. Its wrong links are the other "
        "firm of an owner, whose person and phone agree.",
    ),
    Peer(
        "nomenklatura_logic",
        "nomenklatura logic-v2",
        "nomenklatura",
        "its blocking index, score ≥ 0.7",
        "4.17.4, MIT",
        "A random sample. It wants DuckDB before 2, and builds PyICU from source where there is no wheel.",
        2000,
    ),
    Peer(
        "goldenmatch_fuzzy",
        "GoldenMatch",
        "peers",
        'quick start for two files, `fuzzy={"name": 0.85}`',
        "3.22.0, MIT",
        "Its automatic settings found 6 % on a city of 3,000, where these found 80 %.",
    ),
)
