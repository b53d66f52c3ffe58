"""What each unit sees of the city: a view for every data set, clean and in canonical units."""

from data.city.frame import View
from data.city.views import (
    finance,
    honour_lists,
    housing,
    indicators,
    labour,
    land,
    market,
    permits,
    places,
    project_lists,
    tax_facts,
    tax_lists,
)
from ingest.contract import load_catalogue

MODULES = (
    finance,
    tax_facts,
    tax_lists,
    honour_lists,
    market,
    land,
    permits,
    housing,
    project_lists,
    indicators,
    places,
    labour,
)


def views() -> dict[str, View]:
    """Views by data set key, in the catalogue's order; a view is the function of that name."""
    found = {name: getattr(module, name) for module in MODULES for name in vars(module)}
    return {key: found[key] for key in load_catalogue().datasets if key in found}
