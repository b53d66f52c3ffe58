"""Market supervision: 个体工商户 and companies, first the full list, then changes by month."""

from collections.abc import Iterator

import numpy as np

from data.city.draw import Bools, Dates, generator, take
from data.city.frame import ID, Frame
from data.city.views.common import frame, month_end, stock_period
from data.city.world import World
from data.city.world.places import TOWNS


def _frames(world: World, dataset: str, role: str, person: str, mask: Bools) -> Iterator[Frame]:
    b = world.bodies
    first = stock_period(dataset, world.settings)
    founded, renamed, moved = (b[c].to_numpy() for c in ("founded", "renamed_on", "moved_on"))
    changed = np.fmax(np.fmax(founded, renamed), moved)
    for period in [p for p in world.settings.periods if p >= first]:
        end = month_end(period)
        month = np.datetime64(period, "M")
        here = mask & (founded <= end)
        if period > first:
            here = mask & np.logical_or.reduce(
                [d.astype("datetime64[M]") == month for d in (founded, renamed, moved)]
            )
        rows = np.flatnonzero(here)
        rows = rows[
            np.argsort(generator(world.settings.seed, dataset, period).random(len(rows)), kind="stable")
        ]
        day: Dates = np.where(changed[rows] <= end, changed[rows], founded[rows])
        columns = {
            "name": world.names_on(rows, end, "name"),
            person: world.column("contact", rows),
            "phone": world.column("phone", rows),
            "address": world.addresses_on(rows, end),
            "code": world.column("code", rows),
            "scope": world.column("scope", rows),
            "town": take(TOWNS, b["town"].to_numpy()[rows]),
            "dated_on": day.astype("datetime64[D]").astype("datetime64[s]"),
            ID + role: world.body_ids.take(rows),
        }
        yield frame(dataset, period, columns)


def sole_proprietor(world: World) -> Iterator[Frame]:
    """个体工商户 in their final state; some have no name, "无", or their owner's."""
    b = world.bodies
    mask = b["kind"].eq("trader").to_numpy() & b["registered"].astype(bool).to_numpy()
    yield from _frames(world, "sole_proprietor", "个体工商户", "operator", mask)


def company_registration(world: World) -> Iterator[Frame]:
    """Companies, branches and banks; closed ones are mostly still listed, and not marked."""
    b = world.bodies
    kinds = ["company", "branch", "bank", "insurer", "firm"]
    mask = b["kind"].isin(kinds).to_numpy() & b["registered"].astype(bool).to_numpy()
    yield from _frames(world, "company_registration", "登记企业", "legal_representative", mask)
