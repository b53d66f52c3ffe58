"""Where ids stand among those known."""

import pyarrow as pa
import pytest

from resolution.arrow_rows import places


def test_ids_are_found_by_their_place_and_an_unknown_one_is_refused() -> None:
    ids = pa.chunked_array([["b", "a"], ["b"]])
    assert places(ids, ["a", "b", "c"]).tolist() == [1, 0, 1]
    assert places(pa.chunked_array([[]], pa.string()), []).tolist() == []
    with pytest.raises(KeyError, match="b"):
        places(ids, ["a"])
