"""Column headers as a unit writes them: literal or another name, with or without the unit."""

import re

from data.city.supply import draws
from data.city.supply.habits import Habit
from ingest.contract import DatasetSpec, FieldSpec

UNIT = re.compile(r"\s*[（(]\s*(亿元|万元|元|亩|公顷|平方米|㎡|m\s*²|万平方米)\s*[)）]\s*$")
GROUPS = ("基本信息", "业务信息", "其他信息")


def base(name: str) -> str:
    """Return a header without a unit at its end."""
    return UNIT.sub("", name)


def chosen_name(field: FieldSpec, taken: set[str], habit: Habit, *where: object) -> str:
    """Return the literal name of a field, or by the unit's habit another one that means the same."""
    name = field.name
    options = [a for a in field.aliases if not UNIT.search(a) and a not in taken]
    if options and draws.share("alias", *where, field.key) < habit.aliases:
        name = draws.one(options, "which", *where, field.key)
    return name


def with_unit(name: str, unit: str, habit: Habit, *where: object) -> str:
    """Add the unit of the figures; a name that already says the same stays as it is."""
    said = UNIT.search(name)
    if not unit or (
        said and re.sub(r"\s", "", said[1]).replace("m²", "平方米").replace("㎡", "平方米") == unit
    ):
        return name
    shown = draws.one(("平方米", "㎡", "m²"), "area", *where) if unit == "平方米" else unit
    pair = draws.one(("（）", "（）", "()"), "bracket", *where)
    return f"{base(name)}{chr(10) if habit.wrap else ''}{pair[0]}{shown}{pair[1]}"


def header_names(spec: DatasetSpec, fields: list[FieldSpec], habit: Habit, *where: object) -> dict[str, str]:
    """Return the name of each field's column, before units; no two fields share one."""
    taken = {f.name for f in fields}
    names: dict[str, str] = {}
    for field in fields:
        names[field.key] = chosen_name(field, taken, habit, *where, spec.key)
        taken.add(names[field.key])
    return names


def column_order(keys: list[str], habit: Habit, *where: object) -> list[str]:
    """Return the columns in the document's order, or shuffled by habit."""
    if not habit.reorder:
        return keys
    return sorted(keys, key=lambda k: (keys.index(k) + 6 * draws.share("order", *where, k), k))


def groups(count: int) -> list[str]:
    """Return the upper line of a two-level header: groups of columns, the first column outside."""
    size = max(2, -(-(count - 1) // len(GROUPS)))
    return ["", *(GROUPS[min(i // size, 2)] for i in range(count - 1))]
