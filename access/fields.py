"""Which data class a property belongs to, by its name: fields.yaml, or what the caller says."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from ingest.contract import DataClass

FIELDS: Final = Path(__file__).parent / "fields.yaml"


@dataclass(frozen=True)
class FieldClass:
    """How a value is kept: its class, and the way it is masked (name, phone, identity, account, text)."""

    data_class: DataClass
    mask: str = "text"


class FieldTable(BaseModel):
    """The typed content of fields.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: DataClass
    public: tuple[tuple[str, ...], ...]
    personal: dict[str, tuple[tuple[str, ...], ...]]
    secret: dict[str, tuple[tuple[str, ...], ...]]
    person_kinds: frozenset[str]
    person_names: frozenset[str]

    def by_name(self) -> dict[str, FieldClass]:
        """Return the class of every property the table names; the stricter one wins."""
        found = {n: FieldClass(DataClass.PUBLIC) for group in self.public for n in group}
        for data_class, masks in ((DataClass.PERSONAL, self.personal), (DataClass.SECRET, self.secret)):
            found |= {n: FieldClass(data_class, m) for m, groups in masks.items() for g in groups for n in g}
        return found


@lru_cache(maxsize=1)
def load_fields() -> FieldTable:
    """Return the table of property names."""
    return FieldTable.model_validate(yaml.safe_load(FIELDS.read_text(encoding="utf-8")))


class Classifier:
    """Answers for one reading: what the caller declared, then the table, then the default."""

    def __init__(self, declared: Mapping[str, "DataClass | FieldClass"] | None = None) -> None:
        table = load_fields()
        self._names = table.by_name()
        self._default = FieldClass(table.default)
        self._person_kinds, self._person_names = table.person_kinds, table.person_names
        for name, data_class in (declared or {}).items():
            known = self._names.get(name)
            self._names[name] = (
                data_class
                if isinstance(data_class, FieldClass)
                else FieldClass(data_class, known.mask if known else "text")
            )

    def of(self, name: str, holder: Mapping[str, object]) -> FieldClass:
        """Return the class of a property in the mapping that holds it (a person's name is personal)."""
        if name in self._person_names and self._is_person(holder):
            return FieldClass(DataClass.PERSONAL, "name")
        return self._names.get(name, self._default)

    def _is_person(self, holder: Mapping[str, object]) -> bool:
        identifier = holder.get("id") or holder.get("entity_id")
        if isinstance(identifier, str) and identifier.startswith("per_"):
            return True
        for key in ("label", "labels", "kind", "type"):
            value = holder.get(key)
            words = value if isinstance(value, list | tuple) else [value]
            if any(isinstance(w, str) and w in self._person_kinds for w in words):
                return True
        return False
