"""What the tests of this folder share."""

from pathlib import Path

import pytest

from tests.ingest.samples import City


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)
