"""The section of RESULTS.md on correction tickets: what contradicts, and what the findings told of it.

`python -m benchmarks.tickets_report --enterprises 1000 --seed 7 --noise final` makes 14 months of a city
(four of them routine), plants contradictions in it, takes it in, resolves it, and writes the section.
"""

import tempfile
import time
from pathlib import Path

from benchmarks.report import machine, share, table, write_city_section
from benchmarks.tickets import score_tickets
from core.settings import Settings
from data.city.settings import CitySettings
from data.city.supply.generate import generate
from data.city.supply.profile import read_profile
from governance.tickets.findings import find
from ingest.delivery import deliver
from ingest.gather import Options
from ingest.register import read_register
from resolution.run import resolve
from store.ledger import Ledger

MONTHS = "2022-07..2023-08"
TEXT = """## Contradictions against what was planted

`python -m benchmarks.tickets_report {given}` ({machine}).
A city of the months {months} with the contradictions of the profile `contradictory` planted besides the named
noise. Rows with a cell that passes validation and cannot be right; codes that fail their check and names one
character away are the clerks' own mistakes. Expected is what the cells themselves tell, computed in pandas
(`benchmarks/tickets.py`): in force, beside a name that is one firm's, with rows enough for a median; names
where the row was matched with the right firm. Finding took {seconds:.1f} s of processor time.
"""


def run(size: int, seed: int, noise: str) -> str:
    """Make the city, take it in, resolve, measure; return the section."""
    planted = read_profile("contradictory").contradictions
    profile = read_profile(noise).model_copy(update={"contradictions": planted})
    with tempfile.TemporaryDirectory(prefix="chanye-bench-") as folder:
        city, settings = Path(folder, "city"), Settings(home=Path(folder, "home"))
        chosen = CitySettings(enterprises=size, seed=seed, months=MONTHS)
        generate(chosen, profile, city, noise, lambda *_: None, lambda _: None)
        ledger = Ledger(settings)
        deliver(settings, ledger, [city / "supply"], Options(register=read_register(city / "manifest.csv")))
        resolve(settings, ledger)
        begun = time.process_time()
        find(settings, ledger)
        seconds = time.process_time() - begun
        found = score_tickets(city, settings, ledger)
    rows = [
        [
            s.kind,
            str(s.planted),
            str(s.told),
            str(s.missed),
            str(s.false),
            share(s.recall),
            share(s.precision),
        ]
        for s in found
    ]
    given = f"--enterprises {size} --seed {seed} --noise {noise}"
    text = TEXT.format(given=given, machine=machine(), months=MONTHS, seconds=seconds)
    return f"{text}\n{table(('kind', 'expected', 'told', 'missed', 'wrong', 'recall', 'precision'), rows)}\n"


if __name__ == "__main__":
    write_city_section("tickets", run, __doc__ or "", enterprises=1000)
