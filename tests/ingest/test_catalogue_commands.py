"""`chanye catalogue`: what programs and people are given."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from cli.catalogue import app
from core.errors import NotFoundError

RUN = CliRunner()


def test_the_list_for_programs_has_the_agreed_shape() -> None:
    records = json.loads(RUN.invoke(app, ["list", "--format", "json"]).stdout)
    fee = records[0]
    assert (fee["unit"], fee["dataset"], fee["key"]) == (
        "市财政局",
        "城市基础设施配套费",
        "urban_infrastructure_fee",
    )
    assert (fee["frequency"], fee["first_period"]) == ("monthly", "2020-01")
    assert fee["deadline"] == {"rule": "monthly", "day": 15}
    wanted = {"name", "aliases", "key", "type", "unit", "class", "role"}
    assert all(wanted <= field.keys() for record in records for field in record["fields"])
    assert {r["deadline"]["rule"] for r in records} == {"monthly", "quarterly", "yearly"}


def test_the_list_for_spreadsheets_has_a_line_for_each_data_set() -> None:
    lines = list(csv.DictReader(io.StringIO(RUN.invoke(app, ["list", "--format", "csv"]).stdout)))
    towns = next(line for line in lines if line["键"] == "town_project")
    assert towns["频率"] == "季度（附件1：月度）"
    assert towns["期限"] == "每季度结束后30日内（附件1：每月15日前报上月）"


def test_show_takes_a_key_or_a_name() -> None:
    by_key = json.loads(RUN.invoke(app, ["show", "land_transfer", "--format", "json"]).stdout)
    by_name = json.loads(RUN.invoke(app, ["show", "土地转让信息", "--format", "json"]).stdout)
    assert by_key == by_name
    assert [f["key"] for f in by_key["fields"] if f["role"] == "转让方" and f["part"] == "code"] == [
        "transferor_code"
    ]


def test_template_writes_the_sheet(tmp_path: Path) -> None:
    target = tmp_path / "new" / "产值.xlsx"
    assert RUN.invoke(app, ["template", "industry_output", "-o", str(target)]).exit_code == 0
    assert load_workbook(target).sheetnames == ["国民经济行业产值信息", "填报说明"]


def test_template_refuses_other_kinds_of_file(tmp_path: Path) -> None:
    assert RUN.invoke(app, ["template", "industry_output", "-o", str(tmp_path / "x.csv")]).exit_code == 2


def test_an_unknown_data_set_is_an_error_of_ours() -> None:
    with pytest.raises(NotFoundError, match="nonesuch"):
        RUN.invoke(app, ["show", "nonesuch"], catch_exceptions=False)
