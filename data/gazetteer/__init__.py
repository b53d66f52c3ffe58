"""The places of the city and of the country, as facts: towns, villages, roads, neighbours, provinces."""

from data.gazetteer.places import (
    CITY,
    CITY_CODE,
    CITY_SHORT,
    PREFECTURE,
    PROVINCE,
    Neighbour,
    Region,
    Town,
    Unit,
    Village,
    neighbours,
    regions,
    towns,
    units,
    villages,
)

__all__ = [
    "CITY",
    "CITY_CODE",
    "CITY_SHORT",
    "PREFECTURE",
    "PROVINCE",
    "Neighbour",
    "Region",
    "Town",
    "Unit",
    "Village",
    "neighbours",
    "regions",
    "towns",
    "units",
    "villages",
]
