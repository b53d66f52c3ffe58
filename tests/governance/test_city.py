"""A whole synthetic city: planted lateness, nil returns, repeats and gaps are found; the score agrees."""

import csv
import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow.parquet as pq
import pytest
import yaml

from core.settings import Settings
from data.city.settings import CitySettings
from data.city.supply.generate import generate
from data.city.supply.profile import read_profile
from governance.calendar.obligations import Basis
from governance.calendar.standing import Entry, State, standing
from governance.rulebook import SHIPPED
from governance.score.card import score
from ingest.delivery import deliver
from ingest.gather import Options
from ingest.register import read_register
from store import deliveries
from store.ledger import Ledger
from tests.governance import independent
from tests.governance.independent import Key

pytestmark = pytest.mark.slow
DAY = date(2024, 4, 10)
Case = TypeVar("Case")


class City(NamedTuple):
    """A city's files and the installation that took them in."""

    folder: Path
    settings: Settings
    ledger: Ledger

    def planted(self, case: str) -> set[Key]:
        """Return what was planted."""
        rows = pq.read_table(self.folder / "truth" / "deliveries.parquet").to_pylist()
        return {(r["dataset"], r["supplier"], r["period"]) for r in rows if r["case"] == case}

    def entries(self) -> dict[Key, Entry]:
        """Return the calendar without the disputed readings, which nobody delivered by."""
        found = standing(self.settings, self.ledger, DAY)
        kept = [e for e in found if e.obligation.basis is not Basis.STRICT and e.obligation.due <= DAY]
        return {(e.obligation.dataset, e.obligation.supplier, e.obligation.period): e for e in kept}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """300 enterprises over 20 months, ten of them routine; taken in with the day each file came."""
    folder = tmp_path_factory.mktemp("city")
    chosen = CitySettings(enterprises=300, seed=11, months="2022-07..2024-02")
    generate(
        chosen, read_profile("development"), folder / "city", "development", lambda *_: None, lambda _: None
    )
    rules = folder / "rules"
    rules.mkdir()
    shipped = yaml.safe_load((SHIPPED / "calendar.yaml").read_text(encoding="utf-8"))
    # The city plants lateness against the document's days, without the two months that were extended.
    (rules / "calendar.yaml").write_text(yaml.safe_dump(shipped | {"extended": []}), encoding="utf-8")
    settings = Settings(home=folder / "home", governance=rules, threads=1)
    ledger, register = Ledger(settings), read_register(folder / "city" / "manifest.csv")
    deliver(settings, ledger, [folder / "city" / "supply"], Options(register=register))
    return City(folder / "city", settings, ledger)


def _check(found: set[Case], true: set[Case]) -> None:
    both = len(found & true)
    assert true
    assert both / len(true) >= 0.98, sorted(map(str, true - found))[:5]
    assert both / len(found) >= 0.98, sorted(map(str, found - true))[:5]


def test_every_planted_lateness_is_found_to_the_day(city: City) -> None:
    late = {k: e for k, e in city.entries().items() if e.received is not None and e.days}
    _check(set(late), city.planted("late"))
    owed, came = independent.owed(DAY), independent.came(city.folder)
    assert {k: e.days for k, e in late.items()} == {k: (came[k] - owed[k]).days for k in late}


def test_every_nil_return_is_found(city: City) -> None:
    _check({k for k, e in city.entries().items() if e.nil}, city.planted("nil"))


def test_everything_that_never_came_is_found_and_nothing_else(city: City) -> None:
    missing = {k for k, e in city.entries().items() if e.state is State.MISSING}
    assert city.planted("missing") <= missing
    assert missing == set(independent.owed(DAY)) - set(independent.came(city.folder))


def test_every_repeated_file_is_found(city: City) -> None:
    """Repeated is what has the bytes of an earlier file, also where a correction corrected nothing."""
    with (city.folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        lines = sorted(csv.DictReader(stream), key=lambda r: r["received_at"])
    seen, true = dict[str, str](), set[str]()
    for line in lines:
        path = city.folder / "supply" / line["file"]
        if path.is_file():
            digest = (
                hashlib.sha256(path.read_bytes()).hexdigest()
                + line["dataset"]
                + line["supplier"]
                + line["period"]
            )
            if seen.setdefault(digest, line["file"]) != line["file"]:
                true.add(line["file"])
    with city.ledger.session() as session:
        found = {r.file_name for r in deliveries.repeats(session)}
    _check(found, true)
    assert {r["file"] for r in lines if r["kind"] == "repeated"} <= found


def test_every_correction_replaces_what_it_corrects(city: City) -> None:
    with city.ledger.session() as session:
        repeated = {r.file_name for r in deliveries.repeats(session)}
        found = {d.file_name for d in deliveries.deliveries(session) if d.receipt["replaces"]}
    rows = pq.read_table(city.folder / "truth" / "deliveries.parquet").to_pylist()
    _check(found, {r["file"] for r in rows if r["case"] == "corrected"} - repeated)


@pytest.mark.parametrize(
    ("year", "as_of"), [(2023, date(2024, 1, 20)), (2023, date(2023, 9, 1)), (2024, DAY)]
)
def test_the_score_equals_an_independent_computation(city: City, year: int, as_of: date) -> None:
    ours = {
        c.supplier.name: c.points
        for c in score(city.settings, city.ledger, year, as_of).cards
        if c.points is not None
    }
    theirs = independent.scores(city.settings.home, city.folder, year, as_of)
    assert ours == {name: pytest.approx(points, abs=0.0051) for name, points in theirs.items()}
    assert len(set(ours.values())) > 10
