"""recordlinkage: its guide's steps for two files, and its unsupervised classifier (ECM)."""

import pandas as pd
import recordlinkage

from benchmarks.peers.table import Found, Row, Task, best_of

WINDOW = 31  # of the sorted neighbourhood, its index for typing errors; 3 by itself, too few for 30,000 firms
SIMILAR = 0.85  # the guide's threshold of Jaro-Winkler


def _frame(rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(Row._fields))
    return frame.replace("", None)


def link(task: Task) -> list[Found]:
    """Accept what ECM calls a link (probability ≥ 0.5), the best firm of each row."""
    names, registry = _frame(task.names), _frame(task.registry)
    index = recordlinkage.Index()
    index.sortedneighbourhood("name", window=WINDOW)
    for column in ("legal_rep", "phone", "address"):
        index.block(column)
    pairs = index.index(names, registry)
    compare = recordlinkage.Compare()
    # ECM knows yes and no only, so the likeness of names is asked in steps; one step alone finds a tenth.
    compare.exact("name", "name", label="same name")
    for least in (SIMILAR, 0.95):
        compare.string("name", "name", method="jarowinkler", threshold=least, label=f"name {least}")
    compare.string("name", "name", method="qgram", threshold=0.7, label="bigrams")
    for column in ("legal_rep", "phone"):
        compare.exact(column, column, label=column)
    features = compare.compute(pairs, names, registry)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features)
    chances = classifier.prob(features)
    ids, firms = names["id"].tolist(), registry["id"].tolist()
    scored = ((ids[a], firms[b], float(p)) for (a, b), p in zip(chances.index, chances, strict=True))
    return best_of(scored, 0.5)
