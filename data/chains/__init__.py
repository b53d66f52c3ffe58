"""Templates of industry chains: what nodes a complete chain has, read from YAML files (docs/chains.md)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import SettingsError
from core.settings import get_settings

FOLDER = Path(__file__).parent
Stage = Literal["上游", "中游", "下游"]
STAGES: tuple[Stage, ...] = ("上游", "中游", "下游")
Code = Annotated[str, Field(pattern=r"^[0-9]{2,4}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Node(Strict):
    """One 环节 of a chain and how it is recognised."""

    key: Key
    name: Annotated[str, Field(min_length=1)]
    stage: Stage
    importance: Annotated[int, Field(ge=1, le=5)]
    must_be_local: bool  # 必须本地配套; else 可外购
    needed: Annotated[int, Field(ge=1)] = 3  # firms that make it complete
    supplies_to: tuple[str, ...] = ()
    industries: tuple[Code, ...] = ()  # GB/T 4754-2017; a shorter code stands for all below it
    wide: tuple[Code, ...] = ()  # those of them that hold much else: a firm needs one of the words too
    words: tuple[str, ...] = ()  # products and trades that place a firm here
    not_words: tuple[str, ...] = ()  # words that contain one of those and mean something else


class Chain(Strict):
    """One chain; `name` as the official list writes it, with other spellings as aliases."""

    key: Key
    name: str
    title: str
    aliases: tuple[str, ...] = ()
    nodes: tuple[Node, ...]

    @model_validator(mode="after")
    def check_supplies_to_names_other_nodes(self) -> "Chain":
        """Keys are unique; a node supplies other nodes of the same chain."""
        keys = [n.key for n in self.nodes]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.key}: a node key appears twice")
        for node in self.nodes:
            for target in node.supplies_to:
                if target not in keys or target == node.key:
                    raise ValueError(f"{self.key}.{node.key}: supplies_to {target}")
        return self

    @model_validator(mode="after")
    def check_every_stage_has_a_node(self) -> "Chain":
        """A chain has an upstream, a middle and a downstream."""
        if {n.stage for n in self.nodes} != set(STAGES):
            raise ValueError(f"{self.key}: a stage has no node")
        return self

    def spellings(self) -> tuple[str, ...]:
        """Every way the official list may write this chain."""
        return (self.name, self.title, *self.aliases)


def templates_folder() -> Path:
    """Return the folder of this installation's templates: CHANYE_CHAINS, else those that ship."""
    return get_settings().chains or FOLDER


@lru_cache(maxsize=4)
def read_chains(folder: Path) -> tuple[Chain, ...]:
    """Return a folder's templates in the order of their file names; raises SettingsError naming the file."""
    chains = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            chains.append(Chain.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except (OSError, yaml.YAMLError, ValueError) as error:
            raise SettingsError(
                f"{path.name}: {error}", advice=f"请用 chanye chain check {path} 查看每一处问题。"
            ) from error
    if not chains:
        raise SettingsError(f"{folder} 里没有产业链模板（*.yaml）。")
    return tuple(chains)


def load_chains() -> tuple[Chain, ...]:
    """Return the templates of this installation."""
    return read_chains(templates_folder())
