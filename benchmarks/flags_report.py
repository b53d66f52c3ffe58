"""The section of RESULTS.md on flags: planted cases found and false alarms, in each city and in all together.

`python -m benchmarks.flags_report --home HOME --city CITY` (each may be given several times, in pairs): HOME
is an installation that has taken in and resolved what `chanye generate --out CITY` made.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.chains import settings_of
from benchmarks.flags import FlagScore, pooled, score_flags
from benchmarks.report import machine, share, table, write_section
from core.settings import Settings

TEXT = """## Flags against what was planted

`python -m benchmarks.flags_report --home HOME --city CITY` ({machine}). Planted: cases of the
city's own world. Visible: those whose firm was matched and of which some delivered row tells the fact
(docs/support.md): `after_closing` where a row calls the firm 注销 or 非正常 and it ever showed life,
`one_person` where the register lists each firm, `signal_power` where the firm lives and its meters were
matched; of `other_payee`, `duplicate` and `refund` every case counts. Raised: 确定 or 很可能; right: so
in the world. 线索 is counted apart; `instalment` is a lead by itself and `one_person` often: their leads are
measured. `shrinking` is planted where turnover falls by more than a fifth a year, and right where it falls by
a tenth or more. `duplicate` counts lines that a delivery repeats by mistake as well. `signal_power`: power
that falls while tax holds, by the units' clean rows, planted or by chance.

Few cases of a kind are planted in one city, so that one missed of fifteen is below 0.95: the pooled lines
carry the figure, each city stands below.
{drawn}"""
HEAD = ("city", "flag", "planted", "visible", "found", "recall", "raised", "right", "precision", "leads")


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
    return table(HEAD, rows)


def main() -> None:
    """Measure the installations and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, action="append", required=True, help="CHANYE_HOME, resolved")
    parser.add_argument("--city", type=Path, action="append", required=True, help="folder of chanye generate")
    parser.add_argument("--drawn", default="", help="how the cities were drawn, in words")
    given = parser.parse_args()
    scores: dict[str, Sequence[FlagScore]] = {}
    for home, city in zip(given.home, given.city, strict=True):
        settings = settings_of(city)
        noise = "final" if "终评" in (city / "README.txt").read_text(encoding="utf-8") else "development"
        name = f"{settings.enterprises:,}, seed {settings.seed}, {noise}"
        scores[name] = score_flags(Settings(home=home), city / "truth", settings)
    together = {f"all {len(scores)}": pooled(list(scores.values()))}
    text = TEXT.format(machine=machine(), drawn=given.drawn)
    write_section("flags", "\n".join([text, "", quality_table(together | scores)]))


if __name__ == "__main__":
    main()
