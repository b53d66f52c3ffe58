"""The policy catalogue (政策目录): which payments belong to which policy, from the YAML files here."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import SettingsError

FOLDER = Path(__file__).parent
Kind = Literal[
    "技改投资", "增产增效", "资质认定", "研发创新", "外贸外资", "市场开拓", "稳岗用工", "人才", "品牌标准",
    "上市融资", "农业", "绿色节能", "纾困", "文旅商贸", "招商落地", "其他",
]  # fmt: skip
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Word = Annotated[str, Field(min_length=2)]
Year = Annotated[int, Field(ge=1990, le=2100)]


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Policy(Strict):
    """One policy and how its payments are recognised.

    A payment belongs to it by its document (指标文号 or 上级指标文号), else by the longest of `words` that
    stands in its project name, else in its summaries. `not_words` in the same text speak against it;
    `from_year` and `to_year` bound the year of payment.
    """

    key: Key
    name: str
    department: str
    kind: Kind
    documents: tuple[Word, ...] = ()
    words: tuple[Word, ...]
    not_words: tuple[Word, ...] = ()
    from_year: Year | None = None
    to_year: Year | None = None
    note: str = ""

    @model_validator(mode="after")
    def check_years_are_in_order(self) -> "Policy":
        """The last year is not before the first."""
        if self.from_year and self.to_year and self.from_year > self.to_year:
            raise ValueError(f"{self.key}: from_year {self.from_year} > to_year {self.to_year}")
        return self

    @model_validator(mode="after")
    def check_a_word_is_not_refused_by_its_own_not_words(self) -> "Policy":
        """No word contains one of the policy's own not_words: it could never match."""
        for word in self.words:
            if clash := next((n for n in self.not_words if n in word), None):
                raise ValueError(f"{self.key}: {word} contains not_word {clash}")
        return self


class PolicyFile(Strict):
    """The policies of one department."""

    policies: tuple[Policy, ...]


def check_policies_are_told_apart(policies: tuple[Policy, ...]) -> None:
    """Keys and names are unique; no document, and no word in overlapping years, names two policies."""
    seen: dict[tuple[str, str], Policy] = {}
    for policy in policies:
        facts = [("key", policy.key), ("name", policy.name)]
        facts += [("document", d) for d in policy.documents] + [("word", w) for w in policy.words]
        for fact in facts:
            other = seen.setdefault(fact, policy)
            if other is not policy and (fact[0] != "word" or _overlap(other, policy)):
                raise ValueError(f"{other.key}, {policy.key}: {fact[0]} {fact[1]}")


def _overlap(one: Policy, other: Policy) -> bool:
    return (one.from_year or 0) <= (other.to_year or 9999) and (other.from_year or 0) <= (one.to_year or 9999)


@lru_cache(maxsize=4)
def load_policies(folder: Path = FOLDER) -> tuple[Policy, ...]:
    """Return all policies in the order of their files; raises SettingsError naming the file."""
    found: list[Policy] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found += PolicyFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).policies
            check_policies_are_told_apart(tuple(found))
        except (yaml.YAMLError, ValueError) as error:
            raise SettingsError(f"{path.name}: {error}") from error
    return tuple(found)
