"""Mistyped names weighed so that each way of mistyping counts as often as in the city's own names."""

from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.catalogue import names
from resolution.arbiter.fit import Examples

Matrix = NDArray[np.float64]
Signature = tuple[bool, ...]
COLUMN: Final = {name: i for i, name in enumerate(names())}
EDITS: Final = ("sound", "near", "looks", "component", "unexplained", "dropped", "added", "doubled", "moved")
EVIDENCE: Final = ("person", "phone", "address")
PRIOR: Final = 100.0  # pairs that the made mix is worth beside those of the city
LEAST, MOST = 0.25, 4.0  # no way of mistyping is forgotten or drowns the others


def signatures(matrix: Matrix) -> list[Signature]:
    """Return for each pair its kinds of edits, what its name leaves out, and whether more is known."""
    form, trade = matrix[:, COLUMN["form"]], matrix[:, COLUMN["trade"]]
    flags = [matrix[:, COLUMN[name]] > 0 for name in EDITS]
    known = (matrix[:, [COLUMN[name] for name in EVIDENCE]] != 0).any(axis=1)
    flags += [np.isin(form, (2, 3)), form == 0, trade == 3, known]
    return [tuple(row) for row in np.column_stack(flags).tolist()]


def weigh_like(made: Examples, own: Examples) -> Examples:
    """Return made examples, each right one weighed by how much oftener its signature occurs among own ones.

    The ratio of the two shares is drawn towards 1 by PRIOR and kept between LEAST and MOST; the mean weight
    stays as it was. Mentions without a right pair keep their weight.
    """
    rows = np.flatnonzero(made.right)
    signed, wanted = signatures(made.matrix[rows]), Counter(signatures(own.matrix[own.right]))
    had, count = Counter(signed), sum(wanted.values())
    ratio = {
        s: (wanted[s] + PRIOR * n / len(rows)) / ((count + PRIOR) * n / len(rows)) for s, n in had.items()
    }
    factor = np.clip([ratio[s] for s in signed], LEAST, MOST)
    of_mention = np.ones(int(made.groups.max(initial=-1)) + 1)
    of_mention[made.groups[rows]] = factor / factor.mean()
    return made._replace(weight=made.weight * of_mention[made.groups])
