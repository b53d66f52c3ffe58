"""What the tests of this folder share."""

from pathlib import Path

import pytest

from core.settings import Settings
from store.ledger import Ledger
from tests.governance.office import Office


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger of the newest layout."""
    home = tmp_path_factory.mktemp("template")
    Ledger(Settings(home=home)).engine.dispose()
    return home / "ledger.sqlite"


@pytest.fixture
def office(tmp_path: Path, template: Path) -> Office:
    return Office(tmp_path, template)
