"""What ties firms to each other: shared persons, telephones, addresses, projects, land, payments."""

from collections.abc import Iterable, Mapping
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
NAMES: Final = "MATCH (e:Enterprise) WHERE e.id IN $ids RETURN e.id AS id, e.name AS name, e.town AS town"


class Kind(BaseModel):
    """One kind of tie; ties.yaml says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    caption: str
    weight: float = Field(gt=0)
    most: int = Field(ge=2)
    control: bool
    cypher: str


class Tie(NamedTuple):
    """One thing that several firms share; `firms` are ids in order."""

    kind: Kind
    thing: str
    name: str
    firms: tuple[str, ...]


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """Read and check the kinds of ties."""
    try:
        return tuple(Kind.model_validate(k) for k in read_yaml(PATH)["kinds"])
    except (OSError, KeyError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{PATH.name} 有误：{error}") from error


def ties(session: neo4j.Session, wanted: Iterable[str] | None = None, *, control: bool = False) -> list[Tie]:
    """Return every tie of the city, of these kinds or of all; with `control` only what speaks for one hand.

    A thing that more firms share than its kind allows ties nobody.
    """
    keys = None if wanted is None else set(wanted)
    found = []
    for kind in kinds():
        if (keys is None or kind.key in keys) and (kind.control or not control):
            for row in read(session, kind.cypher, {}):
                firms = tuple(sorted(set(row["firms"])))
                if 1 < len(firms) <= kind.most:
                    found.append(Tie(kind, row["thing"], row["name"], firms))
    return sorted(found, key=lambda t: (t.kind.key, t.thing))


def graph_of(found: Iterable[Tie]) -> "nx.Graph[str]":
    """Return firms joined by their ties: `weight` adds up over kinds and things, `ties` says which."""
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for tie in found:
        for pair in combinations(tie.firms, 2):
            pairs.setdefault(pair, []).append(tie)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({firm for pair in pairs for firm in pair}))
    for (one, other), shared in sorted(pairs.items()):
        weight = round(sum(t.kind.weight for t in shared), 6)
        graph.add_edge(one, other, weight=weight, cost=1 / weight, ties=shared)
    return graph


def told(shared: Iterable[Tie]) -> str:
    """Say in Chinese what two firms share."""
    return "；".join(f"{t.kind.caption}：{t.name}" for t in shared)


def names_of(session: neo4j.Session, ids: Iterable[str]) -> Mapping[str, dict[str, Any]]:
    """Return name and town of firms by id."""
    return {r["id"]: r for r in read(session, NAMES, {"ids": sorted(set(ids))})}
