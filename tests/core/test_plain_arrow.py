"""PyArrow takes lists without loading pandas, and whoever wants pandas afterwards has it."""

import subprocess
import sys

ASKED = """
import sys
from core.plain_arrow import without_pandas
without_pandas()
import pyarrow as pa
assert pa.array(["a", None]).to_pylist() == ["a", None]
assert "pandas" not in sys.modules
import pandas
table = pa.table({"a": [1, 2]})
assert table.to_pandas().a.tolist() == [1, 2]
assert pa.Table.from_pandas(pandas.DataFrame({"a": [1, 2]})).column(0).to_pylist() == [1, 2]
without_pandas()
"""


def test_lists_need_no_pandas_which_stays_at_hand() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
