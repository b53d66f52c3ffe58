"""The typed graph schema, read from schema.yaml: what every other part of the graph is made from."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from core.errors import GraphError

SCHEMA = Path(__file__).parent / "schema.yaml"
PropertyType = Literal["string", "strings", "integer", "float", "boolean", "date"]

IMPORT_TYPES: dict[str, str] = {
    "string": "string",
    "strings": "string[]",
    "integer": "long",
    "float": "double",
    "boolean": "boolean",
    "date": "date",
}
"""Types of neo4j-admin's CSV headers."""

SQL_TYPES: dict[str, str] = {
    "string": "VARCHAR",
    "strings": "VARCHAR[]",
    "integer": "BIGINT",
    "float": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


Rows = Literal["own", "key", "start", "end", "joined", "figures", "none"]
"""Where the source rows of a label or relation are told; schema.yaml says what each word means."""

OWN = ("source", "sources")
"""Properties that hold keys of source rows."""


class Strict(BaseModel):
    """A model that refuses keys it does not know, so that a typing error in the YAML is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Property(Strict):
    """One property of a label or relation."""

    type: PropertyType
    caption: str
    index: bool = False
    free: bool = False  # text as supplied: identity-card numbers in it are masked


class Label(Strict):
    """One label; `key` is the property that is unique."""

    caption: str
    key: str
    rows: Rows
    note: str = ""
    fulltext: tuple[str, ...] = ()
    properties: dict[str, Property]

    @model_validator(mode="after")
    def check_rows_are_told_where_it_says(self) -> "Label":
        """A label that tells its rows itself has a property for their keys; none starts or ends anywhere."""
        if self.rows in ("start", "end") or (self.rows == "own") != any(o in self.properties for o in OWN):
            raise ValueError(f"rows: {self.rows} does not fit the properties")
        return self

    @model_validator(mode="after")
    def check_key_and_fulltext_are_properties(self) -> "Label":
        """The key is a string property, and so is what full text covers."""
        for name in (self.key, *self.fulltext):
            if name not in self.properties or self.properties[name].type not in ("string", "strings"):
                raise ValueError(f"{name} is no string property")
        return self


class Relation(Strict):
    """One relation type and the pairs of labels it goes between."""

    caption: str
    rows: Rows
    note: str = ""
    between: tuple[tuple[str, str], ...]
    properties: dict[str, Property] = {}

    @model_validator(mode="after")
    def check_rows_are_told_where_it_says(self) -> "Relation":
        """A relation that tells its rows itself has a property for their keys."""
        if self.rows in ("key", "joined") or (self.rows == "own") != any(o in self.properties for o in OWN):
            raise ValueError(f"rows: {self.rows} does not fit the properties")
        return self


class Schema(Strict):
    """Labels and relations of the graph."""

    labels: dict[str, Label]
    relations: dict[str, Relation]

    @model_validator(mode="after")
    def check_relations_go_between_labels(self) -> "Schema":
        """Both ends of a relation are labels."""
        for name, relation in self.relations.items():
            for end in (e for pair in relation.between for e in pair):
                if end not in self.labels:
                    raise ValueError(f"{name}: no label {end}")
        return self

    @model_validator(mode="after")
    def check_relations_lean_on_a_node_with_rows(self) -> "Schema":
        """Where the rows are told with the node at one end, that node tells its own."""
        for name, relation in self.relations.items():
            for pair in relation.between if relation.rows in ("start", "end") else ():
                if self.labels[pair[relation.rows == "end"]].rows not in ("own", "key"):
                    raise ValueError(f"{name}: {pair} has no rows at its {relation.rows}")
        return self

    def relation_pairs(self) -> Iterator[tuple[str, str, str]]:
        """Yield (type, from, to) of every relation, in the file's order."""
        for name, relation in self.relations.items():
            for start, end in relation.between:
                yield name, start, end

    def captions(self) -> dict[str, str]:
        """Return the Chinese captions of labels, relations and properties by their English name.

        A property that means different things in two places gets the caption of the first.
        """
        out = {name: label.caption for name, label in self.labels.items()}
        out |= {name: relation.caption for name, relation in self.relations.items()}
        owners = [v.properties for v in self.labels.values()] + [
            v.properties for v in self.relations.values()
        ]
        for properties in owners:
            for name, spec in properties.items():
                out.setdefault(name, spec.caption)
        return out


@lru_cache(maxsize=1)
def load_schema() -> Schema:
    """Return the schema of the graph; a mistake in the YAML is a GraphError that names the place."""
    try:
        return Schema.model_validate(yaml.safe_load(SCHEMA.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValueError) as error:
        raise GraphError(f"{SCHEMA.name}: {error}") from error


def index_statements(schema: Schema) -> list[str]:
    """Return the Cypher that makes every constraint and index; each statement may be run again."""
    statements = []
    for name, label in schema.labels.items():
        statements.append(
            f"CREATE CONSTRAINT {name.lower()}_key IF NOT EXISTS FOR (n:{name}) "
            f"REQUIRE n.{label.key} IS UNIQUE"
        )
        for prop, spec in label.properties.items():
            if spec.index:
                statements.append(
                    f"CREATE INDEX {name.lower()}_{prop} IF NOT EXISTS FOR (n:{name}) ON (n.{prop})"
                )
        if label.fulltext:
            covered = ", ".join(f"n.{p}" for p in label.fulltext)
            # cjk cuts into pairs of characters, so that any two neighbouring characters of a name find it.
            statements.append(
                f"CREATE FULLTEXT INDEX {name.lower()}_text IF NOT EXISTS FOR (n:{name}) ON EACH [{covered}] "
                "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
            )
    return statements
