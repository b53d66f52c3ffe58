"""What was planted in the city on purpose, so that later checks can ask whether it was found."""

import numpy as np
import pandas as pd

from data.city.draw import ids
from data.city.settings import CitySettings
from data.city.words import nodes
from data.city.world.signals import FALLEN_MONTHS


def build_planted(bodies: pd.DataFrame, subsidies: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Return topic, case, subject (chain and node, or a true id) and a note for every planted case."""
    weak = nodes()[nodes()["planted"] != ""]
    parts = [
        pd.DataFrame(
            {
                "topic": "chain",
                "case": weak["planted"],
                "subject": weak["chain"] + "/" + weak["node"],
                "note": weak["note"],
            }
        )
    ]
    paid = subsidies[subsidies["case"].ne("")].drop_duplicates(["body", "case", "document_no", "period"])
    parts.append(
        pd.DataFrame(
            {
                "topic": "subsidy",
                "case": paid["case"].array,
                "subject": ids("e", paid["body"].to_numpy()),
                "note": (paid["document_no"] + " " + paid["period"]).array,
            }
        )
    )
    fallen = np.flatnonzero(bodies["power_kept"] < 1)
    months = "..".join(settings.periods[-FALLEN_MONTHS:][:: FALLEN_MONTHS - 1])
    parts.append(
        pd.DataFrame({"topic": "signal", "case": "power", "subject": ids("e", fallen), "note": months})
    )
    for case in ("founder", "lookalike", "sister", "upgrade"):
        rows = np.flatnonzero(bodies["bond"].eq(case))
        other = ids("e", bodies["leader"].to_numpy()[rows])
        parts.append(pd.DataFrame({"topic": "name", "case": case, "subject": ids("e", rows), "note": other}))
    kept = np.flatnonzero(bodies["kept_code"])
    parts.append(
        pd.DataFrame({"topic": "name", "case": "upgrade_same_code", "subject": ids("e", kept), "note": ""})
    )
    return pd.concat(parts, ignore_index=True)
