"""The section of RESULTS.md on flags: planted cases found, false alarms, and what the questions cost.

`python -m benchmarks.flags_report --home HOME --city CITY` (each may be given several times, in pairs): HOME
is an installation that has taken in and resolved what `chanye generate --out CITY` made. The graph of the
last HOME must be loaded: the questions are timed on it.
"""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import neo4j

from benchmarks.chains import seconds, settings_of
from benchmarks.flags import FlagScore, score_flags
from benchmarks.report import machine, share, table, write_section
from core.settings import Settings
from graph_model.connect import connect
from queries import load_queries, run

TEXT = """## Flags against what was planted

`python -m benchmarks.flags_report --home HOME --city CITY` ({machine}). Planted: cases of the
city's own world. Visible: those whose firm was matched and of which some delivered row tells the fact
(docs/support.md). Raised: 确定 or 很可能; right: so in the world. 线索 is counted apart; `instalment` is a
lead by itself and so is `one_person` where only the name is equal: their leads are measured. `shrinking` is
planted where turnover falls by more than a fifth a year, and right where it falls by a tenth or more.
`duplicate` counts lines that a delivery repeats by mistake as well. `signal_power`: power that falls while
tax holds, by the units' clean rows, planted or by chance. Rules were set on cities with development noise,
those of `shrinking` on seed 4242 and of `idle_land` on seed 6607 too; every other city was looked at once.
"""
TIMES = "Wall time per question on the last city, asked twenty times warm, in milliseconds."
MOST_PAID = """
MATCH (e:Enterprise)<-[:GRANTED_TO]-(s) WITH e, count(s) AS n ORDER BY n DESC, e.id LIMIT 1 RETURN e.id AS id
"""
PREFIXES = (
    "flag",
    "dev_",
    "early_",
    "help_",
    "key_",
    "support_",
    "subsidies_",
    "benefit_",
    "enterprise_benefit",
)


def quality_table(scores: dict[str, Sequence[FlagScore]]) -> str:
    """Return one line per city and kind."""
    rows = [
        [
            *(city, s.kind, str(s.planted), str(s.visible), str(s.found), share(s.recall)),
            *(str(s.raised), str(s.right), share(s.precision), str(s.leads)),
        ]
        for city, found in scores.items()
        for s in found
    ]
    head = ["city", "flag", "planted", "visible", "found", "recall", "raised", "right", "precision", "leads"]
    return table(head, rows)


def speed_table(session: neo4j.Session) -> str:
    """Return median and 95th percentile of every question about support and development."""
    firm = session.run(MOST_PAID).data()[0]["id"]
    rows = []
    for name, query in load_queries().items():
        if name.startswith(PREFIXES) and query.language == "cypher":
            needed = {k: p for k, p in query.params.items() if p.required}
            asked: dict[str, Any] = {
                k: firm if p.type == "enterprise" else p.example for k, p in needed.items()
            }
            median, late = seconds(partial(run, name, asked, session))
            rows.append([f"`{name}`", f"{1000 * median:.0f}", f"{1000 * late:.0f}"])
    return table(["query", "median", "p95"], rows)


def main() -> None:
    """Measure the installations and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, action="append", required=True, help="CHANYE_HOME, resolved")
    parser.add_argument("--city", type=Path, action="append", required=True, help="folder of chanye generate")
    given = parser.parse_args()
    scores: dict[str, Sequence[FlagScore]] = {}
    for home, city in zip(given.home, given.city, strict=True):
        settings = settings_of(city)
        noise = "final" if "终评" in (city / "README.txt").read_text(encoding="utf-8") else "development"
        name = f"{settings.enterprises:,}, seed {settings.seed}, {noise}"
        scores[name] = score_flags(Settings(home=home), city / "truth", settings)
    with connect(Settings(home=given.home[-1])) as session:
        speed = speed_table(session)
    parts = [TEXT.format(machine=machine()), quality_table(scores), "", TIMES, "", speed]
    write_section("flags", "\n".join(parts))


if __name__ == "__main__":
    main()
