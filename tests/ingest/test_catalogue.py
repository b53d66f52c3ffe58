"""The catalogue against the document: every data set, every literal field, the deadlines of both annexes."""

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from pydantic import ValidationError
from stdnum.cn import uscc

from core.errors import CatalogueError, NotFoundError
from ingest.contract import DataClass, DatasetSpec, FieldType, Mode, load_catalogue, read_unit

CATALOGUE = load_catalogue()
DATASETS = list(CATALOGUE.datasets.values())
FREQUENCIES = {"月度": "monthly", "季度": "quarterly", "年度": "yearly"}


class Printed(NamedTuple):
    """One data set as Annex 2 prints it."""

    unit: str
    name: str
    frequency: str
    first: str
    fields: str

    @property
    def literals(self) -> list[str]:
        """The names between the commas, those inside brackets left alone; a closing 等 is not a name."""
        text = self.fields.removesuffix("等").strip()
        if text.startswith("(") and text.endswith(")"):
            text = text[1:-1]
        return [x.strip() for x in re.split(r"[、,](?![^（(]*[）)])", text) if x.strip()]


def printed() -> list[Printed]:
    document = yaml.safe_load((Path(__file__).parent / "annex2.yaml").read_text(encoding="utf-8"))
    return [Printed(unit, **entry) for unit, entries in document.items() for entry in entries]


ANNEX_2 = printed()


def test_the_document_lists_54_data_sets_of_17_kinds_of_supplier() -> None:
    assert len(CATALOGUE.units) == 17
    assert len(DATASETS) == 54


def test_units_and_data_sets_stand_in_the_documents_order_under_its_names() -> None:
    ours = [(unit.name, spec.name) for unit in CATALOGUE.units for spec in unit.datasets]
    assert ours == [(p.unit, p.name) for p in ANNEX_2]


@pytest.mark.parametrize(("spec", "entry"), list(zip(DATASETS, ANNEX_2, strict=True)), ids=lambda x: x.name)
def test_every_literal_field_leads_to_a_field(spec: DatasetSpec, entry: Printed) -> None:
    headers = {header for field in spec.fields for header in field.headers}
    assert [literal for literal in entry.literals if literal not in headers] == []
    assert spec.frequency == FREQUENCIES[entry.frequency]
    assert spec.first_literal == entry.first.replace(" ", "")


def test_the_reader_of_the_printed_fields_keeps_brackets_together() -> None:
    entry = next(p for p in ANNEX_2 if p.name == "一般纳税人登记清册")
    assert entry.literals[-1] == "主管税务所（科、分局）"
    assert len(entry.literals) == 12


@pytest.mark.parametrize(
    ("dataset", "literal", "key"),
    [
        ("completion_filing", "名称工程", "project_name"),
        ("completion_filing", "所在地址", "site"),
        ("completion_filing", "申请日期", "applied_on"),
        ("concrete_firm", "本高产值", "output_value"),
        ("project_approval", "业主单位名称", "owner_name"),
        ("subsidy_payment", "单位名称", "budget_unit_name"),
        ("construction_permit", "设计公司", "designer_name"),
        ("vehicle_registration", "车辆登记数(保有量)", "stock_count"),
    ],
)
def test_garbled_names_lead_to_what_they_mean(dataset: str, literal: str, key: str) -> None:
    assert [f.key for f in CATALOGUE.dataset(dataset).fields if literal in f.headers] == [key]


@pytest.mark.parametrize(
    ("dataset", "combined", "parts"),
    [
        ("tax_exempt_offset", "subjects", ("increase_subject", "decrease_subject")),
        ("concrete_firm", "capacity", ("planned_capacity", "actual_capacity")),
        ("project_approval", "contact_and_phone", ("contact", "phone")),
    ],
)
def test_two_values_in_one_column_are_split(dataset: str, combined: str, parts: tuple[str, str]) -> None:
    assert CATALOGUE.dataset(dataset).field(combined).splits_into == parts


def test_deadlines_are_annex_1s() -> None:
    for spec in DATASETS:
        due = spec.deadline.model_dump(exclude_none=True)
        if spec.frequency == "monthly":
            assert due == {"rule": "monthly", "day": 15}
        elif spec.frequency == "quarterly":
            assert due == {"rule": "quarterly", "days": 30}
        else:
            month = 3 if spec.key in ("hightech_firm", "population_indicator") else 1
            assert due == {"rule": "yearly", "month": month, "day": 31}


def test_the_annexes_disagree_about_three_data_sets() -> None:
    differing = {d.key: (d.frequency_annex1, d.frequency) for d in DATASETS if d.frequency_annex1}
    assert differing == {
        "presale_fund_supervision": ("monthly", "yearly"),
        "employment_indicator": ("monthly", "yearly"),
        "town_project": ("monthly", "quarterly"),
    }
    assert all((d.deadline_annex1 is not None) == (d.key in differing) for d in DATASETS)


def test_stock_lists_take_new_and_changed_rows() -> None:
    stock = {d.key for d in DATASETS if d.first_period == "stock"}
    upserts = {d.key for d in DATASETS if d.mode is Mode.CHANGES}
    assert upserts == stock | {"housing_unit"}
    assert all(CATALOGUE.dataset(key).keys for key in upserts)


def test_first_periods_fit_their_frequency() -> None:
    shapes = {"monthly": "2020-01", "quarterly": "2020-Q1", "yearly": "2020"}
    assert all(d.first_period in ("stock", shapes[d.frequency]) for d in DATASETS)


def test_each_town_supplies_its_own_share() -> None:
    town = next(u for u in CATALOGUE.units if u.key == "town")
    assert len(town.suppliers) == len(set(town.suppliers)) == 19
    assert all(name.endswith(("街道", "镇")) for name in town.suppliers)
    assert [u.key for u in CATALOGUE.units if u.suppliers] == ["town"]


def test_a_period_column_holds_dates_or_periods() -> None:
    dated = {FieldType.DATE, FieldType.MONTH, FieldType.QUARTER, FieldType.YEAR}
    assert all(d.field(d.period_field).type in dated for d in DATASETS if d.period_field)


def test_money_is_kept_in_yuan_and_area_in_square_metres() -> None:
    units = {
        (f.type, f.unit) for d in DATASETS for f in d.fields if f.type in (FieldType.MONEY, FieldType.AREA)
    }
    assert units == {(FieldType.MONEY, "元"), (FieldType.AREA, "平方米")}


def test_persons_telephones_and_accounts_are_guarded() -> None:
    for spec in DATASETS:
        for field in spec.fields:
            if field.type is FieldType.PHONE or field.part == "person":
                assert field.data_class is DataClass.PERSONAL, (spec.key, field.key)
            if "账号" in field.name:
                assert field.data_class is DataClass.SECRET, (spec.key, field.key)


def test_examples_are_good_examples() -> None:
    for spec in DATASETS:
        for field in spec.fields:
            assert field.example, (spec.key, field.key)
            if field.type is FieldType.USCC:
                assert uscc.is_valid(field.example), (spec.key, field.key)
            if field.type is FieldType.DATE:
                assert date.fromisoformat(field.example)
            if field.type in (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.AREA):
                assert float(field.example) >= 0


def test_an_unknown_data_set_is_named() -> None:
    assert CATALOGUE.dataset("土地转让信息").key == "land_transfer"
    with pytest.raises(NotFoundError, match="nonesuch"):
        CATALOGUE.dataset("nonesuch")


def test_a_header_that_means_two_fields_is_refused() -> None:
    given = CATALOGUE.dataset("park_development").model_dump(by_alias=True)
    given["fields"][1]["aliases"] = ["园区税收"]
    with pytest.raises(ValidationError, match="园区税收"):
        DatasetSpec.model_validate(given)


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "01_finance.yaml"
    path.write_text("key: finance\nname: 市财政局\ndatasets: []\ncolour: red\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"01_finance\.yaml"):
        read_unit(path)
