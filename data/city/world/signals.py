"""Firms whose power falls although they sell and pay as before: work given out, or machines moved away."""

import numpy as np
import pandas as pd

from data.city.draw import Bools, Floats, generator
from data.city.settings import CitySettings
from data.city.words import trades
from data.city.world.economy import EPIDEMIC

FALLEN_MONTHS = 3  # the last ones of the city
LEAST = 4  # firms, where so many have a meter of their own


def metered(bodies: pd.DataFrame) -> Bools:
    """Whose power is told: 规上 makers and concrete makers; some hide behind a landlord's meter."""
    table, trade = trades(), bodies["trade"].to_numpy()
    concrete = (table["key"].to_numpy()[trade] == "concrete") & bodies["kind"].eq("company").to_numpy()
    maker = bodies["above_scale"].to_numpy() & (table["section"].to_numpy()[trade] == "C")
    told: Bools = (maker | concrete) & (np.arange(len(bodies)) % 37 != 5)
    return told


def plant_power_falls(bodies: pd.DataFrame, settings: CitySettings) -> pd.DataFrame:
    """Add `power_kept`: the share of the power of a year before in the last months; 1 where it is not cut.

    Planted at living general taxpayers that grow: only where tax holds too does the fall mean something.
    """
    rng = generator(settings.seed, "power falls")
    year_ago = np.datetime64(settings.last.start_time.date()) - np.timedelta64(480, "D")
    fit = metered(bodies) & bodies["taxed"].to_numpy() & ~bodies["shell"].to_numpy()
    fit &= (bodies["growth"].to_numpy() > 0) & (bodies["vat"].to_numpy() == 2)
    fit &= bodies["closed"].isna().to_numpy() & (bodies["founded"].to_numpy() < year_ago)
    rows = rng.permutation(np.flatnonzero(fit))
    rows = rows[: max(LEAST, len(rows) // 10)]
    kept = np.ones(len(bodies))
    kept[rows] = rng.uniform(0.3, 0.5, len(rows))
    return bodies.assign(power_kept=kept)


def power_share(kept: Floats, period: str, settings: CitySettings) -> Floats:
    """Return what a month's power is multiplied by: the epidemic of the year before is no usual level."""
    if period not in settings.periods[-FALLEN_MONTHS:]:
        return np.ones(len(kept))
    before = EPIDEMIC.get(f"{int(period[:4]) - 1}{period[4:]}", 1.0) / EPIDEMIC.get(period, 1.0)
    share: Floats = np.where(kept < 1, kept * before, 1.0)
    return share
