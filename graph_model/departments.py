"""Which department answers for a firm (行业主管部门): the one mapping that graph, queries and cases read."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.errors import RulesError
from core.settings import get_settings

NAME: Final = "departments.yaml"
SHIPPED: Final = Path(__file__).parent / NAME
Basis = Literal["industry", "chain", "park"]
Told = dict[str, tuple[str, ...]]


class Departments(BaseModel):
    """Who answers for which industries (codes of GB/T 4754-2017, sections to classes), chains and parks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: tuple[Basis, ...] = ("industry", "chain", "park")
    departments: Told
    chains: Told = Field(default_factory=dict)
    parks: Told = Field(default_factory=dict)

    @model_validator(mode="after")
    def check_nothing_has_two_departments(self) -> "Departments":
        """No code, chain or park stands under two departments, and nothing decides twice."""
        for told in (self.departments, self.chains, self.parks):
            named = [name for names in told.values() for name in names]
            if twice := sorted({n for n in named if named.count(n) > 1}):
                raise ValueError(f"{'、'.join(twice)} 列在两个部门之下")
        if len(set(self.order)) != len(self.order) or not self.order:
            raise ValueError("order 不能为空或重复")
        return self

    def rules(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield (rank, basis, what is told, department) of every line that decides."""
        tables: dict[str, Told] = {
            "industry": self.departments, "chain": self.chains, "park": self.parks,
        }  # fmt: skip
        for rank, basis in enumerate(self.order):
            for department, names in tables[basis].items():
                yield from ((rank, basis, name, department) for name in names)

    @property
    def names(self) -> tuple[str, ...]:
        """Every department that the mapping names, in its order."""
        return tuple(dict.fromkeys((*self.departments, *self.chains, *self.parks)))


@lru_cache(maxsize=4)
def read_departments(path: Path) -> Departments:
    """Read a mapping; RulesError names the file and what is wrong."""
    try:
        return Departments.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        said = "；".join(
            f"{'.'.join(str(p) for p in e['loc'])} {e['msg'].removeprefix('Value error, ')}".strip()
            for e in error.errors()[:3]
        )
        raise RulesError(f"规则文件 {path} 有误：{said}。") from error
    except (OSError, yaml.YAMLError) as error:
        raise RulesError(f"规则文件 {path} 无法读取：{error}") from error


def load_departments() -> Departments:
    """Return the office's own mapping (CHANYE_GOVERNANCE) where it keeps one, else the one that ships."""
    own = get_settings().governance
    return read_departments(own / NAME if own is not None and (own / NAME).exists() else SHIPPED)
