"""One consistent city: its firms, persons, land, projects and money, before any unit looks at it."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from data.city.draw import Dates, Ints, Text, ids, take, text, where
from data.city.settings import CitySettings
from data.city.words import trades
from data.city.world.bodies import build_locals
from data.city.world.changes import live_on
from data.city.world.economy import Month, add_economy, month_of
from data.city.world.estates import add_estates
from data.city.world.honours import build_honours
from data.city.world.land import Land, build_land
from data.city.world.outsiders import build_banks, build_bodies_of_the_city, build_outside, build_unlisted
from data.city.world.people import build_persons
from data.city.world.places import TOWNS
from data.city.world.planted import build_planted
from data.city.world.projects import build_projects
from data.city.world.signals import plant_power_falls
from data.city.world.subsidies import build_subsidies

__all__ = ["World", "build_world"]


@dataclass
class World:
    """The city. Row numbers are identities: body 17 is `e000017`, person 17 `p000017`, and so on.

    `bodies` holds market entities first, then banks, authorities, unlisted and out-of-city bodies. Columns:
    kind, local, registered, company, trade (place in `trades()`), town and village (places, -1 elsewhere),
    name, called, former, renamed_on, short, brand, form, code, person, contact, phone, address,
    former_address, moved_on, works_address, scope, founded, closed, staff, parent, leader and bond
    (whom it follows, and how: founder, lookalike, sister, upgrade), kept_code (个转企 with its code), and the
    economy's columns (revenue, growth, vat, taxed, insured, exporter, above_scale), power_kept (the share of
    the power of a year before that is left in the last months).
    """

    settings: CitySettings
    persons: pd.DataFrame
    bodies: pd.DataFrame
    land: Land
    projects: pd.DataFrame
    buildings: pd.DataFrame
    homes: pd.DataFrame
    honours: pd.DataFrame
    subsidies: pd.DataFrame
    planted: pd.DataFrame
    _months: dict[str, Month] = field(default_factory=dict, repr=False)

    @cached_property
    def body_ids(self) -> Text:
        """True ids of all bodies."""
        return ids("e", np.arange(len(self.bodies)))

    @cached_property
    def person_ids(self) -> Text:
        """True ids of all persons."""
        return ids("p", np.arange(len(self.persons)))

    def column(self, name: str, rows: Ints) -> Text:
        """Values of a text column of `bodies` at these rows; -1 gives a missing value."""
        return self.bodies[name].array.take(rows, allow_fill=True)

    def town_names(self, rows: Ints) -> Text:
        """Names of the towns where these bodies sit; missing for bodies elsewhere."""
        return take(TOWNS, self.bodies["town"].to_numpy()[rows])

    def trade_words(self, name: str, rows: Ints) -> Text:
        """A column of `trades()` (name, division_name, section_name, chain …) for these bodies."""
        return text(trades()[name].tolist()).take(self.bodies["trade"].to_numpy()[rows])

    def names_on(self, rows: Ints, day: np.datetime64 | Dates, column: str = "called") -> Text:
        """The names that these bodies bore on a day: the former name before its change.

        `called` is what others say; `name` is the registry's, which may be empty or 无.
        """
        late = self.bodies["renamed_on"].to_numpy()[rows] > day
        return (
            where(late, self.column("former", rows), self.column(column, rows))
            if late.any()
            else self.column(column, rows)
        )

    def addresses_on(self, rows: Ints, day: np.datetime64) -> Text:
        """The registered addresses on a day."""
        late = self.bodies["moved_on"].to_numpy()[rows] > day
        now = self.column("address", rows)
        return where(late, self.column("former_address", rows), now) if late.any() else now

    def month(self, period: str) -> Month:
        """Who lives and what they turn over in a month; the last few months are kept."""
        if period not in self._months:
            if len(self._months) > 3:
                self._months.pop(next(iter(self._months)))
            self._months[period] = month_of(self.bodies, self.settings.seed, period)
        return self._months[period]

    def entities(self) -> pd.DataFrame:
        """Tell what every true id is.

        Columns: true_id, kind (ent, per, prj, pcl, bld), code, name, registered, person_id (who runs it).
        """
        who = self.bodies["person"].to_numpy()
        parts = [
            pd.DataFrame(
                {
                    "true_id": self.body_ids,
                    "kind": "ent",
                    "code": self.bodies["code"].array,
                    "name": self.bodies["name"].array,
                    "registered": self.bodies["registered"].to_numpy(),
                    "person_id": where(who >= 0, ids("p", who.clip(min=0)), None),
                }
            )
        ]
        for prefix, kind, code, names in (
            ("p", "per", None, self.persons["name"]),
            ("j", "prj", None, self.projects["name"]),
            ("l", "pcl", self.land.parcels["number"], self.land.parcels["location"]),
            ("b", "bld", None, self.buildings["name"]),
        ):
            made = {
                "true_id": ids(prefix, np.arange(len(names))),
                "kind": kind,
                "code": None,
                "name": names.array,
            }
            frame = pd.DataFrame(made | {"registered": False})
            frame["code"] = text([None] * len(frame)) if code is None else code.array
            parts.append(frame)
        types = {"kind": "category", "code": "str", "name": "str", "person_id": "str"}
        return pd.concat(parts, ignore_index=True).astype(types)

    @cached_property
    def name_variants(self) -> pd.DataFrame:
        """Names of bodies: true_id, kind (current, former, short, brand), name, valid_from, valid_to."""
        b = self.bodies
        renamed = b["renamed_on"]
        parts = [
            ("current", b["called"], renamed.fillna(b["founded"]), b["closed"]),
            ("former", b["former"], b["founded"], renamed),
            ("short", b["short"], b["founded"], b["closed"]),
            ("brand", b["brand"], b["founded"], b["closed"]),
        ]
        frames = [
            pd.DataFrame(
                {
                    "true_id": self.body_ids,
                    "kind": k,
                    "name": n.array,
                    "valid_from": f.array,
                    "valid_to": t.array,
                }
            )
            for k, n, f, t in parts
        ]
        out = pd.concat(frames, ignore_index=True).astype({"kind": "category"})
        return out[out["name"].notna()].reset_index(drop=True)


def gather_bodies(settings: CitySettings, persons: pd.DataFrame) -> pd.DataFrame:
    """Put the market entities and all other bodies into one table."""
    local = live_on(settings, build_locals(settings, persons))
    banks = build_banks(settings)
    start = len(local)
    banks["parent"] = np.where(banks["parent_here"] >= 0, banks["parent_here"] + start, -1)
    parts = [local, banks.drop(columns="parent_here"), build_bodies_of_the_city(settings)]
    parts += [build_unlisted(settings, local), build_outside(settings, local)]
    frame = pd.concat(parts, ignore_index=True)
    for column in ("town", "village", "person", "parent", "leader"):
        frame[column] = frame[column].fillna(-1).astype(np.int64)
    for column in ("company", "kept_code"):
        frame[column] = frame[column].fillna(False).astype(bool)
    frame["founded"] = frame["founded"].fillna(pd.Timestamp("2008-05-01")).astype("datetime64[s]")
    frame["closed"] = frame["closed"].astype("datetime64[s]")
    frame["renamed_on"] = frame["renamed_on"].astype("datetime64[s]")
    frame["moved_on"] = frame["moved_on"].astype("datetime64[s]")
    frame["trade"] = frame["trade"].astype(np.int64)
    frame["works_address"] = frame["works_address"].fillna(frame["address"])
    frame["bond"] = frame["bond"].fillna("").astype("category")
    owner = persons["name"].array.take(frame["person"].to_numpy(), allow_fill=True)
    frame["contact"] = where(frame["person"].to_numpy() >= 0, owner, frame["contact"].array)
    nameless = frame["name"].isna() | frame["name"].eq("无")
    frame["called"] = where(nameless, frame["contact"].array, frame["name"].array)
    return frame


def build_world(settings: CitySettings) -> World:
    """Make the city of these settings; the same settings always make the same city."""
    persons = build_persons(settings.seed, round(settings.enterprises * 1.3) + 800)
    bodies = plant_power_falls(add_economy(gather_bodies(settings, persons), settings), settings)
    projects = build_projects(bodies, settings)
    land = build_land(bodies, projects, persons, settings)
    projects, buildings, homes = add_estates(bodies, projects, settings)
    honours = build_honours(bodies, settings)
    subsidies = build_subsidies(bodies, honours, settings)
    planted = build_planted(bodies, subsidies, settings)
    return World(settings, persons, bodies, land, projects, buildings, homes, honours, subsidies, planted)


@lru_cache(maxsize=2)
def cached_world(settings: CitySettings) -> World:
    """The same, kept for tests and repeated use; treat it as read-only."""
    return build_world(settings)
