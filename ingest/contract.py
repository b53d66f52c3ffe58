"""The typed catalogue: what each unit owes, field by field, read from `ingest/catalogue/*.yaml`."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.errors import CatalogueError, NotFoundError
from core.yaml_file import read_yaml

CATALOGUE = Path(__file__).parent / "catalogue"
EXAMPLE_MARK = "（示例）"  # a row whose first cell starts with it is a template's example, never data
NOTES_SHEET = "填报说明"  # a sheet of this name explains how to fill in, and holds no data
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Frequency = Literal["monthly", "quarterly", "yearly"]


class FieldType(StrEnum):
    """What a cell must hold, and the column type it gets in the lake."""

    TEXT = "text"
    CODE = "code"  # a certificate, document or account number: text that must keep its digits
    USCC = "uscc"  # 统一社会信用代码 / 纳税人识别号, GB 32100
    ORG_CODE = "org_code"  # 组织机构代码, GB 11714
    PHONE = "phone"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"  # DECIMAL(18,2), 元
    AREA = "area"  # DECIMAL(18,2), 平方米
    DATE = "date"
    MONTH = "month"  # 2023-04
    QUARTER = "quarter"  # 2023-Q1
    YEAR = "year"  # 2023


class DataClass(StrEnum):
    """How carefully a field is kept."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SECRET = "secret"


class EntityKind(StrEnum):
    """What a field names."""

    ENTERPRISE = "enterprise"
    PERSON = "person"
    PROJECT = "project"
    PARCEL = "parcel"
    BUILDING = "building"
    DEPARTMENT = "department"


class Part(StrEnum):
    """Which piece of evidence a field gives about what it names."""

    NAME = "name"
    CODE = "code"
    ORG_CODE = "org_code"
    PERSON = "person"
    PHONE = "phone"
    ADDRESS = "address"
    TOWN = "town"
    INDUSTRY = "industry"
    SCOPE = "scope"
    DATE = "date"


class Mode(StrEnum):
    """What a delivery does to what was there (see docs/datasets.md)."""

    PERIOD = "period"  # facts of one period: a new delivery replaces that period
    CHANGES = "changes"  # stock first, then new and changed rows: upsert by key
    SNAPSHOT = "snapshot"  # the full list each time: a new delivery replaces the whole list


class Strict(BaseModel):
    """A model that refuses keys it does not know, so that a typing error in a YAML file is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(Strict):
    """One field of a data set, as the document writes it and as the lake stores it."""

    name: str  # the literal name of the document
    key: Key  # the column in the lake
    display: str = ""  # the name people see; the literal name unless that is garbled
    aliases: tuple[str, ...] = ()  # other headers that mean the same field
    type: FieldType = FieldType.TEXT
    unit: str | None = None  # the unit of the stored value (元, 平方米, 千瓦时, 人, %)
    source_unit: str | None = None  # the unit of the supplied value where the header does not say (万元, 亩)
    required: bool = False
    data_class: DataClass = Field(DataClass.INTERNAL, alias="class")
    role: str | None = None  # 纳税人, 受让方, 施工单位 …: who, in this row, the field speaks of
    entity: EntityKind | None = None  # what that role is
    part: Part | None = None  # which evidence about it
    splits_into: tuple[
        Key, ...
    ] = ()  # one column for several fields: where it arrives, they are read out of it
    values: tuple[str, ...] = ()  # the usual values, for drop-downs; others are accepted
    example: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """The name to show to people."""
        return self.display or self.name

    @property
    def headers(self) -> tuple[str, ...]:
        """Every column header that means this field, the literal name first."""
        return tuple(dict.fromkeys((self.name, self.label, *self.aliases)))

    @model_validator(mode="after")
    def check_role_says_what_it_names(self) -> "FieldSpec":
        """A role comes with the kind of thing it names and the evidence the field gives."""
        if (self.role is None) != (self.part is None) or (self.role is None) != (self.entity is None):
            raise ValueError(f"{self.name}: role, entity and part go together")
        return self


class Deadline(Strict):
    """When a routine delivery is due, counted from the end of its period."""

    rule: Literal["monthly", "quarterly", "yearly"]
    day: int | None = None  # monthly: day of the next month; yearly: day of `month`
    month: int | None = None  # yearly: month of the next year
    days: int | None = None  # quarterly: days after the quarter's end


class Series(Strict):
    """Each firm of `role` has at most one row a period and cell, and goes on from period to period.

    So a row that names a firm badly may be known by the place that only one firm's rows leave open.
    """

    role: str
    cell: tuple[Key, ...] = ()  # what tells a firm's rows of one period apart
    since: Key | None = None  # the column that says since when; it stays the same from period to period


class Shared(Strict):
    """A value that stands for one firm in some roles, wherever else it is written: an account has one holder.

    So a row that names a firm badly may be known by other rows of the same value.
    """

    kind: (
        str  # values of one kind are held against each other, also over data sets; captions of panel evidence
    )
    column: Key
    roles: tuple[str, ...]


class DatasetSpec(Strict):
    """One data set that one unit supplies."""

    key: Key
    name: str  # 信息或数据需求, literally
    display: str = ""
    aliases: tuple[str, ...] = ()  # other names: Annex 1's wording, words seen in file names and sheets
    frequency: Frequency  # Annex 2
    frequency_annex1: Frequency | None = None  # where Annex 1 differs
    mode: Mode
    first_period: str  # 2020-01, 2020-Q1, 2020, or "stock"
    first_until: str = "2023-04"  # the last period of the first collection
    first_literal: str = ""  # 首次采集 as Annex 2 writes it
    deadline: Deadline
    deadline_annex1: Deadline | None = None
    effective_from: str = "2023-05-21"
    effective_to: str | None = None
    period_field: Key | None = None  # the column that dates a row; None: the period comes from the file
    keys: tuple[Key, ...] = ()  # what identifies a row for upserts and duplicates
    grain: str = ""  # what one row is
    series: Series | None = None
    shared: tuple[Shared, ...] = ()
    notes: tuple[str, ...] = ()
    fields: tuple[FieldSpec, ...]

    @property
    def label(self) -> str:
        """The name to show to people."""
        return self.display or self.name

    def field(self, key: str) -> FieldSpec:
        """Return the field with this key, or raise NotFoundError."""
        for spec in self.fields:
            if spec.key == key:
                return spec
        raise NotFoundError(f"数据集 {self.name} 没有字段 {key}")

    @model_validator(mode="after")
    def check_keys_are_fields(self) -> "DatasetSpec":
        """Field keys are unique, and period_field and keys name fields."""
        keys = [f.key for f in self.fields]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.key}: a field key appears twice")
        named = (
            *self.keys,
            *(k for f in self.fields for k in f.splits_into),
            *filter(None, [self.period_field]),
        )
        for key in named:
            if key not in keys:
                raise ValueError(f"{self.key}: no field {key}")
        return self

    @model_validator(mode="after")
    def check_series_names_fields(self) -> "DatasetSpec":
        """A series is of a role of the data set, and its columns are fields."""
        if self.series is not None:
            if self.series.role not in {f.role for f in self.fields}:
                raise ValueError(f"{self.key}: no role {self.series.role}")
            for key in (*self.series.cell, *filter(None, [self.series.since])):
                self.field(key)
        return self

    @model_validator(mode="after")
    def check_shared_names_fields(self) -> "DatasetSpec":
        """A shared value is a field, and its roles are roles of the data set."""
        roles = {f.role for f in self.fields}
        for spec in self.shared:
            self.field(spec.column)
            if unknown := set(spec.roles) - roles:
                raise ValueError(f"{self.key}: no roles {sorted(unknown)}")
        return self

    @model_validator(mode="after")
    def check_headers_mean_one_field(self) -> "DatasetSpec":
        """A column header leads to one field, and a party's evidence of one kind stands in one field."""
        owner: dict[str, str] = {}
        for spec in self.fields:
            for header in spec.headers:
                if owner.setdefault(header, spec.key) != spec.key:
                    raise ValueError(f"{self.key}: {header} means {owner[header]} and {spec.key}")
        evidence = [(f.role, f.part) for f in self.fields if f.role]
        if len(set(evidence)) != len(evidence):
            raise ValueError(f"{self.key}: two fields give the same part of the same role")
        return self


class UnitSpec(Strict):
    """One supplying unit; `suppliers` lists its parts where each owes its own share (the towns)."""

    key: Key
    name: str
    aliases: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    datasets: tuple[DatasetSpec, ...]


class Catalogue(Strict):
    """All units and their data sets."""

    units: tuple[UnitSpec, ...]

    @property
    def datasets(self) -> dict[str, DatasetSpec]:
        """Data sets by key, in the document's order."""
        return {d.key: d for u in self.units for d in u.datasets}

    def dataset(self, key: str) -> DatasetSpec:
        """Return the data set with this key or literal name, or raise NotFoundError."""
        for spec in self.datasets.values():
            if key in (spec.key, spec.name):
                return spec
        raise NotFoundError(f"没有数据集 {key}", advice="用 chanye catalogue list 查看全部数据集。")

    def unit_of(self, dataset: str) -> UnitSpec:
        """Return the unit that owes this data set."""
        for unit in self.units:
            if any(d.key == dataset for d in unit.datasets):
                return unit
        raise NotFoundError(f"没有数据集 {dataset}")

    @model_validator(mode="after")
    def check_dataset_keys_are_unique(self) -> "Catalogue":
        """A data set key names one data set."""
        keys = [d.key for u in self.units for d in u.datasets]
        if len(set(keys)) != len(keys):
            raise ValueError("a data set key appears twice")
        return self


def read_unit(path: Path) -> UnitSpec:
    """Read one unit's YAML file; a mistake names the file and the place."""
    try:
        return UnitSpec.model_validate(read_yaml(path))
    except (yaml.YAMLError, ValueError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


@lru_cache(maxsize=4)
def load_catalogue(folder: Path = CATALOGUE) -> Catalogue:
    """Read every unit of the folder; file names start with the unit's place in the document (01_…)."""
    return Catalogue(units=tuple(read_unit(p) for p in sorted(folder.glob("*.yaml"))))
