"""A noisy city with contradictions: what is found is held against what was planted, in pandas."""

import pytest

from benchmarks.tickets import EXPECTED, KindScore, score_tickets
from core.settings import Settings
from data.city.settings import CitySettings
from data.city.supply.generate import generate
from data.city.supply.profile import NoiseProfile, read_profile
from governance.tickets.rules import Kind
from ingest.delivery import deliver
from ingest.gather import Options
from ingest.register import read_register
from resolution.run import resolve
from store.ledger import Ledger

pytestmark = pytest.mark.slow


def profile() -> NoiseProfile:
    """The contradictory profile with more of what would otherwise be rare in so small a city."""
    held = read_profile("contradictory").model_dump()
    held["contradictions"] = {k: min(0.2, 3 * v) for k, v in held["contradictions"].items()}
    for source in ("coded", "town"):
        held["codes"][source]["corrupt"] = 0.05
    return NoiseProfile.model_validate(held)


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KindScore]:
    """300 enterprises over eleven months, four of them routine, held against the truth."""
    folder = tmp_path_factory.mktemp("tickets")
    chosen = CitySettings(enterprises=300, seed=11, months="2022-10..2023-08")
    generate(chosen, profile(), folder / "city", "contradictory", lambda *_: None, lambda _: None)
    settings = Settings(home=folder / "home", threads=1)
    ledger, register = Ledger(settings), read_register(folder / "city" / "manifest.csv")
    deliver(settings, ledger, [folder / "city" / "supply"], Options(register=register))
    resolve(settings, ledger)
    return {s.kind: s for s in score_tickets(folder / "city", settings, ledger)}


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_what_was_planted_is_found_and_nothing_else(scores: dict[str, KindScore], kind: str) -> None:
    found = scores[kind]
    assert found.planted >= 3
    assert found.recall is not None
    assert found.recall >= 0.98
    assert found.precision is not None
    assert found.precision >= 0.98


def test_every_kind_is_held_against_the_city() -> None:
    assert set(Kind) == set(EXPECTED)
