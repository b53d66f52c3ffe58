"""What codes of decisions, tiers and reasons are called on pages."""

from queries.tiers import TIERS
from resolution.reasons import CAPTIONS, Reason


def tier(value: str | None) -> str:
    """Return the caption of a tier; what is no tier stays as it is."""
    return TIERS.get(value or "", value or "—")


def reason(value: str | None) -> str:
    """Return the caption of a reason; what is no reason stays as it is."""
    if value in set(Reason):
        return CAPTIONS[Reason(value)]
    return value or "—"
