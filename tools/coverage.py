"""Where each data set went in the graph, and which queries use it, read from stages and queries."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import sqlglot
import yaml
from pydantic import BaseModel, ConfigDict
from sqlglot import exp

from graph_model.schema import load_schema
from graph_model.stages import Stage, stages
from ingest.contract import load_catalogue
from queries.catalogue import Query, load_queries

RULES = Path(__file__).with_suffix(".yaml")
LAKE = re.compile(r"\b(?:lake|history)_([a-z_0-9]+)")
ENTITIES = {
    "enterprise": "Enterprise",
    "person": "Person",
    "project": "Project",
    "parcel": "Parcel",
    "building": "Building",
}
Sets = frozenset[str]


class Rules(BaseModel):
    """What coverage.yaml says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    properties: dict[str, tuple[str, ...]]
    relations: dict[str, tuple[str, ...]]
    no_fact: frozenset[str]


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """Return the entries of coverage.yaml."""
    return Rules.model_validate(yaml.safe_load(RULES.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _made() -> dict[str, Stage]:
    """The tables and views that stages make, by name."""
    return {s.target[0]: s for s in stages() if s.kind in ("table", "temp", "view")}


def _tables(sql: str) -> set[str]:
    """The names after FROM and JOIN, and a name that stands alone."""
    return set(re.findall(r"\b(?:FROM|JOIN|SEMI JOIN)\s+(\w+)", sql)) | (
        {sql} if sql.isidentifier() else set()
    )


@lru_cache(maxsize=512)
def datasets_of(table: str) -> Sets:
    """The data sets behind a table of the projection, through any number of others."""
    if found := LAKE.fullmatch(table):
        return frozenset({found[1]})
    stage = _made().get(table)
    return datasets_in(stage.sql, table) if stage else frozenset()


def datasets_in(sql: str, own: str = "") -> Sets:
    """The data sets that a statement reads."""
    found = {d for word in _tables(sql) - {own} for d in datasets_of(word)}
    return frozenset(found & set(load_catalogue().datasets))


def _sources(select: exp.Select) -> dict[str, str]:
    """What stands behind each alias of a SELECT: the SQL of a table's name or of a subquery."""
    found = {}
    origin = [select.args.get("from_") or select.args.get("from"), *(select.args.get("joins") or [])]
    for part in origin:
        if part is not None and (source := part.this) is not None:
            found[source.alias_or_name] = (
                source.name if isinstance(source, exp.Table) else source.sql(dialect="duckdb")
            )
    return found


@lru_cache(maxsize=1)
def derived_properties() -> dict[str, Sets]:
    """`Label.property` → the data sets of the tables that its expression reads."""
    found: dict[str, Sets] = {}
    for stage in stages():
        if stage.kind != "node":
            continue
        tree = sqlglot.parse_one(stage.sql, dialect="duckdb")
        if not isinstance(tree, exp.Select):
            found |= {f"{stage.target[0]}.{p}": datasets_in(stage.sql) for p in _properties(stage.target[0])}
            continue
        sources = _sources(tree)
        for column in tree.expressions:
            names = {c.table for c in column.find_all(exp.Column)}
            behind = sources.values() if "" in names else [sources.get(n, "") for n in names]
            nested = [s.sql(dialect="duckdb") for s in column.find_all(exp.Subquery)]
            sets = frozenset().union(*(datasets_in(b) for b in (*behind, *nested)))
            found[f"{stage.target[0]}.{column.alias_or_name}"] = sets
    return found


def property_sets() -> dict[str, Sets]:
    """`Label.property` → the data sets that its value comes from."""
    return derived_properties() | {k: frozenset(v) for k, v in load_rules().properties.items()}


def _properties(label: str) -> Iterable[str]:
    return load_schema().labels[label].properties


def _roles(dataset: str) -> dict[str, str]:
    """Role → label of whom a row of the data set names."""
    found = {}
    for field in load_catalogue().datasets[dataset].fields:
        if field.role and field.entity and field.entity.value in ENTITIES:
            found[field.role] = ENTITIES[field.entity.value]
            if field.part == "person":
                found[f"{field.role}·人"] = "Person"
    return found


@lru_cache(maxsize=1)
def derived_relations() -> dict[str, Sets]:
    """Relation type → the data sets that its stages read, or that name both its ends where it joins roles."""
    found: dict[str, set[str]] = {}
    for stage in stages():
        if stage.kind != "relation":
            continue
        kind, *ends = stage.target
        sets = found.setdefault(kind, set())
        sets |= datasets_in(stage.sql)
        if "current_row" in stage.sql and set(ends) <= set(ENTITIES.values()):
            sets |= {d for d in load_catalogue().datasets if set(ends) <= set(_roles(d).values())}
    return {k: frozenset(v) for k, v in found.items()}


def relation_sets() -> dict[str, Sets]:
    """Relation type → the data sets whose rows make it."""
    return derived_relations() | {k: frozenset(v) for k, v in load_rules().relations.items()}


@lru_cache(maxsize=1)
def branches() -> list[tuple[str, str]]:
    """(word, data set): the word by which a UNION of data sets tells one of them, as `'出让' AS kind`."""
    found = []
    for stage in _made().values():
        for part in re.split(r"\bUNION ALL\b", stage.sql):
            sets = set(LAKE.findall(part))
            for word in re.findall(r"'([^']+)' AS (?:kind|register)\b", part):
                found += [(word, s) for s in sorted(sets)]
            if len(sets) == 1:
                found += [
                    (w, s)
                    for w in re.findall(r"(?:THEN|ELSE|SELECT a\.entity_id,) '([^']+)'", part)
                    for s in sets
                ]
    return found


def _narrowed(sets: Sets, text: str) -> Sets:
    """Those of several data sets that a query's literals name; all where it names none."""
    told = {s for word, s in branches() if s in sets and f"'{word}'" in text}
    return frozenset(told) or sets


def _properties_read(text: str) -> set[str]:
    """`Label.property` of every `variable.property` and `(:Label {property: …})` of a Cypher text."""
    found = set()
    for variable, label in set(re.findall(r"\((\w+):(\w+)", text)):
        found |= {f"{label}.{p}" for p in re.findall(rf"\b{variable}\.([a-z_]+)", text)}
    for label, inside in re.findall(r"\(\w*:(\w+) \{([^}]*)\}", text):
        found |= {f"{label}.{p}" for p in re.findall(r"(\w+):", inside)}
    return found


def used_by(query: Query) -> Sets:
    """The data sets that a query reads: from the lake, or by the properties and relations it mentions."""
    if query.language == "sql":
        return datasets_in(query.text)
    no_fact = load_rules().no_fact
    found: set[str] = set()
    for name in _properties_read(query.text):
        if name.partition(".")[0] not in no_fact:
            found |= _narrowed(property_sets().get(name, frozenset()), query.text)
    for kind in set(re.findall(r"[:|]([A-Z_]+)\b", query.text)) & set(load_schema().relations) - no_fact:
        found |= _narrowed(relation_sets()[kind], query.text)
    return frozenset(found)


class Place(BaseModel):
    """Where one data set went."""

    dataset: str
    roles: dict[str, str]
    labels: tuple[str, ...]
    relations: tuple[str, ...]
    queries: tuple[str, ...]


def places() -> Iterator[Place]:
    """Yield every data set of the catalogue with its labels, relations and queries."""
    no_fact = load_rules().no_fact
    use = {q.name: used_by(q) for q in load_queries().values()}
    for key in load_catalogue().datasets:
        labels = dict.fromkeys(p.partition(".")[0] for p, sets in property_sets().items() if key in sets)
        kinds = [r for r, sets in relation_sets().items() if key in sets and r not in no_fact]
        yield Place(
            dataset=key,
            roles=_roles(key),
            labels=tuple(n for n in labels if n not in no_fact),
            relations=tuple(kinds),
            queries=tuple(n for n, sets in use.items() if key in sets),
        )
