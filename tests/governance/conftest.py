"""What the tests of this folder share."""

from pathlib import Path

import pytest

from tests.governance.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)
