"""What the page of an enterprise shows, made from its masked profile: facts, key figures, sections."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.formats import count, shown, yuan
from api.sections import Section, load_sections
from queries import get_query

FACTS: Final = (
    *("code", "form", "status", "legal_representative", "phone", "town", "address", "names", "industry"),
    *("capital", "valid_from", "valid_to", "last_active", "parks", "head_office", "branches", "scope"),
)
FORMS: Final = {"names": "name", "head_office": "name", "branches": "count"}
WIDE: Final = frozenset({"address", "scope", "names"})
MOST_ROWS: Final = 200
"""Rows of one section on a page; the rest is for the exports."""


@dataclass(frozen=True)
class Fact:
    """One line of the basic data."""

    caption: str
    text: str
    withheld: bool
    wide: bool


@dataclass(frozen=True)
class Figure:
    """One of the figures under the name."""

    caption: str
    text: str
    note: str


@dataclass(frozen=True)
class FilledSection:
    """A section and its rows."""

    spec: Section
    rows: Sequence[Mapping[str, Any]]
    total: int


def facts(firm: Mapping[str, Any], withheld: Collection[str]) -> list[Fact]:
    """Return the basic data with the captions of its named query; what is not there is 无数据."""
    captions = get_query("enterprise_profile").columns
    return [
        Fact(
            captions[key].replace("（元）", ""),
            yuan(firm.get(key))
            if key == "capital"
            else shown(firm.get(key), FORMS.get(key, "text")).replace("—", "无数据"),
            firm.get(key) is None and key in withheld,
            key in WIDE,
        )
        for key in FACTS
    ]


def key_figures(years: Sequence[Mapping[str, Any]], last_active: str | None = None) -> list[Figure]:
    """Return the newest year's figures, marked where the year is not over, and the subsidy of all years."""
    newest: Mapping[str, Any] = max(years, key=lambda y: int(y["year"] or 0), default={})
    note = f"{newest['year']} 年" if newest else ""
    if last_active and newest and last_active.startswith(str(newest["year"])) and last_active[5:] < "12":
        note += f"，至 {int(last_active[5:7])} 月"
    total = [y["subsidy"] for y in years if y.get("subsidy") is not None]
    return [
        Figure("税收贡献", yuan(newest.get("tax")), note),
        Figure("应税收入", yuan(newest.get("revenue")), note),
        Figure("参保人数", _people(newest.get("staff")), note),
        Figure("历年获补助", yuan(sum(total) if total else None), f"{len(total)} 个年份" if total else ""),
    ]


def _people(value: Any) -> str:  # noqa: ANN401
    return "无数据" if value is None else f"{count(value)} 人"


def sections(profile: Mapping[str, Any]) -> list[FilledSection]:
    """Return every section, also the empty ones: 无数据 is an answer."""
    filled = []
    for spec in load_sections():
        rows = profile.get(spec.rows) or []
        filled.append(FilledSection(spec, rows[:MOST_ROWS], len(rows)))
    return filled
