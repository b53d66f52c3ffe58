"""`python -m tools.docs`: write the pages of docs/ that are made from code and catalogue.

A page is a function that returns its text; add it to PAGES under its file name. A test fails when a page is
stale.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from core.settings import Settings
from ingest.contract import EXAMPLE_MARK, NOTES_SHEET, DatasetSpec, FieldSpec, UnitSpec, load_catalogue
from ingest.describe import due_text, first_text, frequency_text
from resolution.reasons import Reason
from resolution.tables import TABLES
from tools.commands import commands_page
from tools.graph_docs import graph_page
from tools.markdown import table
from tools.pair_docs import arbiter_chart, resolution_page
from tools.query_docs import coverage_page, queries_page

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- Made by `make docs`; do not edit. -->"

DATASETS_INTRO = Path(__file__).parent / "datasets_intro.md"


def field_row(field: FieldSpec) -> list[str]:
    """One line of a data set's table of fields."""
    unit = field.unit or ""
    if field.source_unit and field.source_unit != field.unit:
        unit += f" (supplied as {field.source_unit})"
    role = f"{field.role} · {field.part}" if field.role else ""
    remarks = [
        f"shown as {field.label}" if field.label != field.name else "",
        f"splits into {', '.join(f'`{k}`' for k in field.splits_into)}" if field.splits_into else "",
        f"values: {'、'.join(field.values)}" if field.values else "",
        field.note,
    ]
    return [
        f"**{field.name}**" if field.required else field.name,
        f"`{field.key}`",
        field.type.value,
        unit,
        field.data_class.value,
        role,
        "、".join(h for h in field.headers if h not in (field.name, field.label)),
        "; ".join(r for r in remarks if r),
    ]


def dataset_section(number: int, spec: DatasetSpec) -> list[str]:
    """The section of one data set: when, how, what a row is, the traps, the fields."""
    header = [
        "Field (required in bold)",
        "Key",
        "Type",
        "Unit",
        "Class",
        "Role · part",
        "Other headers",
        "Remarks",
    ]
    period = f"`{spec.period_field}`" if spec.period_field else "file"
    keys = ", ".join(f"`{k}`" for k in spec.keys) or "none"
    return [
        f"### {number}. {spec.name} `{spec.key}`",
        "",
        f"- Frequency: {frequency_text(spec)}; due: {due_text(spec)}; first collection: {first_text(spec)}",
        f"- Mode: {spec.mode.value}; period from: {period}; key: {keys}",
        f"- A row: {spec.grain}",
        f"- Also called: {'、'.join(spec.aliases)}",
        *(f"- {note}" for note in spec.notes),
        "",
        *table(header, [field_row(f) for f in spec.fields]),
        "",
    ]


def unit_section(unit: UnitSpec) -> list[str]:
    """The sections of one unit's data sets."""
    lines = [f"## {unit.name} `{unit.key}`", ""]
    if unit.suppliers:
        lines += [f"Each of these supplies its own share: {'、'.join(unit.suppliers)}.", ""]
    for number, spec in enumerate(unit.datasets, 1):
        lines += dataset_section(number, spec)
    return lines


def datasets_page() -> str:
    """docs/datasets.md: every unit, data set and field of the catalogue."""
    catalogue = load_catalogue()
    rows = [
        [u.name, f"{d.name} `{d.key}`", frequency_text(d), due_text(d), d.mode.value, str(len(d.fields))]
        for u in catalogue.units
        for d in u.datasets
    ]
    intro = DATASETS_INTRO.read_text(encoding="utf-8")
    intro = intro.replace("EXAMPLE_MARK", EXAMPLE_MARK).replace("NOTES_SHEET", NOTES_SHEET)
    lines = ["# Data sets", "", MADE, "", intro, "## Overview", ""]
    lines += [*table(["Unit", "Data set", "Frequency", "Due", "Mode", "Fields"], rows), ""]
    for unit in catalogue.units:
        lines += unit_section(unit)
    return "\n".join(lines).rstrip() + "\n"


def type_name(annotation: object) -> str:
    """A setting's type in words: `int`, `path`, or its closed choices."""
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{a}`" for a in get_args(annotation))
    inner = [a for a in get_args(annotation) if a is not type(None)]
    if inner and type(None) in get_args(annotation):
        return " or ".join(type_name(a) for a in inner)
    return {"str": "text", "Path": "path", "SecretStr": "secret text", "bool": "true or false"}.get(
        name := getattr(annotation, "__name__", str(annotation)), name
    )


def default_text(field: FieldInfo) -> str:
    """A setting's default; one that depends on the machine is told by its function's first sentence."""
    if field.default_factory is not None:
        return ((field.default_factory.__doc__ or "").strip().splitlines() or [""])[0]
    return "unset" if field.default in (None, PydanticUndefined) else f"`{field.default}`"


def settings_page() -> str:
    """docs/settings.md: every variable that core.settings reads."""
    prefix = Settings.model_config.get("env_prefix", "")
    rows = [
        [f"`{prefix}{name}`".upper(), type_name(f.annotation), default_text(f), f.description or ""]
        for name, f in Settings.model_fields.items()
    ]
    intro = ["# Settings", "", MADE, "", "Every setting is an environment variable; each has a default.", ""]
    return "\n".join([*intro, *table(["Variable", "Type", "Default", "Meaning"], rows)]) + "\n"


def tables_page() -> str:
    """docs/tables.md: the resolved tables, and why a mention may be decided as it was."""
    lines = ["# Resolved tables", "", MADE, ""]
    lines += ["One Parquet file each in `resolved/<run>/`; see `resolution.md`.", ""]
    for spec in TABLES:
        rows = [[f"`{c.name}`", c.type, c.meaning] for c in spec.columns]
        lines += [f"## {spec.name}", "", f"{spec.meaning} Ordered by {spec.order}.", ""]
        lines += [*table(["Column", "Type", "Meaning"], rows), ""]
    reasons = [[f"`{r}`", r.caption] for r in Reason]
    lines += ["## Reasons", "", *table(["Reason", "As people read it"], reasons)]
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "tables.md": tables_page,
    "datasets.md": datasets_page,
    "settings.md": settings_page,
    "graph.md": graph_page,
    "queries.md": queries_page,
    "coverage.md": coverage_page,
    "resolution.md": resolution_page,
    "images/arbiter.svg": arbiter_chart,
}


def stale(folder: Path = DOCS) -> list[str]:
    """The pages whose file is missing or differs from what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != page()
    ]


def main() -> None:
    """Write the stale pages and name them on stderr."""
    for name in stale():
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
        sys.stderr.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
