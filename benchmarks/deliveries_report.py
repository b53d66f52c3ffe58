"""The section of RESULTS.md on deliveries: what was planted among them, and what the calendar told of it.

`python -m benchmarks.deliveries_report --enterprises 3000 --seed 7 --noise final` makes a city of 20 months,
ten of them routine, takes it in by its register, and writes the section.
"""

import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.deliveries import CaseScore, document_days, score_deliveries
from benchmarks.report import machine, share, table, write_city_section
from core.settings import Settings
from data.city.settings import CitySettings
from data.city.supply.generate import generate
from data.city.supply.profile import read_profile
from governance.score.card import score
from ingest.delivery import deliver
from ingest.gather import Options
from ingest.register import read_register
from store.ledger import Ledger

MONTHS = "2022-07..2024-02"
DAY = date(2024, 4, 10)
TEXT = """## Deliveries against what was planted

`python -m benchmarks.deliveries_report {given}` ({machine}).
A city of the months {months}, taken in file by file on the day each came, asked on {day}. Late, nil,
repeated and corrected files are planted by the noise profile, and so are routine deliveries that never come
(held back); missing are these and what a unit had nothing to say of and sent no nil return for. Repeated: the
bytes of an earlier file under another name, among them corrections that corrected nothing. The score of every
unit and town is held against an independent computation in tests/governance/test_city.py. Of {entries}
deliveries the calendar of that day took {calendar:.2f} s, the score of 2023 {score:.2f} s of processor time.
"""


def cases_table(found: list[CaseScore]) -> str:
    """Return one line per kind of case."""
    rows = [
        [s.case, str(s.planted), str(s.told), str(s.right), share(s.recall), share(s.precision)]
        for s in found
    ]
    return table(("case", "planted", "told", "right", "recall", "precision"), rows)


def run(size: int, seed: int, noise: str) -> str:
    """Make the city, take it in, measure; return the section."""
    with tempfile.TemporaryDirectory(prefix="chanye-bench-") as folder:
        city, home = Path(folder, "city"), Path(folder, "home")
        chosen = CitySettings(enterprises=size, seed=seed, months=MONTHS)
        generate(chosen, read_profile(noise), city, noise, lambda *_: None, lambda _: None)
        settings = Settings(home=home, governance=document_days(Path(folder, "rules")))
        ledger = Ledger(settings)
        deliver(settings, ledger, [city / "supply"], Options(register=read_register(city / "manifest.csv")))
        begun = time.process_time()
        found = score_deliveries(settings, ledger, city, DAY)
        calendar = time.process_time() - begun
        begun = time.process_time()
        score(settings, ledger, 2023, DAY)
        scored = time.process_time() - begun
        lines = len((city / "manifest.csv").read_text(encoding="utf-8-sig").splitlines()) - 1
    given = f"--enterprises {size} --seed {seed} --noise {noise}"
    text = TEXT.format(
        given=given, machine=machine(), months=MONTHS, day=DAY, entries=lines, calendar=calendar, score=scored
    )
    return f"{text}\n{cases_table(found)}\n"


if __name__ == "__main__":
    write_city_section("deliveries", run, __doc__ or "", enterprises=3000)
