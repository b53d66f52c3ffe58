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
    Village,
    neighbours,
    regions,
    towns,
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
    "Village",
    "neighbours",
    "regions",
    "towns",
    "villages",
]
