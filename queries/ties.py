"""What ties firms to each other: shared persons, telephones, addresses, projects, land, payments."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, Final, NamedTuple

import neo4j
import networkx as nx
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import SettingsError
from core.yaml_file import read_yaml
from queries.run import read

PATH: Final = Path(__file__).with_name("ties.yaml")
PATIENCE: Final = 120.0
"""Seconds for a kind of ties over the whole city."""
NAMES: Final = "MATCH (e:Enterprise) WHERE e.id IN $ids RETURN e.id AS id, e.name AS name, e.town AS town"


class Kind(BaseModel):
    """One kind of tie; ties.yaml says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    caption: str
    weight: float = Field(gt=0)
    most: int = Field(ge=2)
    control: bool
    known: bool = False
    cypher: str


class Tie(NamedTuple):
    """One thing that several firms share; `firms` are ids in order, `sources` keys of rows that say so."""

    kind: Kind
    thing: str
    name: str
    firms: tuple[str, ...]
    sources: tuple[str, ...]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the firms that it ties, two by two: all to each other, or all others to a head office."""
        if self.thing in self.firms:
            for other in self.firms:
                if other != self.thing:
                    yield min(self.thing, other), max(self.thing, other)
        else:
            yield from combinations(self.firms, 2)


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """Read and check the kinds of ties."""
    try:
        return tuple(Kind.model_validate(k) for k in read_yaml(PATH)["kinds"])
    except (OSError, KeyError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{PATH.name} 有误：{error}") from error


def ties(session: neo4j.Session, wanted: Iterable[str] | None = None, *, control: bool = False) -> list[Tie]:
    """Return every tie of the city, of these kinds or of all; with `control` only what speaks for one hand.

    A thing that more firms share than its kind allows ties nobody: the server drops it.
    """
    keys = None if wanted is None else set(wanted)
    found = []
    for kind in kinds():
        if (keys is None or kind.key in keys) and (kind.control or not control):
            for row in read(session, kind.cypher, {"most": kind.most}, PATIENCE):
                firms = tuple(sorted(set(row["firms"])))
                rows = tuple(sorted({key for key in row["sources"] if key is not None}))
                found.append(Tie(kind, row["thing"], row["name"], firms, rows))
    return sorted(found, key=lambda t: (t.kind.key, t.thing))


def graph_of(found: Iterable[Tie]) -> "nx.Graph[str]":
    """Return firms joined by their ties: `weight` adds up over kinds and things, `ties` says which."""
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for tie in found:
        for pair in tie.pairs():
            pairs.setdefault(pair, []).append(tie)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({firm for pair in pairs for firm in pair}))
    for (one, other), shared in sorted(pairs.items()):
        weight = round(sum(t.kind.weight for t in shared), 6)
        graph.add_edge(one, other, weight=weight, cost=1 / weight, ties=shared)
    return graph


def told(shared: Iterable[Tie]) -> str:
    """Say in Chinese what firms share, the weightiest first."""
    ranked = sorted(shared, key=lambda t: (-t.kind.weight, t.kind.key, t.thing))
    return "；".join(f"{t.kind.caption}：{t.name}" for t in ranked)


def keys_of(shared: Iterable[Tie]) -> list[str]:
    """Return the keys of the rows that say what some firms share, each once, the first 20."""
    return sorted({key for tie in shared for key in tie.sources})[:20]


def names_of(session: neo4j.Session, ids: Iterable[str]) -> Mapping[str, dict[str, Any]]:
    """Return name and town of firms by id."""
    return {r["id"]: r for r in read(session, NAMES, {"ids": sorted(set(ids))})}
