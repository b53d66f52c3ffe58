"""What the tests of this folder share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import Settings, get_settings
from store.ledger import Ledger
from tests.governance.help_office import HelpOffice, make_home
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


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder around an empty installation that commands find by CHANYE_HOME."""
    monkeypatch.setenv("CHANYE_HOME", str(tmp_path / "var"))
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def help_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run and a graph of a few firms; never written to."""
    home = tmp_path_factory.mktemp("help")
    make_home(home)
    return home


@pytest.fixture
def helping(tmp_path: Path, template: Path, help_home: Path) -> HelpOffice:
    return HelpOffice(tmp_path, template, help_home)
